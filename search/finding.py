"""A search by criteria once its conditions are known: for every kind the same, within its time, page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from agents.actors import Actor
from search.bounded import ENOUGH, Clock, Ids, Source, find_ids
from search.criteria import Clause
from search.paging import Found, Ordering, mark, page_of, read_mark, sort_rows
from search.readings import Query, readings

R = TypeVar("R")


@dataclass(frozen=True)
class Page:
    """Which page is wanted: the column it is sorted by, the mark where it begins, so many rows."""

    sort: str
    after: str
    limit: int


@dataclass(frozen=True)
class Shown(Generic[R]):
    """How a kind's rows are read, and one column of them; the order in which they come."""

    rows: Callable[[list[int], int], list[R]]
    values: Callable[[list[int], str], list[tuple[int, Any]]]
    ordering: Ordering[R]


Narrow = Callable[[], list[Clause]]
"""Gives what the words of the box add in one reading; what it looks up for that is part of the time."""


def ways(narrow: Callable[[Any, Query], list[Clause]], asking: Any, query: str) -> list[Narrow]:
    """What a text in the box may mean beside criteria, reading by reading; phones are read as all countries write them anyway."""
    return [partial(narrow, asking, one) for one in readings(query) if not one.anywhere]


def find_by(actor: Actor, source: Source, clauses: list[Clause], narrows: list[Narrow], shown: Shown[R], page: Page, *, seconds: float) -> Found[R]:
    """What a kind's search by criteria does once its conditions are known: a page of the first reading of the box that finds anything."""
    if not actor.channel_ids:
        return Found(total=0)
    clock = Clock(seconds)
    for narrow in narrows:
        found = _find_by(actor, source, clauses, narrow, shown, page, clock)
        if found.rows or found.stopped:
            break
    return found


def _find_by(actor: Actor, source: Source, clauses: list[Clause], narrow: Narrow, shown: Shown[R], page: Page, clock: Clock) -> Found[R]:
    """A page in the kind's own order, or by a column."""
    narrowed = narrow()
    ask = partial(find_ids, source, actor.channel_ids, seconds=clock.left)
    if shown.ordering.is_other(page.sort):
        return _by_column(ask([*clauses, *narrowed], ENOUGH), shown, page)
    known, *key = read_mark(page.after, int, *shown.ordering.kinds) or [0]
    further = [source.after(key)] if key else []
    found = ask([*clauses, *narrowed, *further], page.limit + 1)
    rows = shown.rows(found.ids, page.limit + 1)
    counted = known - 1 if known else None if further else found.total
    total = len(found.ids) if found.stopped else counted
    more, rows = len(rows) > page.limit, rows[: page.limit]
    goes_on = more and not found.arbitrary  # what follows one of these would leave out others
    after = mark(0 if counted is None else counted + 1, *shown.ordering.key(rows[-1])) if goes_on else ""
    return Found(rows, more, after=after, total=total, stopped=found.stopped)


def _by_column(found: Ids, shown: Shown[R], page: Page) -> Found[R]:
    """Of all that was found, which is sorted whole; of more than ENOUGH, of the first so many."""
    words = shown.ordering.words.get(page.sort.removeprefix("-"), {})
    values = shown.values(found.ids, page.sort.removeprefix("-")) if found.ids else []
    in_order = sort_rows(values, page.sort, lambda pair, _column: str(words.get(pair[1], pair[1])) if words else pair[1])
    ids, after = page_of([pk for pk, _value in in_order], page.limit, page.after, int)
    rows = {row.pk: row for row in shown.rows(ids, page.limit + 1)}  # type: ignore[attr-defined]  # every row has one
    whole = found.total is not None
    how: dict[str, Any] = {"total": _total(found), "stopped": found.stopped, "looked_at": 0 if whole else len(found.ids)}
    shown_rows = [rows[pk] for pk in ids if pk in rows]  # one may be gone by now
    return Found(shown_rows, bool(after) or not whole, after="" if found.arbitrary else after, **how)


def _total(found: Ids) -> int | None:
    return found.total if found.total is not None else len(found.ids) if found.stopped else None
