"""Changing how many of a line (O2)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from carts.actions import add_item, set_quantity
from carts.models import Cart
from contactcenter.errors import Conflict, Refusal
from tests.factories import line_in
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def cart(world: World) -> Cart:
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


def test_the_line_and_the_total_follow(world: World, cart: Cart, audit: Verbs) -> None:
    cart = set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=5, version=cart.version)
    assert (cart.lines.get().quantity, cart.total) == (5, Decimal("54.90"))
    assert audit()[-1] == "cart.quantity_changed"


def test_the_free_shipping_limit_counts_at_once(world: World, cart: Cart) -> None:
    assert set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=10, version=cart.version).total == Decimal("100.00")


def test_none_takes_the_line_out(world: World, cart: Cart, audit: Verbs) -> None:
    cart = set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=0, version=cart.version)
    assert (cart.lines.count(), cart.total, audit()[-1]) == (0, 0, "cart.item_removed")


def test_the_same_quantity_changes_nothing(world: World, cart: Cart) -> None:
    before = everything()
    set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=2, version=cart.version)
    assert everything() == before


def test_todays_price_counts(world: World, cart: Cart) -> None:
    world.lamp.prices.update(amount=Decimal("11.00"))
    assert set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=3, version=cart.version).subtotal == Decimal("33.00")


@pytest.mark.parametrize(
    ("sku", "quantity", "code"),
    [("LAMP-1", 101, "out_of_stock"), ("LAMP-1", 10_000, "bad_quantity"), ("LAMP-1", -1, "bad_quantity"), ("MUG-1", 1, "line_gone")],
)
def test_refusals_change_nothing(world: World, cart: Cart, sku: str, quantity: int, code: str) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_quantity(world.as_(world.ada), cart, line=line_in(cart, sku), quantity=quantity, version=cart.version)
    assert refused.value.code == code and everything() == before


def test_the_second_agent_is_told_and_nothing_is_overwritten(world: World, cart: Cart) -> None:
    set_quantity(world.as_(world.sam), cart, line=line_in(cart, "LAMP-1"), quantity=3, version=cart.version)
    before = everything()
    with pytest.raises(Conflict, match="Sam"):
        set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=9, version=cart.version)
    assert everything() == before


class TestInTheConsole:
    def test_a_change_answers_with_the_dock(self, world: World, as_ada: Client, cart: Cart) -> None:
        answer = as_ada.post(f"/carts/{cart.number}/quantity/", {"line": line_in(cart, "LAMP-1"), "quantity": "4", "version": cart.version})
        assert answer.status_code == 200 and "44.90" in answer.content.decode()

    def test_too_many_are_refused_in_words(self, world: World, as_ada: Client, cart: Cart) -> None:
        answer = as_ada.post(f"/carts/{cart.number}/quantity/", {"line": line_in(cart, "LAMP-1"), "quantity": "101", "version": cart.version})
        assert answer.status_code == 422 and "only 100 available" in answer.content.decode()

    def test_the_refused_number_stays_and_its_line_says_why(self, world: World, as_ada: Client, cart: Cart) -> None:
        cart = add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1, version=cart.version)
        lamp, mug = (cart.lines.get(variant__sku=sku).pk for sku in ("LAMP-1", "MUG-1"))
        answer = as_ada.post(f"/carts/{cart.number}/quantity/", {"line": line_in(cart, "LAMP-1"), "quantity": "101", "version": cart.version})
        page = answer.content.decode()
        field, other = (re.search(rf'<input[^>]*id="line-{pk}-pieces"[^>]*>', page)[0] for pk in (lamp, mug))  # type: ignore[index]
        assert 'value="101" aria-invalid="true"' in field and f'aria-describedby="line-{lamp}-error"' in field
        assert re.search(rf'id="line-{lamp}-error">[^<]*only 100 available', page) and page.count("only 100 available") == 1
        assert 'value="1"' in other and "aria-invalid" not in other and "notice-wrong" not in page

    def test_a_refusal_without_a_line_stands_above(self, world: World, as_ada: Client, cart: Cart) -> None:
        answer = as_ada.post(f"/carts/{cart.number}/quantity/", {"line": line_in(cart, "MUG-1"), "quantity": "none", "version": cart.version})
        page = answer.content.decode()
        assert answer.status_code == 422 and "notice-wrong" in page and "aria-invalid" not in page

    def test_a_stale_page_is_shown_the_newer_cart(self, world: World, as_ada: Client, cart: Cart) -> None:
        add_item(world.as_(world.sam), world.mina, sku="MUG-1", quantity=1, version=cart.version)
        answer = as_ada.post(f"/carts/{cart.number}/quantity/", {"line": line_in(cart, "LAMP-1"), "quantity": "4", "version": cart.version})
        assert answer.status_code == 409 and "Sam changed this cart" in answer.content.decode() and "MUG-1" in answer.content.decode()
