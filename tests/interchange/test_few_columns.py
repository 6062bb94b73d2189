"""The fewest files and columns: what may be missing is missing without harm, and what is passed by is named."""

import os
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agents.models import Channel
from catalog.actions import MOST_STOCK
from catalog.models import Product, Stock
from contactcenter.invariants import broken
from customers.models import Address, Customer
from customers.search import fill
from interchange.report import Summary
from orders.models import Order, Payment, Transaction
from orders.sums import add

Run = Callable[..., Summary]
Lines = Callable[[], list[str]]
CHANNEL = "code,name,country,currency,timezone\nweb,Shop,GB,GBP,Europe/London\n"
PEOPLE = "channel,number,first_name,last_name,email,phone\nweb,K1,Siân,Roberts,sian@example.com,'+44 20 7946 0018\n"
ORDER = "channel,number,status,placed_at,total\nweb,O-1,SUBMITTED,2026-10-25T12:00:00Z,10\n"


def folder(path: Path, **files: str) -> Path:
    """A folder of files by their names."""
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


def told(*folder_and_more: str) -> str:
    out = StringIO()
    call_command("import_commerce", *folder_and_more, stdout=out)
    return out.getvalue()


def test_an_order_without_lines_comes_in_with_its_total_as_a_difference(tmp_path: Path, run_import: Run) -> None:
    assert run_import(folder(tmp_path / "in", channels=CHANNEL, orders=ORDER)).refused == 0
    order = Order.objects.get(external_number="O-1")
    assert (order.total, order.currency, order.payment_status, order.prices_include_tax) == (10, "GBP", "none", True)
    assert order.adjustments.get(kind="imported").gross == 10


PAYMENTS = "channel,order_number,position,method,status,amount,collected,refunded\n"


@pytest.mark.parametrize(
    ("status", "payments", "follows"),
    [
        (None, "web,O-1,1,card,collected,10,10,0\n", "paid"),
        (None, "web,O-1,1,card,collected,4,4,0\nweb,O-1,2,invoice,pending,6,0,0\n", "partially_paid"),
        (None, "web,O-1,1,card,voided,10,0,0\n", "void"),
        ("", "web,O-1,1,card,collected,10,10,3\n", "partially_refunded"),
        ("none", "web,O-1,1,invoice,pending,10,0,0\n", "pending"),
        ("paid", "web,O-1,1,invoice,pending,10,0,0\n", "paid"),
        (None, "", "none"),
    ],
)
def test_a_payment_status_that_is_not_told_follows_from_the_payments(
    tmp_path: Path, run_import: Run, status: str | None, payments: str, follows: str
) -> None:
    head, row = ORDER.splitlines()
    orders = ORDER if status is None else f"{head},payment_status\n{row},{status}\n"
    path = folder(tmp_path / "in", channels=CHANNEL, orders=orders, payments=PAYMENTS + payments)
    assert run_import(path).refused == 0
    order = Order.objects.get(external_number="O-1")
    assert order.payment_status == follows
    assert run_import(path).counts == {} and Order.objects.get(pk=order.pk).payment_status == follows


def test_a_payment_status_that_is_not_told_follows_later_payments(tmp_path: Path, run_import: Run) -> None:
    row = "web,O-1,1,invoice,{},10,{},0\n"
    run_import(folder(tmp_path / "one", channels=CHANNEL, orders=ORDER, payments=PAYMENTS + row.format("pending", 0)))
    run_import(folder(tmp_path / "two", channels=CHANNEL, orders=ORDER, payments=PAYMENTS + row.format("collected", 10)))
    assert Order.objects.get().payment_status == "paid"


EXCHANGES = "channel,order_number,payment,position,kind,success,amount,note,at\n"
EXCHANGED = EXCHANGES + "web,O-1,1,1,capture,yes,10,,2026-10-26T12:00:00Z\nweb,O-1,1,2,credit,{},3,Refused,2026-10-27T12:00:00Z\n"
PAID = PAYMENTS + "web,O-1,1,card,collected,10,10,{}\n"


def test_exchanges_of_files_of_before_are_transactions_and_a_later_file_tells_them_anew(tmp_path: Path, run_import: Run) -> None:
    files = {"channels": CHANNEL, "orders": ORDER}
    run_import(folder(tmp_path / "one", **files, payments=PAID.format(0), payment_interactions=EXCHANGED.format("no")))
    run_import(path := folder(tmp_path / "two", **files, payments=PAID.format(3), payment_interactions=EXCHANGED.format("")))
    capture, refund = Transaction.objects.all()
    assert (capture.kind, capture.state, refund.kind, refund.state, refund.answer) == ("capture", "succeeded", "refund", "succeeded", "Refused")
    assert (refund.currency, refund.payment.currency, refund.imported, refund.asked_at.day, refund.who) == ("GBP", "GBP", True, 27, "")
    assert run_import(path).counts == {} and broken() == {}


def test_a_payment_of_which_something_was_recorded_here_stays_as_it_is(tmp_path: Path, run_import: Run) -> None:
    files = {"channels": CHANNEL, "orders": ORDER.replace("total", "total,payment_status").replace(",10\n", ",10,pending\n")}
    path = folder(tmp_path / "in", **files, payments=PAYMENTS + "web,O-1,1,invoice,pending,10,0,0\n", payment_interactions=EXCHANGED.format("no"))
    run_import(path)
    payment = Payment.objects.get()
    receipt = Transaction(payment=payment, kind="capture", state="succeeded", amount=Decimal(10), manual=True)
    add(payment, receipt)
    receipt.save()
    Payment.objects.filter(pk=payment.pk).update(status="collected", collected=10)
    run_import(path)
    assert (Payment.objects.get().collected, Transaction.objects.count(), Order.objects.get().payment_status) == (10, 3, "paid")
    assert broken() == {}


def test_the_fewest_columns_make_a_whole_row(tmp_path: Path, run_import: Run) -> None:
    more = {
        "products": "sku,name\nT,Tent\n",
        "variants": "product,sku\nT,T\n",
        "prices": "channel,sku,amount\nweb,T,9\n",
        "stock": "sku,on_hand\nT,3\n",
    }
    assert run_import(folder(tmp_path / "in", channels=CHANNEL, customers=PEOPLE, **more)).refused == 0
    channel, product, person = Channel.objects.get(code="web"), Product.objects.get(sku="T"), Customer.objects.get(external_number="K1")
    assert (channel.active, channel.language, channel.return_days, channel.remorse_minutes) == (True, "en", 30, 30)
    assert (product.active, product.returnable, product.tax_class.code, product.variants.get().active) == (True, True, "standard", True)
    assert (person.active, person.created_at is not None, Stock.objects.get(variant__sku="T").on_hand) == (True, True, 3)


def test_columns_that_are_missing_keep_what_is_there(tmp_path: Path, run_import: Run) -> None:
    run_import(folder(tmp_path / "in", channels=CHANNEL, customers=PEOPLE))
    before = Customer.objects.get(external_number="K1")
    assert run_import(folder(tmp_path / "new", customers="channel,number,last_name\nweb,K1,Evans\n")).counts == {"customers updated": 1}
    after = Customer.objects.get(external_number="K1")
    assert (after.first_name, after.email, after.phone, after.created_at) == (before.first_name, before.email, before.phone, before.created_at)
    assert (after.last_name, after.search_last, after.search_first, after.search_phone) == ("Evans", "evans", "sian", before.search_phone)
    assert [getattr(fill(after), name) for name in ("search_email", "search_last")] == [after.search_email, "evans"]
    assert run_import(tmp_path / "new").counts == {}


def test_an_address_told_in_part_is_found_as_before(tmp_path: Path, run_import: Run) -> None:
    """Neither a file without postal codes nor one that does not say which address is the default changes where a customer is found."""
    homes = "channel,customer,position,postal_code,city,country,default_shipping\nweb,K1,1,CF10 1AA,Cardiff,GB,no\nweb,K1,2,SA1 1AA,Swansea,GB,yes\n"
    run_import(folder(tmp_path / "in", channels=CHANNEL, customers=PEOPLE, addresses=homes))
    new = folder(tmp_path / "new", addresses="channel,customer,position,street,city,country\nweb,K1,1,High Street 1,Cardiff,GB\n")
    assert run_import(new).counts == {"addresses updated": 1}
    assert list(Address.objects.order_by("pk").values_list("search_postal_code", "search_city")) == [("cf101aa", "cardiff"), ("sa11aa", "swansea")]
    whole = folder(tmp_path / "whole", addresses="channel,customer,position,postal_code,city,country\nweb,K1,1,CF10 1AB,Cardiff,GB\n")
    assert run_import(whole).counts == {"addresses updated": 1}
    assert Customer.objects.values_list("search_postal_code", "search_city").get() == ("sa11aa", "swansea")


def test_a_column_that_makes_a_price_zero_by_its_absence_must_be_there(tmp_path: Path, db: None) -> None:
    for name, columns in {"stock": "sku", "tax_rates": "channel,tax_class,label", "shipping_rates": "channel,method"}.items():
        with pytest.raises(CommandError, match=rf"{name}\.csv does not start with the columns it needs: missing"):
            told("csv", str(folder(tmp_path / name, channels=CHANNEL, **{name: f"{columns}\n"})))


def test_an_empty_rate_price_or_count_is_refused_and_not_taken_for_nothing(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    shop = {
        "tax_rates": "channel,tax_class,label,rate\nweb,standard,VAT,\n",
        "shipping_methods": "channel,code,name\nweb,post,Post\n",
        "shipping_rates": "channel,method,price\nweb,post,\n",
        "products": "sku,name\nT,Tent\n",
        "variants": "product,sku\nT,T\n",
        "stock": "sku,on_hand\nT,\n",
    }
    run_import(folder(tmp_path / "in", channels=CHANNEL, **shop))
    assert sorted(refused()) == ["shipping_rates.csv,2,price is empty", "stock.csv,2,on_hand is empty", "tax_rates.csv,2,rate is empty"]


def test_what_is_not_read_is_named_with_how_many(tmp_path: Path, db: None) -> None:
    made = folder(tmp_path / "in", channels=CHANNEL, customers=PEOPLE.replace("\n", ",Loyalty\n", 1).replace("0018\n", "0018,gold\n,,,,,,\n"))
    (made / "Kunden.csv").write_text("Name;Ort\n" + "Jörg;Köln\n" * 600, "cp1252")
    (made / "prices.xlsx").write_bytes(b"PK")
    (made / "old.csv.gz").write_bytes(b"not gzip")
    (made / "refused.csv").write_text("file,line,reason\n", "utf-8")
    said = told("csv", str(made))
    assert "customers.csv: 1 row: 1 added" in said and "    blank lines: 1\n" in said
    assert "columns not read, and how many of their cells hold something: Loyalty (1)" in said
    assert "Not read: Kunden.csv: its name is none of those in docs/csv-format.md (600 rows)\n" in said
    assert "Not read: old.csv.gz: cannot be read: " in said and "Not read: prices.xlsx: it is no CSV file\n" in said
    assert "Not read: refused.csv" not in said and said.count("Not read") == 3


def test_another_encoding_and_separator_are_said_and_lose_nothing(tmp_path: Path, db: None) -> None:
    made = folder(tmp_path / "in", channels=CHANNEL)
    (made / "customers.csv").write_bytes(PEOPLE.replace(",", ";").encode("cp1252"))
    said = told("csv", str(made))
    assert "read as Windows-1252" in said and "read with semicolons" in said
    assert Customer.objects.get(external_number="K1").first_name == "Siân"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("K2,A,B,,4.92302E+11", "phone: “4.92302E+11” is what a spreadsheet left of the value"),
        ("K2,A,B,,#N/A", "phone: “#N/A” is what a spreadsheet left of the value"),
        ("K2,A,B,,none", "phone: “none” is not a telephone number"),
        ("4.92302E+11,A,B,,", "number: “4.92302E+11” is what a spreadsheet left of the value"),
        ("K2,A\u202eB,B,,", "first_name: contains a mark that turns text around"),
    ],
)
def test_what_a_spreadsheet_left_is_refused_at_its_line(tmp_path: Path, run_import: Run, refused: Lines, cells: str, reason: str) -> None:
    made = folder(tmp_path / "in", channels=CHANNEL, customers=f"{PEOPLE}web,{cells}\n,,,,,\n , ,,,,\n")
    assert run_import(made).refused == 1
    assert refused() == [f"customers.csv,3,{reason}"]


def test_a_birthday_to_come_and_an_amount_no_column_holds_are_refused(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    more = {"products": "sku,name\nT,Tent\n", "variants": "product,sku\nT,T\n", "prices": "channel,sku,amount\nweb,T,9999999999999\n"}
    run_import(folder(tmp_path / "in", channels=CHANNEL, customers="channel,number,birthday\nweb,K1,2099-05-01\n", **more))
    assert refused() == [
        "customers.csv,2,birthday: “2099-05-01” is in the future",
        "prices.csv,2,amount: “9999999999999” is larger than any amount here",
    ]


def test_more_on_hand_than_staff_could_enter_is_refused(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    goods = {"products": "sku,name\nT,Tent\n", "variants": "product,sku\nT,T\n"}
    run_import(folder(tmp_path / "in", channels=CHANNEL, **goods, stock=f"sku,on_hand\nT,{MOST_STOCK + 1}\n"))
    assert refused() == [f"stock.csv,2,on_hand: is above {MOST_STOCK}"]


def test_an_amount_finer_than_the_channel_s_currency_is_refused(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    yen = CHANNEL.replace("GBP", "JPY")
    run_import(folder(tmp_path / "in", channels=yen, orders=ORDER.replace(",10\n", ",333.5\n")))
    assert refused() == ["orders.csv,2,total: “333.5” is finer than JPY has it"]


def test_joiners_a_coupon_with_a_blank_and_a_phone_with_extension_stay(tmp_path: Path, run_import: Run) -> None:
    people = PEOPLE.replace("Siân", "می\u200cخواهم 👩\u200d🌾").replace("7946 0018", "7946 0018 ext. 89")
    order = ORDER.replace("total", "total,coupon_codes").replace(",10\n", ",10,SUMMER\\ SALE WELCOME\n")
    assert run_import(folder(tmp_path / "in", channels=CHANNEL, customers=people, orders=order)).refused == 0
    person = Customer.objects.get(external_number="K1")
    assert (person.first_name, person.phone) == ("می\u200cخواهم 👩\u200d🌾", "+44 20 7946 0018 ext. 89")
    assert Order.objects.get().coupon_codes == ["SUMMER SALE", "WELCOME"]


def test_a_repeated_import_reports_no_difference_again(tmp_path: Path, run_import: Run) -> None:
    lines = "channel,order_number,position,sku,quantity,reserved,unit_price,gross,tax\nweb,O-1,1,T,2,2,3,6,0\n"
    goods = {"products": "sku,name\nT,Tent\n", "variants": "product,sku\nT,T\n", "stock": "sku,on_hand\nT,1\n"}
    made = folder(tmp_path / "in", channels=CHANNEL, orders=ORDER, order_lines=lines, **goods)
    first = run_import(made)
    assert (first.counts["orders with an imported difference"], first.counts["reservations given up for lack of stock"]) == (1, 1)
    again = run_import(made)
    assert again.counts == {}
    assert (again.unchanged("orders"), again.unchanged("order_lines")) == (1, 1)
    assert Order.objects.get().adjustments.get().gross == Decimal(4)


def test_a_run_in_which_nothing_could_be_taken_fails(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="Nothing could be taken: all 1 rows were refused"):
        told("csv", str(folder(tmp_path / "in", channels=CHANNEL.replace("Europe/London", "../../etc/passwd"))))
    assert "timezone: “../../etc/passwd” is not a time zone" in (tmp_path / "refused.csv").read_text("utf-8")
    assert "0 lines refused." in told("csv", str(folder(tmp_path / "none", channels=CHANNEL.splitlines()[0] + "\n")))


def test_a_report_of_refused_rows_that_cannot_be_a_file_is_refused_at_once(tmp_path: Path, db: None) -> None:
    made = folder(tmp_path / "in", channels=CHANNEL)
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "in"):
        with pytest.raises(CommandError, match="is no file: name one for the refused rows"):
            call_command("import_commerce", "csv", str(made), refused=tmp_path / name, verbosity=0)
    assert not Channel.objects.exists()


def test_one_refused_line_is_told_as_one(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "1 line refused: it stands in " in told(
        "csv", str(folder(tmp_path / "in", channels=f"{CHANNEL},,,\n", customers="channel,number\nweb,\n"))
    )


def test_a_name_of_one_very_long_word_stops_nothing(tmp_path: Path, run_import: Run) -> None:
    made = folder(tmp_path / "in", channels=CHANNEL, customers=PEOPLE.replace("Roberts", "xy" * 60))
    assert run_import(made).counts["customers added"] == 1
