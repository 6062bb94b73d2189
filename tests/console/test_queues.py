"""What waits for a decision: who sees it, and how it is decided (A2, O6)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agents.approvals import decline_request
from agents.models import Agent, Approval, Ceiling, Reason
from carts.actions import add_item, ask_for_price
from carts.models import CartLine
from customers.models import Customer
from tests.factories import line_in
from tests.world import World, limit


@pytest.fixture
def asked(world: World) -> Approval:
    """Ada asks for a lamp of 10.00 at 8.00 in Mina's cart; Sam may give up so much."""
    Reason.objects.create(organization=world.organization, kind="price_override", code="match", label="Found cheaper")
    Ceiling.objects.create(role=world.sam.roles.get(), kind="price_override", currency="EUR", amount=5, percent=50)
    return ask(world, world.mina)


def ask(world: World, customer: Customer, price: str = "8", who: Agent | None = None) -> Approval:
    actor = world.as_(who or world.ada)
    cart = add_item(actor, customer, sku="LAMP-1", quantity=1)
    ask_for_price(actor, cart, line=line_in(cart, "LAMP-1"), price=Decimal(price), reason="match", version=cart.version)
    return Approval.objects.latest("pk")


def decide(client: Client, asked: Approval, decision: str = "approve", note: str = "") -> Any:
    answer: Any = client.post(f"/console/queues/{asked.pk}/{decision}/", {"note": note}, headers={"HX-Request": "true"})
    asked.refresh_from_db()
    return answer


def queue(client: Client) -> str:
    return client.get("/console/queues/").content.decode()


def test_a_request_shows_whose_it_is_and_what_it_gives_up(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    page = queue(as_(world.sam))
    for text in ("Mina Harker", asked.thing_number, "1 × LAMP-1 at €8.00 instead of €10.00", "€2.00", "20\u202f%", "Found cheaper", "Ada"):
        assert text in page
    assert f'data-opens="customer {world.mina.number}"' in page and 'data-live="approval:queue"' in page


def test_oldest_first_with_its_count_beside_the_link(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    later, sam = ask(world, world.bo), as_(world.sam)
    page = queue(sam)
    assert page.index(f'id="asked-{asked.pk}"') < page.index(f'id="asked-{later.pk}"')
    assert ">2</span>" in sam.get("/console/queues/count/").content.decode()
    assert "Queues" not in as_(world.ada).get("/console/").content.decode()


def test_nothing_of_other_channels_shows(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    limit(world.sam, world.uk)
    sam = as_(world.sam)
    assert "Nothing waits" in queue(sam) and decide(sam, asked).status_code == 404 and asked.status == "waiting"


def test_a_yes_and_a_no_with_a_note(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    other, sam = ask(world, world.bo), as_(world.sam)
    page = decide(sam, asked, note="Once").content.decode()
    assert (asked.status, asked.note) == ("approved", "Once") and f'id="asked-{asked.pk}"' not in page and f'id="asked-{other.pk}"' in page
    assert CartLine.objects.get(cart__customer=world.mina).unit_price == 8
    assert "Nothing waits" in decide(sam, other, "decline").content.decode() and other.status == "declined"


def test_a_refusal_is_told_at_the_row_and_the_note_stays(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    Ceiling.objects.update(amount=1)
    answer = decide(as_(world.sam), asked, note="Please")
    page = answer.content.decode()
    assert answer.status_code == 403 and "above your own ceiling" in page and 'value="Please"' in page and asked.status == "waiting"


def test_the_second_is_told_above_the_list(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    decline_request(world.as_(world.grace), asked)
    answer = decide(as_(world.sam), asked)
    assert answer.status_code == 409 and "Grace has decided this already: Declined." in answer.content.decode()


def test_ones_own_is_for_others(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    own, sam = ask(world, world.bo, "1", world.sam), as_(world.sam)
    assert "Your own: somebody else decides." in queue(sam) and decide(sam, own).status_code == 403 and own.status == "waiting"


def test_more_requests_cost_no_more_queries(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    sam = as_(world.sam)
    queue(sam)
    with CaptureQueriesContext(connection) as one:
        queue(sam)
    ask(world, world.bo)
    with CaptureQueriesContext(connection) as two:
        queue(sam)
    assert len(two) == len(one)
