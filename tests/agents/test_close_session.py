"""Closing a session with its X (S4)."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.timezone import localtime, now

from agents.actions import close_session, open_session
from agents.desk import session_token
from agents.models import CallSession
from carts.actions import add_item
from carts.models import Cart
from customers.desk import customer_on_desk
from tests.acts import a_session
from tests.factories import CustomerFactory
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

    def test_from_the_closed_session_one_goes_to_the_search_and_can_undo(self, world: World, as_ada: Client, session: CallSession) -> None:
        CallSession.objects.create(agent=world.ada, customer=world.bo, label="Bo", slot=2)
        answer = as_ada.post(f"/console/sessions/{session.pk}/close/", {"from": str(session.pk)})
        assert answer.headers["Location"] == "/console/"
        shown, undo = as_ada.get("/console/").content.decode(), f"/console/sessions/{session.pk}/reopen/"
        assert "Closed Mina Harker." in shown and f'action="{undo}"' in shown
        assert as_ada.post(undo).headers["Location"] == f"/console/sessions/{session.pk}/customer/{world.mina.number}/"
        session.refresh_from_db()
        assert session.is_open and session.slot == 1

    def test_it_says_that_the_cart_stays_and_undo_goes_on_with_the_clock(self, world: World, as_ada: Client, session: CallSession) -> None:
        add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
        begun = localtime() - timedelta(minutes=7)
        CallSession.objects.filter(pk=session.pk).update(opened_at=begun)
        as_ada.post(f"/console/sessions/{session.pk}/close/")
        shown = as_ada.get("/console/").text
        assert "Closed Mina Harker. The cart with 2 items stays open." in shown and '<input type="hidden" name="goes_on" value="1">' in shown
        as_ada.post(f"/console/sessions/{session.pk}/reopen/", {"goes_on": "1"})
        session.refresh_from_db()
        assert session.is_open and session.opened_at == begun

    def test_its_pages_say_when_it_ended_and_recent_lists_it(self, world: World, as_ada: Client, session: CallSession) -> None:
        as_ada.post(f"/console/sessions/{session.pk}/close/")
        session.refresh_from_db()
        assert session.closed_at is not None
        when = localtime(session.closed_at, ZoneInfo(world.ada.timezone))
        page = f"/console/sessions/{session.pk}/customer/{world.mina.number}/"
        answer = as_ada.get(page)
        shown = answer.content.decode()
        assert answer.status_code == 409 and f"ended at {when:%H:%M}" in shown and "Mina Harker" in shown and 'id="sidebar"' in shown
        assert as_ada.post(f"/console/sessions/{session.pk}/reopen/", {"back": page}).headers["Location"] == page
        as_ada.post(f"/console/sessions/{session.pk}/close/")
        assert "Mina Harker" in as_ada.get("/console/recent/").content.decode()

    def test_its_page_goes_on_with_the_clock_unless_it_ended_long_ago(self, world: World, as_ada: Client, session: CallSession) -> None:
        as_ada.post(f"/console/sessions/{session.pk}/close/")
        page, goes_on = f"/console/sessions/{session.pk}/customer/{world.mina.number}/", '<input type="hidden" name="goes_on" value="1">'
        panel = as_ada.get(page).content.decode().partition('class="panel"')[2]
        assert goes_on in panel
        CallSession.objects.filter(pk=session.pk).update(closed_at=now() - timedelta(hours=2))
        assert goes_on not in as_ada.get(page).content.decode().partition('class="panel"')[2]

    def test_it_goes_on_too_where_another_makes_room(self, world: World, as_ada: Client, session: CallSession) -> None:
        as_ada.post(f"/console/sessions/{session.pk}/close/")
        others = [open_session(world.as_(world.ada), customer_on_desk(CustomerFactory(channel=world.de))) for _n in range(4)]
        sent = {"unsaved": ",".join(str(one.pk) for one in others)}
        goes_on = '<input type="hidden" name="goes_on" value="1">'
        for also, asked in (({"goes_on": "1"}, 4), ({}, 0)):
            answer = as_ada.post(f"/console/sessions/{session.pk}/reopen/", sent | also)
            assert answer.status_code == 409 and answer.text.partition('class="items"')[2].partition("</section>")[0].count(goes_on) == asked

    def test_nothing_is_added_to_it_from_another_window(self, world: World, as_ada: Client, session: CallSession) -> None:
        token = session_token(world.ada.pk, session.pk)
        as_ada.post(f"/console/sessions/{session.pk}/close/")
        before = everything()
        for url, data in (
            (f"/carts/of/{world.mina.number}/items/", {"sku": "LAMP-1", "quantity": 1}),
            (f"/console/sessions/{session.pk}/tabs/", {"kind": "order", "number": world.order.number}),
        ):
            answer = as_ada.post(url, data, headers={"HX-Request": "true", "X-Call-Session": token})
            assert answer.status_code == 409 and answer.headers["HX-Reswap"] == "none" and "This contact ended at" in answer.content.decode()
        assert as_ada.post("/console/sessions/", {"kind": "order", "number": world.order.number, "session": session.pk}).status_code == 409
        assert everything() == before
