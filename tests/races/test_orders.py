"""Placing at once: one order per cart, no piece sold twice. Each race is also run without its lock and must then go wrong."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError

from carts.actions import add_item
from carts.models import Cart, CartQuerySet
from catalog.models import Stock
from contactcenter.errors import RuleError
from contactcenter.invariants import broken
from customers.models import Address, Message
from orders.actions import place, place_order
from orders.models import Order
from tests.factories import AddressFactory, CustomerFactory
from tests.races.together import Meeting, outcomes_of, together
from tests.world import World

SIX = 6


def place_six_times(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    monkeypatch.setattr(place, "check_cart", Meeting(SIX).after(place.check_cart))
    actors = [world.as_(world.ada), world.as_(world.sam)] * 3
    return together(*[lambda actor=actor: place_order(actor, cart, version=cart.version) for actor in actors])  # type: ignore[misc]


def test_one_cart_placed_by_six_is_one_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = place_six_times(world, monkeypatch)
    order = Order.objects.get(cart__isnull=False)
    assert outcomes == [order] * SIX
    assert Message.objects.count() == 1 and broken() == {}


def test_control_without_the_locks_somebody_gets_an_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.actions.place.lock", lambda customer: customer)
    monkeypatch.setattr(CartQuerySet, "locked", lambda carts: carts)
    assert outcomes_of(IntegrityError, place_six_times(world, monkeypatch)) == SIX - 1


def sell_the_last_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    ada = world.as_(world.ada)
    AddressFactory(customer=world.bo)
    carts = [add_item(ada, customer, sku="RARE-1", quantity=1) for customer in (world.mina, world.bo)]
    monkeypatch.setattr(place, "check_stock", Meeting(2).after(place.check_stock))
    return together(*[lambda cart=cart: place_order(ada, cart, version=cart.version) for cart in carts])  # type: ignore[misc]


def test_the_last_piece_is_sold_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = sell_the_last_twice(world, monkeypatch)
    assert (outcomes_of(Order, outcomes), outcomes_of(RuleError, outcomes)) == (1, 1)
    assert Stock.objects.get(variant=world.rare).available == 0 and broken() == {}


def test_control_without_the_stocks_lock_it_is_sold_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_locked_stocks", lambda variants: Stock.objects.filter(pk__in=variants).order_by("pk"))
    assert outcomes_of(Order, sell_the_last_twice(world, monkeypatch)) == 2
    assert "Reserved stock is what open order lines reserve." in broken()


def test_of_thirty_orders_for_the_last_five_pieces_five_are_placed(world: World) -> None:
    ada, acts = world.as_(world.ada), []
    for _nth in range(30):
        customer = CustomerFactory(channel=world.de)
        AddressFactory(customer=customer)
        cart = add_item(ada, customer, sku="RARE-1", quantity=1)
        acts.append(lambda cart=cart: place_order(ada, cart, version=cart.version))
    Stock.objects.filter(variant=world.rare).update(start=5, reserved=0)
    outcomes = together(*acts)
    assert (outcomes_of(Order, outcomes), outcomes_of(RuleError, outcomes)) == (5, 25)
    assert Stock.objects.get(variant=world.rare).available == 0 and broken() == {}


def test_carts_with_the_same_goods_in_another_order_do_not_wait_for_each_other_for_ever(world: World) -> None:
    ada = world.as_(world.ada)
    Address.objects.create(customer=world.bo, street="Ring 1", city="Berlin", country="DE", default_shipping=True)
    acts: list[Callable[[], Order]] = []
    for customer, skus in ((world.mina, ("LAMP-1", "MUG-1")), (world.bo, ("MUG-1", "LAMP-1"))):
        for sku in skus:
            cart = add_item(ada, customer, sku=sku, quantity=1)
        acts.append(lambda cart=cart: place_order(ada, cart, version=cart.version))  # type: ignore[misc]
    assert outcomes_of(Order, together(*acts)) == 2 and broken() == {}


def test_placing_while_a_colleague_adds_loses_neither(world: World) -> None:
    ada, sam = world.as_(world.ada), world.as_(world.sam)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    together(
        lambda: place_order(ada, cart, version=cart.version),
        lambda: add_item(sam, world.mina, sku="MUG-1", quantity=1, version=cart.version),
    )
    ordered = [line.sku for order in Order.objects.filter(cart__isnull=False) for line in order.lines.all()]
    waiting = [line.variant.sku for one in Cart.objects.filter(status=Cart.Status.OPEN) for line in one.lines.all()]
    assert ordered in (["LAMP-1"], []) and set(ordered + waiting) >= {"LAMP-1"} and broken() == {}
