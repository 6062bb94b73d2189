"""`import_commerce shopify`: a shop's own exports of products, customers and orders."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agents.actors import system
from agents.models import Channel
from catalog.models import Product, Stock, TaxClass, Variant
from customers.models import Customer, Segment
from customers.search import find_customers
from interchange import olist, staging
from interchange.csv_format import TABLES
from interchange.report import Summary
from interchange.shopify import BY_NAME, EXPORTS, PUT, TOLD, translated
from interchange.shopify.records import LINE, exports_in, line_of, slug, text_of
from interchange.shopify.sales import Shop, moment, split_name
from interchange.staging import Staging
from orders.models import Order
from orders.search import exact_order

Run = Callable[..., Summary]
Lines = Callable[[], list[str]]
Cells = dict[str, str]
PRODUCT = ("Handle,Title,Body (HTML),Type,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,"
           "Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Taxable,Gift Card,Image Src,Status").split(",")  # fmt: skip
CUSTOMER = ("Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address City,"
            "Default Address Country Code,Default Address Zip,Phone,Tax Exempt").split(",")  # fmt: skip
ORDER = ("Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,"
         "Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem fulfillment status,Billing Name,"
         "Billing Address1,Billing City,Billing Zip,Billing Country,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country,"
         "Notes,Cancelled at,Payment Method,Refunded Amount,Phone,Tax 1 Name,Tax 1 Value").split(",")  # fmt: skip
SHIRT = {"Handle": "shirt", "Option1 Value": "S", "Option2 Value": "Sky Blue", "Variant Price": "30.00", "Variant Inventory Tracker": "shopify",
         "Variant Inventory Qty": "4", "Variant Inventory Policy": "deny", "Variant Taxable": "true"}  # fmt: skip
PRODUCTS: list[Cells] = [
    {**SHIRT, "Title": "Shirt", "Body (HTML)": "<p>Soft &amp; light.</p><ul><li>Cotton</li></ul>", "Type": "Shirts", "Published": "true",
     "Option1 Name": "Size", "Option2 Name": "Colour"},
    {**SHIRT, "Option1 Value": "M", "Variant SKU": "'SH-M", "Variant Inventory Policy": "continue", "Variant Inventory Qty": "-2"},
    {"Handle": "shirt", "Image Src": "https://example.com/2.jpg"},
    {"Handle": "mug", "Title": "Mug", "Published": "false", "Option1 Name": "Title", "Option1 Value": "Default Title", "Variant Price": "8"},
]  # fmt: skip
CUSTOMERS: list[Cells] = [
    {"Customer ID": "'7210448301122", "First Name": "Mina", "Last Name": "Harker", "Email": "mina@example.com", "Accepts Email Marketing": "yes",
     "Default Address Address1": "Lindenstraße 5", "Default Address City": "Berlin", "Default Address Country Code": "DE",
     "Default Address Zip": "'10969", "Phone": "'+493023125123"},
]  # fmt: skip
ORDERS: list[Cells] = [
    {"Name": "#1001", "Email": "Mina@Example.com", "Financial Status": "partially_refunded", "Paid at": "2025-05-11 09:55:16 -0400",
     "Fulfillment Status": "partial", "Fulfilled at": "2025-05-12 10:00:00 -0400", "Currency": "EUR", "Subtotal": "58.00", "Shipping": "4.90",
     "Taxes": "10.04", "Total": "62.90", "Discount Code": "WELCOME", "Discount Amount": "10.00", "Shipping Method": "Standard",
     "Created at": "2025-05-11 09:55:16 -0400", "Lineitem quantity": "2", "Lineitem name": "Shirt - S / Sky Blue", "Lineitem price": "30.00",
     "Lineitem fulfillment status": "fulfilled", "Billing Name": "Mina Harker", "Billing Address1": "Lindenstraße 5", "Billing City": "Berlin",
     "Billing Zip": "'10969", "Billing Country": "DE", "Shipping Name": "Lucy van Helsing", "Shipping City": "Potsdam", "Shipping Zip": "14467",
     "Shipping Country": "DE", "Notes": "Ring twice", "Payment Method": "Shopify Payments", "Refunded Amount": "5.00", "Tax 1 Name": "MwSt 19%",
     "Tax 1 Value": "10.04"},
    {"Name": "#1001", "Created at": "2025-05-11 09:55:16 -0400", "Lineitem quantity": "1", "Lineitem name": "Mug", "Lineitem price": "8.00",
     "Lineitem fulfillment status": "pending"},
    {"Name": "#1002", "Email": "bo@example.com", "Financial Status": "pending", "Fulfillment Status": "unfulfilled", "Currency": "EUR",
     "Subtotal": "10.00", "Shipping": "0.00", "Taxes": "1.90", "Total": "11.90", "Created at": "2025-06-01 12:00:00 +0200",
     "Lineitem quantity": "1", "Lineitem name": "Gone thing", "Lineitem price": "10.00", "Billing Name": "Bo Møller", "Billing City": "Kiel",
     "Billing Country": "DE", "Phone": "+49 30 23125456"},
    {"Name": "#1003", "Financial Status": "voided", "Currency": "EUR", "Subtotal": "8", "Shipping": "0", "Taxes": "0", "Total": "8",
     "Created at": "2025-06-02 12:00:00 +0200", "Lineitem quantity": "1", "Lineitem name": "Mug", "Lineitem price": "8.00",
     "Cancelled at": "2025-06-02 13:00:00 +0200"},
]  # fmt: skip


def write(folder: Path, name: str, header: list[str], rows: list[Cells]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    write(folder, "products_export_1.csv", PRODUCT, PRODUCTS)
    write(folder, "customers_export.csv", CUSTOMER, CUSTOMERS)
    write(folder, "orders_export_1.csv", ORDER, ORDERS)
    (folder / "readme.csv").write_text("Nothing,of,theirs\n1,2,3\n", "utf-8")
    return folder


@pytest.mark.long
def test_lines_of_a_handle_are_one_product(shop: Path, run_import: Run, refused: Lines) -> None:
    assert run_import(shop, "shopify").refused == 0, refused()
    shirt = Product.objects.get(sku="shirt")
    assert (shirt.name, shirt.description, shirt.category, shirt.options) == ("Shirt", "Soft & light.\nCotton", "Shirts", ["Size", "Colour"])
    found = {one.sku: (one.attributes, one.backorderable, one.stock.on_hand) for one in shirt.variants.select_related("stock")}
    assert found == {
        "shirt-s-sky-blue": ({"Size": "S", "Colour": "Sky Blue"}, False, 4),
        "SH-M": ({"Size": "M", "Colour": "Sky Blue"}, True, 0),
    }
    mug = Variant.objects.get(sku="mug")
    assert (mug.attributes, mug.backorderable, mug.product.active) == ({}, True, False)


def test_an_order_comes_with_all_its_parts(shop: Path, run_import: Run) -> None:
    run_import(shop, "shopify")
    order = Order.objects.get(external_number="1001")
    assert (order.status, order.payment_status, order.fulfilment_status) == ("PROCESSING", "partially_refunded", "partially_fulfilled")
    assert (order.total, order.subtotal, order.discount, order.shipping, order.tax) == tuple(map(Decimal, ("62.9", "68", "-10", "4.9", "10.04")))
    assert not order.adjustments.filter(kind="imported").exists()
    assert [(one.sku, one.quantity, one.variant_id is not None) for one in order.lines.order_by("position")] == [
        ("shirt-s-sky-blue", 2, True), ("mug", 1, True),
    ]  # fmt: skip
    assert list(order.payments.values_list("method", "status", "collected", "refunded")) == [("card", "collected", Decimal("62.9"), 5)]
    assert [(one.status, one.lines.count()) for one in order.shipments.all()] == [("shipped", 1)]
    assert (order.billing_address and order.billing_address.postal_code, order.notes.get().text) == ("10969", "Ring twice")
    assert order.shipping_address and (order.shipping_address.first_name, order.shipping_address.last_name) == ("Lucy", "van Helsing")
    assert (str(order.placed_at), order.coupon_codes, order.search_ship) == ("2025-05-11 13:55:16+00:00", ["WELCOME"], "van helsing lucy")


@pytest.mark.long
def test_taxes_on_top_and_cancelled_orders(shop: Path, run_import: Run) -> None:
    run_import(shop, "shopify")
    on_top, cancelled = Order.objects.get(external_number="1002"), Order.objects.get(external_number="1003")
    assert (on_top.prices_include_tax, on_top.tax, on_top.total, on_top.status) == (False, Decimal("1.9"), Decimal("11.9"), "SUBMITTED")
    assert (cancelled.status, cancelled.payment_status, cancelled.fulfilment_status, cancelled.customer) == ("REMOVED", "void", "cancelled", None)
    assert cancelled.lines.get().cancelled == 1


@pytest.mark.long
def test_who_ordered_is_the_customer_with_that_e_mail(shop: Path, run_import: Run) -> None:
    run_import(shop, "shopify")
    mina, bo = (Customer.objects.get(search_email=email) for email in ("mina@example.com", "bo@example.com"))
    assert (mina.external_number, mina.order_count, mina.phone, str(mina.created_at.date())) == ("7210448301122", 1, "+493023125123", "2025-05-11")
    assert (bo.external_number, bo.name, bo.order_count, bo.search_city) == ("bo@example.com", "Bo Møller", 1, "kiel")
    channel = Channel.objects.get(code="shopify")
    assert (channel.country, channel.currency) == ("DE", "EUR")
    actor = system("test", channel_ids=(channel.pk,))
    for query in ("møller bo", "030 23125456", "7210448301122"):
        assert len(find_customers(actor, query).rows) == 1, query
    assert exact_order(actor, "#1001") is not None


@pytest.mark.long
def test_orders_first_and_the_people_later(shop: Path, run_import: Run) -> None:
    people = (shop / "customers_export.csv").rename(shop.parent / "customers_export.csv")
    run_import(shop, "shopify")
    assert Customer.objects.get(search_email="mina@example.com").external_number == "mina@example.com"
    people.rename(shop / "customers_export.csv")
    run_import(shop, "shopify")
    mina = Customer.objects.get(search_email="mina@example.com")
    assert (mina.external_number, mina.accepts_marketing, mina.order_count, mina.addresses.count()) == ("7210448301122", True, 1, 1)


def test_a_second_time_nothing_changes(shop: Path, run_import: Run) -> None:
    run_import(shop, "shopify")
    assert run_import(shop, "shopify").counts == {}


def test_a_bad_row_alone_is_refused_with_its_file_and_line(shop: Path, run_import: Run, refused: Lines) -> None:
    write(shop, "orders_export_1.csv", ORDER, [{**ORDERS[2], "Total": "eleven"}, {**ORDERS[3], "Name": "#9", "Created at": "today"}, *ORDERS[:2]])
    write(shop, "customers_export.csv", CUSTOMER, [{**CUSTOMERS[0], "Email": "no e-mail"}])
    run_import(shop, "shopify")
    said = refused()
    assert any(one.startswith("orders_export_1.csv,2,") and "Total: “eleven” is not an amount" in one for one in said), said
    assert any(one.startswith("orders_export_1.csv,3,") and "placed_at: “today” is not a time" in one for one in said), said
    assert any(one.startswith("customers_export.csv,2,") and "is not an e-mail address" in one for one in said), said
    assert list(Order.objects.values_list("external_number", flat=True)) == ["1001"]


@pytest.mark.long
def test_a_line_refused_for_two_of_our_files_is_counted_once(shop: Path, run_import: Run, refused: Lines) -> None:
    write(shop, "orders_export_1.csv", ORDER, [ORDERS[2], {**ORDERS[2], "Name": "#1004", "Email": "bo at example"}])
    summary = run_import(shop, "shopify")
    said = refused()
    assert summary.refused == len(said) == len(set(said)) and sum("is not an e-mail address" in one for one in said) == 1, said
    assert {tuple(one.split(",")[:2]) for one in said} == {("orders_export_1.csv", "3")}


@pytest.mark.long
def test_people_without_an_e_mail_are_each_their_own(shop: Path, run_import: Run, refused: Lines) -> None:
    nameless = {name: cell for name, cell in CUSTOMERS[0].items() if name not in ("Email", "Customer ID")}
    by_phone = [{**nameless, "First Name": name, "Phone": f"'+4930231254{nth}"} for nth, name in enumerate(("Ann", "Ben", "Cid"), 10)]
    write(shop, "customers_export.csv", CUSTOMER, [CUSTOMERS[0], *by_phone])
    assert run_import(shop, "shopify").refused == 0, refused()
    assert sorted(Customer.objects.filter(email="").values_list("first_name", flat=True)) == ["Ann", "Ben", "Cid"]


@pytest.mark.long
def test_a_new_id_that_somebody_has_already_refuses_that_person_alone(shop: Path, run_import: Run, refused: Lines) -> None:
    people = (shop / "customers_export.csv").rename(shop.parent / "customers_export.csv")
    run_import(shop, "shopify")
    other = Customer.objects.get(search_email="bo@example.com")
    Customer.objects.filter(pk=other.pk).update(external_number=CUSTOMERS[0]["Customer ID"].removeprefix("'"))
    people.rename(shop / "customers_export.csv")
    assert run_import(shop, "shopify").refused > 0
    assert any("email: belongs to another customer" in one for one in refused()), refused()
    assert Customer.objects.get(search_email="mina@example.com").external_number == "mina@example.com"


@pytest.mark.parametrize("parts", [1, 3, 5])
def test_a_run_that_goes_on_tells_the_same_of_its_files(shop: Path, run_import: Run, monkeypatch: pytest.MonkeyPatch, parts: int) -> None:
    """Stopped behind a part of the records, or behind the last one, before anything was told of the file."""
    people = [{**CUSTOMERS[0], "Customer ID": str(nth), "Email": "", "Default Address City": "x" * 200} for nth in range(5)]
    write(shop, "customers_export.csv", CUSTOMER, people)
    monkeypatch.setattr(staging, "CHUNK", 1)
    note, kept = Staging._note, list[str]()

    def stopping(self: Staging, source: str, line: int | None, *, complete: bool) -> None:
        note(self, source, line, complete=complete)
        kept.append(source)
        if kept.count("customers_export.csv") == parts:
            raise KeyboardInterrupt

    monkeypatch.setattr(Staging, "_note", stopping)
    with pytest.raises(KeyboardInterrupt):
        run_import(shop, "shopify")
    monkeypatch.setattr(Staging, "_note", note)
    summary = run_import(shop, "shopify")
    [file] = [file for file in summary.files if file.name == "customers_export.csv"]
    assert summary.went_on_at and (file.rows, dict(file.told)["cells cut to 120 characters: city"]) == (5, 5)


@pytest.mark.long
def test_what_the_exports_do_not_tell_stays(shop: Path, run_import: Run) -> None:
    run_import(shop, "shopify")
    mina, shirt = Customer.objects.get(search_email="mina@example.com"), Product.objects.get(sku="shirt")
    stock = Stock.objects.get(variant__sku="SH-M")
    segment = Segment.objects.create(organization=mina.channel.organization, code="vip", name="VIP")
    mina.segments.add(segment)
    told = {"birthday": date(1988, 5, 26), "language": "de", "mobile": "+491713920042", "search_mobile": "491713920042", "tax_id": "DE1"}
    Customer.objects.filter(pk=mina.pk).update(active=False, **told)
    Product.objects.filter(pk=shirt.pk).update(
        translations={"de": {"name": "Hemd"}},
        tax_class=TaxClass.objects.get(code="reduced"),
        returnable=False,
        non_returnable_reason="Made to measure",
    )
    shirt.variants.filter(sku="SH-M").update(active=False)
    Order.objects.filter(external_number="1001").update(return_status="requested", po_number="PO-7", tax_exempt=True)
    Stock.objects.filter(pk=stock.pk).update(next_delivery=date(2027, 1, 4))
    write(shop, "customers_export.csv", CUSTOMER, [{**CUSTOMERS[0], "Last Name": "Murray"}])
    assert run_import(shop, "shopify").counts == {"customers updated": 1, "addresses updated": 1}
    mina, shirt = Customer.objects.get(pk=mina.pk), Product.objects.get(pk=shirt.pk)
    assert {name: getattr(mina, name) for name in told} == told
    assert (mina.last_name, mina.active, list(mina.segments.all())) == ("Murray", False, [segment])
    assert (shirt.name_in("de"), shirt.tax_class.code, shirt.returnable, shirt.non_returnable_reason) == ("Hemd", "reduced", False, "Made to measure")
    assert not shirt.variants.get(sku="SH-M").active
    assert Order.objects.values_list("return_status", "po_number", "tax_exempt").get(external_number="1001") == ("requested", "PO-7", True)
    assert Stock.objects.get(pk=stock.pk).next_delivery == date(2027, 1, 4)


def test_what_an_export_fills_in_without_telling_it_is_a_first_value(shop: Path) -> None:
    """A new column of ours keeps what the shop put there, until an export tells it."""
    first: dict[str, set[str]] = {}
    for kind, source in exports_in(shop, EXPORTS):
        for record in kind.records(source, quiet=True):
            for name, cells in translated(Shop("shopify"), kind, record):
                first.setdefault(PUT[name][0], set()).update({*cells} - {LINE} - {*TOLD[PUT[name][0]].split()})
    assert first.keys() == TOLD.keys()
    assert {name: columns for name, columns in first.items() if columns} == {
        "products": {"returnable", "non_returnable_reason", "tax_class"},
        "variants": {"active"},
        "customers": {"active"},
    }


@pytest.mark.parametrize("told", [TOLD, olist.TOLD])
def test_what_a_format_tells_are_columns_of_our_files(told: dict[str, str]) -> None:
    for name, columns in told.items():
        assert {*columns.split()} <= {field.name for field in BY_NAME[name].fields}, name


def test_every_column_that_an_import_writes_is_told_by_a_cell() -> None:
    """So that one that no cell of a file tells keeps what is there."""
    for table in TABLES:
        keys = {name.split()[0] for name in table.derived}
        assert table.written.keys() - keys == table.missing(()) & table.written.keys(), table.name


def test_products_alone_need_a_channel(shop: Path, db: None) -> None:
    (shop / "orders_export_1.csv").unlink()
    with pytest.raises(CommandError, match="no order says its country and currency"):
        call_command("import_commerce", "shopify", str(shop), verbosity=0)
    assert not Product.objects.exists()


def test_words_of_cells() -> None:
    assert split_name("Ludwig van Beethoven") == ("Ludwig", "van Beethoven")
    assert (split_name("Cher"), split_name("van Dyck"), split_name("")) == (("", "Cher"), ("van", "Dyck"), ("", ""))
    assert slug("Größe L / Sky-Blue!") == "grosse-l-sky-blue" and slug("特大") == slug("特大") != slug("大")
    assert text_of("<p>1 &lt; 2 &lt;b&gt;x</p><script>y</script>") == "1 < 2 x\ny"
    assert line_of("a\x00b\n<i>می‌خواهم</i>") == "a\x00b می‌خواهم"  # the control character is refused later, the joiner belongs to the word
    assert (moment("2025-05-11 09:55:16 -0400"), moment("today")) == ("2025-05-11T13:55:16Z", "today")


@pytest.mark.long
def test_real_exports_come_in_without_a_refusal(needs_shared_data: Path, run_import: Run, refused: Lines) -> None:
    summary = run_import(needs_shared_data / "shopify", "shopify")
    assert refused() == []
    assert (summary.counts["orders added"], summary.counts["variants added"], summary.counts["customers added"]) == (19, 66, 3)
    assert run_import(needs_shared_data / "shopify", "shopify").counts == {}
