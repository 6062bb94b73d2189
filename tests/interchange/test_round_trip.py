"""What the export writes, the import reads: through both, nothing is lost."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, example, given, settings

from agents.models import AuditEntry, Channel
from catalog.models import Product
from interchange.cells import escaped, guarded, joined, tidy
from interchange.csv_format import TABLES
from interchange.exporter import in_all_languages, write_all
from interchange.report import Summary
from interchange.run_import import run_import
from orders.models import Order, OrderLine
from promotions.models import Promotion
from tests.factories import promotion_of
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


def offer_of_every_kind(channel: Channel) -> Promotion:
    """With every condition and every benefit, each with all that it may hold, its groups of codes, and a code."""
    facts = {"needs_code": False, "priority": 7, "is_exclusive": True, "most_uses": 9, "most_spent": Decimal("99.5"), "per_customer": 2}
    offer = promotion_of(channel, "all", percent="12.5", name="=All", translations={"de": {"name": "Alles"}}, **facts)
    goods = {"skus": ["4006381333931", "A|B", "b\\c"], "categories": ["Packs & Travel"], "except_skus": ["'x"], "except_categories": ["Home"]}
    offer.benefits.create(kind="fixed_price", amount="9.9", unreduced=True, **goods)
    offer.benefits.create(kind="x_for_y", quantity=2, free=1, categories=["Home", "A B"])
    offer.benefits.create(kind="gift", quantity=1, sku="4006381333931")
    offer.benefits.create(kind="shipping", amount=0)
    offer.conditions.create(kind="subtotal", amount="80", **goods)
    offer.conditions.create(kind="quantity", quantity=3)
    offer.conditions.create(kind="first_order")
    offer.conditions.create(kind="segments", codes=["vip", "garden|home"])
    offer.code_groups.create(pattern="########", most_uses=None, days_valid=30, by_agents=False, a_day=5)
    offer.code_groups.create(pattern="SORRY-######")
    offer.coupons.create(code="ANY", most_uses=4)
    return offer


KEPT = {"number", "code", "channel", "email", "email_from", "phone", "mobile", "fax", "tracking_url", "last_four", "pattern"}
"""Texts that name other things or have a form of their own; e-mails and telephone numbers have theirs below."""
GOODS = ("skus", "categories", "except_skus", "except_categories")
LISTS = {"coupon_codes": " ", "options": "|", "attributes": "=", **dict.fromkeys(GOODS, "|")}


def fill(folder: Path, values: list[str]) -> None:
    """Put the values into every text of every file, in turn, as an export writes them."""
    taken = cycle(values)
    for table in map(in_all_languages, TABLES):
        path = folder / table.sheet.file
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        texts = [field for field in table.columns if field.is_text and field.limit and field.name not in KEPT | set(table.key) | {"sku"}]
        for row in rows:
            row |= {field.name: guarded(tidy(next(taken)[: field.limit]) or "x") for field in texts}
            row |= {name: listed(separator, [tidy(next(taken)[:30]) or "x" for _n in "ab"]) for name, separator in LISTS.items() if name in row}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in table.fields], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def listed(separator: str, parts: list[str]) -> str:
    if separator == "=":
        return guarded(f"{escaped(parts[0], '|', '=')}={escaped(parts[1], '|')}")
    return guarded(joined(parts, separator))


@pytest.mark.long
@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@example(list(TEXTS))
@given(texts)
def test_naughty_texts_in_every_column_come_back_to_the_letter(world: World, made: Path, tmp_path: Path, values: list[str]) -> None:
    with savepoint_rolled_back():  # five imports lock thousands of things: those of all examples at once may be more than a server holds
        offer_of_every_kind(world.de)
        check_round_trip(made, tmp_path, values)


@contextmanager
def savepoint_rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def check_round_trip(made: Path, tmp_path: Path, values: list[str]) -> None:
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    run_import("csv", made, refused=tmp_path / "refused.csv", quiet=True)
    run_import("csv", yen(tmp_path / "yen"), refused=tmp_path / "refused.csv", quiet=True)
    Product.objects.filter(sku="P0").update(translations={"fr": {"name": "Truc"}, "pt-br": {"description": "Coisa"}})
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
    gran = world.order.addresses.create(kind="shipping", position=2, last_name="Harker", street="Weg 2", city="Köln", country="DE")
    way = {"method_code": "express", "method_name": "Express", "wished_on": "2026-12-24", "delivery_note": "Ring twice", "gift_message": "For\nGran"}
    line.group = world.order.groups.create(position=2, address=gran, shows_prices=False, **way)
    line.properties, line.price_source, line.list_price = {"Engraving": "Oma=1|2"}, "sale", 12
    line.save()
    Order.objects.filter(pk=world.order.pk).update(properties={"Ticket": "47=11|x", "items": "2"})
    write_all(tmp_path / "one", quiet=True)
    empty_the_database()
    assert run_import(tmp_path / "one").refused == 0
    back = OrderLine.objects.get(order__external_number=world.order.number)
    group = back.group
    assert back.order.properties == {"Ticket": "47=11|x", "items": "2"}
    assert group.address and (group.position, group.address.city, group.method_name, str(group.wished_on)) == (2, "Köln", "Express", "2026-12-24")
    assert (group.delivery_note, group.gift_message, group.shows_prices) == ("Ring twice", "For\nGran", False)
    assert (back.properties, back.price_source, back.list_price) == ({"Engraving": "Oma=1|2"}, "sale", 12)
    (tmp_path / "one" / "order_shipping_groups.csv").unlink()
    fewer = tmp_path / "one" / "order_lines.csv"
    kept = ("channel", "order_number", "position", "sku", "quantity", "unit_price", "gross", "tax")
    rows = [[row[name] for name in kept] for row in csv.DictReader(fewer.open())]
    with fewer.open("w", newline="") as file:
        csv.writer(file).writerows([kept, *rows])
    assert run_import(tmp_path / "one").refused == 0
    back.refresh_from_db()
    assert back.group == group


def test_what_no_file_tells_goes_together_to_where_the_order_goes(world: World, run_import: Run, tmp_path: Path) -> None:
    write_all(tmp_path / "one", quiet=True)
    (tmp_path / "one" / "order_shipping_groups.csv").unlink()
    empty_the_database()
    assert run_import(tmp_path / "one").refused == 0
    for order in Order.objects.all():
        [group] = order.groups.all()
        assert (group.position, group.address, {line.group for line in order.lines.all()}) == (1, order.shipping_address, {group})


def test_texts_come_in_and_go_out_in_every_language(made: Path, run_import: Run, tmp_path: Path) -> None:
    """A column for each language that occurs; what a file says nothing of stays, an emptied cell takes the text away."""
    assert run_import(made).refused == 0
    thing = Product.objects.get(sku="P0")
    assert thing.translations == {"de": {"name": "Ding 0"}}  # as files of every age tell it
    (made / "products.csv").write_text("sku,name,NAME_PT_BR,description_fr,name_of\nP0,Thing 0,Coisa,Un truc,x\nP1,Thing 1,,,x\n", "utf-8")
    summary = run_import(made)
    assert ("not read: name_of", 2) in [one for file in summary.files for one in file.told]
    thing.refresh_from_db()
    assert thing.translations == {"de": {"name": "Ding 0"}, "fr": {"description": "Un truc"}, "pt-br": {"name": "Coisa"}}
    assert Product.objects.get(sku="P1").translations == {"de": {"name": "Ding 1"}}
    write_all(tmp_path / "out", quiet=True)
    header = (tmp_path / "out" / "products.csv").read_text("utf-8").splitlines()[0]
    assert header.startswith("tax_class,sku,name,name_de,name_fr,name_pt_br,description,description_de,description_fr,description_pt_br,category")
    (made / "products.csv").write_text("sku,name,name_de,name_pt_br\nP0,Thing 0,,Coisa\n", "utf-8")
    run_import(made)
    thing.refresh_from_db()
    assert thing.translations == {"fr": {"description": "Un truc"}, "pt-br": {"name": "Coisa"}}


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
