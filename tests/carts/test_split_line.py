"""The pieces of one line to several addresses (O2)."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from agents.models import AuditEntry, Ceiling, Reason
from carts.actions import add_item, ask_for_price, override_price, reprice_cart, set_line_shipping, set_quantity, split_line
from carts.models import Cart, CartLine
from catalog.models import Price
from contactcenter.errors import Refusal
from customers.models import Address
from orders.actions import place_order
from tests.factories import AddressFactory, line_in
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    """Five lamps of 10.00; Ada may give up 10.00 and 25 % of a line alone."""
    Reason.objects.create(organization=world.organization, kind="price_override", code="match", label="Found cheaper")
    Ceiling.objects.create(role=world.ada.roles.get(), kind="price_override", currency="EUR", amount=Decimal(10), percent=Decimal(25))
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=5)


@pytest.fixture
def gran(world: World) -> Address:
    found: Address = AddressFactory.create(customer=world.mina, city="Köln", postal_code="50667", default_shipping=False)
    return found


def split(world: World, cart: Cart, quantity: int = 2) -> Cart:
    return split_line(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=quantity, version=cart.version)


def send(world: World, cart: Cart, line: CartLine, shipping: Any = "") -> Cart:
    return set_line_shipping(world.as_(world.ada), cart, line=line.pk, method="", shipping=str(shipping), version=cart.version)


def at(world: World, cart: Cart, price: str, line: int | None = None, **more: Any) -> Cart:
    wanted = {"line": line or line_in(cart, "LAMP-1"), "price": Decimal(price), "reason": "match", "version": cart.version, **more}
    return override_price(world.as_(world.ada), cart, **wanted)


def lines(cart: Cart) -> list[tuple[int, Decimal, str]]:
    """Of each line the pieces, their price and where they go."""
    return [(one.quantity, one.unit_price, one.group.address.city) for one in cart.lines.select_related("group__address") if one.group.address]


def test_a_part_of_a_line_goes_elsewhere_and_comes_back(world: World, cart: Cart, gran: Address) -> None:
    Price.objects.create(variant=world.lamp, channel=world.de, amount=Decimal(8), from_quantity=5)
    cart = split(world, reprice_cart(world.as_(world.ada), cart, version=cart.version))
    assert lines(cart) == [(3, Decimal(8), "Berlin"), (2, Decimal(8), "Berlin")]  # a tier counts all lines
    entry = AuditEntry.objects.get(verb="cart.line_split")
    assert (entry.data, entry.sentence) == ({"sku": "LAMP-1", "quantity": 2, "left": 3}, "2 × LAMP-1 split off, 3 left")
    part = cart.split_off
    assert part is not None
    cart = send(world, cart, part, gran.pk)
    assert lines(cart) == [(3, Decimal(8), "Berlin"), (2, Decimal(8), "Köln")] and cart.shipping == Decimal("9.80")
    cart = send(world, cart, part)
    assert lines(cart) == [(5, Decimal(8), "Berlin")] and cart.shipping == Decimal("4.90")


def test_placed_it_is_two_lines_in_two_parcels(world: World, cart: Cart, gran: Address) -> None:
    cart = split(world, cart)
    assert cart.split_off is not None
    cart = send(world, cart, cart.split_off, gran.pk)
    order = place_order(world.as_(world.ada), cart, version=cart.version)
    assert [(one.quantity, one.group.address and one.group.address.city) for one in order.lines.all()] == [(3, "Berlin"), (2, "Köln")]


@pytest.mark.parametrize(
    ("wish", "behind", "code"),
    [
        ({"quantity": 0}, 0, "bad_split"),
        ({"quantity": -1}, 0, "bad_split"),
        ({"quantity": 5}, 0, "bad_split"),
        ({"line": 10**9}, 0, "line_gone"),
        ({}, 1, "cart_changed"),
    ],
)
def test_refusals_change_nothing(world: World, cart: Cart, wish: dict[str, int], behind: int, code: str) -> None:
    before, asked = everything(), {"line": line_in(cart, "LAMP-1"), "quantity": 2, **wish}
    with pytest.raises(Refusal) as refused:
        split_line(world.as_(world.ada), cart, version=cart.version - behind, **asked)
    assert refused.value.code == code and everything() == before


def test_while_a_price_waits_nothing_is_split(world: World, cart: Cart) -> None:
    cart = ask_for_price(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), price=Decimal(5), reason="match", version=cart.version)
    before = everything()
    with pytest.raises(Refusal, match="waits for approval, for all 5 pieces"):
        split(world, cart)
    assert everything() == before


def test_a_price_that_was_agreed_on_stays_on_both_and_is_no_way_around_the_ceiling(world: World, cart: Cart) -> None:
    cart = split(world, at(world, cart, "8"))  # 10.00 given up
    assert lines(cart) == [(3, Decimal(8), "Berlin"), (2, Decimal(8), "Berlin")]
    for one in cart.lines.all():
        with pytest.raises(Refusal) as refused:
            set_quantity(world.as_(world.ada), cart, line=one.pk, quantity=one.quantity + 1, version=cart.version)
        assert refused.value.code == "above_ceiling"


def test_nor_are_two_prices_for_two_halves(world: World, cart: Cart) -> None:
    cart = split(world, cart)
    first, second = cart.lines.all()
    cart = at(world, cart, "7.50", first.pk)  # 7.50 given up
    with pytest.raises(Refusal, match="12.50"):
        at(world, cart, "7.50", second.pk)
    assert [one.price_source for one in cart.lines.all()] == ["override", "list"]
    assert lines(at(world, cart, "9", second.pk))[1][1] == Decimal(9)


def test_a_half_that_was_taken_out_is_put_back_as_a_half(world: World, as_ada: Client, cart: Cart, gran: Address) -> None:
    cart = split(world, cart)
    assert cart.split_off is not None
    cart = send(world, cart, cart.split_off, gran.pk)
    page = as_ada.post(f"/carts/{cart.number}/remove/", {"line": cart.lines.last().pk, "version": cart.version}).content.decode()  # type: ignore[union-attr]
    [undo] = re.findall(r'id="cart-removed".*?</li>', page, re.DOTALL)
    as_ada.post(f"/carts/{cart.number}/put-back/", dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo)))
    assert lines(cart) == [(3, Decimal(10), "Berlin"), (2, Decimal(10), "Köln")]


def test_in_the_console_the_new_line_is_open_and_its_address_next(as_ada: Client, cart: Cart) -> None:
    url, asked = f"/carts/{cart.number}/split/", {"line": line_in(cart, "LAMP-1"), "version": cart.version}
    form = as_ada.get(f"/carts/{cart.number}/line-way/", {"line": asked["line"]}).content.decode()
    assert "Split off" in form and "Ship Desk lamp to" not in form  # a single line goes where the cart goes
    for typed, said in (("", "Enter how many pieces."), ("5", "Enter a number between 1 and 4."), ("x", "whole number")):
        answer = as_ada.post(url, {**asked, "quantity": typed})
        page = answer.content.decode()
        assert answer.status_code == 422 and re.search(rf'-part-error">[^<]*{said}', page) and "notice-wrong" not in page
        assert f'value="{typed}" aria-label="Pieces of Desk lamp for' in page
    page = as_ada.post(url, {**asked, "quantity": "2"}).content.decode()
    part = cart.lines.last()
    assert part and re.search(rf'id="line-{part.pk}-to"[^>]* autofocus', page) and page.count("autofocus") == 1
    answer = as_ada.post(url, {**asked, "quantity": "1"})
    assert answer.status_code == 409 and "Not saved." in answer.content.decode()
