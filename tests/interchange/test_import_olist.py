"""`import_commerce olist`: the public data set with all its traps."""

import csv
import gzip
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agents.models import Channel
from catalog.models import Product, Stock
from customers.models import Customer
from interchange import olist
from interchange.report import Summary
from orders.models import Order

Run = Callable[..., Summary]
Lines = Callable[[], list[str]]
A, B, C = "a" * 32, "b" * 32, "c" * 32
ROWS: dict[str, Sequence[str]] = {
    "olist_products_dataset": ("product_id,product_category_name", f"{A},beleza_saude", f"{B},pc_gamer", f"{C},"),
    "product_category_name_translation": ("\ufeffproduct_category_name,product_category_name_english", "beleza_saude,health_beauty"),
    "olist_customers_dataset": (
        "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
        "c1,u1,4571,sao paulo,SP",
        "c2,u1,04571,sao paulo,SP",
        "c3,u2,18682,lencois paulista,SP",
    ),
    "olist_orders_dataset": (
        (
            "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,"
            "order_estimated_delivery_date"
        ),
        "o1,c1,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15,2017-10-04 19:55:00,2017-10-10 21:25:13,2017-10-18 00:00:00",
        "o2,c2,canceled,2017-11-02 10:56:33,,,,2017-11-18 00:00:00",
        "o3,c3,shipped,2017-12-02 10:56:33,2017-12-02 11:07:15,2017-12-04 19:55:00,,2017-12-18 00:00:00",
        "o4,c9,delivered,2017-12-02 10:56:33,,,,",
    ),
    "olist_order_items_dataset": (
        "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
        f"o1,1,{A},s1,,10.00,2.50",
        f"o1,2,{A},s1,,10.00,2.50",
        f"o1,3,{B},s2,,5.5,1.00",
        f"o3,1,{C},s1,,8,2",
        "o3,2,zzz,s1,,8,2",
    ),
    "olist_order_payments_dataset": (
        "order_id,payment_sequential,payment_type,payment_installments,payment_value",
        "o1,1,voucher,1,1.50",
        "o1,2,credit_card,5,30.00",
        "o2,1,boleto,1,12.34",
        "o3,1,credit_card,1,10.00",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "olist"
    folder.mkdir()
    for name, lines in ROWS.items():
        (folder / f"{name}.csv").write_text("\r\n".join(lines) + "\r\n", "utf-8")
    return folder


def test_units_become_lines_and_sellers_become_parcels(small: Path, run_import: Run) -> None:
    run_import(small, "olist", "br")
    order = Order.objects.get(external_number="o1")
    assert list(order.lines.values_list("quantity", "gross")) == [(2, 20), (1, Decimal("5.5"))]
    assert (order.subtotal, order.shipping, order.total, order.currency) == (Decimal("25.5"), 6, Decimal("31.5"), "BRL")
    assert order.shipments.count() == 2
    assert list(order.payments.values_list("method", "amount", "reference")) == [
        ("gift_card", Decimal("1.5"), "voucher"),
        ("card", 30, "credit_card × 5"),
    ]
    assert not order.adjustments.filter(kind="imported").exists()
    assert str(order.placed_at) == "2017-10-02 13:56:33+00:00"


def test_the_person_is_the_unique_id_and_has_no_name(small: Path, run_import: Run) -> None:
    run_import(small, "olist", "br")
    person = Customer.objects.get(external_number="u1")
    assert person.name == "No name"
    assert (person.order_count, person.lifetime_value) == (1, Decimal("31.5"))
    assert person.orders.count() == 2
    assert (person.addresses.get().postal_code, person.search_postal_code) == ("04571", "04571")


def test_an_order_without_items_keeps_its_sum_as_a_difference(small: Path, run_import: Run) -> None:
    run_import(small, "olist", "br")
    order = Order.objects.get(external_number="o2")
    assert (order.status, order.total, order.subtotal) == ("REMOVED", Decimal("12.34"), 0)
    assert order.adjustments.get().gross == Decimal("12.34")


@pytest.mark.long
def test_names_of_products_come_from_the_category(small: Path, run_import: Run) -> None:
    run_import(small, "olist", "br")
    titles = set(Order.objects.filter(external_number__in=("o1", "o3")).values_list("lines__title", flat=True))
    assert titles == {"Health Beauty aaaaaaaa", "Pc Gamer bbbbbbbb", "Product cccccccc"}


@pytest.mark.long
def test_products_that_nobody_ordered_are_left_out(small: Path, run_import: Run) -> None:
    with (small / "olist_products_dataset.csv").open("a") as file:
        file.write("never,pc_gamer\n")
    assert run_import(small, "olist", "br").counts["products nobody ordered, left out"] == 1
    assert not Product.objects.filter(sku="never").exists()


def test_what_names_something_unknown_is_refused(small: Path, run_import: Run, refused: Lines) -> None:
    assert run_import(small, "olist", "br").refused == 2
    assert refused() == [
        "olist_order_items_dataset.csv,6,there is no product_id “zzz”",
        "olist_orders_dataset.csv,5,there is no customer_id “c9”",
    ]


def test_a_second_time_nothing_changes(small: Path, run_import: Run) -> None:
    run_import(small, "olist", "br")
    counts = run_import(small, "olist", "br").counts
    assert [what for what in counts if what.endswith(("added", "updated"))] == []


@pytest.mark.long
def test_what_the_data_set_does_not_tell_stays(small: Path, run_import: Run) -> None:
    run_import(small, "olist", "br")
    person, order = Customer.objects.get(external_number="u1"), Order.objects.get(external_number="o1")
    told = {"first_name": "Ana", "last_name": "Lima", "search_first": "ana", "search_last": "lima", "language": "en", "active": False}
    Customer.objects.filter(pk=person.pk).update(**told)
    home = person.addresses.create(city="Recife", country="BR", postal_code="50030", default_shipping=False)
    person.addresses.update(default_shipping=False)
    person.addresses.filter(pk=home.pk).update(default_shipping=True)
    Customer.objects.filter(pk=person.pk).update(search_postal_code="50030", search_city="recife")
    Product.objects.filter(sku=A).update(name="Cream", returnable=False, active=False)
    Stock.objects.update(start=7)
    order.addresses.filter(kind="billing").update(street="Rua Augusta 1", last_name="Lima")
    Order.objects.filter(pk=order.pk).update(po_number="PO-7", search_last="lima")
    order.shipments.update(tracking="BR-1")
    assert run_import(small, "olist", "br").counts == {}
    person = Customer.objects.get(pk=person.pk)
    assert {name: getattr(person, name) for name in told} == told
    assert (person.addresses.get(default_shipping=True).pk, person.search_city) == (home.pk, "recife")
    assert Product.objects.values_list("name", "returnable", "active").get(sku=A) == ("Cream", False, False)
    assert set(Stock.objects.values_list("start", flat=True)) == {7}
    assert order.addresses.get(kind="billing").street == "Rua Augusta 1"
    assert Order.objects.values_list("po_number", "search_last").get(pk=order.pk) == ("PO-7", "lima")
    assert set(order.shipments.values_list("tracking", flat=True)) == {"BR-1"}


def test_what_the_data_set_fills_in_without_telling_it_is_a_first_value() -> None:
    filled = re.findall(r"INSERT INTO in_(\w+) \(([^)]+)\)", " ".join(step.sql for step in olist.TRANSLATE))
    assert {name for name, _columns in filled} == olist.TOLD.keys()
    keys = {"row_line", "key_code", "search_postal_code", "search_city"}
    assert {name: first for name, columns in filled if (first := {*columns.split(", ")} - keys - {*olist.TOLD[name].split()})} == {
        "products": {"name", "returnable", "active"},
        "variants": {"active"},
        "customers": {"language", "active"},
        "addresses": {"in_book", "is_billing", "is_shipping", "default_billing", "default_shipping"},
        "orders": {"language"},
        "order_lines": {"title"},
    }


@pytest.mark.long
def test_a_channel_of_another_currency_is_not_mixed_with(small: Path, run_import: Run) -> None:
    run_import(small, "olist", "br")
    Channel.objects.update(currency="EUR")
    with pytest.raises(CommandError, match="sells in EUR"):
        call_command("import_commerce", "olist", str(small), channel="br", verbosity=0)


def cut(source: Path, target: Path, keep: Callable[[dict[str, str]], bool]) -> list[dict[str, str]]:
    """Copy the rows of a file that are wanted. Gives them."""
    opener = gzip.open if source.suffix == ".gz" else open
    with opener(source, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if keep(row)]
    with (target / source.name.removesuffix(".gz")).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows(rows)
    return rows


def ids(rows: Iterable[dict[str, str]], name: str) -> set[str]:
    return {row[name] for row in rows}


@pytest.mark.long
def test_real_orders_come_in_without_a_refusal(needs_shared_data: Path, tmp_path: Path, run_import: Run, refused: Lines) -> None:
    folder, target = needs_shared_data / "olist", tmp_path / "cut"
    target.mkdir()
    orders = cut(folder / "olist_orders_dataset.csv.gz", target, lambda row: row["order_id"].startswith(("0", "1")))
    numbers, people = ids(orders, "order_id"), ids(orders, "customer_id")
    cut(folder / "olist_customers_dataset.csv.gz", target, lambda row: row["customer_id"] in people)
    items = cut(folder / "olist_order_items_dataset.csv.gz", target, lambda row: row["order_id"] in numbers)
    things = ids(items, "product_id")
    cut(folder / "olist_products_dataset.csv.gz", target, lambda row: row["product_id"] in things)
    cut(folder / "olist_order_payments_dataset.csv", target, lambda row: row["order_id"] in numbers)
    cut(folder / "product_category_name_translation.csv", target, lambda row: True)
    summary = run_import(target, "olist", "br")
    assert refused() == []
    assert summary.counts["orders added"] == len(orders) > 1000
