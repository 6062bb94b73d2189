"""What changes the schema of large tables while people work; for migrations without a transaction around (`atomic = False`).

Such a migration may be killed anywhere and is then run again from its beginning: each operation must bear what is there already.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import RunSQL


class BuildIndex(AddIndexConcurrently):
    """Build an index concurrently; one of that name which a broken run has left, valid or not, goes first."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}", params=None)
        super().database_forwards(app_label, schema_editor, from_state, to_state)


def finer_statistics(table: str, *columns: str) -> list[RunSQL]:
    """Of a thousand values instead of a hundred: how many rows begin alike is guessed from the commonest, and of names there are more."""
    change = "ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {number}"
    return [
        RunSQL(change.format(table=table, column=one, number=1000), change.format(table=table, column=one, number=-1)) for one in columns
    ]  # fmt: skip


def statistics_of(table: str, **expressions: str) -> list[RunSQL]:
    """How often each value of an expression occurs, by the name of the statistics. Of a partial index PostgreSQL does not ask its own."""
    return [
        RunSQL(f"CREATE STATISTICS IF NOT EXISTS {name} ON ({expression}) FROM {table}", f"DROP STATISTICS IF EXISTS {name}")
        for name, expression in expressions.items()
    ]
