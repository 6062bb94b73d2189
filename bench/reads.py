"""How much a search reads: the measure that shows a scan before it is slow."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from django.db import connection
from psycopg import sql as literals


class Reads(NamedTuple):
    """Of all statements of a search together.

    rows: taken from tables and indexes, those that a filter throws away included; blocks: of 8 KB, in memory or not. An index
    scan that passes over entries without giving them shows in the blocks alone.
    """

    rows: int
    blocks: int


def reads(search: Callable[[], object]) -> Reads:
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((statement, params))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        search()
    found = [_counted(statement, params) for statement, params in asked]
    return Reads(sum(one.rows for one in found), sum(one.blocks for one in found))


def _counted(statement: str, params: Any) -> Reads:
    """Planned as the product's statements are: once, for any values."""
    text, names = numbered(statement)
    values = [params[name] for name in names] if isinstance(params, Mapping) else params
    given = literals.SQL(", ").join(map(literals.Literal, values))
    with connection.connection.cursor() as cursor:
        cursor.execute(cast(Any, f"PREPARE counted AS {text}"))
        explain = literals.SQL("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE counted")
        plan = cursor.execute(explain + (literals.SQL("({})").format(given) if values else literals.SQL(""))).fetchone()[0][0]["Plan"]
        cursor.execute("DEALLOCATE counted")
    return Reads(_rows_of(plan), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2, … as PREPARE wants it, and the name of each."""
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


def _rows_of(node: dict[str, Any]) -> int:
    own = 0
    if "Relation Name" in node:
        thrown = sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck", "Join Filter"))
        own = int((node["Actual Rows"] + thrown) * node["Actual Loops"])
    return own + sum(_rows_of(child) for child in node.get("Plans", ()))
