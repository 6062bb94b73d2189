"""A connection keeps the plans of what it has prepared: all searches together must be few statements, whatever is typed."""

import random
from typing import Any

import pytest
from django.db import connection

from agents.actors import actor_of
from console.lately import in_touch_lately
from contactcenter.sql import KEPT
from customers.search.box import find_customers
from orders.search import find_orders
from returns.search import find_returns
from search.paging import Found
from search.readings import parse
from tests.world import World

PARTS = "a ng mina harker lena-marie o'hara 1 12 104 10432 C-12 R-7 o10432 mina@ a.b@c.de LAMP-1 079460958".split()


@pytest.mark.long
def test_all_searches_are_few_statements(world: World) -> None:
    actor, dice = actor_of(world.ada), random.Random(1)
    typed = [" ".join(dice.sample(PARTS, count)) for count in (1, 2, 3, 4) for _time in range(25)]
    for one in [*PARTS, *typed]:
        for find in (find_customers, find_orders, find_returns):
            find(actor, one)
            find(actor, one, sort="email")
        in_touch_lately(actor, parse(one), Found[Any]([None] * 9, more=True))
        in_touch_lately(actor, parse(one), find_customers(actor, "harker", limit=1000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%hits AS (%%' OR statement LIKE 'WITH bought%%'")
        found = cursor.fetchone()[0]
    assert 20 < found <= KEPT / 2
