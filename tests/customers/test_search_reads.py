"""However many rows there are, a search reads few: names and shares of channels as in real life."""

from collections.abc import Iterator

import pytest
from django.db import connection

from agents.actors import Actor
from agents.models import Channel
from bench.data import build
from bench.reads import rows_read
from customers.search import find_customers
from orders.search import find_orders
from returns.search import find_returns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MOST = 5_000
SHAPES = (
    "smi", "mar", "smith", "zzzz", "smith john", "mar jo", "s jo", "jona s", "anna maria smith", "smith 78666", "john 786", "smi 512", "+1 212 20",
    "030 100", "a@example.com", "james.smith", "C-100", "1001", "100100", "smith 100", "BN-0001", "bn-00", "smith bn-0001", "ng", "EXT-5", "R-1001",
)  # fmt: skip


@pytest.fixture
def planned_as_for_millions() -> Iterator[None]:
    """With more rows the planner would not think of reading a whole table."""
    ways = ("seqscan", "hashjoin", "mergejoin")
    with connection.cursor() as cursor:
        cursor.execute(";".join(f"SET enable_{way} = off" for way in ways))
        yield
        cursor.execute(";".join(f"RESET enable_{way}" for way in ways))


def test_no_shape_reads_more_than_five_thousand_rows(planned_as_for_millions: None) -> None:
    build(20_000, progress=False)
    everything = Actor(kind="agent", name="all", channel_ids=tuple(Channel.objects.values_list("pk", flat=True)))
    tiny = Actor(kind="agent", name="tiny", channel_ids=(Channel.objects.get(code="bench-tiny").pk,))
    read = {
        (search.__name__, actor.name, shape): rows_read(lambda: search(actor, shape))  # noqa: B023  called at once
        for search in (find_customers, find_orders, find_returns)
        for actor in (everything, tiny)
        for shape in SHAPES
    }
    assert {shape: count for shape, count in read.items() if count > MOST} == {}
    assert sum(read.values()) > 0
