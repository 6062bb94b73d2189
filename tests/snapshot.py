"""What the whole database holds, to see that something has changed nothing."""

from collections.abc import Collection

from django.db import connection

READING = frozenset({"agents_readentry", "agents_loginsession"})
"""All that reading a page may write: the read log, and the log-in's session."""
SEEDED = frozenset({"agents_role", "agents_roleright"})
"""Filled by the migrations, so that a change of them need not follow on a writing of this test."""


def everything(*, besides: Collection[str] = ()) -> dict[str, str]:
    """Per table that holds rows their number and a digest of them with the transactions that wrote them, so that no write goes unseen."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT relname FROM pg_stat_xact_user_tables WHERE schemaname = 'public' AND {_changed()}")
        tables = sorted(({name for (name,) in cursor.fetchall()} | SEEDED) - set(besides))
        cursor.execute(" UNION ALL ".join(_digest(table) for table in tables))
        return {table: digest for table, rows, digest in cursor.fetchall() if rows}


def _changed() -> str:
    """A test in one transaction finds tables empty that it has not written to, which are nearly all of them."""
    return "n_tup_ins + n_tup_upd + n_tup_del > 0" if connection.in_atomic_block else "true"


def _digest(table: str) -> str:
    rows = "md5(string_agg(r.xmin::text || r::text, ' ' ORDER BY r.ctid))"
    return f"SELECT '{table}', count(*), count(*) || ' ' || coalesce({rows}, '') FROM {table} r"
