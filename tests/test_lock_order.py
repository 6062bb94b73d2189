"""Every act locks rows in one order, so that no two acts wait for each other: the tables that it locks or changes, as PostgreSQL is asked."""

import re
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contactcenter.actions import REGISTRY
from tests.acts import ACTS
from tests.world import World

ORDER = (
    "agents_agent", "agents_idempotencykey", "customers_account", "customers_customer", "carts_cart", "orders_order", "returns_return",
    "orders_payment", "catalog_stock",
)  # fmt: skip
"""Tables of which an act locks rows that another may want; a cart's lines are locked with their cart."""
_LOCKS = re.compile(r'FROM "(\w+)".* FOR (NO KEY )?UPDATE|^UPDATE "(\w+)"', re.S)


def locked(queries: Iterable[str]) -> list[str]:
    """The tables of ORDER, each where it is locked first."""
    found = [match[1] or match[3] for sql in queries if (match := _LOCKS.search(sql))]
    return list(dict.fromkeys(table for table in found if table in ORDER))


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_act_locks_in_the_order(world: World, name: str) -> None:
    act = ACTS[name]
    who = world.grace if "ada" not in act.who else world.ada
    thing = act.ready(world, who)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act.do(world.as_(who), thing)
    tables = locked(one["sql"] for one in asked.captured_queries)
    assert tables == sorted(tables, key=ORDER.index)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_no_lock_keeps_rows_from_being_referred_to(world: World, name: str) -> None:
    """FOR UPDATE would stop everybody who writes a row that only points here: an audit row, a tab, a note."""
    act = ACTS[name]
    who = world.grace if "ada" not in act.who else world.ada
    thing = act.ready(world, who)
    with CaptureQueriesContext(connection) as asked:
        act.do(world.as_(who), thing)
    hard = [one["sql"] for one in asked.captured_queries if " FOR UPDATE" in one["sql"] and locked([one["sql"]])]
    assert not hard


def test_placing_locks_what_it_changes(world: World) -> None:
    act = ACTS["orders.place_order"]
    thing = act.ready(world, world.ada)
    with CaptureQueriesContext(connection) as asked:
        act.do(world.as_(world.ada), thing)
    assert locked(one["sql"] for one in asked.captured_queries) == ["customers_customer", "carts_cart", "catalog_stock"]
