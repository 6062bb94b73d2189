"""Opening a call session on a record (S1, S2)."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.actions import open_session
from agents.models import CallSession
from contactcenter.errors import Conflict
from customers.desk import customer_on_desk
from orders.desk import order_on_desk
from returns.desk import return_on_desk
from tests.factories import CustomerFactory
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


def desk_of(world: World) -> list[str]:
    return [one.label for one in CallSession.objects.of(world.ada.pk).open()]


def fill_desk(world: World, how_many: int) -> list[CallSession]:
    crowd = [CustomerFactory(channel=world.de, first_name="No", last_name=str(n)) for n in range(1, how_many + 1)]
    return [open_session(world.as_(world.ada), customer_on_desk(one)) for one in crowd]


def test_it_bears_the_customers_name_and_shows_the_record(world: World, audit: Verbs) -> None:
    session = open_session(world.as_(world.ada), order_on_desk(world.order))
    assert (session.label, session.customer, session.agent, session.current) == ("Mina Harker", world.mina, world.ada, "order")
    assert [(tab.kind, tab.number) for tab in session.tabs.all()] == [("order", world.order.number)]
    assert audit() == ["session.opened"]


def test_a_guest_is_named_by_the_bill(world: World) -> None:
    session = open_session(world.as_(world.ada), order_on_desk(world.guest_order))
    assert (session.label, session.customer, session.guest_order) == ("Gil Guest", None, world.guest_order)


def test_the_same_customer_has_one_session(world: World, audit: Verbs) -> None:
    ada = world.as_(world.ada)
    first = open_session(ada, customer_on_desk(world.mina))
    assert open_session(ada, return_on_desk(world.rma)) == first
    assert sorted(tab.kind for tab in first.tabs.all()) == ["customer", "return"]
    assert audit() == ["session.opened", "tab.opened"]


def test_the_same_guest_order_has_one_session(world: World) -> None:
    ada = world.as_(world.ada)
    assert open_session(ada, order_on_desk(world.guest_order)) == open_session(ada, order_on_desk(world.guest_order))


def test_two_agents_may_work_for_one_customer(world: World) -> None:
    assert open_session(world.as_(world.ada), customer_on_desk(world.mina)) != open_session(world.as_(world.sam), customer_on_desk(world.mina))


def test_a_fifth_session_replaces_the_one_opened_first(world: World, audit: Verbs) -> None:
    fill_desk(world, 5)
    assert desk_of(world) == ["No 2", "No 3", "No 4", "No 5"]
    assert audit()[-2:] == ["session.closed", "session.opened"]


def test_a_session_with_unsaved_edits_is_kept(world: World) -> None:
    first = fill_desk(world, 4)[0]
    open_session(world.as_(world.ada), customer_on_desk(world.mina), unsaved={first.pk})
    assert desk_of(world) == ["No 1", "No 3", "No 4", "Mina Harker"]


def test_four_with_unsaved_edits_are_all_kept(world: World) -> None:
    unsaved = {one.pk for one in fill_desk(world, 4)}
    before = everything()
    with pytest.raises(Conflict) as refused:
        open_session(world.as_(world.ada), customer_on_desk(world.mina), unsaved=unsaved)
    assert refused.value.code == "all_unsaved" and everything() == before


class TestInTheConsole:
    def test_a_click_on_a_result_opens_and_goes_there(self, world: World, as_ada: Client) -> None:
        answer = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number})
        session = CallSession.objects.get()
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/sessions/{session.pk}/customer/")
        assert as_ada.get(answer.headers["Location"]).status_code == 200

    def test_a_day_of_calls_leaves_few_cookies(self, world: World, as_ada: Client) -> None:
        for _call in range(15):
            as_ada.post("/console/sessions/", {"kind": "customer", "number": CustomerFactory(channel=world.de).number})
        kept = [name for name, one in as_ada.cookies.items() if name.startswith("tab") and one.value]
        assert len(kept) == 13 and {f"tab{one.pk}" for one in CallSession.objects.open()} <= set(kept)

    def test_what_does_not_exist_is_not_found(self, world: World, as_ada: Client) -> None:
        for kind, number in (("customer", "C-0"), ("order", world.mina.number), ("ghost", "1"), ("", "")):
            assert as_ada.post("/console/sessions/", {"kind": kind, "number": number}).status_code == 404
        assert not CallSession.objects.exists()

    def test_where_all_are_unsaved_the_agent_chooses(self, world: World, as_ada: Client) -> None:
        unsaved = ",".join(str(one.pk) for one in fill_desk(world, 4))
        answer = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number, "unsaved": unsaved})
        assert answer.status_code == 409 and "No 1" in answer.content.decode() and len(desk_of(world)) == 4

    def test_an_exact_number_in_the_box_opens_at_once(self, world: World, as_ada: Client) -> None:
        answer = as_ada.post("/console/search/", {"kind": "customer", "q": world.order.number})
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/order/")
