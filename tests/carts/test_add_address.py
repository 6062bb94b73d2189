"""A new address for the cart, saved to the customer's if wanted (O3)."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.models import RoleRight
from agents.permissions import Can
from carts.actions import add_address, add_item
from carts.contents import billed_to, contents_of
from carts.models import Cart
from contactcenter.errors import Refusal
from customers.models import Address
from customers.search import fill, find_customers
from tests.acts import ADDRESS
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def cart(world: World) -> Cart:
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


@pytest.mark.parametrize("use_for", ["shipping", "billing"])
@pytest.mark.parametrize("save", [True, False])
def test_the_cart_takes_it_and_the_book_only_if_wanted(world: World, cart: Cart, audit: Verbs, use_for: str, save: bool) -> None:
    cart = add_address(world.as_(world.ada), cart, version=cart.version, save=save, use_for=use_for, **ADDRESS)
    contents = contents_of(cart)
    address = contents.main.address if use_for == "shipping" else billed_to(contents)
    assert address is not None and (address.street, address.source_id is not None) == ("Seestraße 1", save)
    assert world.mina.addresses.filter(street="Seestraße 1").exists() is save
    assert audit()[-1] == "cart.address_changed"


@pytest.mark.parametrize(("fields", "field"), [({"street": ""}, "street"), ({"city": " "}, "city"), ({"postal_code": ""}, "postal_code")])
def test_what_its_country_needs_must_be_there(world: World, cart: Cart, fields: dict[str, str], field: str) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        add_address(world.as_(world.ada), cart, version=cart.version, save=True, use_for="shipping", **{**ADDRESS, **fields})
    assert (refused.value.code, refused.value.field) == ("bad_address", field) and everything() == before


def test_a_newer_cart_is_left_alone(world: World, cart: Cart) -> None:
    before = everything()
    with pytest.raises(Refusal):
        add_address(world.as_(world.ada), cart, version=cart.version - 1, save=True, use_for="shipping", **ADDRESS)
    assert everything() == before


def test_a_customers_first_saved_address_is_one_they_are_found_by(world: World) -> None:
    ada = world.as_(world.ada)
    for save, found in ((False, []), (True, [world.bo.number])):
        cart = add_item(ada, world.bo, sku="LAMP-1", quantity=1)
        add_address(ada, cart, version=cart.version, save=save, use_for="shipping", **ADDRESS)
        whom = f"Bo {ADDRESS['postal_code']}"  # with the name: some other customer may have that number
        assert [row.number for row in find_customers(ada, whom).rows] == found


def test_a_further_address_is_not_the_main_one_though_that_has_no_postal_code(world: World) -> None:
    ada, dubai = world.as_(world.ada), {**ADDRESS, "country": "AE", "city": "Dubai", "postal_code": ""}
    Address.objects.create(customer=world.bo, **{name: dubai[name] for name in ("street", "city", "country", "postal_code")})
    fill(world.bo, postal_code="", city="Dubai", home_country="AE").save()
    cart = add_item(ada, world.bo, sku="LAMP-1", quantity=1)
    add_address(ada, cart, version=cart.version, save=True, use_for="shipping", **ADDRESS)
    world.bo.refresh_from_db()
    assert (world.bo.search_postal_code, world.bo.search_city, world.bo.search_country) == ("", "dubai", "AE")


class TestInTheConsole:
    def test_the_form_comes_with_the_channels_country(self, world: World, as_ada: Client, cart: Cart) -> None:
        answer = as_ada.get(f"/carts/{cart.number}/new-address/")
        assert answer.status_code == 200 and 'name="postal_code"' in answer.content.decode()

    def test_another_country_brings_its_fields_and_keeps_what_was_typed(self, world: World, as_ada: Client, cart: Cart) -> None:
        form = {**ADDRESS, "country": "US", "street": "1 <Main> St", "use_for": "billing", "version": cart.version, "part": "fields"}
        before = cart.version
        html = as_ada.post(f"/carts/{cart.number}/new-address/", form).content.decode()
        assert "1 &lt;Main&gt; St" in html and 'value="US" selected' in html and "ZIP" in html
        assert 'name="save"' in html and "checked" not in html.split('name="save"')[1].split(">")[0]
        cart.refresh_from_db()
        assert cart.version == before and not world.mina.addresses.filter(street__contains="Main").exists()

    def test_a_new_address_answers_with_the_dock(self, world: World, as_ada: Client, cart: Cart) -> None:
        form = {**ADDRESS, "use_for": "shipping", "save": "on", "version": cart.version}
        answer = as_ada.post(f"/carts/{cart.number}/new-address/", form)
        assert answer.status_code == 200 and "Seestraße 1" in answer.content.decode()

    def test_refused_it_comes_back_with_what_was_typed(self, world: World, as_ada: Client, cart: Cart) -> None:
        form = {**ADDRESS, "city": "", "street": "Am <Ufer> 2", "use_for": "shipping", "version": cart.version}
        answer = as_ada.post(f"/carts/{cart.number}/new-address/", form)
        assert answer.status_code == 422 and "Am &lt;Ufer&gt; 2" in answer.content.decode()

    def test_a_newer_cart_keeps_what_was_typed(self, world: World, as_ada: Client, cart: Cart) -> None:
        form = {**ADDRESS, "use_for": "shipping", "version": cart.version}
        add_item(world.as_(world.sam), world.mina, sku="MUG-1", quantity=1, version=cart.version)
        answer = as_ada.post(f"/carts/{cart.number}/new-address/", form)
        assert answer.status_code == 409 and "Seestraße 1" in answer.content.decode()

    def test_the_form_is_the_callers_until_something_else_is_typed(self, world: World, as_ada: Client, cart: Cart) -> None:
        html = as_ada.get(f"/carts/{cart.number}/new-address/").content.decode()
        assert 'value="Mina"' in html and 'value="Harker"' in html and f'value="{world.mina.phone}"' in html
        form = {**ADDRESS, "first_name": "", "last_name": "Murray", "country": "US", "use_for": "shipping", "version": cart.version, "part": "fields"}
        html = as_ada.post(f"/carts/{cart.number}/new-address/", form).content.decode()
        assert 'value="Murray"' in html and 'value="Mina"' not in html and 'value="New York"' in html  # among the states to choose from

    def test_who_may_not_see_the_phone_does_not_get_it_from_the_form(self, world: World, as_ada: Client, cart: Cart) -> None:
        RoleRight.objects.filter(right=Can.SEE_PERSONAL).delete()
        html = as_ada.get(f"/carts/{cart.number}/new-address/").content.decode()
        assert 'value="Harker"' in html and world.mina.phone not in html

    def test_what_the_country_has_no_field_for_is_not_taken(self, world: World, as_ada: Client, cart: Cart) -> None:
        form = {**ADDRESS, "region": "NY", "use_for": "shipping", "save": "on", "version": cart.version}
        assert as_ada.post(f"/carts/{cart.number}/new-address/", form).status_code == 200
        to = contents_of(Cart.objects.get(pk=cart.pk)).main.address
        assert to is not None and (to.street, to.region) == ("Seestraße 1", "")

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"country": "US", "street": "1 A St", "city": "Holtsville", "region": "Newyork", "postal_code": "00501"}, "New York"),
            ({"country": "BR", "street": "Rua A 1", "city": "X", "region": "Nowhere", "postal_code": "01310-100"}, "“Nowhere” is not known"),
        ],
    )
    def test_a_region_that_is_none_is_said_at_its_field(self, as_ada: Client, cart: Cart, fields: dict[str, str], said: str) -> None:
        answer = as_ada.post(f"/carts/{cart.number}/new-address/", {**ADDRESS, **fields, "use_for": "shipping", "version": cart.version})
        page = answer.content.decode()
        assert answer.status_code == 422 and said in page and f'value="{fields["region"]}"' in page
        assert page.index('id="id_region_error"') > page.index('name="region"')

    @pytest.mark.parametrize(("country", "region"), [("US", ""), ("US", "Newyork"), ("BR", "Nowhere")])
    def test_all_that_is_wrong_is_said_at_once(self, as_ada: Client, cart: Cart, country: str, region: str) -> None:
        fields = {"country": country, "street": "1 A St", "city": "Holtsville", "region": region, "postal_code": "ABC"}
        page = as_ada.post(f"/carts/{cart.number}/new-address/", {**ADDRESS, **fields, "use_for": "shipping", "version": cart.version})
        assert page.status_code == 422
        assert [name for name in ("region", "postal_code") if f'id="id_{name}_error"' in page.content.decode()] == ["region", "postal_code"]
