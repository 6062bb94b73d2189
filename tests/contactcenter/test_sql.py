"""Lists reach the database as they are, whatever stands in them."""

import contextlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from contactcenter.sql import rows

pytestmark = pytest.mark.django_db
TEXTS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
AWKWARD = ["", " ", "NULL", "null", "{", "}", "{}", ",", '"', "\\", '\\"', "a,b", "'", "\n", "{a,{b}}", "ä", "\U0010ffff"]


def asked(kind: str, values: list[Any]) -> Any:
    return rows(f"SELECT %(values)s::{kind}[]", {"values": values})[0][0]


@given(some.lists(TEXTS | some.sampled_from(AWKWARD)))
def test_texts(values: list[str]) -> None:
    assert asked("text", values) == values


@given(some.lists(some.integers(-(1 << 63), (1 << 63) - 1)))
def test_whole_numbers(values: list[int]) -> None:
    assert asked("bigint", values) == values


def test_all_else_as_psycopg_writes_it() -> None:
    for kind, values in (("text", ["a", None]), ("boolean", [True, False]), ("date", [date(2026, 2, 28)]), ("numeric", [])):
        assert asked(kind, values) == values


def test_a_statement_counts_as_a_query_and_is_named_each_time() -> None:
    with CaptureQueriesContext(connection) as asked:
        for number in (1, 2):
            rows("SELECT %(number)s::bigint", {"number": number})
    assert [one["sql"] for one in asked] == ["SELECT %(number)s::bigint"] * 2


def end_own_connection() -> None:
    """As a restart of the server does."""
    with connection.cursor() as cursor, contextlib.suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_closed_is_replaced_unseen() -> None:
    rows("SELECT 1")
    end_own_connection()
    close_old_connections()  # as at the start of each request
    assert rows("SELECT 2") == [(2,)]


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_is_not() -> None:
    def act() -> None:
        with transaction.atomic():
            end_own_connection()
            rows("SELECT 1")

    with pytest.raises((OperationalError, InterfaceError)):
        act()
    assert rows("SELECT 2") == [(2,)]


@pytest.mark.parametrize(
    "written", ["2026-11-28 10:29:58.593057+00", "2026-11-28 10:29:58+00", "0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"]
)
def test_times_come_in_utc(written: str) -> None:
    ((time,),) = rows("SELECT %(time)s::timestamptz", {"time": written})
    assert (time, time.tzinfo) == (datetime.fromisoformat(written), UTC)
