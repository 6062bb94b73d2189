"""An import that is killed has imported nothing, and the next one goes on where it was."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from contactcenter.invariants import broken
from contactcenter.places import BASE_DIR
from customers.models import Customer
from interchange.staging import SCHEMA, only_one
from orders.models import Order
from tests.interchange.made import write_file, write_set
from tests.jobs import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
PROGRAM = """
import sys, django
django.setup()
from interchange import staging
staging.CHUNK = 50
from django.core.management import call_command
call_command("import_commerce", "csv", sys.argv[1], refused=sys.argv[2])
"""
ORDERS = 3000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "many", orders=ORDERS)


def start(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PROGRAM, str(folder), str(folder.parent / "refused.csv")]
    given = {"PATH": "", "DJANGO_SETTINGS_MODULE": "contactcenter.settings", **environment()}
    return subprocess.Popen(command, cwd=BASE_DIR, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_lines() -> tuple[int, int]:
    """How many lines and how many whole files have been kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{SCHEMA}.progress"])
        if not cursor.fetchone()[0]:
            return 0, 0
        cursor.execute(f"SELECT coalesce(sum(line), 0), count(*) FILTER (WHERE complete) FROM {SCHEMA}.progress")
        lines, files = cursor.fetchone()
        return lines, files


def killed(folder: Path, at: Callable[[], bool]) -> None:
    process = start(folder)
    deadline = time.monotonic() + 60
    while not at():
        assert process.poll() is None, process.stdout and process.stdout.read()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.kill()
    process.wait()


def finish(folder: Path) -> str:
    process = start(folder)
    said, _none = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def test_killed_while_it_reads_the_next_run_goes_on_there(folder: Path) -> None:
    kept = 0
    for share in (3, 1.5):
        killed(folder, lambda share=share: read_lines()[0] > ORDERS / share)  # type: ignore[misc]
        assert read_lines()[0] >= kept
        kept = read_lines()[0]
        assert not Order.objects.exists() and not Customer.objects.exists()
    said = finish(folder)
    assert "lines had been read by a run that was stopped" in said and int(said.split()[0].replace(",", "")) >= kept
    assert (Order.objects.count(), Customer.objects.count()) == (ORDERS, ORDERS // 2 + 1)
    assert broken() == {} and read_lines() == (0, 0)
    assert " added" not in finish(folder)


def test_killed_while_it_writes_nothing_is_there_and_nothing_is_read_again(folder: Path) -> None:
    def writing() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE %s)",
                ["INSERT INTO orders_%"],
            )
            return bool(cursor.fetchone()[0])

    killed(folder, writing)
    assert not Order.objects.exists() and not Customer.objects.exists()
    lines, files = read_lines()
    assert files == len(list(folder.iterdir()))
    assert f"{lines:,} lines had been read" in finish(folder)
    assert Order.objects.count() == ORDERS and broken() == {}


def test_other_files_begin_anew(folder: Path) -> None:
    killed(folder, lambda: read_lines()[0] > 100)
    write_file(folder, "stock", [["P0-S", 7, ""]])
    assert "had been read" not in finish(folder)
    assert Order.objects.count() == ORDERS


def test_two_imports_at_a_time_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interchange.staging.WAIT", "100ms")
    process = start(folder)
    try:
        while not read_lines()[0]:
            time.sleep(0.01)
        with pytest.raises(CommandError, match="Another import is running"):
            call_command("import_commerce", "csv", str(folder), verbosity=0)
    finally:
        process.communicate(timeout=120)
    with only_one():
        assert Order.objects.count() == ORDERS
