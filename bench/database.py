"""The database of the measurements: its own, on the server in use, built once and kept until what builds it has changed."""

import hashlib
import os
import shutil
import sys

import django
import psycopg

from contactcenter.places import BASE_DIR, data_directory
from contactcenter.problems import Problem
from launch import database

NAME = "contactcenter_bench"
USUAL = 100_000
MOST_WITH_DETAILS, DISK = 5_000_000, 60_000_000_000
STATIC_ROOT = data_directory() / "bench" / "static"
SOURCES = ("bench/data.py", "bench/names.py", "bench/shop.py", "*/migrations/0*.py")


def prepare(customers: int) -> str:
    """Set Django up on the database with so many customers and twice as many orders; it is built first where needed. Its address."""
    name = NAME if customers == USUAL else f"{NAME}_{customers}"
    url = _set_up(name)
    if not is_stamped(name, stamp_of(customers, SOURCES)):
        _build(name, customers)
    return url


def prepare_empty(name: str) -> str:
    """The same on a database with all tables and no rows."""
    url, migrations = _set_up(name), SOURCES[-1:]
    if not is_stamped(name, stamp_of(0, migrations)):
        make_empty(name)
        _migrate()
        write_stamp(name, stamp_of(0, migrations))
    return url


def _set_up(name: str) -> str:
    url = database.url_beside(name)
    os.environ.update(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="contactcenter.settings", STATIC_ROOT=str(STATIC_ROOT), STATEMENT_TIMEOUT="0")
    django.setup()
    return url


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def stamp_of(customers: int, sources: tuple[str, ...]) -> str:
    """What a database of so many customers was built by: it is built anew when these files have changed."""
    state = hashlib.sha256(str(customers).encode())
    for pattern in sources:
        for path in sorted(BASE_DIR.glob(pattern)):
            state.update(path.read_bytes())
    return state.hexdigest()[:16]


def _server() -> "psycopg.Connection[tuple[object, ...]]":
    """A connection to the server itself, where databases are made and dropped."""
    server = connected("postgres")
    server.autocommit = True
    return server


def is_stamped(name: str, stamp: str) -> bool:
    with _server() as server:
        row = server.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]).fetchone()
    return row is not None and row[0] == stamp


def write_stamp(name: str, stamp: str) -> None:
    """Written last, so that a broken attempt is built again."""
    with _server() as server:
        server.execute(f"COMMENT ON DATABASE \"{name}\" IS '{stamp}'")


def make_empty(name: str) -> None:
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')


def connected(name: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection to another database of the same server."""
    from django.db import connection

    given = connection.get_connection_params()
    kept = {key: given[key] for key in ("user", "password", "host", "port") if key in given}
    return psycopg.connect(dbname=name, **kept)


def _build(name: str, customers: int) -> None:
    from bench.data import build

    if customers >= MOST_WITH_DETAILS and shutil.disk_usage(data_directory()).free < DISK:
        raise Problem(f"{customers:,} customers need 60 GB of free disk while they are built.")
    print(f"Building {name}: {customers:,} customers, {2 * customers:,} orders (once) …", file=sys.stderr, flush=True)
    make_empty(name)
    _migrate()
    build(customers, details=customers < MOST_WITH_DETAILS, progress=sys.stderr.isatty())
    write_stamp(name, stamp_of(customers, SOURCES))
