"""Our own SQL for the few statements that must be as fast as the database itself: prepared, bound on the server."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from psycopg import RawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader

TOP = "\U0010ffff"
"""Sorts after every text, in a column compared bytewise: `column >= x AND column < x || TOP` is "begins with x"."""

LEAST = "\x01"
"""After a text it is the end of a range that holds this text alone."""

LEAST_SQL = "chr(1)"
"""The same in a statement."""

NEVER = 1 << 30
"""So often may a statement run before it is prepared without being asked for."""

KEPT = 200
"""So many statements stay prepared on a connection: more than there are, since to plan a search anew takes longer than to run it ten times."""

Params = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement.

    It is prepared on the connection the first time, so that later calls pay no planning; Django itself binds on the client
    and plans each time. It counts as a query wherever Django counts queries, and its errors are `django.db` errors.
    Outside a transaction it may only read: where the database has closed the connection meanwhile, it is asked again on a new one.
    """
    connection.ensure_connection()
    try:
        found = _ask(sql, params)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or not connection.connection.closed:
            raise
        connection.close()
        connection.ensure_connection()
        found = _ask(sql, params)
    connection.health_check_done = True  # type: ignore[attr-defined]  # it has just answered: Django need not ask once more in this request
    return found


def _ask(sql: str, params: Params) -> list[tuple[Any, ...]]:
    if not (connection.execute_wrappers or connection.queries_logged):
        return _run(sql, params, False, _NO_CONTEXT)
    run = _logged if connection.queries_logged else _run
    for wrapper in connection.execute_wrappers:
        run = _wrapped(wrapper, run)
    context = {"connection": connection, "cursor": None}
    return run(sql, params, False, context)  # type: ignore[no-any-return]


def rows_once(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """The same for what is asked seldom, in many forms: planned each time, so that it takes the place of no other statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def settle(connection: Any, **_signal: Any) -> None:
    """Makes a new connection of Django's keep prepared statements, and read times as fast as psycopg can: Django's own way took 0.1 ms of a table."""
    connection.connection.prepare_threshold = NEVER  # Django's None would forbid preparing altogether
    connection.connection.prepared_max = KEPT
    connection.connection.adapters.register_loader("timestamptz", _UtcLoader)


def ends(beginnings: Iterable[str]) -> list[str]:
    """The upper ends of the ranges that begin with each text."""
    return [beginning + TOP for beginning in beginnings]


class _UtcLoader(Loader):
    """A time as the connection writes it, whose zone is UTC. Django asks `timezone`, and takes a loader of its own where it wants another."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        return datetime.fromisoformat(str(data, "ascii"))


_NO_CONTEXT: dict[str, Any] = {}


def _wrapped(wrapper: Any, inner: Any) -> Any:
    return lambda sql, params, many, context: wrapper(inner, sql, params, many, context)


def _logged(sql: str, params: Params, many: bool, context: dict[str, Any]) -> list[tuple[Any, ...]]:
    since = time.monotonic()
    try:
        return _run(sql, params, many, context)
    finally:
        connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - since:.3f}"})


def _run(sql: str, params: Params, many: bool, context: dict[str, Any]) -> list[tuple[Any, ...]]:
    text, names = numbered(sql)
    values = [params[name] for name in names] if isinstance(params, Mapping) else params
    values = [_array(value) if type(value) is list else value for value in values]
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:  # not Django's class, which binds on the client
        return cursor.execute(cast(Any, text), values, prepare=True).fetchall()


def _array(values: list[Any]) -> Any:
    """A list of texts or of whole numbers as PostgreSQL reads it; what is anything else is left to psycopg.

    The statements of a search bring thirty such lists, and psycopg's own way, in Python and for every type there is, took 0.3 ms of them.
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        return '{"' + '","'.join([one.replace("\\", "\\\\").replace('"', '\\"') for one in values]) + '"}'
    return "{" + ",".join(map(str, values)) + "}" if kinds <= {int} else values


@lru_cache(maxsize=512)
def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2, … as the database wants it, and the name of each; done once, since psycopg keeps no long statement."""
    names: dict[str, int] = {}
    place = 0

    def number(found: re.Match[str]) -> str:
        nonlocal place
        if found[0] == "%%":
            return "%"
        if found[0] == "%s":
            place += 1
            return f"${place}"
        return f"${names.setdefault(found[1], len(names) + 1)}"

    return re.sub(r"%(?:\((\w+)\)s|s|%)", number, sql), tuple(names)
