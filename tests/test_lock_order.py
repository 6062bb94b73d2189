"""Every act locks rows in one order, so that no two acts wait for each other: the tables that it locks or changes, as PostgreSQL is asked."""

import re
from collections.abc import Callable, Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carts import actions as carts
from carts.wanted import Wanted
from tests.acts import ACTS, ADDRESS
from tests.world import World

ORDER = (
    "agents_agent", "agents_idempotencykey", "customers_account", "customers_customer", "carts_cart", "orders_order", "returns_return",
    "agents_approval", "orders_payment", "catalog_stock", "promotions_promotion",
    "promotions_coupon",
)  # fmt: skip
"""Tables of which an act locks rows that another may want; a cart's lines are locked with their cart."""
_LOCKS = re.compile(r'FROM "?(\w+)"?.* FOR (?:NO KEY )?UPDATE|^UPDATE "?(\w+)"?|^INSERT INTO "?(agents_idempotencykey)"?', re.S)


def locked(queries: Iterable[str]) -> list[str]:
    """The tables of ORDER, each where it is locked first."""
    found = [match[1] or match[2] or match[3] for sql in queries if (match := _LOCKS.search(sql))]
    return list(dict.fromkeys(table for table in found if table in ORDER))


@pytest.mark.parametrize(
    ("act", "details"),
    [
        (carts.add_item, {"sku": "MUG-1", "quantity": 1}),
        (carts.add_items, {"wanted": [Wanted("MUG-1", "MUG-1", 1)]}),
        (carts.add_address, {"save": True, "use_for": "shipping", **ADDRESS}),  # the first of the book, by which the customer is found
    ],
)
def test_under_a_key_too(world: World, act: Callable[..., object], details: dict[str, object]) -> None:
    ada = world.as_(world.ada)
    world.bo.addresses.all().delete()
    cart = carts.add_item(ada, world.bo, sku="LAMP-1", quantity=1)
    with CaptureQueriesContext(connection) as asked:
        act(ada, cart if act is carts.add_address else world.bo, version=cart.version, key="k1", **details)
    assert locked(one["sql"] for one in asked.captured_queries)[:3] == ["agents_idempotencykey", "customers_customer", "carts_cart"]


def test_placing_locks_what_it_changes(world: World) -> None:
    act = ACTS["orders.place_order"]
    thing = act.ready(world, world.ada)
    with CaptureQueriesContext(connection) as asked:
        act.do(world.as_(world.ada), thing)
    assert locked(one["sql"] for one in asked.captured_queries) == ["customers_customer", "carts_cart", "catalog_stock"]
