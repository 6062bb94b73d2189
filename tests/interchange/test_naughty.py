"""Whatever stands in the cells: each line is counted once, the named line is the right one, and no amount becomes zero by itself."""

import csv
from decimal import Decimal
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from catalog.models import Price
from customers.models import Customer
from interchange.cells import tidy
from interchange.report import Summary
from interchange.run_import import run_import
from orders.models import Order, OrderLine
from tests.interchange.made import write_file, write_set
from tests.interchange.naughty import AMOUNTS, DAMAGED, NO_AMOUNTS, TEXTS, cells
from tests.interchange.test_import_olist import ROWS
from tests.interchange.test_import_shopify import ORDER, ORDERS, write

FEW = settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
ALL = [*TEXTS, *DAMAGED, *AMOUNTS, *NO_AMOUNTS]
Cells = list[str]
ROUND = count(1)


def refused_lines(folder: Path) -> dict[str, list[int]]:
    """By file, the lines that are named; each once."""
    found: dict[str, list[int]] = {}
    path = folder / "refused.csv"
    for row in csv.DictReader(path.open(encoding="utf-8")) if path.exists() else ():
        found.setdefault(row["file"], []).append(int(row["line"]))
    path.unlink(missing_ok=True)
    return found


def run(kind: str, folder: Path, channel: str = "") -> tuple[Summary, dict[str, list[int]]]:
    summary = run_import(kind, folder, channel=channel, refused=folder.parent / "refused.csv", quiet=True)
    named = refused_lines(folder.parent)
    assert summary.refused == sum(map(len, named.values())) == sum(len(set(lines)) for lines in named.values())
    assert {file.name: file.refused for file in summary.files if file.refused} == {name: len(lines) for name, lines in named.items()}
    return summary, named


def zero_by_itself(found: Decimal, cell: str) -> bool:
    return not found and any(c in "123456789" for c in cell)


@pytest.mark.long
@FEW
@example(ALL)
@given(st.lists(cells, min_size=20, max_size=60))
def test_our_own_files(db: None, tmp_path: Path, values: Cells) -> None:
    rmtree(tmp_path / "own", ignore_errors=True)
    folder = write_set(tmp_path / "own", orders=2)
    first, new = ["web", "", ""], f"L{next(ROUND)}-"
    people = [[*first, f"{new}{n}", "", cell, "", cell if n % 3 == 0 else "", *[""] * 9, "2026-01-01T10:00:00Z"] for n, cell in enumerate(values)]
    write_file(folder, "customers", ([*row[:-1], "yes", row[-1]] for row in people))
    skus = [f"{new}{n}" for n in range(len(values))]
    write_file(folder, "products", ([sku, cell or "x", *[""] * 9] for sku, cell in zip(skus, values, strict=True)))
    write_file(folder, "variants", ([sku, sku, "", "", "", ""] for sku in skus))
    write_file(folder, "prices", (["web", sku, cell] for sku, cell in zip(skus, values, strict=True)))
    write_file(folder, "stock", ([sku, cell, ""] for sku, cell in zip(skus, values, strict=True)))
    (folder / "addresses.csv").unlink()
    summary, named = run("csv", folder)
    for file in summary.files:
        assert file.rows == summary.taken[file.kind] + file.refused, file.name
    lines = lines_of(folder / "customers.csv", 3)
    kept = dict(Customer.objects.filter(external_number__startswith=new).values_list("external_number", "last_name"))
    assert kept
    assert {lines[number] for number in kept}.isdisjoint(named.get("customers.csv", []))
    assert len(kept) + len(named.get("customers.csv", [])) == len(values)
    for number, name in kept.items():
        cell = tidy(values[int(number.removeprefix(new))])
        assert name == cell or (cell[:1] == "'" and name == cell[1:])
    for sku, amount in Price.objects.filter(variant__sku__in=skus).values_list("variant__sku", "amount"):
        assert not zero_by_itself(amount, values[int(sku.removeprefix(new))])


def lines_of(path: Path, place: int) -> dict[str, int]:
    """On which line the record begins that has a value in a column."""
    found, before = {}, 1
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        for row in reader:
            found[row[place]] = before
            before = reader.line_num + 1
    return found


@pytest.mark.long
@FEW
@example(ALL)
@given(st.lists(cells, min_size=20, max_size=60))
def test_a_shopify_shop(db: None, tmp_path: Path, values: Cells) -> None:
    folder, new = tmp_path / "shop", f"L{next(ROUND)}-"
    rmtree(folder, ignore_errors=True)
    folder.mkdir()
    places = ("Total", "Shipping", "Discount Amount", "Lineitem price", "Refunded Amount", "Lineitem quantity", "Billing Name")
    rows = [{**ORDERS[2], "Name": f"#{new}{n}", "Cancelled at": "", places[n % len(places)]: cell} for n, cell in enumerate(values)]
    write(folder, "orders.csv", ORDER, rows)
    summary, named = run("shopify", folder, "shop")
    assert [(file.name, file.rows) for file in summary.files] == [("orders.csv", len(values))]
    lines = {number.removeprefix("#"): line for number, line in lines_of(folder / "orders.csv", 0).items()}
    whole = {one.external_number: one for one in Order.objects.filter(external_number__startswith=new).prefetch_related("lines", "adjustments")}
    for n, cell in enumerate(values):
        number, place = f"{new}{n}", places[n % len(places)]
        assert number in whole or lines[number] in named["orders.csv"], (place, cell)
        if lines[number] not in named.get("orders.csv", []):
            assert_taken(whole[number], place, cell)


def assert_taken(order: Any, place: str, cell: str) -> None:
    found = {
        "Total": order.total, "Shipping": order.shipping, "Discount Amount": -order.discount, "Lineitem price": order.lines.get().gross,
        "Lineitem quantity": Decimal(order.lines.get().quantity),
    }.get(place)  # fmt: skip
    assert found is None or not zero_by_itself(found, cell), (place, cell)


@pytest.mark.long
@FEW
@example(ALL)
@given(st.lists(cells, min_size=20, max_size=60))
def test_the_olist_data_set(db: None, tmp_path: Path, values: Cells) -> None:
    folder, new = tmp_path / "olist", f"{next(ROUND)}x"
    rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, lines in ROWS.items():
        (folder / f"{name}.csv").write_text("\n".join(lines).replace("o1,", f"o1{new},").replace("o2,", f"o2{new},") + "\n", "utf-8")
    products = [f"{new}{n}" for n in range(len(values))]
    with (folder / "olist_products_dataset.csv").open("a", encoding="utf-8") as file:
        file.write("".join(f"{one},\n" for one in products))
    with (folder / "olist_order_items_dataset.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [f"o1{new}", 10 + n, product, "s1", "", cell, ""] for n, (product, cell) in enumerate(zip(products, values, strict=True))
        )
    lines_of_items = lines_of(folder / "olist_order_items_dataset.csv", 2)
    summary, named = run("olist", folder, "br")
    assert {file.name: file.rows for file in summary.files}["olist_order_items_dataset.csv"] == len(values) + 5
    kept = dict(OrderLine.objects.filter(order__external_number=f"o1{new}").values_list("sku", "gross"))
    for product, cell in zip(products, values, strict=True):
        assert (product in kept) != (lines_of_items[product] in named["olist_order_items_dataset.csv"]), cell
        assert not zero_by_itself(kept.get(product, Decimal(1)), cell)
