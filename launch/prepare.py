"""Before the services start: tables, the demo world, static files. `python -m launch.prepare demo|start`."""

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

from contactcenter.places import data_directory
from contactcenter.problems import Problem, full_disk

LINES_PER_FILE = 5.1  # copied, named by its hash, and both compressed where that saves something

TABLES = """
    SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
"""


def main() -> None:
    try:
        django.setup()
        prepare(demo=sys.argv[1] == "demo")
    except (Problem, CommandError) as problem:
        sys.exit(str(problem))
    except Exception as error:
        if full_disk(error):
            sys.exit("The disk is full: free some space and start again.")
        raise


def prepare(*, demo: bool) -> None:
    _refuse_foreign_tables()
    if demo:
        _refuse_real_work()
    _migrate()
    call_command("createcachetable", verbosity=0)
    call_command("rebuild_search", after_upgrade=True)
    if demo:
        call_command("load_demo")
    _collect_static()
    if not demo:
        call_command("first_administrator")  # last, so that what it says once stands right above the address


def _refuse_foreign_tables() -> None:
    """Nothing is written to a database that holds somebody else's tables."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = cursor.fetchone()[0]
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL AND to_regclass('agents_agent') IS NOT NULL")
        ours = cursor.fetchone()[0]
    if tables and not ours:
        name = connection.settings_dict["NAME"]
        raise Problem(f"The database {name} holds tables that this program did not make: name an empty database in DATABASE_URL.")


def _refuse_real_work() -> None:
    """`load_demo` looks closer; this comes before the migrations, which a mistaken demo must not bring to real data."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('agents_agent') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT EXISTS (SELECT FROM agents_agent) AND NOT EXISTS (SELECT FROM agents_organization WHERE is_demo)")
        if cursor.fetchone()[0]:
            raise Problem("This database holds agents that the demo did not make: use `make start`, or an empty database.")


class _Lines(StringIO):
    """Tells the bar of each line by which a command reports something as done."""

    def __init__(self, step: Callable[[], object], *marks: str) -> None:
        super().__init__()
        self.step, self.marks = step, marks

    def write(self, text: str) -> int:
        if any(mark in text for mark in self.marks):
            self.step()
        return len(text)


@contextmanager
def _bar(title: str, total: int, *marks: str) -> Iterator[_Lines]:
    """A bar on a terminal, else one plain line; what is written to the yielded stream moves it."""
    terminal = sys.stderr.isatty()
    if not terminal:
        print(f"{title}: about {total} steps …", flush=True)
    width = min(100, shutil.get_terminal_size().columns)
    with tqdm(total=total, desc=title, unit="step", disable=not terminal, ncols=width) as bar:
        yield _Lines(bar.update, *marks)
        bar.total = bar.n  # where it was an estimate
        bar.refresh()


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    with _bar("Preparing the database", len(plan), "OK") as lines:
        call_command("migrate", interactive=False, stdout=lines, no_color=True)


def _collect_static() -> None:
    """Only when a file has changed since: compressing takes seconds."""
    stamp = data_directory() / "static.stamp"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return
    files = sum(1 for finder in get_finders() for _ in finder.list([]))
    with _bar("Collecting static files", int(LINES_PER_FILE * files), "Copying", "Post-processed") as lines:
        call_command("collectstatic", interactive=False, verbosity=2, stdout=lines, no_color=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)


def _static_state() -> str:
    state = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            state.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return state.hexdigest()


if __name__ == "__main__":
    main()
