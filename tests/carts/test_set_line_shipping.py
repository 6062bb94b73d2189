"""Choosing how and where one line goes (O2)."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_address, add_item, set_addresses, set_line_shipping, set_shipping
from carts.contents import contents_of
from carts.models import Cart
from catalog.models import ShippingMethod
from contactcenter.errors import Refusal
from customers.models import Address
from tests.acts import ADDRESS
from tests.factories import line_in, ships
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


def choose(world: World, cart: Cart, sku: str = "MUG-1", method: str = "", shipping: int | str = "") -> Cart:
    return set_line_shipping(world.as_(world.ada), cart, line=line_in(cart, sku), method=method, shipping=str(shipping), version=cart.version)


def groups(cart: Cart) -> list[tuple[str, str, list[str]]]:
    found = contents_of(cart)
    goods = [(one, [line.variant.sku for line in found.carried_by(one)]) for one in found.carrying]
    return [(one.method.code, one.address.city, skus) for one, skus in goods if one.method and one.address]


def test_another_method_and_another_address_cost_their_own_shipping(world: World, cart: Cart, gran: Address) -> None:
    cart = choose(world, cart, method="express")
    assert (cart.shipping, groups(cart)) == (Decimal("17.80"), [("parcel", "Berlin", ["LAMP-1"]), ("express", "Berlin", ["MUG-1"])])
    cart = choose(world, cart, shipping=gran.pk)
    assert (cart.shipping, groups(cart)) == (Decimal("9.80"), [("parcel", "Berlin", ["LAMP-1"]), ("parcel", "Köln", ["MUG-1"])])
    cart = choose(world, cart, sku="LAMP-1", shipping=gran.pk)
    assert (cart.shipping, groups(cart)) == (Decimal("4.90"), [("parcel", "Köln", ["LAMP-1", "MUG-1"])])


def test_what_was_not_chosen_follows_the_cart(world: World, cart: Cart, gran: Address) -> None:
    ada = world.as_(world.ada)
    cart = choose(world, cart, method="express")
    cart = set_shipping(ada, cart, method="express", version=cart.version)
    assert cart.shipping == Decimal("12.90")
    cart = choose(world, cart, shipping=gran.pk)
    cart = set_addresses(ada, cart, shipping=str(gran.pk), billing="", version=cart.version)
    assert (cart.shipping, groups(cart)) == (Decimal("12.90"), [("express", "Köln", ["LAMP-1", "MUG-1"])])


def test_the_audit_row_tells_before_and_after_and_the_same_again_none(world: World, cart: Cart, gran: Address) -> None:
    cart = choose(world, cart, method="express", shipping=gran.pk)
    entry = AuditEntry.objects.get(verb="cart.line_shipping_changed")
    home = str(world.mina.addresses.exclude(pk=gran.pk).get().pk)
    assert entry.data == {"sku": "MUG-1", "before": ["parcel", home], "after": ["express", str(gran.pk)]}
    before = everything()
    choose(world, cart, method="express", shipping=gran.pk)
    assert everything() == before


@pytest.mark.parametrize(
    ("wish", "behind", "code"),
    [
        ({"method": "drone"}, 0, "unknown_method"),
        ({"shipping": "0"}, 0, "unknown_address"),
        ({"shipping": "9" * 30}, 0, "unknown_address"),
        ({"shipping": "own-0"}, 0, "unknown_address"),
        ({"line": 10**9}, 0, "line_gone"),
        ({}, 1, "cart_changed"),
    ],
)
def test_refusals_change_nothing(world: World, cart: Cart, wish: dict[str, object], behind: int, code: str) -> None:
    asked = {"line": line_in(cart, "MUG-1"), "method": "express", "shipping": "", **wish}
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_line_shipping(world.as_(world.ada), cart, version=cart.version - behind, **asked)
    assert refused.value.code == code and everything() == before


def test_other_peoples_addresses_and_channels_ways_are_unknown(world: World, cart: Cart) -> None:
    other = Address.objects.create(customer=world.bo, street="Weg 1", city="Ulm", country="DE")
    ships(world.uk, "royal", "3.00")
    for wish, code in (({"shipping": other.pk}, "unknown_address"), ({"method": "royal"}, "unknown_method")):
        with pytest.raises(Refusal) as refused:
            choose(world, cart, **wish)  # type: ignore[arg-type]
        assert refused.value.code == code


def test_a_new_address_for_one_line_alone(world: World, as_ada: Client, cart: Cart) -> None:
    form = as_ada.get(f"/carts/{cart.number}/new-address/").content.decode()
    assert "Only for Enamel mug" in form
    asked = {**ADDRESS, "use_for": f"line {line_in(cart, 'MUG-1')}", "version": cart.version}
    assert as_ada.post(f"/carts/{cart.number}/new-address/", asked).status_code == 200
    cart.refresh_from_db()
    found = [line.group.address for line in contents_of(cart).lines]
    assert [(one.city, one.source_id is not None) for one in found if one] == [("Berlin", True), (ADDRESS["city"], False)]
    assert not world.mina.addresses.filter(street=ADDRESS["street"]).exists()
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert page.count("Seestraße 1") >= 1 and "Ships separately" in page


def test_what_can_be_chosen_is_asked_for_when_it_is_opened(world: World, as_ada: Client, cart: Cart, gran: Address) -> None:
    url = f"/carts/{cart.number}/line-way/"
    page = as_ada.get(url, {"line": line_in(cart, "MUG-1")}).content.decode()
    assert "As the cart: Parcel" in page and "Köln" in page and "Express" in page
    assert [as_ada.get(url, {"line": line}).status_code for line in ("", "0", "x", "9" * 30)] == [404] * 4


def test_of_a_single_line_nothing_is_asked_apart(world: World, as_ada: Client) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    assert "Ship separately" not in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert "Only for" not in as_ada.get(f"/carts/{cart.number}/new-address/").content.decode()


def test_the_line_stays_open_and_an_error_stands_in_it(world: World, as_ada: Client, cart: Cart) -> None:
    url, asked = f"/carts/{cart.number}/line-shipping/", {"line": line_in(cart, "MUG-1"), "method": "", "shipping": ""}
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
    asked = {"line": line_in(cart, "LAMP-1"), "method": "express", "shipping": gran.pk, "version": cart.version}
    page = as_ada.post(f"/carts/{cart.number}/line-shipping/", asked).content.decode()
    lamp = cart.lines.get(variant__sku="LAMP-1").pk
    form = page[page.index(f'id="line-{lamp}-ship"') : page.index(f'id="line-{lamp}-way-error"')]
    assert re.search(rf'value="{gran.pk}" selected', form) and re.search('value="express" selected', form)


def test_a_line_that_is_gone_says_so_above(world: World, as_ada: Client, cart: Cart) -> None:
    asked = {"line": 10**9, "method": "express", "shipping": "", "version": cart.version}
    answer = as_ada.post(f"/carts/{cart.number}/line-shipping/", asked)
    assert answer.status_code == 409 and "no longer in the cart" in answer.content.decode()


def test_a_line_goes_on_to_an_address_that_the_book_has_no_more(world: World, cart: Cart) -> None:
    cart = add_address(world.as_(world.ada), cart, version=cart.version, save=True, use_for="line", line=line_in(cart, "MUG-1"), **ADDRESS)
    Address.objects.get(street="Seestraße 1").delete()
    assert groups(cart)[-1] == ("parcel", ADDRESS["city"], ["MUG-1"])


def test_after_anothers_change_each_choice_says_that_it_was_not_saved_and_no_other(
    world: World, as_ada: Client, cart: Cart, gran: Address
) -> None:  # fmt: skip
    cart = set_addresses(world.as_(world.ada), cart, shipping=str(gran.pk), billing="", version=cart.version)
    url, stale = f"/carts/{cart.number}/line-shipping/", {"line": line_in(cart, "MUG-1"), "method": "", "shipping": "", "version": cart.version - 1}
    for chosen, unsaved in (({"method": "express"}, 1), ({"shipping": gran.pk}, 1), ({"method": "express", "shipping": gran.pk}, 2), ({}, 0)):
        answer = as_ada.post(url, {**stale, **chosen})
        assert (answer.status_code, answer.content.decode().count("Not saved.")) == (409, unsaved)
    assert "You changed this cart in another window" in answer.content.decode()
