"""Closing a session with its X (S4)."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.actions import close_session
from agents.models import CallSession
from carts.actions import add_item
from carts.models import Cart
from tests.acts import a_session
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def session(world: World) -> CallSession:
    return a_session(world, world.ada)


def test_it_leaves_the_desk_and_keeps_its_tabs_and_cart(world: World, session: CallSession, audit: Verbs) -> None:
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    assert not close_session(ada, session).is_open
    assert session.tabs.count() == 1 and Cart.objects.get().is_editable
    assert audit()[-1] == "session.closed"


def test_closing_twice_is_closing_once(world: World, session: CallSession) -> None:
    ada = world.as_(world.ada)
    close_session(ada, session)
    before = everything()
    close_session(ada, session)
    assert everything() == before


class TestInTheConsole:
    def test_one_stays_where_one_was(self, world: World, as_ada: Client, session: CallSession) -> None:
        answer = as_ada.post(f"/console/sessions/{session.pk}/close/", {"from": ""})
        assert answer.headers["Location"] == "/console/"

    def test_from_the_closed_session_one_goes_to_the_next(self, world: World, as_ada: Client, session: CallSession) -> None:
        other = CallSession.objects.create(agent=world.ada, customer=world.bo, label="Bo")
        answer = as_ada.post(f"/console/sessions/{session.pk}/close/", {"from": str(session.pk)})
        assert answer.headers["Location"] == f"/console/sessions/{other.pk}/search/"

    def test_its_pages_are_no_longer_found_and_recent_lists_it(self, world: World, as_ada: Client, session: CallSession) -> None:
        as_ada.post(f"/console/sessions/{session.pk}/close/")
        assert as_ada.get(f"/console/sessions/{session.pk}/customer/").status_code == 404
        assert "Mina Harker" in as_ada.get("/console/recent/").content.decode()
