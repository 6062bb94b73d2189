"""Pages of orders and returns follow each other; orders are also found by whom they go to and by what lies in them."""

import base64
import json

import pytest

from agents.actors import Actor, actor_of
from orders.criteria import ask_orders, find_orders_by
from orders.models import Order, OrderAddress
from orders.search import fill, find_orders
from returns.criteria import find_returns_by
from returns.search import find_returns
from search.criteria import Filters
from search.terms import fold
from tests.factories import placed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(world: World) -> Actor:
    return actor_of(world.ada)


def test_pages_follow_each_other_without_a_gap(world: World, ada: Actor) -> None:
    for _time in range(9):
        placed(world.mina, world.mina.channel)
    orders, returns = ("harker", "mina", "mina@example.com", "LAMP", "1", "10"), ("harker", "mina", "R-", "1")
    for find, by_criteria, queries in ((find_orders, find_orders_by, orders), (find_returns, find_returns_by, returns)):
        for query in queries:
            for sort in ("", "number", "-customer_name"):
                got: list[object] = []
                whole, after, pages = find(ada, query, limit=500, sort=sort).rows, "", 0
                while pages == 0 or after:
                    page = find(ada, query, limit=4, sort=sort, after=after)
                    got += page.rows
                    after, pages = page.after, pages + 1
                assert got == whole, (find.__name__, query, sort)
                assert len(whole) == len(by_criteria(ada, Filters(), query, sort=sort, limit=500).rows)


def test_an_order_is_found_by_whom_it_goes_to(world: World, ada: Actor) -> None:
    order = placed(world.mina, world.mina.channel)
    order.addresses.filter(kind="shipping").update(first_name="Quincey", last_name="Morris")
    shipping = OrderAddress(first_name="Quincey", last_name="Morris")
    fill(order, order.billing_address, shipping).save()
    for query in ("morris", "morris quincey", "quincey morris", "morr"):
        assert [row.number for row in find_orders(ada, query).rows] == [order.number], query
    assert find_orders(actor_of(world.otto), "morris").rows == []


def test_a_name_that_is_the_billing_name_is_kept_once(world: World) -> None:
    order = placed(world.mina, world.mina.channel)
    assert order.search_ship == ""
    assert order.search_last == fold("Harker")


def test_an_order_is_found_by_a_product_in_it(world: World, ada: Actor) -> None:
    numbers = set(Order.objects.visible_to(ada).filter(lines__sku="LAMP-1").values_list("number", flat=True))
    assert {row.number for row in find_orders(ada, "desk lam", limit=500).rows} == numbers != set()
    assert {row.number for row in find_orders(ada, "lamp-1", limit=500).rows} == numbers


@pytest.mark.parametrize(
    "after",
    [
        "WzAsMCwiMjAyNi0wMS0wMVQwMDowMDowMCsyMzo1OSIsNV0", "WzAsMCwiMDAwMS0wMS0wMVQwMDowMDowMCsxMjowMCIsNV0",
        "x", "WzAsMCwibm90IGEgdGltZSIsMV0", "WzAsMCwiaW5maW5pdHkiLDFd",
    ],
)  # fmt: skip
def test_a_page_that_nobody_gave_out_is_some_page(world: World, ada: Actor, after: str) -> None:
    find_orders(ada, "harker", after=after)
    find_returns(ada, "harker", after=after)


@pytest.mark.parametrize("time", ["2026-01-01T00:00:00+23:59", "0001-01-01T00:00:00+12:00", "2026-01-01T00:00:00", "infinity", "now"])
def test_nor_is_it_beside_criteria(world: World, ada: Actor, time: str) -> None:
    after = base64.urlsafe_b64encode(json.dumps([0, time, 5]).encode()).decode()
    find_orders_by(ada, ask_orders(ada, {"last_name": "harker"}), after=after)
    find_orders_by(ada, ask_orders(ada, {"last_name": "harker"}), after=base64.urlsafe_b64encode(b"[" * 1400).decode())
