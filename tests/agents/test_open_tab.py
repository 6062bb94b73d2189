"""Opening a record inside a session (S3, S5)."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.actions import close_session, close_tab, open_session, open_tab, open_tab_of_other, pin_tab
from agents.models import MAX_PINNED, CallSession, ReadEntry
from contactcenter.errors import Conflict
from customers.desk import customer_on_desk
from orders.desk import order_on_desk
from returns.desk import return_on_desk
from tests.acts import a_session
from tests.factories import placed
from tests.snapshot import READING, everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def session(world: World) -> CallSession:
    return a_session(world, world.ada)


def test_one_tab_of_each_kind_stands_beside_the_search(world: World, session: CallSession) -> None:
    ada = world.as_(world.ada)
    open_tab(ada, session, order_on_desk(world.order))
    session = open_tab(ada, session, return_on_desk(world.rma))
    assert [tab.kind for tab in session.tabs.all()] == ["customer", "order", "return"] and session.current == "return"


def test_two_guests_are_never_mixed_without_a_word(world: World, as_ada: Client) -> None:
    ada, other = world.as_(world.ada), placed(None, world.de, name=("Gert", "Other"), email="gert@example.org")
    session = open_session(ada, order_on_desk(world.guest_order))
    page = f"/console/sessions/{session.pk}/order/"
    assert "this record belongs to" not in as_ada.get(page, follow=True).content.decode()
    open_tab_of_other(ada, session, order_on_desk(other))
    assert "this record belongs to <strong>Gert Other</strong>" in as_ada.get(page, follow=True).content.decode()


def test_another_of_a_kind_replaces_it(world: World, session: CallSession, audit: Verbs) -> None:
    ada, another = world.as_(world.ada), placed(world.mina, world.de)
    open_tab(ada, session, order_on_desk(world.order))
    open_tab(ada, session, order_on_desk(another))
    assert session.tabs.get(kind="order").number == another.number
    assert audit() == ["tab.opened", "tab.opened"]


def orders_of(session: CallSession) -> list[str]:
    return [tab.number for tab in session.tabs.filter(kind="order")]


def test_a_pinned_one_stays_and_another_stands_beside_it(world: World, session: CallSession, audit: Verbs) -> None:
    ada, second, third = world.as_(world.ada), placed(world.mina, world.de), placed(world.mina, world.de)
    open_tab(ada, session, order_on_desk(world.order))
    pin_tab(ada, session, kind="order", number=world.order.number, pinned=True)
    for opened in (second, world.order, third):
        open_tab(ada, session, order_on_desk(opened))
    assert orders_of(session) == [world.order.number, third.number]
    pin_tab(ada, session, kind="order", number=world.order.number, pinned=False)
    assert session.tabs.get(pinned=True).number == third.number  # one of a kind makes way, never two
    open_tab(ada, session, order_on_desk(second))
    assert orders_of(session) == [second.number, third.number]
    close_tab(ada, session, kind="order", number=third.number)
    assert orders_of(session) == [second.number]
    assert audit().count("tab.pinned") == audit().count("tab.unpinned") == 1


def test_only_so_many_are_pinned(world: World, session: CallSession) -> None:
    ada = world.as_(world.ada)
    for order in [placed(world.mina, world.de) for _n in range(MAX_PINNED)]:
        open_tab(ada, session, order_on_desk(order), beside=True)
    open_tab(ada, session, order_on_desk(world.order), beside=True)
    assert session.tabs.filter(pinned=True).count() == MAX_PINNED
    before = everything()
    with pytest.raises(Conflict) as refused:
        pin_tab(ada, session, kind="order", number=world.order.number, pinned=True)
    assert refused.value.code == "too_many_pinned" and everything() == before


@pytest.mark.parametrize(("kind", "number"), [("order", "0"), ("ghost", "1"), ("customer", "")])
def test_pinning_what_is_not_there_changes_nothing(world: World, session: CallSession, kind: str, number: str) -> None:
    before = everything()
    pin_tab(world.as_(world.ada), session, kind=kind, number=number, pinned=True)
    assert everything() == before


@pytest.mark.parametrize("owner", ["bo", "guest"])
def test_somebody_elses_record_is_never_mixed_in_by_accident(world: World, session: CallSession, owner: str) -> None:
    other = customer_on_desk(world.bo) if owner == "bo" else order_on_desk(world.guest_order)
    before = everything()
    with pytest.raises(Conflict) as refused:
        open_tab(world.as_(world.ada), session, other)
    assert refused.value.code == "other_customer" and everything() == before


def test_on_purpose_it_opens_and_the_session_stays_the_callers(world: World, session: CallSession) -> None:
    session = open_tab_of_other(world.as_(world.ada), session, customer_on_desk(world.bo))
    assert (session.tabs.get().number, session.customer) == (world.bo.number, world.mina)


def test_a_closed_session_takes_no_tab(world: World, session: CallSession) -> None:
    ada = world.as_(world.ada)
    close_session(ada, session)
    before = everything()
    with pytest.raises(Conflict) as refused:
        open_tab(ada, session, order_on_desk(world.order))
    assert refused.value.code == "session_closed" and everything() == before


class TestAtItsAddress:
    """The record that the address names, whatever the tab holds now."""

    def test_another_order_than_the_tabs_is_shown_and_becomes_the_tab(self, world: World, as_ada: Client, session: CallSession) -> None:
        ada, second = world.as_(world.ada), placed(world.mina, world.de)
        for order in (world.order, second):
            open_tab(ada, session, order_on_desk(order))
        page = f"/console/sessions/{session.pk}/order/{world.order.number}/"
        before = everything(besides=READING)
        shown = as_ada.get(page).content.decode()
        assert f"Order {world.order.number}</h1>" in shown and second.number not in shown.split('id="record"')[0]
        assert everything(besides=READING) == before
        kept = as_ada.post(f"/console/sessions/{session.pk}/tabs/", {"kind": "order", "number": world.order.number})
        assert kept.status_code == 204 and session.tabs.get(kind="order").number == world.order.number
        assert '/tabs/"' not in as_ada.get(page).content.decode()

    def test_somebody_elses_record_is_asked_about_and_not_shown(self, world: World, as_ada: Client, session: CallSession) -> None:
        answer = as_ada.get(f"/console/sessions/{session.pk}/customer/{world.bo.number}/")
        assert answer.status_code == 409 and "Bo Møller is not Mina Harker" in answer.content.decode() and not ReadEntry.objects.exists()
        assert as_ada.post(f"/console/sessions/{session.pk}/tabs/", {"kind": "customer", "number": world.bo.number}).status_code == 409
        assert session.tabs.get().number == world.mina.number

    def test_an_address_without_a_number_leads_to_what_is_open_now(self, world: World, as_ada: Client, session: CallSession) -> None:
        base = f"/console/sessions/{session.pk}"
        assert as_ada.get(f"{base}/customer/").headers["Location"] == f"{base}/customer/{world.mina.number}/"
        assert as_ada.get(f"{base}/return/").headers["Location"] == f"{base}/search/"
        assert as_ada.get(f"{base}/ghost/").status_code == as_ada.get(f"{base}/order/0/").status_code == 404


class TestInTheConsole:
    def test_each_session_leads_to_the_order_looked_at_last_of_several(self, world: World, as_ada: Client, session: CallSession) -> None:
        base, second = f"/console/sessions/{session.pk}", placed(world.mina, world.de)
        for order in (world.order, second):
            as_ada.post("/console/sessions/", {"kind": "order", "number": order.number, "session": session.pk})
            key = f"order {order.number}"
            pinned = as_ada.post(f"{base}/tabs/order/pin/", {"number": order.number, "pinned": "1", "from": key})
            assert pinned.headers["Location"] == f"{base}/order/{order.number}/"
        assert as_ada.get(f"{base}/").headers["Location"] == f"{base}/order/{second.number}/"
        page = as_ada.get(f"{base}/order/{world.order.number}/").content.decode()
        assert as_ada.get(f"{base}/").headers["Location"] == f"{base}/order/{world.order.number}/"
        assert page.count('aria-selected="true"') == 1 and f"Close tab Order {second.number}" in page
        closed = as_ada.post(f"{base}/tabs/order/close/", {"number": world.order.number, "from": f"order {world.order.number}"})
        assert closed.headers["Location"] == f"{base}/customer/{world.mina.number}/" and orders_of(session) == [second.number]

    def test_a_result_of_the_session_opens_as_its_tab(self, world: World, as_ada: Client, session: CallSession) -> None:
        answer = as_ada.post("/console/sessions/", {"kind": "order", "number": world.order.number, "session": session.pk})
        assert answer.headers["Location"] == f"/console/sessions/{session.pk}/order/{world.order.number}/"

    def test_somebody_elses_record_is_offered_as_a_session_or_in_this_contact(self, world: World, as_ada: Client, session: CallSession) -> None:
        answer = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.bo.number, "session": session.pk})
        assert answer.status_code == 409 and "Bo Møller" in answer.content.decode() and session.tabs.get().number == world.mina.number

    def test_in_this_contact_a_banner_names_both(self, world: World, as_ada: Client, session: CallSession) -> None:
        answer = as_ada.post(f"/console/sessions/{session.pk}/here/", {"kind": "customer", "number": world.bo.number})
        shown = as_ada.get(answer.headers["Location"]).content.decode()
        assert "Bo Møller" in shown and "Mina Harker" in shown
