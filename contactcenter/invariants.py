"""What must always be true, as SQL. Each app registers its own; `manage.py check_invariants` and the tests run them all."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Invariant:
    """name: what holds, as a sentence; sql: the rows that break it (none, when all is well)."""

    name: str
    sql: str


INVARIANTS: list[Invariant] = []


def register(*invariants: Invariant) -> None:
    """Called by each app's `AppConfig.ready()`."""
    INVARIANTS.extend(one for one in invariants if one not in INVARIANTS)


def broken(limit: int = 5) -> dict[str, list[tuple[object, ...]]]:
    """Each broken invariant's name with up to `limit` rows that break it."""
    found = {}
    with connection.cursor() as cursor:
        for invariant in INVARIANTS:
            cursor.execute(f"SELECT * FROM ({invariant.sql}) AS broken LIMIT %s", [limit])  # noqa: S608  our own SQL
            if rows := cursor.fetchall():
                found[invariant.name] = rows
    return found
