"""Choosing how and where one line goes (O2)."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_address, add_item, set_addresses, set_line_shipping, set_shipping
from carts.models import Cart
from carts.pricing import lines_of, shipping_groups
from catalog.models import ShippingMethod
from contactcenter.errors import Refusal
from customers.models import Address
from tests.acts import ADDRESS
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    """Two lamps and a mug, by parcel for 4.90."""
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    return add_item(ada, world.mina, sku="MUG-1", quantity=1)


@pytest.fixture
def gran(world: World) -> Address:
    return Address.objects.create(customer=world.mina, last_name="Harker", street="Weg 2", postal_code="50667", city="Köln", country="DE")


def choose(world: World, cart: Cart, sku: str = "MUG-1", method: str = "", shipping: int | None = None) -> Cart:
    return set_line_shipping(world.as_(world.ada), cart, sku=sku, method=method, shipping=shipping, version=cart.version)


def groups(cart: Cart) -> list[tuple[str, str, list[str]]]:
    found = shipping_groups(cart, lines_of(cart))
    return [(one.method.code, one.address.city, [line.variant.sku for line in one.lines]) for one in found if one.method and one.address]


def test_another_method_and_another_address_cost_their_own_shipping(world: World, cart: Cart, gran: Address) -> None:
    cart = choose(world, cart, method="express")
    assert (cart.shipping, groups(cart)) == (Decimal("17.80"), [("parcel", "Berlin", ["LAMP-1"]), ("express", "Berlin", ["MUG-1"])])
    cart = choose(world, cart, shipping=gran.pk)
    assert (cart.shipping, groups(cart)) == (Decimal("9.80"), [("parcel", "Berlin", ["LAMP-1"]), ("parcel", "Köln", ["MUG-1"])])
    cart = choose(world, cart, sku="LAMP-1", shipping=gran.pk)
    assert (cart.shipping, groups(cart)) == (Decimal("4.90"), [("parcel", "Köln", ["LAMP-1", "MUG-1"])])
    cart = choose(world, choose(world, cart, sku="LAMP-1"))
    assert (cart.shipping, groups(cart)) == (Decimal("4.90"), [("parcel", "Berlin", ["LAMP-1", "MUG-1"])])


def test_what_was_not_chosen_follows_the_cart(world: World, cart: Cart, gran: Address) -> None:
    ada = world.as_(world.ada)
    cart = choose(world, cart, method="express")
    cart = set_shipping(ada, cart, method="express", version=cart.version)
    assert cart.shipping == Decimal("12.90")
    cart = choose(world, cart, shipping=gran.pk)
    cart = set_addresses(ada, cart, shipping=gran.pk, billing=None, version=cart.version)
    assert (cart.shipping, groups(cart)) == (Decimal("12.90"), [("express", "Köln", ["LAMP-1", "MUG-1"])])


def test_the_audit_row_tells_before_and_after_and_the_same_again_none(world: World, cart: Cart, gran: Address) -> None:
    cart = choose(world, cart, method="express", shipping=gran.pk)
    entry = AuditEntry.objects.get(verb="cart.line_shipping_changed")
    assert entry.data == {"sku": "MUG-1", "before": [None, None], "after": ["express", gran.pk]}
    before = everything()
    choose(world, cart, method="express", shipping=gran.pk)
    assert everything() == before


@pytest.mark.parametrize(
    ("wish", "behind", "code"),
    [
        ({"method": "drone"}, 0, "unknown_method"),
        ({"shipping": 0}, 0, "unknown_address"),
        ({"sku": "SOFA-1"}, 0, "line_gone"),
        ({}, 1, "cart_changed"),
    ],
)
def test_refusals_change_nothing(world: World, cart: Cart, wish: dict[str, object], behind: int, code: str) -> None:
    asked = {"sku": "MUG-1", "method": "express", "shipping": None, **wish}
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_line_shipping(world.as_(world.ada), cart, version=cart.version - behind, **asked)
    assert refused.value.code == code and everything() == before


def test_other_peoples_addresses_and_channels_ways_are_unknown(world: World, cart: Cart) -> None:
    other = Address.objects.create(customer=world.bo, street="Weg 1", city="Ulm", country="DE")
    ShippingMethod.objects.create(channel=world.uk, code="royal", name="Royal")
    for wish, code in (({"shipping": other.pk}, "unknown_address"), ({"method": "royal"}, "unknown_method")):
        with pytest.raises(Refusal) as refused:
            choose(world, cart, **wish)  # type: ignore[arg-type]
        assert refused.value.code == code


def test_a_new_address_for_one_line_alone(world: World, as_ada: Client, cart: Cart) -> None:
    form = as_ada.get(f"/carts/{cart.number}/new-address/").content.decode()
    assert "Only for Enamel mug" in form
    asked = {**ADDRESS, "use_for": "line MUG-1", "version": cart.version}
    assert as_ada.post(f"/carts/{cart.number}/new-address/", asked).status_code == 200
    cart.refresh_from_db()
    assert [(one.effective_address.city, one.effective_address.in_book) for one in cart.lines.all() if one.effective_address] == [
        ("Berlin", True),
        (ADDRESS["city"], False),
    ]
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert page.count("Seestraße 1") >= 1 and "Ships separately" in page


def test_what_can_be_chosen_is_asked_for_when_it_is_opened(world: World, as_ada: Client, cart: Cart, gran: Address) -> None:
    url = f"/carts/{cart.number}/line-way/"
    page = as_ada.get(url, {"sku": "MUG-1"}).content.decode()
    assert "As the cart: Parcel" in page and "Köln" in page and "Express" in page
    assert as_ada.get(url, {"sku": "SOFA-1"}).status_code == 404


def test_of_a_single_line_nothing_is_asked_apart(world: World, as_ada: Client) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    assert "Ship separately" not in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert "Only for" not in as_ada.get(f"/carts/{cart.number}/new-address/").content.decode()


def test_the_line_stays_open_and_an_error_stands_in_it(world: World, as_ada: Client, cart: Cart) -> None:
    url, asked = f"/carts/{cart.number}/line-shipping/", {"sku": "MUG-1", "method": "", "shipping": ""}
    page = as_ada.post(url, {**asked, "version": cart.version}).content.decode()
    assert page.count('<details class="way"') == 2 and page.count("open>\n    <summary") == 1 and page.count('name="shipping"') == 2
    ShippingMethod.objects.filter(code="express").update(active=False)
    answer = as_ada.post(url, {**asked, "method": "express", "version": cart.version})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count("not offered here") == 1 and "notice-wrong" not in page
    assert re.search(r'way-error">[^<]*not offered here', page) and 'id="cart-method-error"' not in page


def test_a_method_taken_off_hinders_no_other_choice_and_a_refused_one_stays_chosen(
    world: World, as_ada: Client, cart: Cart, gran: Address
) -> None:  # fmt: skip
    cart = choose(world, cart, method="express")
    ShippingMethod.objects.filter(code="express").update(active=False)
    cart = choose(world, cart, method="express", shipping=gran.pk)
    assert groups(cart)[-1] == ("express", "Köln", ["MUG-1"])
    asked = {"sku": "LAMP-1", "method": "express", "shipping": gran.pk, "version": cart.version}
    page = as_ada.post(f"/carts/{cart.number}/line-shipping/", asked).content.decode()
    lamp = cart.lines.get(variant__sku="LAMP-1").pk
    form = page[page.index(f'id="line-{lamp}-ship"') : page.index(f'id="line-{lamp}-way-error"')]
    assert re.search(rf'value="{gran.pk}" selected', form) and re.search('value="express" selected', form)


def test_a_line_that_is_gone_says_so_above(world: World, as_ada: Client, cart: Cart) -> None:
    asked = {"sku": "SOFA-1", "method": "express", "shipping": "", "version": cart.version}
    answer = as_ada.post(f"/carts/{cart.number}/line-shipping/", asked)
    assert answer.status_code == 409 and "no longer in the cart" in answer.content.decode()


def test_an_address_that_a_line_goes_to_is_kept(world: World, cart: Cart) -> None:
    cart = add_address(world.as_(world.ada), cart, version=cart.version, save=True, use_for="line", sku="MUG-1", **ADDRESS)
    with pytest.raises(Exception, match="restricted"):
        Address.objects.get(street="Seestraße 1").delete()
    world.mina.carts.all().delete()


def test_after_anothers_change_each_choice_says_that_it_was_not_saved_and_no_other(
    world: World, as_ada: Client, cart: Cart, gran: Address
) -> None:  # fmt: skip
    cart = set_addresses(world.as_(world.ada), cart, shipping=gran.pk, billing=None, version=cart.version)
    url, stale = f"/carts/{cart.number}/line-shipping/", {"sku": "MUG-1", "method": "", "shipping": "", "version": cart.version - 1}
    for chosen, unsaved in (({"method": "express"}, 1), ({"shipping": gran.pk}, 1), ({"method": "express", "shipping": gran.pk}, 2), ({}, 0)):
        answer = as_ada.post(url, {**stale, **chosen})
        assert (answer.status_code, answer.content.decode().count("Not saved.")) == (409, unsaved)
    assert "You changed this cart in another window" in answer.content.decode()
