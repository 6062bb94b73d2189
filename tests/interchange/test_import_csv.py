"""`import_commerce csv`: our own files come in whole, once, and what is wrong with them is said."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agents.actors import system
from agents.models import AuditEntry, Channel
from catalog.called import find_sellable
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
    assert (order.imported, order.total, order.subtotal, order.shipping, order.lines.count()) == (True, 35, 30, 5, 2)
    assert list(order.steps.values_list("before", "after")) == [("", "NO_PENDING_ACTION")]
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
    assert list(Order.objects.get(external_number="W-3").steps.values_list("after", flat=True)) == ["NO_PENDING_ACTION", "PROCESSING"]
    order = Order.objects.get(external_number="W-4")
    assert order.subtotal == 32
    assert order.adjustments.get(kind="imported").amount == -2


def test_a_sum_that_does_not_add_up_is_shown_as_a_difference(made: Path, run_import: Run) -> None:
    edit(made, "orders", "EUR,yes,35.00", "EUR,yes,34.01")
    run_import(made)
    order = Order.objects.get(external_number="W-1")
    assert order.total == Decimal("34.01")
    assert order.adjustments.get(kind="imported").amount == Decimal("-0.99")


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "reason"),
    [
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
        ("order_addresses", "web,W-2,billing", "web,W-2,further", 4, "position: of further addresses alone"),
        ("order_addresses", "Berlin,,DE", "Berlin,,Deutschland", 2, "country: “Deutschland” is not a country code"),
        ("payments", "card,collected,35,35,0", "card,collected,35,35,36", 2, "refunded: more than collected"),
        ("payments", "card,collected,35,35,0", "card,collected,34.99,35,0", 2, "collected: more than the amount"),
        ("payments", "card,collected,35,35,0", "card,voided,35,35,0", 2, "collected: nothing is, of a payment that is voided"),
        ("payments", "card,collected,35,35,0", "card,declined,35,0.01,0", 2, "collected: nothing is, of a payment that is declined"),
        ("order_adjustments", "shipping,std,Shipping,5.00", "discount,std,Sale,5.00", 2, "amount: a discount is below zero"),
        ("payments", "web,W-1,1,card", "web,W-1,1", 2, "has 11 cells instead of 12"),
        ("return_lines", "RW-10,1,1,0", "RW-10,1,2,0", 2, "quantity: more than ordered"),
        ("stock", "P1-S,50", "P1-S,-1", 4, "on_hand: is below zero"),
    ],
)  # fmt: skip
def test_a_bad_row_alone_is_refused(made: Path, run_import: Run, refused: Lines, name: str, before: str, after: str, line: int, reason: str) -> None:
    edit(made, name, before, after)
    run_import(made)
    assert any(f"{name}.csv,{line}," in one and reason in one.replace('""', '"') for one in refused()), refused()
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
    assert summary.refused == 0 and run_import(made).counts == {}


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
