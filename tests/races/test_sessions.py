"""A desk used by two browsers at once: never more than four sessions, one per customer. Each race is also run without its lock."""

import pytest
from django.db import IntegrityError

from agents.actions import close_session, open_session, sessions
from agents.desk import Record
from agents.models import Agent, CallSession
from agents.models.session import CallSessionQuerySet
from contactcenter.invariants import broken
from customers.desk import customer_on_desk
from orders.desk import order_on_desk
from tests.factories import CustomerFactory
from tests.races.together import Meeting, outcomes_of, together
from tests.world import World


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Agent.objects, "select_for_update", lambda **kind: Agent.objects.all())


def open_five(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    crowd = [customer_on_desk(CustomerFactory(channel=world.de)) for _n in range(5)]
    monkeypatch.setattr(sessions, "_make_room", Meeting(5).after(sessions._make_room))
    ada = world.as_(world.ada)
    return together(*[lambda one=one: open_session(ada, one) for one in crowd])  # type: ignore[misc]


def test_of_five_at_once_four_stay_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcomes_of(CallSession, open_five(world, monkeypatch)) == 5
    assert CallSession.objects.open().count() == 4 and broken() == {}


def test_control_without_the_desks_lock_they_meet_at_one_slot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    assert outcomes_of(IntegrityError, open_five(world, monkeypatch)) == 4


def open_a_fifth_while_one_closes(world: World, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of the four stay open. The closing ends after the other has read the desk, or waited in vain for it."""
    ada, closing, read = world.as_(world.ada), Meeting(2), Meeting(2)
    four = [open_session(ada, customer_on_desk(CustomerFactory(channel=world.de))) for _n in range(4)]
    monkeypatch.setattr(sessions, "_close", read.after(closing.after(sessions._close)))
    monkeypatch.setattr(sessions, "_make_room", closing.before(sessions._make_room))
    monkeypatch.setattr(sessions, "_to_replace", read.after(sessions._to_replace))
    together(lambda: close_session(ada, four[3]), lambda: open_session(ada, customer_on_desk(world.mina)))
    return CallSession.objects.open().filter(pk__in=[one.pk for one in four]).count()


def test_one_that_is_closing_makes_room_for_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_a_fifth_while_one_closes(world, monkeypatch) == 3


def test_control_without_the_sessions_locks_another_one_makes_room_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CallSessionQuerySet, "select_for_update", lambda rows, **kind: rows)
    assert open_a_fifth_while_one_closes(world, monkeypatch) == 2


def open_twice(world: World, monkeypatch: pytest.MonkeyPatch, record: Record) -> list[object]:
    monkeypatch.setattr(sessions, "_session_of", Meeting(2).after(sessions._session_of))
    ada = world.as_(world.ada)
    return together(*[lambda: open_session(ada, record)] * 2)


def test_one_customer_opened_twice_has_one_session(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = open_twice(world, monkeypatch, customer_on_desk(world.mina))
    assert outcomes == [CallSession.objects.get()] * 2 and broken() == {}


def test_control_without_the_desks_lock_a_customer_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    assert outcomes_of(IntegrityError, open_twice(world, monkeypatch, customer_on_desk(world.mina))) == 1


def test_one_guest_opened_twice_has_one_session(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = open_twice(world, monkeypatch, order_on_desk(world.guest_order))
    assert outcomes == [CallSession.objects.get()] * 2 and broken() == {}


def test_control_without_the_desks_lock_a_guest_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    assert outcomes_of(IntegrityError, open_twice(world, monkeypatch, order_on_desk(world.guest_order))) == 1
