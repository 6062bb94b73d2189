"""Ten carts reckoned by hand: what the cart, its order, the page, the mail and the export say is the same, to the last figure."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal as D
from pathlib import Path

import pytest
from django.test import Client

from agents.models import Channel
from carts.actions import add_item
from carts.models import Cart
from contactcenter.errors import RuleError
from contactcenter.money import format_money
from customers.models import Account, Customer, Message
from interchange.exporter import write_all
from interchange.importer import Summary
from orders.actions import place_order
from orders.models import Order
from tests.factories import AddressFactory, customer_of, sellable, ships, taxed
from tests.interchange.conftest import run_import  # noqa: F401  a fixture
from tests.interchange.test_round_trip import contents, empty_the_database
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
S, R = "standard", "reduced"


@dataclass(frozen=True)
class Case:
    """within: prices include tax; goods: (price, pieces, tax class); ship: price, free from; then what comes of it.

    lines: (net, tax, gross) of each.
    """

    currency: str
    within: bool
    exempt: bool
    rates: dict[str, str]
    goods: list[tuple[str, int, str]]
    ship: tuple[str, str | None]
    lines: list[tuple[str, str, str]]
    subtotal: str
    shipping: str
    tax: str
    total: str


EU, US, JP, KW = {S: "0.19", R: "0.07"}, {S: "0.1"}, {S: "0.1"}, {S: "0.05"}
CASES = {
    "with tax": Case("EUR", True, False, EU, [("119", 1, S)], ("4.90", "150"), [("100.00", "19.00", "119.00")], "119.00", "4.90", "19.78", "123.90"),
    "exempt, with tax": Case("EUR", True, True, EU, [("119", 1, S)], ("4.90", "150"), [("100.00", "0", "100.00")], "100.00", "4.12", "0", "104.12"),
    # the list's 29.97 / 1.19, not three times 8.39
    "exempt, per line": Case("EUR", True, True, EU, [("9.99", 3, S)], ("4.90", None), [("25.18", "0", "25.18")], "25.18", "4.12", "0", "29.30"),
    # the list's 110.00 makes shipping free, though 92.44 are paid
    "exempt, free": Case("EUR", True, True, EU, [("110", 1, S)], ("4.90", "100"), [("92.44", "0", "92.44")], "92.44", "0", "0", "92.44"),
    "two rates": Case(
        "EUR", True, False, EU, [("10", 2, S), ("5", 3, R)], ("4.90", None),
        [("16.81", "3.19", "20.00"), ("14.02", "0.98", "15.00")], "35.00", "4.90", "4.95", "39.90",
    ),
    "exempt, two rates": Case(
        "EUR", True, True, EU, [("10", 2, S), ("5", 3, R)], ("4.90", None),
        [("16.81", "0", "16.81"), ("14.02", "0", "14.02")], "30.83", "4.12", "0", "34.95",
    ),
    "exempt, without tax": Case("USD", False, True, US, [("45", 1, S)], ("5", None), [("45.00", "0", "45.00")], "45.00", "5.00", "0", "50.00"),
    "without tax, just free": Case(
        "EUR", False, False, EU, [("33.33", 3, S), ("10.01", 1, R)], ("4.90", "110"),
        [("99.99", "19.00", "118.99"), ("10.01", "0.70", "10.71")], "110.00", "0", "19.70", "129.70",
    ),
    "yen, exempt": Case("JPY", True, True, JP, [("333", 3, S)], ("500", None), [("908", "0", "908")], "908", "455", "0", "1363"),
    "dinars": Case("KWD", False, False, KW, [("1.255", 3, S)], ("1.5", None), [("3.765", "0.188", "3.953")], "3.765", "1.500", "0.263", "5.528"),
}  # fmt: skip


def shop(world: World, case: Case) -> Customer:
    """A channel of the case's own, its goods, and its customer."""
    channel = Channel.objects.create(
        organization=world.organization, code="case", name="Case", country="DE", currency=case.currency, prices_include_tax=case.within
    )
    for tax_class, rate in case.rates.items():
        taxed(channel, rate, tax_class=tax_class)
    ships(channel, "parcel", case.ship[0], free_from=case.ship[1])
    for number, (price, _pieces, tax_class) in enumerate(case.goods):
        sellable(channel, f"CASE-{number}", price, tax_class=tax_class)
    buyer = customer_of(channel, email="case@example.com", language="en", tax_exempt=case.exempt)
    AddressFactory.create(customer=buyer)
    return buyer


def filled(world: World, case: Case) -> Cart:
    buyer = shop(world, case)
    for number, (_price, pieces, _class) in enumerate(case.goods):
        cart = add_item(world.as_(world.ada), buyer, sku=f"CASE-{number}", quantity=pieces)
    return cart


def figures(thing: Cart | Order) -> tuple[list[tuple[D, D, D]], D, D, D, D]:
    return [(one.net, one.tax, one.gross) for one in thing.lines.all()], thing.subtotal, thing.shipping, thing.tax, thing.total


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_figure_is_the_same_everywhere(world: World, as_ada: Client, tmp_path: Path, case: Case) -> None:
    cart = filled(world, case)
    expected = [(D(net), D(tax), D(gross)) for net, tax, gross in case.lines], D(case.subtotal), D(case.shipping), D(case.tax), D(case.total)
    assert figures(Cart.objects.get(pk=cart.pk)) == expected
    dock = as_ada.get(f"/carts/of/{cart.customer.number}/").content.decode()
    order = place_order(world.as_(world.ada), cart, version=cart.version)
    assert figures(Order.objects.get(pk=order.pk)) == expected and order.tax_exempt == case.exempt
    home = {D(rate) for rate in case.rates.values()}
    assert {line.rate for line in order.lines.all()} <= ({D(0)} if case.exempt else home)
    opened = as_ada.post("/console/sessions/", {"kind": "order", "number": order.number})
    page, mail = as_ada.get(opened["Location"]).content.decode(), Message.objects.get(order=order).body
    for amount in (case.subtotal, case.shipping, case.total):
        shown = format_money(D(amount), case.currency) if D(amount) else "free"
        assert shown in dock and shown.strip("€US$JP¥KWD\xa0") in page and shown in mail
    assert ("exempt" in dock, "exempt" in page, "exempt" in mail) == (case.exempt,) * 3
    write_all(tmp_path / "out", quiet=True)
    exported(tmp_path / "out", order, case)


def exported(folder: Path, order: Order, case: Case) -> None:
    """The export's files say the case's figures."""
    rows = {
        name: [row for row in csv.DictReader((folder / f"{name}.csv").open()) if row["channel"] == "case"]
        for name in ("orders", "order_lines", "order_shipping_groups")
    }
    [row] = rows["orders"]
    assert (row["number"], D(row["total"]), row["tax_exempt"]) == (order.number, D(case.total), "yes" if case.exempt else "no")
    gross = [(D(line["tax"]), D(line["gross"])) for line in rows["order_lines"]]
    assert gross == [(D(tax), D(all_in)) for _net, tax, all_in in case.lines]
    [group] = rows["order_shipping_groups"]
    assert D(group["gross"]) - (D(0) if case.within else D(group["tax"])) == D(case.shipping)


def test_an_exempt_order_comes_back_from_its_export_as_it_was(
    world: World,
    tmp_path: Path,
    run_import: Callable[..., Summary],  # noqa: F811
) -> None:
    cart = filled(world, CASES["exempt, two rates"])
    order = place_order(world.as_(world.ada), cart, version=cart.version)
    before = figures(Order.objects.get(pk=order.pk))
    write_all(tmp_path / "one", quiet=True)
    empty_the_database()
    assert run_import(tmp_path / "one").refused == 0
    back = Order.objects.get(external_number=order.number)
    assert figures(back) == before and back.tax_exempt and not back.adjustments.filter(kind="imported").exists()
    write_all(tmp_path / "two", quiet=True)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_who_became_exempt_meanwhile_is_not_charged_what_the_page_showed(world: World, as_ada: Client) -> None:
    cart = filled(world, CASES["with tax"])
    Customer.objects.filter(carts=cart).update(tax_exempt=True)
    answer = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
    assert answer.status_code == 409 and "104.12" in answer.content.decode() and not Order.objects.filter(cart=cart).exists()


@pytest.mark.parametrize(("limit", "over"), [("123.90", None), ("123.89", "€0.01"), ("20.00", "€103.90")])
def test_an_account_orders_up_to_its_limit(world: World, as_ada: Client, limit: str, over: str | None) -> None:
    buyer = shop(world, CASES["with tax"])
    buyer.account = Account.objects.create(channel=buyer.channel, name="Acme", order_limit=D(limit))
    buyer.save()
    cart = add_item(world.as_(world.ada), buyer, sku="CASE-0", quantity=1)
    dock = as_ada.get(f"/carts/of/{buyer.number}/").content.decode()
    assert format_money(D(limit), "EUR") in dock and (over is None or over in dock)
    if over is None:
        assert place_order(world.as_(world.ada), cart, version=cart.version).account == buyer.account
        return
    with pytest.raises(RuleError) as refused:
        place_order(world.as_(world.ada), cart, version=cart.version)
    said = str(refused.value)
    assert refused.value.code == "over_limit" and over in said and format_money(D(limit), "EUR") in said and "€123.90" in said
    answer = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
    assert answer.status_code == 422 and said in answer.content.decode() and not Order.objects.filter(cart=cart).exists()


def test_the_head_of_an_order_says_whether_it_was_exempt(world: World, as_ada: Client) -> None:
    """And not what its customer became since."""
    for exempt, customers in ((False, True), (True, False)):
        Order.objects.filter(pk=world.order.pk).update(tax_exempt=exempt)
        Customer.objects.filter(pk=world.mina.pk).update(tax_exempt=customers)
        page = as_ada.post("/console/search/", {"kind": "order", "q": world.order.number})["Location"]
        head = as_ada.get(page).content.decode().partition('id="record-title"')[2].partition("</dl>")[0]
        assert ("Tax exempt" in head) is exempt and world.mina.number in head
