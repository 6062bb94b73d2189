"""Log-ins and administrators at the same time. Each race is also run without what guards it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils.timezone import now

from agents import lockout
from agents.actions import accounts
from agents.management.commands import first_administrator
from agents.models import Agent, LoginTries, Role
from contactcenter.errors import Conflict
from tests.agents.test_manage_agents import change, hire
from tests.races.together import Meeting, outcomes_of, together
from tests.world import World


def guess_at_once(guesses: int) -> int:
    """How many of so many wrong passwords, typed at the same moment, are looked at."""

    def guess() -> bool:
        return lockout.count(None, "somebody", None, "198.51.100.20").allowed

    return sum(together(*[guess] * guesses))


def test_ten_guesses_at_once_are_five_guesses(world: World) -> None:
    assert guess_at_once(10) == lockout.LIMIT


def test_control_counted_by_reading_and_writing_ten_are_ten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Meeting(10)

    def read_and_write(key: str, limit: int) -> int:
        tries = LoginTries.objects.filter(key=key, since__gt=now() - timedelta(minutes=5)).values_list("tries", flat=True).first() or 0
        meeting.wait()
        LoginTries.objects.update_or_create(key=key, defaults={"tries": tries + 1, "since": now()})
        return tries + 1

    monkeypatch.setattr(lockout, "_add", read_and_write)
    assert guess_at_once(10) > lockout.LIMIT


def close_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The two administrators close each other's account at the same moment."""
    second = hire(world.as_(world.grace), roles=[Role.objects.get(code="administrator")])
    monkeypatch.setattr(accounts, "check_somebody_runs_the_house", Meeting(2).after(accounts.check_somebody_runs_the_house))
    first, other = world.as_(world.grace), world.as_(second)
    return together(
        lambda: change(first, second, is_active=False),
        lambda: change(other, world.grace, is_active=False),
    )


def administrators() -> int:
    return Agent.objects.filter(is_active=True, roles__code="administrator").count()


def test_of_two_administrators_who_close_each_other_one_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = close_each_other(world, monkeypatch)
    assert (outcomes_of(Agent, outcomes), outcomes_of(Conflict, outcomes), administrators()) == (1, 1, 1)


def test_control_without_the_lock_none_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "lock_roles", lambda: None)
    close_each_other(world, monkeypatch)
    assert administrators() == 0


def start_twice(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of two starts at once, on a database without any account, make an administrator."""
    Agent.objects.all().delete()
    meeting = Meeting(2)
    monkeypatch.setattr(first_administrator.secrets, "choice", meeting.after(lambda letters: "x"))
    outcomes = together(*[lambda: said()] * 2)
    return sum("one-time password" in str(one) for one in outcomes) + outcomes_of(IntegrityError, outcomes)


def said() -> str:
    words = StringIO()
    call_command("first_administrator", stdout=words)
    return words.getvalue()


def test_of_two_starts_at_once_one_makes_the_administrator(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert start_twice(monkeypatch) == 1
    assert Agent.objects.count() == 1


def test_control_without_the_lock_both_starts_try(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_administrator, "lock_roles", lambda: None)
    assert start_twice(monkeypatch) == 2
