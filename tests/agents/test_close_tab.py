"""Closing a tab with its X (S3)."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.actions import close_tab, open_tab
from agents.models import CallSession
from orders.desk import order_on_desk
from tests.acts import a_session
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def session(world: World) -> CallSession:
    return open_tab(world.as_(world.ada), a_session(world, world.ada), order_on_desk(world.order))


def test_the_others_stay(world: World, session: CallSession, audit: Verbs) -> None:
    session = close_tab(world.as_(world.ada), session, kind="order")
    assert [tab.kind for tab in session.tabs.all()] == ["customer"] and session.current == "search"
    assert audit()[-1] == "tab.closed"


@pytest.mark.parametrize("kind", ["return", "search", "ghost"])
def test_closing_one_that_is_not_there_changes_nothing(world: World, session: CallSession, kind: str) -> None:
    before = everything()
    close_tab(world.as_(world.ada), session, kind=kind)
    assert everything() == before


class TestInTheConsole:
    def test_one_stays_on_the_tab_one_looked_at(self, world: World, as_ada: Client, session: CallSession) -> None:
        answer = as_ada.post(f"/console/sessions/{session.pk}/tabs/order/close/", {"from": "customer"})
        assert answer.headers["Location"] == f"/console/sessions/{session.pk}/customer/{world.mina.number}/"

    def test_from_the_last_tab_one_goes_to_the_search(self, world: World, as_ada: Client, session: CallSession) -> None:
        as_ada.post(f"/console/sessions/{session.pk}/tabs/order/close/", {"from": "order"})
        answer = as_ada.post(f"/console/sessions/{session.pk}/tabs/customer/close/", {"from": "customer"})
        assert answer.headers["Location"] == f"/console/sessions/{session.pk}/search/"

    def test_a_closed_tabs_page_leads_to_the_search(self, world: World, as_ada: Client, session: CallSession) -> None:
        assert as_ada.get(f"/console/sessions/{session.pk}/return/").headers["Location"] == f"/console/sessions/{session.pk}/search/"
