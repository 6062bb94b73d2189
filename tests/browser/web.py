"""The web process as the launcher starts it, on the tests' own database: real sockets, real static files."""

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import IntegrityError, OperationalError, connection

from agents.models import Role
from agents.permissions import SEEDED_ROLES
from contactcenter.places import BASE_DIR, data_directory
from launch.children import Child, end_all
from launch.database import url_beside
from launch.run import STATEMENT_TIMEOUT, ask, web_command
from launch.where import Address
from tests.trails import TRAILS

KEPT = {"django_migrations", "django_content_type", "auth_permission", "agents_role", "agents_roleright"}
"""What the migrations wrote: all that a new database holds."""


class Web:
    """Starts at once; `restart()` is what an update of the product does: new processes at the same address. more: settings of its own."""

    def __init__(self, log: Path, **more: str) -> None:
        self.address = Address("127.0.0.1", _free_port())
        self.log, self.more = log, more
        self._start()

    @property
    def url(self) -> str:
        return self.address.url

    def restart(self) -> None:
        self.stop()
        self._start()

    def stop(self) -> None:
        end_all([self.child])

    def _start(self) -> None:
        database = url_beside(connection.settings_dict["NAME"])
        environment = {"DATABASE_URL": database, "STATIC_ROOT": str(collected()), "STATEMENT_TIMEOUT": STATEMENT_TIMEOUT, "DEMO": "0"}
        environment |= {"PUBLIC_URL": self.url, **self.more}
        self.child = Child("web", web_command(self.address), environment, self.log)
        while ask(self.address, "/readyz")[0] == 0:
            assert self.child.process.poll() is None, self.child.last_words()


def collected() -> Path:
    """The static files, hashed and compressed as in `make start`; made again only where one has changed."""
    folder = data_directory() / "browser" / "static"
    done = folder / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in (BASE_DIR / "static").rglob("*"))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the run has two workers
        if not done.exists() or done.stat().st_mtime < newest:
            command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
            subprocess.run(command, cwd=BASE_DIR, check=True, env={**os.environ, "STATIC_ROOT": str(folder)})
    return folder


@contextmanager
def written_for_good() -> Iterator[None]:
    """What is written here other processes see; all of it goes afterwards, and before it what an emptying that failed has left."""
    empty()
    try:
        yield
    finally:
        empty()


def empty() -> None:
    """Leave the database as the migrations left it. A server may still be busy for a page that has gone, but not five times."""
    assert connection.settings_dict["NAME"].startswith("test_")
    for attempts_left in reversed(range(5)):
        try:
            _empty_filled()
            return
        except (OperationalError, IntegrityError):  # a deadlock, or locks not given in time; what was written meanwhile
            if not attempts_left:
                raise


def _empty_filled() -> None:
    """Most tables are empty, and few rows are sooner deleted than a table is truncated; the trails have theirs deleted by nobody."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        filled = {name for (name,) in cursor.fetchall()}
        if filled & TRAILS.keys():
            cursor.execute(f"TRUNCATE {', '.join(TRAILS)}")
        if others := sorted(filled - TRAILS.keys()):
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in others))  # at once, since they refer to each other
    Role.objects.exclude(code__in=SEEDED_ROLES).delete()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
