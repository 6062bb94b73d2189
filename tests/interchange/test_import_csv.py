"""`import_commerce csv`: our own files come in whole, once, and what is wrong with them is said."""

from collections.abc import Callable
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agents.actors import system
from agents.models import AuditEntry, Channel, Step
from catalog.called import find_sellable
from catalog.models import Product, ShippingMethod, ShippingRate, TaxRate
from customers.models import Account, Customer
from customers.search import find_customers
from interchange.report import Summary
from orders.models import Order
from orders.search import exact_order
from returns.models import Return
from tests.world import World

Run = Callable[..., Summary]
Lines = Callable[[], list[str]]


def edit(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / f"{name}.csv"
    text = path.read_text("utf-8")
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode("utf-8", "surrogateescape"))


def test_everything_comes_in_and_holds_together(made: Path, run_import: Run, refused: Lines) -> None:
    summary = run_import(made)
    assert refused() == []
    assert (summary.counts["orders added"], summary.counts["customers added"], summary.counts["returns added"]) == (20, 11, 2)
    order = Order.objects.get(external_number="W-3")
    assert (order.imported, order.total, order.subtotal, order.shipping, order.discount, order.lines.count()) == (True, 35, 30, 7, -2, 2)
    assert not Step.objects.exists()
    assert order.customer is not None
    assert (order.customer.order_count, order.customer.lifetime_value) == (2, 70)


def test_one_audit_row_tells_of_the_run(made: Path, run_import: Run) -> None:
    run_import(made)
    entry = AuditEntry.objects.get()
    assert entry.verb == "data.imported"
    assert entry.data["refused"] == 0


def test_what_was_imported_is_found_by_the_product_s_own_search(made: Path, run_import: Run) -> None:
    run_import(made)
    customer = Customer.objects.get(external_number="K1")
    actor = system("test", channel_ids=(customer.channel_id,))
    for query in (customer.last_name, customer.email, "+493023125001", "10001"):
        assert customer.pk in [row.pk for row in find_customers(actor, query).rows], query
    found = exact_order(actor, "W-7")
    assert found is not None
    assert find_sellable("P2-S", found.channel).search is not None


def test_a_second_time_nothing_is_added_and_nothing_changes(made: Path, run_import: Run) -> None:
    run_import(made)
    summary = run_import(made)
    assert summary.counts == {}
    assert Order.objects.count() == 20


def test_changed_rows_are_updated(made: Path, run_import: Run) -> None:
    run_import(made)
    edit(made, "customers", "K1,Jörg", "K1,Georg")
    edit(made, "orders", "W-3,online,NO_PENDING_ACTION", "W-3,online,PROCESSING")
    edit(made, "order_lines", "W-4,1,P0-S,Thing 1,1,0,0,10.00,10.00,1.60", "W-4,1,P0-S,Thing 1,1,0,0,12.00,12.00,1.92")
    summary = run_import(made)
    assert summary.counts["customers updated"] == 1
    assert Customer.objects.get(external_number="K1").search_first == "georg"
    [step] = Step.objects.of(Order.objects.get(external_number="W-3"))
    assert (step.before, step.after, step.who) == ("NO_PENDING_ACTION", "PROCESSING", "The system")
    assert set(Customer.objects.filter(version__gt=1).values_list("external_number", flat=True)) == {"K1"}
    assert set(Order.objects.filter(version__gt=1).values_list("external_number", flat=True)) == {"W-3", "W-4"}
    order = Order.objects.get(external_number="W-4")
    assert order.subtotal == 32
    assert order.adjustments.get(kind="imported").gross == -2


def test_a_sum_that_does_not_add_up_is_shown_as_a_difference(made: Path, run_import: Run) -> None:
    edit(made, "orders", "EUR,yes,35.00", "EUR,yes,34.01")
    run_import(made)
    order = Order.objects.get(external_number="W-1")
    assert order.total == Decimal("34.01")
    assert order.adjustments.get(kind="imported").gross == Decimal("-0.99")


BAD = [
        ("customers", "K2,Zoë", "K2," + "x" * 10_000, 3, "first_name: is longer than 120 characters"),
        ("customers", "K2,Zoë", "K2,<b>Zoë</b>", 3, "first_name: contains markup"),
        ("customers", "K2,Zoë", "K2,Zo\x00", 3, "first_name: contains a NUL character"),
        ("customers", "K2,Zoë", "K2,Zo\udceb", 3, "first_name: is not UTF-8"),
        ("customers", "k2@example.com", "k1@example.com", 3, "email: stands on an earlier line already"),
        ("customers", "web,,,K2", "shop,,,K2", 3, "there is no channel “shop”"),
        ("customers", "web,,,K2", "web,,,K1", 3, "occurs a second time: channel, number"),
        ("orders", "W-2,online,NO_PENDING_ACTION", "W-2,online,DONE", 3, "status: “DONE” is none of"),
        ("orders", "2026-03-11T09:30:00Z", "11.03.2026", 3, "placed_at: “11.03.2026” is not a time"),
        ("orders", "web,K2,,,,W-2", "web,K99,,,,W-2", 3, "there is no customer “K99”"),
        ("order_lines", "W-1,2,P3-S,Thing 2,2", "W-1,2,P3-S,Thing 2,two", 3, "quantity: “two” is not a whole number"),
        ("order_lines", "W-1,2,P3-S,Thing 2,2,0,0,10.00,20.00", "W-1,2,P3-S,Thing 2,2,0,0,10.00,\"20,001\"", 3, "gross: “20,001” may be 20001 or"),
        ("order_addresses", "web,W-2,billing", "web,W-2,further", 4, "kind: “further” is none of billing, shipping"),
        ("order_shipping_groups", "Standard,0,", "Standard,4,", 2, "there is no address “4”"),
        ("order_shipping_groups", "7.00,0,0", "7.00,7.01,0", 2, "tax: more than the amount"),
        ("order_addresses", "Berlin,,DE", "Berlin,,Deutschland", 2, "country: “Deutschland” is not a country code"),
        ("payments", "card,collected,35,35,0", "card,collected,35,35,36", 2, "refunded: more than collected"),
        ("payments", "card,collected,35,35,0", "card,voided,35,35,0", 2, "collected: nothing is, of a payment that is voided"),
        ("payments", "card,collected,35,35,0", "card,declined,35,0.01,0", 2, "collected: nothing is, of a payment that is declined"),
        ("order_adjustments", "Sale,-2.00", "Sale,2.00", 2, "gross: a discount is below zero"),
        ("order_adjustments", "Sale,-2.00,0", "Sale,-2.00,-2.01", 2, "tax: more than the amount"),
        ("order_adjustments", "discount,sale,Sale,-2.00,0", "tax,sale,Sale,-2.00,-2.00", 2, "gross: of a tax it is 0 where prices include tax"),
        ("order_shipping_groups", "7.00,0,0", "0,0.01,0", 2, "tax: more than the amount"),
        ("payments", "web,W-1,1,card", "web,W-1,1", 2, "has 11 cells instead of 12"),
        ("return_lines", "RW-10,1,1,0", "RW-10,1,2,0", 2, "quantity: more than ordered"),
        ("stock", "P1-S,50", "P1-S,-1", 4, "on_hand: is below zero"),
]  # fmt: skip
"""A file, what stands there, what stands there instead, the line, and why it is refused."""


def one_of_each_file() -> list[list[tuple[str, str, str, int, str]]]:
    """The bad rows in as few runs as there are of any one file."""
    of_file = [[one for one in BAD if one[0] == name] for name in dict.fromkeys(one[0] for one in BAD)]
    return [[row for row in rows if row] for rows in zip_longest(*of_file)]


@pytest.mark.parametrize("bad", one_of_each_file())
def test_bad_rows_alone_are_refused(made: Path, run_import: Run, refused: Lines, bad: list[tuple[str, str, str, int, str]]) -> None:
    for name, before, after, _line, _reason in bad:
        edit(made, name, before, after)
    run_import(made)
    for name, _before, _after, line, reason in bad:
        assert any(f"{name}.csv,{line}," in one and reason in one.replace('""', '"') for one in refused()), (name, line, reason, refused())
    assert Order.objects.count() >= 18


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("1,0,0,10.00,10.00,1.60,0.19", "1,0,0,10.00,12.00,1.92,0.19", "    lines whose amount is not price × quantity, kept as sold: 1"),
        ("1,0,0,10.00,10.00,1.60,0.19", "1,0,0,10.00,10.00,1.62,0.19", "    lines whose tax is not what their rate makes, kept as sold: 1"),
        ("1,0,0,10.00,10.00,1.60,0.19", "1,0,0,10.00,10.00,,0.19", "    lines with a rate and no tax, kept as sold: 1"),
        ("2,0,0,10.00,20.00,2.60,0.19", "2,0,0,10.00,20.00,3.21,0.19", ""),
        ("1,0,0,10.00,10.00,1.60,0.19", "1,0,0,10.00,10.00,1.60,0", ""),
    ],
)
def test_lines_that_do_not_multiply_are_counted_and_kept_as_sold(
    made: Path, run_import: Run, tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (made / "order_lines.csv").read_text("utf-8").replace("2,0,0,10.00,20.00,2.60", "2,0,0,10.00,20.00,3.19")
    assert text.count("2,0,0,10.00,20.00,3.19") == 20
    (made / "order_lines.csv").write_text(text.replace(before.replace("2.60", "3.19"), after, 1), "utf-8")
    summary = run_import(made)
    report = list(summary.text(tmp_path / "refused.csv"))
    assert [line for line in report if "kept as sold" in line] == [said] * bool(said)
    assert summary.refused == 0


def test_orders_made_here_are_left_alone(world: World, made: Path, run_import: Run) -> None:
    number = world.order.number
    channels = (made / "channels.csv").read_text("utf-8")
    (made / "channels.csv").write_text(channels.replace("web,", "de,"), "utf-8")
    for path in made.glob("*.csv"):
        path.write_text(path.read_text("utf-8").replace("\nweb,", "\nde,").replace(",W-3,", f",{number},"), "utf-8")
    before = Order.objects.values().get(pk=world.order.pk)
    summary = run_import(made)
    assert summary.counts["orders made here, left alone"] == 1
    assert Order.objects.values().get(pk=world.order.pk) == before


@pytest.mark.parametrize("used", [False, True])
def test_a_channel_keeps_its_currency_once_anything_is_written_in_it(made: Path, run_import: Run, refused: Lines, used: bool) -> None:
    """The same rule as the administration's: the first look at a new shop may still show that it is the wrong one."""
    for other in [path for path in made.glob("*.csv") if path.stem != "channels"]:
        other.unlink()
    run_import(made)
    channel = Channel.objects.get(code="web")
    if used:
        Account.objects.create(channel=channel, name="Acme", order_limit=100)
    edit(made, "channels", "EUR", "CHF")
    run_import(made)
    channel.refresh_from_db()
    assert (channel.currency, bool(refused())) == (("EUR", True) if used else ("CHF", False))


@pytest.mark.parametrize("wrong", ["header", "zip", "empty"])
def test_a_file_that_is_something_else_stops_the_run_and_changes_nothing(made: Path, db: None, wrong: str) -> None:
    content = {"header": b"id;name\n1;2\n", "zip": b"PK\x03\x04\x00\x00\x00\x00" * 99, "empty": b""}[wrong]
    (made / "orders.csv").write_bytes(content)
    with pytest.raises(CommandError, match=r"orders\.csv does not start with the columns it needs.* Nothing was imported\."):
        call_command("import_commerce", "csv", str(made), verbosity=0)
    assert not Customer.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_missing_folder_is_said_in_one_sentence(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("import_commerce", "csv", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="none of the files"):
        call_command("import_commerce", "csv", str(tmp_path))


def test_returns_take_customer_and_currency_from_their_order(made: Path, run_import: Run) -> None:
    run_import(made)
    found = Return.objects.get(external_number="RW-10")
    assert (found.currency, found.customer_id) == ("EUR", found.order.customer_id)
    assert found.search_last == found.order.search_last != ""


def test_a_tax_class_is_named_by_its_code_and_one_that_is_not_there_is_refused_with_those_that_are(
    world: World, tmp_path: Path, run_import: Callable[..., Summary], refused: Callable[[], list[str]]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tax_classes.csv").write_text("code,name,name_de,position\nbooks,Books,Bücher,7\n", "utf-8")
    (tmp_path / "in" / "products.csv").write_text("sku,name,tax_class\nB,Book,books\nT,Tent,\nX,Odd,luxury\n", "utf-8")
    (tmp_path / "in" / "tax_rates.csv").write_text("channel,tax_class,label,rate\nde,books,Books,0.05\nde,luxury,Luxury,0.33\n", "utf-8")
    run_import(tmp_path / "in")
    known = "only standard, reduced, zero, books"
    assert sorted(refused()) == [
        f'products.csv,4,"there is no tax_class “luxury”, {known}"',
        f'tax_rates.csv,3,"there is no tax_class “luxury”, {known}"',
    ]
    assert dict(Product.objects.filter(sku__in="BTX").values_list("sku", "tax_class__code")) == {"B": "books", "T": "standard"}
    assert TaxRate.objects.get(tax_class__code="books").rate == Decimal("0.05")


def test_files_tell_rates_by_place_and_without_a_country_at_home(
    world: World, tmp_path: Path, run_import: Callable[..., Summary], refused: Callable[[], list[str]]
) -> None:
    head = "channel,tax_class,label,rate"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tax_rates.csv").write_text(f"{head}\nde,standard,VAT,0.18\n", "utf-8")  # as files of every age tell it
    assert run_import(tmp_path / "in").refused == 0
    assert TaxRate.objects.filter(channel=world.de).values_list("country", "rate").get() == ("DE", Decimal("0.18"))
    lines = ["de,standard,VAT,0.19,DE,", "de,standard,VAT,0.17,,", "de,standard,USt.,0.20,AT,", "de,standard,USt.,0.19,AT,6691"]
    (tmp_path / "in" / "tax_rates.csv").write_text("\n".join([f"{head},country,postal_prefix", *lines]), "utf-8")
    run_import(tmp_path / "in")
    assert [line.split(",")[:2] for line in refused()] == [["tax_rates.csv", "3"]]
    found = TaxRate.objects.filter(channel=world.de).order_by("country", "postal_prefix")
    assert list(found.values_list("country", "postal_prefix", "rate")) == [
        ("AT", "", Decimal("0.2")),
        ("AT", "6691", Decimal("0.19")),
        ("DE", "", Decimal("0.19")),
    ]


def test_files_of_before_tell_what_a_way_costs_with_the_way_itself(
    world: World, tmp_path: Path, run_import: Callable[..., Summary], refused: Callable[[], list[str]]
) -> None:
    (tmp_path / "in").mkdir()

    def told(lines: str, head: str = "channel,code,name,price,free_from") -> Summary:
        (tmp_path / "in" / "shipping_methods.csv").write_text(f"{head}\n{lines}\n", "utf-8")
        return run_import(tmp_path / "in")

    def rates(code: str) -> list[tuple[Decimal, Decimal]]:
        return list(
            ShippingRate.objects.filter(method__channel=world.de, method__code=code).order_by("from_subtotal").values_list("from_subtotal", "price")
        )

    lines = "de,post,Post,4.95,60\nde,pick-up,Pick-up,1.00,0\nde,parcel,Parcel,5.20,\nde,odd,Odd,1.234,"
    assert told(lines).refused == 1 and "finer than EUR" in refused()[0]
    assert rates("post") == [(0, Decimal("4.95")), (60, 0)] and rates("pick-up") == [(0, 0)]
    assert rates("parcel") == [(0, Decimal("5.20"))]  # no longer free from 100 on
    assert told(lines).counts == {}
    told("de,post,Post,6.00", "channel,code,name,price")  # older still: what it is free from is not told
    assert rates("post") == [(0, Decimal("6.00")), (60, 0)]
    told("de,post,Post", "channel,code,name")
    assert rates("post") == [(0, Decimal("6.00")), (60, 0)]


def test_shipping_rates_say_where_to_and_from_when(
    world: World, tmp_path: Path, run_import: Callable[..., Summary], refused: Callable[[], list[str]]
) -> None:
    (tmp_path / "in").mkdir()
    lines = ["de,parcel,DK AT DK,,0,0,9.90", "de,parcel,AT DK,,0,0,8", "de,parcel,US,NY|CA,50,2000,19", "de,parcel,,CA,,,1", "de,nope,,,,,1"]
    text = "\n".join(["channel,method,countries,regions,from_subtotal,from_weight,price", *lines, "de,parcel,XX,,,,1"])
    (tmp_path / "in" / "shipping_rates.csv").write_text(text, "utf-8")
    run_import(tmp_path / "in")
    assert [line.split(",")[1] for line in refused()] == ["3", "5", "6", "7"]
    assert "countries: “XX” is not a country code" in refused()[3] and "regions: name the one country" in refused()[1]
    found = ShippingRate.objects.filter(method__channel=world.de, method__code="parcel").exclude(countries=[]).order_by("price")
    assert list(found.values_list("countries", "regions", "from_subtotal", "from_weight", "price")) == [
        (["AT", "DK"], [], 0, 0, Decimal("9.9")),
        (["US"], ["CA", "NY"], 50, 2000, 19),
    ]
    counts = dict(run_import(tmp_path / "in").counts)
    assert counts == {}


@pytest.mark.parametrize(("days", "is_read"), [("0,0", True), (",4", False), ("4,2", False)])
def test_of_delivery_days_both_are_told_or_neither(
    world: World, tmp_path: Path, run_import: Callable[..., Summary], refused: Callable[[], list[str]], days: str, is_read: bool
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "shipping_methods.csv").write_text(f"channel,code,name,days_from,days_to\nde,post,Post,{days}\n", "utf-8")
    run_import(tmp_path / "in")
    assert ShippingMethod.objects.filter(code="post").exists() == is_read
    assert is_read == (not any("both, the earliest first" in one for one in refused()))
