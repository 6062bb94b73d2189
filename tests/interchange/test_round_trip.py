"""What the export writes, the import reads: through both, nothing is lost."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agents.models import AuditEntry
from interchange.csv_format import TABLES
from interchange.exporter import write_all
from interchange.importer import Summary
from orders.models import OrderLine
from tests.world import World

Run = Callable[..., Summary]


def empty_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE agents_organization, {', '.join({table.table for table in TABLES})} CASCADE")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_an_export_imported_elsewhere_exports_the_same(world: World, made: Path, run_import: Run, tmp_path: Path) -> None:
    run_import(made)
    world.mina.first_name = "=cmd|'/C calc'!A1"
    world.mina.save()
    write_all(tmp_path / "one", quiet=True)
    empty_the_database()
    assert run_import(tmp_path / "one").refused == 0
    write_all(tmp_path / "two", quiet=True)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_what_goes_elsewhere_than_its_order_comes_back(world: World, run_import: Run, tmp_path: Path) -> None:
    line = world.order.lines.get()
    gran = world.order.addresses.create(kind="further", position=2, last_name="Harker", street="Weg 2", city="Köln", country="DE")
    line.ship_to, line.shipping_method_code, line.shipping_method_name = gran, "express", "Express"
    line.save()
    write_all(tmp_path / "one", quiet=True)
    empty_the_database()
    assert run_import(tmp_path / "one").refused == 0
    back = OrderLine.objects.get(order__external_number=world.order.number)
    assert back.ship_to and (back.ship_to.city, back.ship_to.position, back.shipping_method_name) == ("Köln", 2, "Express")
    assert OrderLine.objects.filter(ship_to__isnull=False).count() == 1
    older = tmp_path / "one" / "order_lines.csv"
    rows = [[cell for name, cell in row.items() if name != "ship_to" and "method" not in name] for row in csv.DictReader(older.open())]
    names = [name for name in csv.DictReader(older.open()).fieldnames or [] if name != "ship_to" and "method" not in name]
    with older.open("w", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    assert run_import(tmp_path / "one").refused == 0
    back.refresh_from_db()
    assert back.ship_to and (back.ship_to.city, back.shipping_method_name) == ("Köln", "Express")


def test_no_exported_text_starts_a_formula(world: World, tmp_path: Path) -> None:
    world.mina.first_name = "=1+1"
    world.mina.save()
    write_all(tmp_path, quiet=True)
    assert ",'=1+1," in (tmp_path / "customers.csv").read_text("utf-8")
    assert ",=1+1," not in (tmp_path / "customers.csv").read_text("utf-8")


def test_an_export_imported_back_changes_nothing(world: World, run_import: Run, tmp_path: Path) -> None:
    write_all(tmp_path / "out", quiet=True)
    counts = run_import(tmp_path / "out").counts
    assert [what for what in counts if not what.endswith("left alone")] == []


def test_the_export_is_audited(world: World, tmp_path: Path) -> None:
    call_command("export_commerce", str(tmp_path / "out"), verbosity=0)
    assert AuditEntry.objects.latest("pk").verb == "data.exported"


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(db: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_commerce", str(tmp_path / "file"), verbosity=0)
