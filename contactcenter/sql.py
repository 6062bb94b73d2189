"""Our own SQL for the few reads that must be as fast as the database itself: prepared, bound on the server."""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, LiteralString

from django.db import connection

Params = Sequence[Any] | Mapping[str, Any]


def rows(sql: LiteralString, params: Params = ()) -> list[tuple[Any, ...]]:
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


def _wrapped(wrapper: Any, inner: Any) -> Any:
    return lambda sql, params, many, context: wrapper(inner, sql, params, many, context)


def _run(sql: LiteralString, params: Params, many: bool, context: dict[str, Any]) -> list[tuple[Any, ...]]:
    with ExitStack() as around:
        around.enter_context(connection.wrap_database_errors)
        if connection.queries_logged:
            around.callback(_log, sql, time.monotonic())
        return connection.connection.execute(sql, params, prepare=True).fetchall()


def _log(sql: str, since: float) -> None:
    connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - since:.3f}"})
