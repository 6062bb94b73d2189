"""The list of own log-ins: what it says, and what ending one of them ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from agents.browsers import browser_name
from agents.models import AuditEntry, LoginSession
from tests.agents.test_log_in import is_in, log_in
from tests.world import World

PAGE = "/accounts/log-ins/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0"


def browser(introduction: str, address: str, who: str = "ada") -> Client:
    client = Client(headers={"user-agent": introduction}, REMOTE_ADDR=address)
    log_in(client, who)
    return client


@pytest.fixture
def desk(world: World) -> Client:
    return browser(FIREFOX, "203.0.113.9")


@pytest.fixture
def phone(desk: Client) -> Client:
    return browser(SAFARI, "198.51.100.4")


@pytest.mark.parametrize(
    ("introduction", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8", "Another program"),
        ("", "Another program"),
    ],
)
def test_a_browser_is_called_by_its_name(introduction: str, name: str) -> None:
    assert browser_name(introduction) == name


def test_it_says_which_browser_from_where_since_when_and_marks_this_one(desk: Client, phone: Client) -> None:
    rows = desk.get(PAGE).context["log_ins"]
    assert {(one.browser, one.address, one.is_this) for one in rows} == {
        ("Firefox on Windows", "203.0.113.9", True),
        ("Safari on iPhone", "198.51.100.4", False),
    }
    assert all(now() - one.since < timedelta(minutes=5) and now() - one.seen_at < timedelta(minutes=5) for one in rows)


def test_no_page_holds_what_would_open_a_session(desk: Client, phone: Client) -> None:
    page = desk.get(PAGE).content.decode()
    assert not [one.session_key for one in LoginSession.objects.all() if one.session_key in page]


def test_another_person_s_log_ins_are_neither_shown_nor_ended(desk: Client) -> None:
    sam = browser(EDGE, "198.51.100.7", "sam")
    [row] = sam.get(PAGE).context["log_ins"]
    assert desk.post(f"{PAGE}end/", {"handle": row.handle}).status_code == 409
    assert is_in(sam) and len(desk.get(PAGE).context["log_ins"]) == 1


def test_one_is_logged_out(desk: Client, phone: Client) -> None:
    handle = next(one.handle for one in desk.get(PAGE).context["log_ins"] if not one.is_this)
    assert desk.post(f"{PAGE}end/", {"handle": handle})["Location"] == PAGE
    assert is_in(desk) and not is_in(phone)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.data) == ("agent.logins_ended", {"number": 1})
    assert desk.post(f"{PAGE}end/", {"handle": handle}).status_code == 409


def test_all_others_are_logged_out(desk: Client, phone: Client) -> None:
    third = browser(EDGE, "198.51.100.7")
    assert desk.post(f"{PAGE}end-others/")["Location"] == PAGE
    assert is_in(desk) and not is_in(phone) and not is_in(third)
    assert AuditEntry.objects.latest("pk").data == {"number": 2}


def test_what_has_ended_is_not_listed(desk: Client, phone: Client) -> None:
    key = phone.cookies[settings.SESSION_COOKIE_NAME].value
    LoginSession.objects.filter(session_key=key).update(seen_at=now() - timedelta(minutes=41))
    assert len(desk.get(PAGE).context["log_ins"]) == 1


def test_last_used_is_kept_to_within_ten_minutes(desk: Client) -> None:
    """A look within ten minutes writes nothing; after that one statement of one row does."""
    long_ago = now() - timedelta(minutes=11)
    LoginSession.objects.update(seen_at=long_ago)
    assert is_in(desk)
    seen = LoginSession.objects.get().seen_at
    assert seen > long_ago
    assert is_in(desk) and LoginSession.objects.get().seen_at == seen


@pytest.mark.parametrize("path", ["end/", "end-others/"])
def test_looking_ends_nothing(desk: Client, phone: Client, path: str, audit: Callable[[], list[str]]) -> None:
    before = audit()
    assert desk.get(f"{PAGE}{path}").status_code == 405
    assert is_in(phone) and audit() == before
