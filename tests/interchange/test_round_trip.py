"""What the export writes, the import reads: through both, nothing is lost."""

import csv
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, example, given, settings

from agents.models import AuditEntry
from interchange.cells import escaped, guarded, joined, tidy
from interchange.csv_format import TABLES
from interchange.exporter import write_all
from interchange.report import Summary
from interchange.run_import import run_import
from orders.models import OrderLine
from tests.interchange.made import write_file
from tests.interchange.naughty import TEXTS, texts
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


KEPT = {"number", "code", "channel", "email", "email_from", "phone", "mobile", "fax", "tracking_url", "last_four"}
"""Texts that name other things or have a form of their own; e-mails and telephone numbers have theirs below."""
LISTS = {"coupon_codes": " ", "options": "|", "attributes": "="}


def fill(folder: Path, values: list[str]) -> None:
    """Put the values into every text of every file, in turn, as an export writes them."""
    taken = cycle(values)
    for table in TABLES:
        path = folder / table.sheet.file
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        texts = [field for field in table.columns if field.is_text and field.limit and field.name not in KEPT | set(table.key) | {"sku"}]
        for row in rows:
            row |= {field.name: guarded(tidy(next(taken)[: field.limit]) or "x") for field in texts}
            row |= {name: listed(separator, [tidy(next(taken)[:30]) or "x" for _n in "ab"]) for name, separator in LISTS.items() if name in row}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.sheet.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def listed(separator: str, parts: list[str]) -> str:
    if separator == "=":
        return guarded(f"{escaped(parts[0], '|', '=')}={escaped(parts[1], '|')}")
    return guarded(joined(parts, separator))


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@example(list(TEXTS))
@given(texts)
def test_naughty_texts_in_every_column_come_back_to_the_letter(world: World, made: Path, tmp_path: Path, values: list[str]) -> None:
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    run_import("csv", made, refused=tmp_path / "refused.csv", quiet=True)
    run_import("csv", yen(tmp_path / "yen"), refused=tmp_path / "refused.csv", quiet=True)
    write_all(one, quiet=True)
    fill(one, values)
    for source, target in ((one, two), (two, three)):
        empty_the_database()
        summary = run_import("csv", source, refused=tmp_path / "refused.csv", quiet=True)
        assert summary.refused == 0, (tmp_path / "refused.csv").read_text("utf-8")
        write_all(target, quiet=True)
    assert contents(two) == contents(one)
    assert contents(three) == contents(one)
    assert run_import("csv", one, refused=tmp_path / "refused.csv", quiet=True).counts == {}


def yen(folder: Path) -> Path:
    """A second channel, in another currency, whose customers have e-mails and numbers that look like formulas."""
    folder.mkdir(exist_ok=True)
    write_file(folder, "channels", [["jp", "日本", "JP", "JPY", "ja", "Asia/Tokyo", "yes", "", 30, 14, "yes"]])
    people = [(f"Y{n}", email, phone) for n, (email, phone) in enumerate([("-dash@example.com", "+81 3 1234 5678"), ("+tag@example.com", ""),
              ("=eq@example.com", "-1234"), ("'=eq@example.com", "'+1"), ("o'brien@example.com", "03-1234 x12")])]  # fmt: skip
    rows = [["jp", "", "", number, "", number, "", email, phone] for number, email, phone in people]
    write_file(folder, "customers", ([*row, "", "", "", "", "vip\\ gold a\\\\b", "no", "no", "", "yes", ""] for row in rows))
    write_file(folder, "prices", [["jp", "P0-S", "1200"]])
    (folder / "segments.csv").write_text("code,name\nvip gold,Gold\na\\b,Backslash\n", "utf-8")
    return folder


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
