"""What the whole database holds, to see that something has changed nothing."""

from collections.abc import Collection

from django.db import connection

READING = frozenset({"agents_readentry", "agents_loginsession"})
"""All that reading a page may write: the read log, and the log-in's session."""


def everything(*, besides: Collection[str] = ()) -> dict[str, str]:
    """Per table its number of rows and a digest of them with the transactions that wrote them, so that no write goes unseen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted({name for (name,) in cursor.fetchall()} - set(besides))
        cursor.execute(" UNION ALL ".join(_digest(table) for table in tables))
        return dict(cursor.fetchall())


def _digest(table: str) -> str:
    rows = "md5(string_agg(r.xmin::text || r::text, ' ' ORDER BY r.ctid))"
    return f"SELECT '{table}', count(*) || ' ' || coalesce({rows}, '') FROM {table} r"
