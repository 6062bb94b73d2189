"""What a search gives: a page of rows, and the place where the next page begins. For customers, orders and returns alike."""

import base64
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

from search.bounded import ENOUGH
from search.terms import fold

R = TypeVar("R")
P = TypeVar("P")

BOUND = 500
"""What cannot be read in order of an index is put in order after reading: of each kind at most so many rows; and so many are read at once."""
SORTING = 0.5
"""So many seconds may go by until no more rows are read to be sorted by a column; what has been read till then is sorted."""
LONGEST_SECONDS = 2.0
"""For a later page of the same list, which must be as long, so many."""
LITTLE = 4
"""Fewer rows than this are little."""


@dataclass(frozen=True)
class Found(Generic[R]):
    """A page of what a search found.

    more: whether there are further rows; after: where they begin, for the next call, empty where the page is the last that can be
    shown; too_short: only exact numbers and last names were looked up.
    total: how many there are in all, by criteria and sorted by a column, where that is known. By criteria also stopped: the time was over
    before all were found. looked_at: of how many this is the order, where these are not all.
    """

    rows: list[R] = field(default_factory=list)
    more: bool = False
    too_short: bool = False
    after: str = ""
    looked_at: int = 0
    total: int | None = None
    stopped: bool = False

    @property
    def is_little(self) -> bool:
        """Few enough that something else may have been meant."""
        return len(self.rows) < LITTLE and not self.more and not self.too_short


@dataclass(frozen=True)
class Ordering(Generic[R]):
    """The order in which a kind's rows come, and what else they can be sorted by.

    names: what a sort by this order is called, "" among them; start: the key before the first row; kinds: the types of a key; key: of
    a row; sorts: the columns; words: of the columns whose values are shown as words, each value's.
    """

    names: tuple[str, ...]
    start: tuple[Any, ...]
    kinds: tuple[type, ...]
    key: Callable[[R], tuple[Any, ...]]
    sorts: Sequence[str]
    words: "Mapping[str, Mapping[str, str | Promise]]" = field(default_factory=dict)

    def is_other(self, sort: str) -> bool:
        """Whether a sort is by one of the columns, and not this order; what is no column is no sort."""
        return sort.removeprefix("-") in self.sorts and sort not in self.names


Tier = Callable[[tuple[Any, ...], int], list[R]]
"""So many rows after a key, in the kind's order. A search reads its tiers one after the other, each only where those before gave too few."""


def page_of_tiers(
    readings: Sequence[Sequence[Tier[R]]], order: Ordering[R], *, sort: str, limit: int, after: str, too_short: bool, most: int = ENOUGH
) -> Found[R]:
    """A page of a search, from the mark `after` on: by its own order, or by a column; most: so many rows are looked at.

    readings: the tiers of each, of which one is asked only where those before it found nothing at all.
    """
    tiers = [(nth, tier) for nth, reading in enumerate(readings) for tier in reading]
    if order.is_other(sort):
        return _sorted_page(tiers, order, sort, limit, after, most)
    before, *place = read_mark(after, int, int, *order.kinds) or (0, 0, *order.start)
    found = _read_tiers(tiers, order, tuple(place), limit + 1)
    more, shown = len(found) > limit, found[:limit]
    seen = before + len(shown)
    key = mark(seen, shown[-1][0], *order.key(shown[-1][1])) if more and shown else ""
    return Found([row for _tier, row in shown], more, too_short, key, looked_at=seen if most == BOUND <= seen and not more else 0)


def _sorted_page(tiers: Sequence[tuple[int, Tier[R]]], order: Ordering[R], sort: str, limit: int, after: str, most: int) -> Found[R]:
    again, *_place = read_mark(after, int, int, int) or (0, 0, 0)
    most = min(again or most, most)  # as many as for the page before, or this would be a page of another list
    since, found, place, whole = time.monotonic(), list[R](), (0, *order.start), False
    while not whole and len(found) < most and time.monotonic() - since < (LONGEST_SECONDS if again else SORTING):
        piece = _read_tiers(tiers, order, place, BOUND)
        found += [row for _tier, row in piece]
        whole = len(piece) < BOUND
        place = (piece[-1][0], *order.key(piece[-1][1])) if piece else place
    rows, after = page_of(sort_rows(found, sort), limit, after, _pk, len(found) + whole)  # one more, to find the end there again
    return Found(rows, bool(after) or not whole, after=after, looked_at=0 if whole else len(found), total=len(found) if whole else None)


def _pk(row: Any) -> int:
    pk: int = row.pk
    return pk


def _read_tiers(tiers: Sequence[tuple[int, Tier[R]]], order: Ordering[R], place: tuple[Any, ...], size: int) -> list[tuple[int, R]]:
    """Rows from a place on, (tier, *key), each with its tier."""
    begun, *key = place
    found: list[tuple[int, R]] = []
    fresh = place == (0, *order.start)
    for nth, (reading, read) in enumerate(tiers[begun:], begun):
        further = reading != tiers[begun][0]
        if len(found) < size and (not further or fresh and (not found or reading == tiers[found[0][0]][0])):
            after = tuple(key) if nth == begun else order.start
            found += [(nth, row) for row in read(after, size)]  # always as many: each number is a statement to plan
    return found[:size]


def mark(*key: Any) -> str:
    """A place in a list as text for a URL."""
    written = [one.isoformat() if isinstance(one, datetime) else one for one in key]
    return base64.urlsafe_b64encode(json.dumps(written, separators=(",", ":"), ensure_ascii=False).encode()).decode().rstrip("=")


def read_mark(text: str, *kinds: type) -> tuple[Any, ...] | None:
    """The key of `mark`, if it is one of these kinds; None for anything else, which begins at the beginning."""
    try:
        key = json.loads(base64.urlsafe_b64decode(text[:2000].encode() + b"=" * (-len(text) % 4)))
        return tuple(_read(one, kind) for one, kind in zip(key, kinds, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def _read(one: Any, kind: type) -> Any:
    if kind is datetime:
        found = datetime.fromisoformat(one)
        if found.tzinfo is None:
            raise TypeError
        return found.astimezone(UTC)  # the database knows no zone that is a day away
    whole = type(one) is kind is int and 0 <= one < 1 << 63
    text = type(one) is kind is str and "\0" not in one and one.encode() is not None  # half a character is no text: UnicodeEncodeError, a ValueError
    if not (whole or text):
        raise TypeError
    return one


def page_of(rows: list[P], limit: int, after: str, pk: Callable[[P], int], read: int = 0) -> tuple[list[P], str]:
    """The page that follows `after` in a list that was read and sorted, and where the next begins, if there is one; read: to be noted there."""
    _read, place, last = read_mark(after, int, int, int) or (0, 0, 0)
    start = next((at + 1 for at, row in enumerate(rows) if pk(row) == last), place)
    shown = rows[start : start + limit]
    return shown, mark(read, start + len(shown), pk(shown[-1])) if shown and start + limit < len(rows) else ""


def word_shown(row: Any, column: str) -> Any:
    """What stands in a cell: of a state its word in the reader's language, else the value."""
    word = getattr(row, f"get_{column}_display", None)
    return word() if word and getattr(row, column) else getattr(row, column)


def sort_rows(found: list[R], sort: str, value: Callable[[R, str], Any] = word_shown) -> list[R]:
    """By a column as it is shown, "-" for descending; empty cells last either way."""
    column, descending = sort.removeprefix("-"), sort.startswith("-")

    def key(row: R) -> Any:
        found = value(row, column)
        return fold(found) if isinstance(found, str) and column != "number" else (len(found), found) if isinstance(found, str) else found

    filled = [row for row in found if value(row, column) not in (None, "")]
    empty = [row for row in found if value(row, column) in (None, "")]
    return sorted(filled, key=key, reverse=descending) + empty


def column_of(rows: str, column: str, columns: Sequence[str]) -> str:
    """A statement that shows lines (`columns`, the id first) as one that gives the id of each with one of its columns."""
    assert column in columns
    return f"SELECT {columns[0]}, {column} FROM ({rows.format(size='ALL')}) AS shown({', '.join(columns)})"
