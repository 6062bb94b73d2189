"""Rows that every test needs, made once in a process and written again for each of its tests by one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.timezone import now

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""Of each table, by its name: its columns, and its rows."""


@dataclass(frozen=True)
class Kept:
    """at: when the last was made; statement: writes them with these times."""

    at: datetime
    statement: str
    times: list[datetime]

    def write(self) -> None:
        """Into tables that hold none of them, as if the last were made now."""
        later = now() - self.at
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [time + later for time in self.times])


def rows() -> Rows:
    """All that the database holds."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = [f'"{column.name}"' for column in cursor.description], cursor.fetchall()
    return found


def since(before: Rows) -> Kept:
    """What has come since; keys are checked at the end of a transaction, so that no table must come before another."""
    statements, times = [], []
    for table, (columns, there) in rows().items():
        added = [row for row in there if row not in before[table][1]]
        if added:
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in added)
            statements.append(f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {values}')
            times += [value for row in added for value in row if isinstance(value, datetime)]
    return Kept(now(), "; ".join(statements), times)


def _literal(value: object) -> str:
    """As part of a statement, in which a time is given each time anew."""
    if isinstance(value, datetime):
        return "%s"
    with connection.cursor() as cursor:
        literal: str = cursor.mogrify("%s", [value])
    return literal.replace("%", "%%")
