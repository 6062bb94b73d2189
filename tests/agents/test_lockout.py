"""Repeated failures: strangers are stopped, an agent at their own desk is not."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.utils.timezone import now

from agents import lockout
from agents.jobs import forget_old_log_ins
from agents.models import AuditEntry, LoginTries
from tests.agents.test_log_in import is_in, log_in
from tests.world import PASSWORD, World


def stranger(address: str = "203.0.113.9") -> Client:
    return Client(REMOTE_ADDR=address)


@pytest.fixture
def desk(world: World) -> Client:
    """A browser in which Ada has logged in before."""
    client = Client()
    log_in(client, "ada")
    client.post("/accounts/logout/")
    return client


def test_strangers_are_locked_out_even_with_the_right_password(desk: Client) -> None:
    outside = stranger()
    bodies = {log_in(outside, "ada", f"guess {n}").context["form"].non_field_errors()[0] for n in range(20)}
    refused = log_in(outside, "ada")
    bodies.add(refused.context["form"].non_field_errors()[0])
    assert len(bodies) == 1
    assert not is_in(outside)
    elsewhere = stranger("198.51.100.4")
    log_in(elsewhere, "ada@example.net")
    assert not is_in(elsewhere)


def test_the_agent_at_the_desk_still_logs_in(desk: Client) -> None:
    for n in range(20):
        log_in(stranger(), "ada", f"guess {n}")
    log_in(desk, "ada")
    assert is_in(desk)


def test_other_agents_are_unaffected(desk: Client) -> None:
    for n in range(20):
        log_in(stranger(), "ada", f"guess {n}")
    other = stranger()
    log_in(other, "sam")
    assert is_in(other)


def test_somebody_already_logged_in_is_unaffected(desk: Client) -> None:
    log_in(desk, "ada")
    for n in range(20):
        log_in(stranger(), "ada", f"guess {n}")
    assert is_in(desk)


def test_a_known_browser_is_locked_by_its_own_failures_alone(desk: Client) -> None:
    for n in range(5):
        log_in(desk, "ada", f"guess {n}")
    log_in(desk, "ada")
    assert not is_in(desk)
    other = stranger()
    log_in(other, "ada")
    assert is_in(other)


def test_a_known_browser_is_known_for_its_agent_only(desk: Client) -> None:
    for n in range(5):
        log_in(stranger(), "sam", f"guess {n}")
    log_in(desk, "sam")
    assert not is_in(desk)


def test_a_made_up_device_cookie_is_no_device(desk: Client) -> None:
    forged = stranger()
    forged.cookies["device"] = desk.cookies["device"].value[:-2] + "xx"
    for n in range(5):
        log_in(forged, "ada", f"guess {n}")
    outside = stranger()
    log_in(outside, "ada")
    assert not is_in(outside)


def test_agents_who_share_a_browser_are_both_known(desk: Client) -> None:
    log_in(desk, "sam")
    desk.post("/accounts/logout/")
    for name in ("ada", "sam"):
        for n in range(5):
            log_in(stranger(), name, f"guess {n}")
        log_in(desk, name)
        assert is_in(desk)
        desk.post("/accounts/logout/")


def test_one_address_cannot_try_all_accounts(world: World) -> None:
    for n in range(lockout.LIMIT_OF_ADDRESS):
        log_in(stranger(), f"user{n}", "Summer2026")
    outside = stranger()
    log_in(outside, "sam")
    assert not is_in(outside)
    elsewhere = stranger("198.51.100.4")
    log_in(elsewhere, "sam")
    assert is_in(elsewhere)


def test_a_lock_ends_after_five_minutes(world: World) -> None:
    for n in range(6):
        log_in(stranger(), "ada", f"guess {n}")
    LoginTries.objects.update(since=now() - timedelta(minutes=5, seconds=1))
    outside = stranger()
    log_in(outside, "ada")
    assert is_in(outside)


def test_tries_during_a_lock_do_not_prolong_it(world: World) -> None:
    for n in range(5):
        log_in(stranger(), "ada", f"guess {n}")
    begun = LoginTries.objects.get(key=f"account:{world.ada.pk}").since
    log_in(stranger(), "ada", "guess")
    assert LoginTries.objects.get(key=f"account:{world.ada.pk}").since == begun


def test_a_success_starts_the_count_anew(world: World) -> None:
    for _round in range(3):
        for n in range(4):
            log_in(stranger(), "ada", f"guess {n}")
        outside = stranger()
        log_in(outside, "ada")
        assert is_in(outside)


def test_a_lock_is_in_the_audit_trail_once_and_names_nobody(world: World) -> None:
    for n in range(12):
        log_in(stranger(), "ada", f"guess {n}")
        log_in(stranger(), "mistyped-password", f"guess {n}")
    entries = AuditEntry.objects.filter(verb="agent.login_locked").order_by("pk")
    assert [(one.thing_id, one.data, one.ip) for one in entries] == [(world.ada.pk, {}, "203.0.113.9"), (None, {}, "203.0.113.9")]
    assert not LoginTries.objects.filter(key__contains="mistyped").exists()


def test_old_counters_are_tidied_away(world: World) -> None:
    log_in(stranger(), "ada", "guess")
    assert lockout.forget_old() == 0
    LoginTries.objects.update(since=now() - lockout.ACTS_WINDOW - timedelta(minutes=1))
    forget_old_log_ins(timestamp=0)
    assert not LoginTries.objects.exists()


class CountingHasher(PBKDF2PasswordHasher):
    """The real one, which notes how many rounds it has worked: what takes the time, counted instead of clocked."""

    worked: ClassVar[list[int]] = []

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        self.worked.append(iterations or self.iterations)
        return super().encode(password, salt, iterations)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(world: World, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.{CountingHasher.__name__}"]
    world.ada.set_password(PASSWORD)
    world.ada.save()

    def rounds(login: str) -> int:
        CountingHasher.worked.clear()
        log_in(stranger(), login, "guess")
        return sum(CountingHasher.worked)

    assert rounds("ada") == rounds("nobody") >= PBKDF2PasswordHasher.iterations
