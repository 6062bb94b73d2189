"""Our own SQL for the few statements that must be as fast as the database itself: prepared, bound on the server."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import Cursor

TOP = "\U0010ffff"
"""Sorts after every text, in a column compared bytewise: `column >= x AND column < x || TOP` is "begins with x"."""

LEAST = "\x01"
"""After a text it is the end of a range that holds this text alone."""

LEAST_SQL = "chr(1)"
"""The same in a statement."""

NEVER = 1 << 30
"""So often may a statement run before it is prepared without being asked for."""

KEPT = 250
"""So many statements stay prepared on a connection: twice as many as there are, since to plan a search anew takes longer than to run it ten
times, and a statement that is given larger numbers than before (`integer`, then `bigint`) is one more to the database."""

Params = Sequence[Any] | Mapping[str, Any]


class _Prepared(Cursor[tuple[Any, ...]]):
    """Binds on the server, and has the database keep the statement and its plan on the connection; Django's own cursor does neither."""

    def execute(self, query: Any, params: Params | None = None, **how: Any) -> Self:
        return super().execute(query, params, **{**how, "prepare": True})


class _Logged(CursorDebugWrapper):
    """Notes the statement as it was given: a cursor does not know the text of what it runs by a prepared name."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        with self.debug_sql(sql, params):
            return CursorWrapper.execute(self, sql, params)


def rows(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement that is prepared the first time: later calls pay no planning.

    It counts as a query wherever Django counts queries, and its errors are `django.db` errors.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    wrap = _Logged if connection.queries_logged else CursorWrapper
    with wrap(_Prepared(connection.connection), connection) as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def rows_once(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """The same for what is asked seldom, in many forms: planned each time, so that it takes the place of no other statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def settle(connection: Any, **_signal: Any) -> None:
    """Makes a new connection of Django's keep prepared statements: those of `rows`, and no other."""
    connection.connection.prepare_threshold = NEVER  # Django's None would forbid preparing altogether
    connection.connection.prepared_max = KEPT


def ends(beginnings: Iterable[str]) -> list[str]:
    """The upper ends of the ranges that begin with each text."""
    return [beginning + TOP for beginning in beginnings]
