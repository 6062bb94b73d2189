"""Is this installation able to work? Asked by load balancers and by the launcher, without log-in."""

from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse

HEARTBEAT_AGE = 60  # seconds after which a job worker counts as gone; it writes a heartbeat every ten

WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)"


def healthz(request: HttpRequest) -> JsonResponse:
    """{"database", "migrations", "worker"}: each "ok" or a word that says what is not; 503 unless all are."""
    report = _report()
    return JsonResponse(report, status=200 if set(report.values()) == {"ok"} else 503, headers={"Cache-Control": "no-store"})


def _report() -> dict[str, str]:
    try:
        migrations = _migrations()
        worker = _worker() if migrations == "ok" else "unknown"
    except (DatabaseError, InterfaceError):
        connection.close()
        return {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    return {"database": "ok", "migrations": migrations, "worker": worker}


def _migrations() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return "pending"
        cursor.execute("SELECT app, name FROM django_migrations")
        return "ok" if _newest() <= set(cursor.fetchall()) else "pending"


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [HEARTBEAT_AGE])
        return "ok" if cursor.fetchone()[0] else "stopped"


@cache
def _newest() -> frozenset[tuple[str, str]]:
    """The last migration of every app in the code that runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
