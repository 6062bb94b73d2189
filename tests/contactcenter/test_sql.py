"""Lists reach the database as they are, whatever stands in them."""

from datetime import date
from typing import Any

import pytest
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
