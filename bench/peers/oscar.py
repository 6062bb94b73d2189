"""django-oscar 4.2.1 with the same people and orders: installed into a place of its own, filled by COPY, served by gunicorn as it recommends."""

import http.client
import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agents.models import Channel
from bench import database
from bench.browsers import HOST, HttpBrowser
from bench.data import FIRST_NUMBER, World, orders
from bench.web import free_port
from contactcenter.places import BASE_DIR, data_directory
from contactcenter.problems import Problem
from launch.children import Child, end_all
from launch.database import url_beside

PACKAGES = ("django-oscar==4.2.1", "gunicorn==27.0.1", "psycopg[binary]")
PLACE = data_directory() / "bench" / "oscar"
PYTHON = str(PLACE / "bin" / "python")
SOURCES = ("bench/peers/*.py", "bench/data.py", "bench/names.py")
WORKERS = 2
STAFF, SESSION = 1, "oscarbenchoscarbenchoscarbench32"
PATIENCE = 60.0
Row = tuple[object, ...]


@contextmanager
def serving(customers: int) -> Iterator[HttpBrowser]:
    """Its staff's browser before its web process, on a database of so many customers; what is not there yet is made."""
    install()
    name, stamp = f"{database.NAME}_oscar_{customers}", database.stamp_of(customers, SOURCES)
    own = {"OSCAR_DATABASE_URL": url_beside(name), "DJANGO_SETTINGS_MODULE": "bench.peers.oscar_settings"}
    if not database.is_stamped(name, stamp):
        fill(name, customers, own)
        database.write_stamp(name, stamp)
    port = free_port()
    command = [PYTHON, "-m", "gunicorn", "bench.peers.oscar_wsgi", "--workers", str(WORKERS), "--bind", f"{HOST}:{port}"]
    child = Child("oscar", command, own, data_directory() / "bench" / "oscar.log")
    try:
        _wait_for(port, child)
        yield HttpBrowser(port, SESSION)
    finally:
        end_all([child])


def install() -> None:
    if (PLACE / "made").exists():
        return
    print("Installing django-oscar for comparison (once) …", file=sys.stderr, flush=True)
    venv.create(PLACE, with_pip=True, clear=True)
    done = subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *PACKAGES], check=False, capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"django-oscar could not be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    (PLACE / "made").touch()


def fill(name: str, customers: int, own: dict[str, str]) -> None:
    """Its tables, made by its own migrations with its own indexes, with the people and orders of our bench."""
    print(f"Building {name} (once) …", file=sys.stderr, flush=True)
    database.make_empty(name)
    _run(["-m", "django", "migrate", "--verbosity", "0"], own)
    world = World(customers, {channel.code: channel for channel in Channel.objects.all()})
    with database.connected(name) as target:
        target.execute(COUNTRY)
        for table, (columns, rows) in TABLES.items():
            with target.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows(world):
                    copy.write_row(row)
    with database.connected(name) as target:
        target.autocommit = True
        target.execute("VACUUM ANALYZE")
    _run(["-c", LOG_IN], own)


def user_rows(world: World) -> Iterator[Row]:
    yield STAFF, "staff", "Staff", "Person", "staff@example.com", "!", True, True, True, SINCE
    for i, _channel, first, last, _code in world.people(0, world.customers):
        yield i + STAFF, f"u{i}", first, last, world.email(i, first, last), "!", False, False, True, SINCE


def address_rows(world: World) -> Iterator[Row]:
    for i, _channel, first, last, code in world.people(0, world.customers):
        yield i, "", first, last, f"Main Street {i % 300}", "", "", "Springfield", "", code, f"{first} {last}", "US"


def order_rows(world: World) -> Iterator[Row]:
    for number, customer, person, placed, _picks in orders(world):
        user, guest = (customer + STAFF, "") if customer else (None, world.email(person[0], person[2], person[3]))
        yield number, str(FIRST_NUMBER + number), user, person[0], "USD", 50, 42, 0, 0, "Standard", "standard", "Pending", guest, placed, False


SINCE = "2024-01-01"
COUNTRY = """INSERT INTO address_country (iso_3166_1_a2, iso_3166_1_a3, iso_3166_1_numeric, printable_name, name, display_order, is_shipping_country)
    VALUES ('US', 'USA', '840', 'United States', 'United States', 0, true) ON CONFLICT DO NOTHING"""
ORDER = """id, number, user_id, billing_address_id, currency, total_incl_tax, total_excl_tax, shipping_incl_tax, shipping_excl_tax,
    shipping_method, shipping_code, status, guest_email, date_placed, analytics_tracked"""
TABLES = {
    "auth_user": ("id, username, first_name, last_name, email, password, is_superuser, is_staff, is_active, date_joined", user_rows),
    "order_billingaddress": (
        "id, title, first_name, last_name, line1, line2, line3, line4, state, postcode, search_text, country_id", address_rows,
    ),
    "order_order": (ORDER, order_rows),
}  # fmt: skip
LOG_IN = f"""
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
user, session = get_user_model().objects.get(pk={STAFF}), SessionStore()
session.update({{SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"}})
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session._session_key = "{SESSION}"
session.save(must_create=True)
"""
"""A session of its staff, made by its own code."""


def _run(arguments: list[str], own: dict[str, str]) -> None:
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(BASE_DIR), **own}
    done = subprocess.run([PYTHON, *arguments], check=False, env=environment, cwd=BASE_DIR, capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"django-oscar could not be set up: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")


def _wait_for(port: int, child: Child) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.process.poll() is not None:
            raise Problem(f"django-oscar did not start: {child.last_words()}")
        try:
            line = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
            line.request("GET", "/dashboard/login/")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise Problem(f"django-oscar does not answer: {child.last_words()}")
