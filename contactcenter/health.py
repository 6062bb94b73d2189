"""Is this process alive, and is this installation able to work? Asked by load balancers, monitors and the launcher, without log-in."""

import shutil
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse

from contactcenter.places import data_directory

HEARTBEAT_AGE = 60  # seconds after which a job worker counts as gone; it writes a heartbeat every ten
WAIT = 120  # seconds after which a job that is due and that nobody has begun says that its queue has no worker
LEAST_FREE = 200_000_000  # bytes of disk below which the next order may be the one that is not stored

WORKERS = "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))"
UNTOUCHED = """
    SELECT EXISTS (
        SELECT FROM procrastinate_jobs AS due JOIN procrastinate_events AS event ON event.job_id = due.id
        WHERE due.status = 'todo' AND coalesce(due.scheduled_at, event.at) < now() - make_interval(secs => %s) AND event.type = 'deferred'
          AND NOT EXISTS (SELECT FROM procrastinate_jobs AS other WHERE other.status = 'doing' AND other.queue_name = due.queue_name)
    )
"""
"""Jobs due for a while in a queue of which nothing is being done: a queue that is merely full is at work."""


def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: {"status": "ok"} and 200 from every web process that can answer at all, whatever else is missing."""
    return _answer({"status": "ok"}, 200)


def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: {"database", "migrations", "worker", "disk"}, each "ok" or a word that says what is not; 503 unless all are."""
    report = {**_stored(), "disk": _disk()}
    return _answer(report, 200 if set(report.values()) == {"ok"} else 503)


def _answer(report: dict[str, str], status: int) -> JsonResponse:
    return JsonResponse(report, status=status, headers={"Cache-Control": "no-store"})


def _stored() -> dict[str, str]:
    try:
        migrations = _migrations()
        worker = _worker() if migrations == "ok" else "unknown"
    except (DatabaseError, InterfaceError):
        connection.close()
        return {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    return {"database": _database(), "migrations": migrations, "worker": worker}


def _database() -> str:
    """A standby, or a server told to take no more writes, shows pages but keeps nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean")
        return "read-only" if cursor.fetchone()[0] else "ok"


def _migrations() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return "pending"
        cursor.execute("SELECT app, name FROM django_migrations")
        return "ok" if _newest() <= set(cursor.fetchall()) else "pending"


def _worker() -> str:
    """Gone, or there but of another queue than the one in which jobs wait."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [HEARTBEAT_AGE])
        if not cursor.fetchone()[0]:
            return "stopped"
        cursor.execute(UNTOUCHED, [WAIT])
        return "behind" if cursor.fetchone()[0] else "ok"


def _disk() -> str:
    """Of every folder that this program writes to: the data, and the mails where they are files."""
    folders = [data_directory(), settings.MAIL_DIRECTORY]
    free = [shutil.disk_usage(next(one for one in (folder, *folder.parents) if one.exists())).free for folder in folders]
    return "ok" if min(free) >= LEAST_FREE else "full"


@cache
def _newest() -> frozenset[tuple[str, str]]:
    """The last migration of every app in the code that runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
