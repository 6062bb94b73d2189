"""Bringing a cart to today's prices."""

from decimal import Decimal

import pytest
from django.test import Client

from carts.actions import add_item, reprice_cart
from catalog.models import Price
from contactcenter.errors import Conflict
from orders.models import Order
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


def test_placing_at_an_old_price_shows_the_new_one_and_the_next_try_goes_through(world: World, as_ada: Client) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    Price.objects.filter(variant=world.lamp).update(amount=Decimal("12.50"))
    refused = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
    assert refused.status_code == 409 and "29.90" in refused.content.decode()
    cart.refresh_from_db()
    assert as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version}).status_code == 303
    assert Order.objects.get(cart=cart).total == Decimal("29.90")
