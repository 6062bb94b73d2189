"""Bringing a closed or replaced session back (S2)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from agents.actions import close_session, open_session, reopen_session, undo_closing
from agents.models import CallSession
from contactcenter.errors import Conflict
from customers.desk import customer_on_desk
from orders.desk import order_on_desk
from tests.acts import a_closed_session
from tests.factories import CustomerFactory
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def closed(world: World) -> CallSession:
    return a_closed_session(world, world.ada)


def four_others(world: World) -> list[CallSession]:
    crowd = [CustomerFactory(channel=world.de) for _n in range(4)]
    return [open_session(world.as_(world.ada), customer_on_desk(one)) for one in crowd]


def test_it_comes_back_with_its_tabs_as_the_newest(world: World, closed: CallSession, audit: Verbs) -> None:
    other = open_session(world.as_(world.ada), customer_on_desk(world.bo))
    again = reopen_session(world.as_(world.ada), closed)
    assert list(CallSession.objects.of(world.ada.pk).open()) == [other, again]
    assert (again.tabs.get().number, audit()[-1]) == (world.mina.number, "session.reopened")


def test_its_clock_begins_anew_or_goes_on_where_the_closing_is_undone(world: World, closed: CallSession) -> None:
    ada, begun = world.as_(world.ada), now() - timedelta(minutes=7)
    CallSession.objects.filter(pk=closed.pk).update(opened_at=begun)
    again = undo_closing(ada, closed)
    assert again.opened_at == begun
    assert reopen_session(ada, close_session(ada, again)).opened_at > begun + timedelta(minutes=6)


def test_an_open_one_is_left_as_it_is(world: World) -> None:
    session = open_session(world.as_(world.ada), customer_on_desk(world.mina))
    before = everything()
    assert reopen_session(world.as_(world.ada), session) == session and everything() == before


def test_the_customers_open_session_is_shown_instead(world: World, closed: CallSession) -> None:
    now_open = open_session(world.as_(world.ada), customer_on_desk(world.mina))
    assert reopen_session(world.as_(world.ada), closed) == now_open


def test_the_guests_open_session_is_shown_instead(world: World) -> None:
    ada, guest = world.as_(world.ada), order_on_desk(world.guest_order)
    closed = open_session(ada, guest)
    CallSession.objects.update(closed_at=closed.opened_at)
    now_open = open_session(ada, guest)
    assert reopen_session(ada, closed) == now_open != closed


def test_it_too_replaces_the_oldest_of_four(world: World, closed: CallSession) -> None:
    oldest, *others = four_others(world)
    reopen_session(world.as_(world.ada), closed)
    assert list(CallSession.objects.of(world.ada.pk).open()) == [*others, closed]


def test_it_takes_its_old_number_where_that_is_free_else_the_lowest(world: World, closed: CallSession) -> None:
    CallSession.objects.filter(pk=closed.pk).update(slot=3)
    ada = world.as_(world.ada)
    assert reopen_session(ada, closed).slot == 3
    other = close_session(ada, closed)
    first, second, third = (open_session(ada, customer_on_desk(CustomerFactory(channel=world.de))) for _n in range(3))
    close_session(ada, first)
    assert third.slot == 3 and reopen_session(ada, other).slot == 1


def test_four_with_unsaved_edits_are_all_kept(world: World, closed: CallSession) -> None:
    unsaved = {one.pk for one in four_others(world)}
    before = everything()
    with pytest.raises(Conflict) as refused:
        reopen_session(world.as_(world.ada), closed, unsaved=unsaved)
    assert refused.value.code == "all_unsaved" and everything() == before


def test_in_the_console_it_goes_to_the_tab_looked_at_last(world: World, as_ada: Client, closed: CallSession) -> None:
    answer = as_ada.post(f"/console/sessions/{closed.pk}/reopen/")
    assert answer.headers["Location"] == f"/console/sessions/{closed.pk}/customer/{world.mina.number}/"
