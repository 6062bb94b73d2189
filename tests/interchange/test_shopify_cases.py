"""Shopify exports that others have stumbled over."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.models import Variant
from interchange.report import Summary
from orders.models import Order
from tests.interchange.test_import_shopify import ORDER, ORDERS, PRODUCT, SHIRT, Cells, write

Run = Callable[..., Summary]
Lines = Callable[[], list[str]]
MUG = {**ORDERS[2], "Name": "#1", "Subtotal": "20.00", "Taxes": "0.00", "Total": "20.00", "Lineitem quantity": "2"}
MORE = (*ORDER, "Duties", "Outstanding Balance")


def orders(folder: Path, *rows: Cells) -> Path:
    folder.mkdir(exist_ok=True)
    write(folder, "orders.csv", list(MORE), list(rows))
    return folder


def dress(size: str, price: str, **more: str) -> Cells:
    return {**SHIRT, "Handle": "dress", "Option1 Value": size, "Option2 Value": "", "Variant SKU": "STYLE-9", "Variant Price": price, **more}


def test_variants_that_share_a_sku_all_come_with_one_of_their_own(tmp_path: Path, run_import: Run) -> None:
    bought = [{**MUG, "Name": f"#{n}", "Lineitem name": f"Dress - {size}", "Lineitem sku": "STYLE-9"} for n, size in enumerate(("S", "XL"))]
    folder = orders(tmp_path / "shop", *bought)
    sizes = (("M", "49.00"), ("L", "55.00"), ("XL", "59.00"))
    write(folder, "p.csv", PRODUCT, [dress("S", "49.00", Title="Dress", **{"Option1 Name": "Size"}), *(dress(*one) for one in sizes)])
    assert run_import(folder, "shopify").refused == 0
    found = {one.sku: (one.attributes["Size"], one.prices.get().amount) for one in Variant.objects.filter(product__sku="dress")}
    assert found == {"STYLE-9": ("S", 49), "STYLE-9-m": ("M", 49), "STYLE-9-l": ("L", 55), "STYLE-9-xl": ("XL", 59)}
    assert list(Order.objects.order_by("external_number").values_list("lines__variant__sku", flat=True)) == ["STYLE-9", "STYLE-9-xl"]
    assert run_import(folder, "shopify").counts == {}


def test_a_refused_line_of_an_order_is_named_by_its_own_number(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    line = {"Name": "#1", "Lineitem name": "Bad", "Lineitem price": "20.00", "Lineitem quantity": "1"}
    run_import(orders(tmp_path / "shop", MUG, line, {**line, "Lineitem quantity": "2.0"}, {**line, "Lineitem price": "x"}), "shopify")
    assert refused() == [
        "orders.csv,4,Lineitem quantity: “2.0” is not a whole number",
        "orders.csv,5,Lineitem price: “x” is not an amount such as 1234.50",
    ]
    assert list(Order.objects.get().lines.order_by("position").values_list("position", "quantity")) == [(1, 2), (2, 1)]


def test_each_line_of_a_refused_order_is_counted_once(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    line = {"Name": "#1", "Lineitem name": "Mug", "Lineitem price": "20.00", "Lineitem quantity": "1"}
    summary = run_import(orders(tmp_path / "shop", {**MUG, "Shipping": "free", "Total": "n/a"}, line, {**MUG, "Name": "#2"}), "shopify")
    assert (summary.refused, summary.rows, Order.objects.count()) == (2, 3, 1)
    assert refused() == [
        "orders.csv,2,Shipping: “free” is not an amount such as 1234.50; Total: “n/a” is not an amount such as 1234.50",
        "orders.csv,3,there is no order_number “1”",
    ]


def test_decimal_commas_are_taken(tmp_path: Path, run_import: Run) -> None:
    comma = {
        "Subtotal": "15,00",
        "Shipping": "4,90",
        "Total": "1.019,90",
        "Discount Amount": "5,00",
        "Discount Code": "SUMMER SALE, B",
        "Refunded Amount": "19,90",
    }
    assert run_import(orders(tmp_path / "shop", {**MUG, **comma, "Financial Status": "refunded"}), "shopify").refused == 0
    order = Order.objects.get()
    assert (order.shipping, order.discount, order.total, order.payments.get().refunded) == (Decimal("4.9"), -5, Decimal("1019.9"), Decimal("19.9"))
    assert order.coupon_codes == ["SUMMER SALE", "B"]


@pytest.mark.parametrize(
    ("facts", "with_tax", "difference"),
    [
        ({"Total": "23.00", "Taxes": "3.19", "Tax 1 Name": "DE MwSt 19%", "Tax 1 Value": "3.19"}, True, 3),  # a tip of 3.00
        ({"Total": "25.00", "Taxes": "3.19", "Tax 1 Name": "DE MwSt 19%", "Tax 1 Value": "3.19"}, True, 5),  # a tip that is more than the tax
        ({"Total": "28.80", "Taxes": "3.80", "Tax 1 Name": "VAT 19%", "Tax 1 Value": "3.80"}, False, 5),  # a tip on top of tax on top
        ({"Total": "23.80", "Taxes": "3.80", "Tax 1 Name": "VAT 19%", "Tax 1 Value": "3.80"}, False, 0),
        ({"Total": "26.00", "Taxes": "0.00", "Duties": "6.00"}, True, 6),
        ({"Total": "29.80", "Taxes": "3.80", "Duties": "6.00", "Tax 1 Name": "VAT", "Tax 1 Value": "3.80"}, False, 6),
    ],
)
def test_tips_and_duties_are_a_difference_and_change_no_tax(tmp_path: Path, run_import: Run, facts: Cells, with_tax: bool, difference: int) -> None:
    run_import(orders(tmp_path / "shop", {**MUG, **facts}), "shopify")
    order = Order.objects.get()
    assert order.prices_include_tax is with_tax
    assert sum(order.adjustments.filter(kind="imported").values_list("gross", flat=True)) == difference
    assert order.channel.prices_include_tax is with_tax


def test_words_that_mean_nothing_here_are_refused(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    folder = orders(tmp_path / "shop", {**MUG, "Fulfillment Status": "teleported"})
    write(folder, "p.csv", PRODUCT, [{**SHIRT, "Title": "Shirt", "Option1 Name": "Size", "Option2 Name": "Colour", "Gift Card": "perhaps"}])
    run_import(folder, "shopify")
    assert any("fulfilment_status: “teleported” is none of" in one for one in refused())
    assert any("p.csv,2,Gift Card: “perhaps” is neither yes nor no" in one for one in refused()), refused()


def test_other_files_and_other_encodings_are_named(tmp_path: Path, run_import: Run) -> None:
    folder = orders(tmp_path / "shop", {**MUG, "Billing Name": "Zoë Müller"})
    text = (folder / "orders.csv").read_text("utf-8")
    (folder / "orders.csv").write_bytes(text.encode("cp1252"))
    (folder / "gift_cards.csv").write_text("Id,Initial Value,Balance\n1,10,5\n2,10,5\n", "utf-8")
    summary = run_import(folder, "shopify")
    assert summary.not_read == (("gift_cards.csv", "no export of products, customers or orders (2 rows)"),)
    assert ("read as Windows-1252, since it is not UTF-8", 0) in summary.files[0].told
    assert Order.objects.get().search_last == "muller"
