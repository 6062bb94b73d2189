"""What an act says to those who show the thing: in its transaction, nothing personal, and to whom."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import transaction
from procrastinate.contrib.django.utils import connector_params

from agents.actors import Actor
from agents.audit import record
from agents.models import AuditEntry, Export
from agents.verbs import Verb
from carts.actions import add_item, set_quantity
from contactcenter.changes import MOST_WATCHED, NAME, shows, watched_in
from orders.actions import place_order
from tests.factories import line_in
from tests.world import World

REQUEST = UUID("12345678123456781234567812345678")
FIELDS = {"noun", "number", "version", "channel", "agent", "customer", "request"}


@contextmanager
def listening() -> Iterator["list[dict[str, Any]]"]:
    """Another connection, and what it has heard by the end."""
    heard: list[dict[str, Any]] = []
    with psycopg.connect(**{**connector_params(), "autocommit": True}) as other:
        other.execute(f"LISTEN {NAME}")
        yield heard
        heard += [json.loads(one.payload) for one in other.notifies(timeout=0.2)]


def ada(world: World) -> Actor:
    return replace(world.as_(world.ada), request_id=REQUEST)


@pytest.mark.django_db(transaction=True)
class TestCommitted:
    def test_each_act_says_which_thing_and_version_it_left(self, world: World) -> None:
        with listening() as heard:
            cart = add_item(ada(world), world.mina, sku="LAMP-1", quantity=1)
            cart = set_quantity(ada(world), cart, line=line_in(cart, "LAMP-1"), quantity=2, version=cart.version)
            place_order(ada(world), cart, version=cart.version)
        placed = AuditEntry.objects.get(verb=Verb.ORDER_PLACED)
        same = {"number": cart.number, "channel": world.de.pk, "agent": None, "customer": world.mina.number, "request": str(REQUEST)}
        versions = [("cart", 1), ("cart", 2), ("order", placed.pk)]
        assert heard == [{"noun": noun, "version": version, **same} for noun, version in versions]

    def test_what_is_rolled_back_is_not_said(self, world: World) -> None:
        def act_and_fail() -> None:
            with transaction.atomic():
                add_item(ada(world), world.mina, sku="LAMP-1", quantity=1)
                raise ConnectionError

        with listening() as heard, pytest.raises(ConnectionError):
            act_and_fail()
        assert heard == []

    def test_it_holds_nothing_but_numbers(self, world: World) -> None:
        with listening() as heard:
            record(ada(world), Verb.CUSTOMER_ACTIVATED, world.mina, personal={"words": "Mina Harker"}, number=world.mina.number)
            record(ada(world), Verb.CUSTOMER_ACTIVATED, world.rma, number=world.rma.number)
        assert [one.keys() for one in heard] == [FIELDS, FIELDS]
        assert not [secret for secret in ("Mina", "Harker", "ada", "@") if secret in json.dumps(heard)]

    def test_what_is_in_no_channel_is_said_to_its_owner(self, world: World) -> None:
        export = Export.objects.create(agent=world.sam, kind="order", asked="q=x", format="csv")
        with listening() as heard:
            record(ada(world), Verb.DATA_EXPORTED, export, kind="order")
            record(ada(world), Verb.LOGGED_OUT, world.ada)
        told = [(one["noun"], one["number"], one["channel"], one["agent"]) for one in heard]
        assert told == [("export", str(export.pk), None, world.sam.pk), ("agent", str(world.ada.pk), None, world.ada.pk)]

    def test_what_no_page_shows_is_not_said(self, world: World) -> None:
        with listening() as heard:
            record(ada(world), Verb.DEMO_LOADED, None)
            record(ada(world), Verb.SETTINGS_CHANGED, world.de, kind="channel", number="de")
        assert heard == []


def test_a_notice_costs_one_statement(world: World, django_assert_num_queries: Any) -> None:
    actor = ada(world)
    with django_assert_num_queries(2):
        record(actor, Verb.CUSTOMER_ACTIVATED, world.mina, number=world.mina.number)


def test_what_a_page_shows_is_read_as_it_was_written() -> None:
    keys = ["carts-of:C-1 ä&b", "order:10023"]
    assert shows(*keys) == "carts-of:C-1%20%C3%A4%26b order:10023"
    assert watched_in("&".join(f"watch={one}" for one in shows(*keys).split())) == set(keys)


@pytest.mark.parametrize(
    "query", ["", "watch=", "x=order:1", "watch=agent:1", "watch=order:", "watch=order:1%00", "watch=order:" + "1" * 61, "watch=session:1",
              "&".join(f"watch=order:{number}" for number in range(MOST_WATCHED + 1))],
)  # fmt: skip
def test_what_no_page_asks_is_no_thing(query: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  it says nothing: the answer is a bare 400
        watched_in(query)
