"""What an administration's address bar could be made to tell: nothing but what its pages and filters show."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from agents.actions import rule_role
from agents.models import Agent, AuditEntry, ReadEntry, Role
from contactcenter.admin import RightsAdmin
from tests.world import World, limit

As = Callable[[Agent], Client]
GUESSES = [
    ("grace", "agents/agent", "username=ada&password__startswith=md5"),
    ("grace", "agents/agent", "email__contains=ada"),
    ("sam", "customers/customer", "email__startswith=mina"),
    ("sam", "customers/customer", "birthday__gte=1978-01-01"),
    ("sam", "customers/customer", "search_phone__contains=3920"),
    ("sam", "orders/order", "email__startswith=mina"),
    ("sam", "returns/return", "order__email__startswith=mina"),
]


@pytest.mark.parametrize(("who", "page", "query"), GUESSES)
def test_a_list_is_narrowed_down_by_its_own_filters_only(world: World, as_: As, who: str, page: str, query: str) -> None:
    client = as_(getattr(world, who))
    assert client.get(f"/admin/{page}/").status_code == 200
    assert client.get(f"/admin/{page}/?{query}").status_code == 400


def test_no_page_of_the_administration_lets_more_through() -> None:
    pages = {model: page for model, page in admin.site._registry.items() if isinstance(page, RightsAdmin)}
    assert len(pages) > 10
    for model, page in pages.items():
        for field in model._meta.concrete_fields:
            assert not page.lookup_allowed(f"{field.name}__startswith", "a"), f"{model}: {field.name}"
            assert not page.lookup_allowed(f"{field.name}__regex", "a"), f"{model}: {field.name}"


@pytest.mark.parametrize("query", ["day=9999-12-31", "day=0001-01-01", "actor=²", "actor=99999999999999999999", "day=x&actor=x&verb=x&thing_type=x"])
def test_odd_filters_of_the_trail_are_no_fault(world: World, as_: As, query: str) -> None:
    for page in ("auditentry", "readentry"):
        wanted = query if page == "auditentry" else query.split("&")[0]
        assert as_(world.sam).get(f"/admin/agents/{page}/?{wanted}").status_code == 200


def test_a_record_opened_in_the_administration_is_in_the_log_and_within_the_rate(world: World, as_: As) -> None:
    rule_role(world.as_(world.grace), Role.objects.get(code="supervisor"), second_factor=False, most_reads=2)
    sam, pages = as_(world.sam), {"customers/customer": world.mina, "orders/order": world.order, "returns/return": world.rma}
    answers = [sam.get(f"/admin/{page}/{thing.pk}/change/").status_code for page, thing in pages.items()]
    assert answers == [200, 200, 403]
    assert list(ReadEntry.objects.order_by("pk").values_list("thing_type", "customer_id")) == [
        ("customers.Customer", world.mina.pk), ("orders.Order", world.mina.pk),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="read.stopped").exists()


def test_filters_name_no_channel_that_one_does_not_see(world: World, as_: As) -> None:
    limit(world.sam, world.de)
    for page in ("customers/customer", "orders/order", "returns/return"):
        assert world.uk.name not in as_(world.sam).get(f"/admin/{page}/").content.decode(), page


BAD = ["\n", "\r\nX-Evil: 1", "\0", "\u202e", "é", "/../../..\\evil.com\x7f"]


@pytest.mark.parametrize("bad", BAD)
def test_ways_back_that_are_none_lead_to_where_one_was(world: World, as_ada: Client, bad: str) -> None:
    as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number})
    session: Any = world.ada.call_sessions.get()
    as_ada.post(f"/console/sessions/{session.pk}/close/")
    back = as_ada.post(f"/console/sessions/{session.pk}/reopen/", {"back": f"/console/sessions/{session.pk}/{bad}"})
    assert back.status_code == 303 and back["Location"] == f"/console/sessions/{session.pk}/customer/{world.mina.number}/"
    closed = as_ada.post(f"/console/sessions/{session.pk}/tabs/customer/close/", {"from": bad})
    assert closed.status_code == 303 and closed["Location"] == f"/console/sessions/{session.pk}/search/"


def test_a_page_that_is_no_address_and_a_box_without_end_are_no_fault(world: World, as_ada: Client) -> None:
    odd = {"HX-Request": "true", "HX-Current-URL": "http://[::1"}
    assert as_ada.get("/console/searches/", headers=odd).status_code == 200
    answer = as_ada.post("/console/search/", {"kind": "customer", "q": "x" * 900_000})
    assert len(answer["Location"]) < 2000
