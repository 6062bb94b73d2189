"""Bringing a cart to today's prices: by the agent's word alone."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from carts.actions import add_item, remove_item, reprice_cart, set_quantity, set_shipping
from carts.models import Cart
from catalog.models import Price
from contactcenter.errors import Conflict
from orders.models import Order
from tests.factories import line_in
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


def test_lines_and_total_are_as_today(world: World) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    Price.objects.filter(variant=world.lamp).update(amount=Decimal("12.50"))
    cart = reprice_cart(world.as_(world.ada), cart, version=cart.version)
    assert (cart.lines.get().unit_price, cart.total) == (Decimal("12.50"), Decimal("29.90"))


def test_what_has_become_free_costs_nothing(world: World) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    Price.objects.filter(variant=world.lamp).update(amount=0)
    assert reprice_cart(world.as_(world.ada), cart, version=cart.version).subtotal == 0


def test_a_newer_cart_is_left_alone(world: World) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    before = everything()
    with pytest.raises(Conflict):
        reprice_cart(world.as_(world.sam), cart, version=cart.version - 1)
    assert everything() == before


def test_placing_at_an_old_price_shows_the_new_one_and_goes_through_once_it_was_taken_over(world: World, as_ada: Client) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    Price.objects.filter(variant=world.lamp).update(amount=Decimal("12.50"))
    for _again in range(2):
        refused = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
        assert refused.status_code == 422 and "The price list has changed: LAMP-1 €10.00 → €12.50." in refused.content.decode()
    assert re.search(r"€10\.00 → <strong[^>]*>€12\.50", refused.content.decode()) and not Order.objects.filter(cart=cart).exists()
    as_ada.post(f"/carts/{cart.number}/reprice/", {"version": cart.version})
    cart.refresh_from_db()
    assert as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version}).status_code == 303
    assert Order.objects.get(cart=cart).total == Decimal("29.90")


def test_other_acts_leave_the_prices_that_were_said(world: World) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1, version=cart.version)
    Price.objects.filter(variant=world.lamp).update(amount=Decimal("12.50"))
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1, version=cart.version)
    cart = set_shipping(ada, cart, method="express", version=cart.version)
    cart = remove_item(ada, cart, line=line_in(cart, "MUG-1"), version=cart.version)
    assert cart.lines.get().unit_price == Decimal("10.00")
    cart = set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=3, version=cart.version)
    assert cart.lines.get().unit_price == Decimal("12.50")  # how many there are may change what a piece costs


def test_an_older_page_of_the_cart_shows_what_it_costs_by_now(world: World, as_ada: Client) -> None:
    add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    Price.objects.filter(variant=world.lamp).update(amount=Decimal("12.50"))
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert re.search(r"€10\.00 → <strong[^>]*>€12\.50", page) and page.count('id="cart-reprice"') == 1
    assert "→" not in as_ada.post(f"/carts/{Cart.objects.get().number}/reprice/", {"version": Cart.objects.get().version}).content.decode()
