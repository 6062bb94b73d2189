"""Reads of which nobody knows beforehand how much they find: bounded by time, and never by an error.

They are planned with their values (no prepared plan), since only these say which of several conditions is selective; and never by
reading a whole table, which at ten million rows would hold everybody else up too.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError
from psycopg import ClientCursor

from search.criteria import Clause, all_of

SECONDS = 2.0
ENOUGH = 10_000
"""So many rows are found in full and put in order; of more, the first in the order of an index."""
QUICKLY = 0.6
"""The share of the time in which all must be found to be put in order; in the rest, one row after another is taken as it comes."""

_SETTINGS = "SET LOCAL statement_timeout = {timeout}; SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB'"


class Clock:
    """The time that one search has in all."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self._since = seconds, time.monotonic()

    @property
    def left(self) -> float:
        return self.seconds - (time.monotonic() - self._since)


def all_within(sql: str, values: Sequence[Any], seconds: float) -> list[tuple[Any, ...]] | None:
    """All rows of a statement, or None when the time did not suffice."""
    found, stopped = _within(sql, values, seconds, _fetch)
    return None if stopped else found


def some_within(sql: str, values: Sequence[Any], seconds: float) -> tuple[list[tuple[Any, ...]], bool]:
    """The rows that a statement gave until the time was over, and whether it was stopped."""
    return _within(sql, values, seconds, _stream)


def _within(sql: str, values: Sequence[Any], seconds: float, take: Any) -> tuple[list[tuple[Any, ...]], bool]:
    """In a transaction (or savepoint) of its own that is always rolled back: it ends a stopped statement, and the settings."""
    found: list[tuple[Any, ...]] = []
    if seconds <= 0:
        return found, True
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute(_SETTINGS.format(timeout=max(1, int(seconds * 1000))))
            take(sql, values, found)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "57014":  # anything but a stopped statement
                raise
            return found, True
        finally:
            transaction.set_rollback(True)
    return found, False


def _fetch(sql: str, values: Sequence[Any], found: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found += cursor.fetchall()


def _stream(sql: str, values: Sequence[Any], found: list[tuple[Any, ...]]) -> None:
    """Row by row as the database makes them: what it had found before it was stopped is here."""
    with connection.wrap_database_errors, ClientCursor(connection.connection) as cursor:
        for row in cursor.stream(sql, values):
            found.append(row)  # noqa: PERF402  what came before an error counts


@dataclass(frozen=True)
class Source:
    """A table of rows `c` with a channel, and the order in which its rows are shown: columns with their direction, the last is the id."""

    table: str
    order: tuple[str, ...]

    @property
    def keep(self) -> str:
        return ", ".join(f"c.{one.removesuffix(' DESC')}" for one in self.order)

    def order_by(self, alias: str) -> str:
        return ", ".join(f"{alias}.{one}" for one in self.order)

    def after(self, key: Sequence[Any]) -> Clause:
        """What follows the row with this key in the order."""
        comparison = "<" if self.order[0].endswith(" DESC") else ">"
        return Clause(f"({self.keep}) {comparison} ({', '.join(['%s'] * len(key))})", tuple(key))


@dataclass(frozen=True)
class Ids:
    """What was found: ids; total: how many in all, where they could be counted; stopped: the time was over; arbitrary: not
    the first in the order, but whichever were found in time."""

    ids: list[int]
    total: int | None = None
    stopped: bool = False
    arbitrary: bool = False


def find_ids(source: Source, channels: Sequence[int], clauses: Sequence[Clause], size: int, *, seconds: float = SECONDS) -> Ids:
    """The first `size` rows, in the source's order, for which all conditions hold; up to ENOUGH they are counted.

    Of more than ENOUGH, the order is that of an index, which finds many quickly. Where neither is done in time, what was found.
    """
    clock, where = Clock(seconds), all_of(Clause("true"), *clauses)
    counted = all_within(_all(source, where, size), [list(channels), *where.values], clock.left * QUICKLY)
    if counted is not None:
        total = counted[0][1] if counted else 0
        if total <= ENOUGH:
            return Ids([row[0] for row in counted], total)
        walked = all_within(_walk(source, where, size), [list(channels), *where.values], clock.left * QUICKLY)
        return Ids([row[0] for row in (counted if walked is None else walked)], stopped=walked is None, arbitrary=walked is None)
    some, stopped = some_within(_any(source, where), [list(channels), *where.values], clock.left)
    whole = not stopped and len(some) <= ENOUGH
    return Ids([row[0] for row in some], len(some) if whole else None, stopped, arbitrary=not whole)


LEADING = 0.4
"""So many seconds may go by until what was looked for beforehand is taken for too much to lead."""


def led_by(column: str, select: Clause) -> Clause | None:
    """A condition that the column is one of what a SELECT gives, if that is at most ENOUGH, and found quickly.

    For what no index can lead by, since it looks at several tables: where it is little, it leads; where it is much, other conditions do.
    """
    found = all_within(f"SELECT * FROM ({select.sql}) found LIMIT {ENOUGH + 1}", select.values, LEADING)
    if found is None or len(found) > ENOUGH:
        return None
    return Clause(f"{column} = ANY(%s::bigint[])", (list({row[0] for row in found}),))


def _any(source: Source, where: Clause) -> str:
    return f"SELECT {source.keep.rsplit(', ', 1)[1]} FROM {source.table} c WHERE c.channel_id = ANY(%s::bigint[]) AND {where.sql} LIMIT {ENOUGH + 1}"


def _all(source: Source, where: Clause, size: int) -> str:
    return f"""WITH found AS MATERIALIZED (
  SELECT {source.keep} FROM {source.table} c WHERE c.channel_id = ANY(%s::bigint[]) AND {where.sql} LIMIT {ENOUGH + 1})
SELECT f.id, (SELECT count(*) FROM found) FROM found f ORDER BY {source.order_by("f")} LIMIT {size}"""


def _walk(source: Source, where: Clause, size: int) -> str:
    """The first of each channel in the order of the index that begins with it."""
    return f"""SELECT hit.id FROM unnest(%s::bigint[]) AS seen(channel_id) CROSS JOIN LATERAL (
  SELECT {source.keep} FROM {source.table} c WHERE c.channel_id = seen.channel_id AND {where.sql}
  ORDER BY {source.order_by("c")} LIMIT {size}) hit ORDER BY {source.order_by("hit")} LIMIT {size}"""
