"""Our own SQL for the few statements that must be as fast as the database itself: prepared, bound on the server."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from typing import Any, cast

from django.db import connection
from psycopg import RawCursor

TOP = "\U0010ffff"
"""Sorts after every text, in a column compared bytewise: `column >= x AND column < x || TOP` is "begins with x"."""

LEAST = "\x01"
"""After a text it is the end of a range that holds this text alone."""

NEVER = 1 << 30
"""So often may a statement run before it is prepared without being asked for."""

KEPT = 200
"""So many statements stay prepared on a connection: more than there are, since to plan a search anew takes longer than to run it ten times."""

Params = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement.

    It is prepared on the connection the first time, so that later calls pay no planning; Django itself binds on the client
    and plans each time. It counts as a query wherever Django counts queries, and its errors are `django.db` errors.
    """
    connection.ensure_connection()
    run = _run
    for wrapper in connection.execute_wrappers:
        run = _wrapped(wrapper, run)
    context = {"connection": connection, "cursor": None}
    return run(sql, params, False, context)  # type: ignore[no-any-return]


def ends(beginnings: Iterable[str]) -> list[str]:
    """The upper ends of the ranges that begin with each text."""
    return [beginning + TOP for beginning in beginnings]


def _wrapped(wrapper: Any, inner: Any) -> Any:
    return lambda sql, params, many, context: wrapper(inner, sql, params, many, context)


def _run(sql: str, params: Params, many: bool, context: dict[str, Any]) -> list[tuple[Any, ...]]:
    with ExitStack() as around:
        around.enter_context(connection.wrap_database_errors)
        if connection.queries_logged:
            around.callback(_log, sql, time.monotonic())
        connection.connection.prepare_threshold = NEVER  # Django's None would forbid preparing altogether
        connection.connection.prepared_max = KEPT
        text, names = numbered(sql)
        values = [params[name] for name in names] if isinstance(params, Mapping) else params
        values = [_array(value) if type(value) is list else value for value in values]
        with RawCursor(connection.connection) as cursor:  # not Django's class, which binds on the client
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


def _log(sql: str, since: float) -> None:
    connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - since:.3f}"})
