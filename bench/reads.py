"""How many rows a search reads: the measure that shows a scan before it is slow."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from contactcenter import sql


def rows_read(search: Callable[[], object]) -> int:
    """Rows that all statements of a search take from tables and indexes, those that a filter throws away included."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((statement, params))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note), CaptureQueriesContext(connection):
        search()
    return sum(_counted(statement, params) for statement, params in asked if statement.startswith("WITH hits") or "candidates" in statement)


def _counted(statement: str, params: Any) -> int:
    plan = sql.rows(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", params)[0][0]
    return _rows_of(plan[0]["Plan"])


def _rows_of(node: dict[str, Any]) -> int:
    own = 0
    if "Relation Name" in node:
        thrown = sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck", "Join Filter"))
        own = int((node["Actual Rows"] + thrown) * node["Actual Loops"])
    return own + sum(_rows_of(child) for child in node.get("Plans", ()))
