"""An equal order of the last 24 hours is pointed out before placing (O12)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from carts.actions import add_item, remove_item, set_quantity
from carts.models import Cart
from orders.actions import place_order
from orders.models import Order, OrderLine
from tests.factories import line_in
from tests.world import World

SAID = "Placed in the last 24 hours with the same items:"


def placed_and_begun_again(world: World) -> tuple[Order, Cart]:
    """An order of two lamps and a mug, and a cart with the same, put in the other way round."""
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    order = place_order(ada, cart, version=cart.version)
    add_item(ada, world.mina, sku="MUG-1", quantity=1)
    return order, add_item(ada, world.mina, sku="LAMP-1", quantity=2)


def dock(client: Client, world: World) -> str:
    return client.get(f"/carts/of/{world.mina.number}/").content.decode()


def test_it_is_named_with_the_way_to_it(world: World, as_ada: Client) -> None:
    order, _cart = placed_and_begun_again(world)
    page = dock(as_ada, world)
    assert SAID in page and f'data-opens="order {order.number}"' in page
    assert page.index(SAID) < page.index('id="place-order"')


def _more(world: World, order: Order, cart: Cart) -> None:
    set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=3, version=cart.version)


def _less(world: World, order: Order, cart: Cart) -> None:
    remove_item(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), version=cart.version)


def _yesterday(world: World, order: Order, cart: Cart) -> None:
    Order.objects.filter(pk=order.pk).update(placed_at=now() - timedelta(hours=24, minutes=1))


def _cancelled(world: World, order: Order, cart: Cart) -> None:
    Order.objects.filter(pk=order.pk).update(status=Order.Status.REMOVED)


def _somebody_else(world: World, order: Order, cart: Cart) -> None:
    Order.objects.filter(pk=order.pk).update(customer=world.bo)


@pytest.mark.parametrize("change", [_more, _less, _yesterday, _cancelled, _somebody_else])
def test_no_other_is(world: World, as_ada: Client, change: Callable[[World, Order, Cart], None]) -> None:
    order, cart = placed_and_begun_again(world)
    assert SAID in dock(as_ada, world)
    change(world, order, cart)
    assert SAID not in dock(as_ada, world)


def test_it_costs_one_query_where_there_are_lines_and_none_else(world: World, as_ada: Client) -> None:
    costs = []
    for _each in ("no lines", "lines"):
        with CaptureQueriesContext(connection) as asked:
            dock(as_ada, world)
        costs.append(sum(OrderLine._meta.db_table in one["sql"] for one in asked))
        add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    assert costs == [0, 1]
