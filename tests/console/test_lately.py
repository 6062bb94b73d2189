"""Of many with one name, at most three who ordered or were in touch lately stand above the others (F1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from agents.models import Agent, CallSession
from customers.models import Customer
from tests.factories import customer_of, placed
from tests.world import World

pytestmark = pytest.mark.django_db
SEARCH = "/console/search/"


@pytest.fixture
def smiths(world: World) -> list[Customer]:
    return [customer_of(world.de, first_name=first, last_name="Smith") for first in ("Ann", "Ben", "Cy", "Dan", "Eve", "Fay", "Gus")]


def bought(customer: Customer, days: int, **order: Any) -> None:
    name = (customer.first_name, customer.last_name)
    placed(customer, customer.channel, name=name, placed_at=now() - timedelta(days=days), **order)


def talked(world: World, customer: Customer, days: int) -> None:
    CallSession.objects.create(agent=world.sam, customer=customer, label=customer.name, opened_at=now() - timedelta(days=days), closed_at=now())


def lately(client: Client, q: str = "smith", **more: str) -> list[tuple[str, bool]]:
    """Who stands there, and whether for an order."""
    page = client.get(SEARCH, {"kind": "customer", "q": q, **more})
    return [(one.name, bool(one.order_number)) for one in page.context["lately"]]


def test_those_who_ordered_or_called_lately_the_latest_first(world: World, as_ada: Client, smiths: list[Customer]) -> None:
    bought(smiths[3], 10)
    bought(smiths[3], 4)
    bought(smiths[5], 2)
    talked(world, smiths[1], 3)
    talked(world, smiths[6], 6)
    assert lately(as_ada) == [("Fay Smith", True), ("Ben Smith", False), ("Dan Smith", True)]
    assert lately(as_ada, "fay smith") == []


def test_of_more_than_a_page_too(world: World, as_ada: Client, smiths: list[Customer]) -> None:
    others = [customer_of(world.de, first_name="Kim", last_name="Smithson") for _one in range(30)]
    bought(smiths[3], 4)
    talked(world, smiths[6], 6)
    bought(others[29], 2)
    assert lately(as_ada) == [("Kim Smithson", True), ("Dan Smith", True), ("Gus Smith", False)]
    assert lately(as_ada, "dan smith") == []
    assert lately(as_ada, "kim smith") == [("Kim Smithson", True)]


def test_what_is_long_ago_or_of_others_does_not_count(world: World, as_ada: Client, smiths: list[Customer]) -> None:
    bought(smiths[0], 31)
    talked(world, smiths[1], 31)
    placed(world.bo, world.de, name=("Ann", "Smith"))  # a gift: billed to a Smith, bought by somebody else
    bought(world.bo, 1)
    assert lately(as_ada) == []


def test_few_found_need_no_block_nor_do_pages_sorts_and_facts(world: World, as_ada: Client, smiths: list[Customer]) -> None:
    bought(smiths[0], 1)
    assert lately(as_ada) == [("Ann Smith", True)]
    assert lately(as_ada, sort="-email") == []
    assert lately(as_ada, "smith 10969") == []
    assert lately(as_ada, "smi") == []
    for one in smiths[3:6]:
        one.delete()
    assert lately(as_ada) == []


def test_other_channels_stay_out(world: World, as_: Callable[[Agent], Client], smiths: list[Customer]) -> None:
    bought(smiths[0], 1)
    talked(world, smiths[1], 1)
    for first in ("Pia", "Quin", "Rob", "Sid", "Tess"):
        customer_of(world.uk, first_name=first, last_name="Smith")
    assert lately(as_(world.otto)) == []


def test_the_block_opens_whom_it_names(world: World, as_ada: Client, smiths: list[Customer]) -> None:
    smiths[2].first_name = "<b>Cy"
    smiths[2].save()
    bought(smiths[2], 1)
    html = as_ada.get(SEARCH, {"kind": "customer", "q": "smith"}).content.decode()
    assert "In touch lately" in html and "&lt;b&gt;Cy" in html and "<b>Cy" not in html
    opened = as_ada.post("/console/sessions/", {"kind": "customer", "number": smiths[2].number, "q": "smith"})
    assert opened.status_code == 303


def test_a_link_says_so_where_there_is_no_name(world: World, as_ada: Client, smiths: list[Customer]) -> None:
    nobody = customer_of(world.de, first_name="", last_name="", email="smith@example.com")
    bought(nobody, 1)
    html = as_ada.get(SEARCH, {"kind": "customer", "q": "smith"}).content.decode()
    assert lately(as_ada) == [("", True)]
    assert html.count(">No name</a>") == 2
