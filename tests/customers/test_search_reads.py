"""However many rows there are, a search reads few: names and shares of channels as in real life, at 100,000 customers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Organization
from bench.data import build
from bench.reads import Reads, reads
from console.lately import in_touch_lately
from customers.search import find_customers
from customers.search.similar import similar_names
from orders.search import find_orders
from returns.search import find_returns
from search.paging import Found
from search.readings import parse
from tests.customers.reads import LIMITS, MISSPELT, SHAPES
from tests.factories import SEES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


WHOLE = 20_000
"""Rows that no search reads, whatever the planner thinks of: a tenth of the orders."""


@contextmanager
def planned_as_for_millions() -> Iterator[None]:
    """With more rows the planner would not think of reading a whole table."""
    ways = ("seqscan", "hashjoin", "mergejoin")
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS;" + ";".join(f"SET enable_{way} = off" for way in ways))
        try:
            yield
        finally:
            cursor.execute("DISCARD PLANS;" + ";".join(f"RESET enable_{way}" for way in ways))


def measured() -> dict[str, dict[str, Reads]]:
    """What each shape reads, the worse of an agent who sees all and of one who sees a thousandth."""
    organization = Organization.objects.get(name="Bench")
    channels = {channel.code: channel.pk for channel in organization.channels.all()}
    everything, tiny = (
        Actor(kind=ActorKind.AGENT, name="", rights=SEES, organization_id=organization.pk, channel_ids=seen)
        for seen in (tuple(channels.values()), (channels["bench-tiny"],))
    )
    searches: dict[str, Callable[[Actor, str], object]] = {one.__name__: one for one in (find_customers, find_orders, find_returns)}
    searches["similar_names"] = lambda actor, typed: similar_names(actor, parse(typed))
    searches["in_touch_lately"] = lambda actor, typed: in_touch_lately(actor, parse(typed), Found[Any]([None] * 25, more=True))
    page = replace(find_customers(everything, "smith"), more=False)
    searches["in_touch_lately, of a page"] = lambda actor, typed: in_touch_lately(actor, parse(typed), page)
    of = {"similar_names": MISSPELT, "in_touch_lately, of a page": ("smith",)}
    return {
        name: {
            shape: Reads(*map(max, *(reads(lambda: search(actor, shape)) for actor in (everything, tiny))))  # noqa: B023  called at once
            for shape in of.get(name, SHAPES)
        }
        for name, search in searches.items()
    }


def test_no_shape_reads_more_than_its_limit() -> None:
    build(100_000, progress=False)
    with planned_as_for_millions():
        found = measured()
    over = {
        (name, shape): (read, LIMITS[name][shape])
        for name, shapes in found.items()
        for shape, read in shapes.items()
        if read.rows > LIMITS[name][shape][0] or read.blocks > LIMITS[name][shape][1]
    }
    assert over == {}
    assert {name: list(shapes) for name, shapes in LIMITS.items()} == {name: list(shapes) for name, shapes in found.items()}
    assert min(sum(read.rows for read in shapes.values()) for shapes in found.values()) > 0
    usual = {(name, shape): read.rows for name, shapes in measured().items() for shape, read in shapes.items()}
    assert {shape: rows for shape, rows in usual.items() if rows >= WHOLE} == {}
