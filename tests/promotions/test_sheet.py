"""The accountant's sheet: fifty carts with their results, reckoned by hand before there was an engine."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from carts.totals import LineIn, LineOut, ShippingIn, amounts_of, compute, fees_of
from promotions.basket import Basket, BasketLine, Goods, Terms
from promotions.engine import Offer, Outcome, run

SHEET = json.loads((Path(__file__).parent / "sheet.json").read_text())
Amounts = dict[str, str]


def terms(row: dict[str, Any]) -> Terms:
    goods = row.get("goods", {})
    lists = {name: frozenset(goods.get(name, ())) for name in ("skus", "categories", "except_skus", "except_categories")}
    return Terms(
        row["kind"], Goods(**lists, unreduced=goods.get("not_reduced", False)), Decimal(row.get("amount", 0)), Decimal(row.get("percent", 0)),
        row.get("quantity", row.get("buy", 0)), row.get("free", 0), "", tuple(row.get("segments", ())),
    )  # fmt: skip


def offers(cart: dict[str, Any]) -> list[Offer]:
    entered = {of: code for code, of in cart.get("codes", {}).items()}
    return [
        Offer(
            nth, one["code"], one["code"], one["priority"], one["exclusive"], one["needs_code"], tuple(map(terms, one["conditions"])),
            tuple(map(terms, one["benefits"])), entered.get(one["code"], ""),
        )
        for nth, one in enumerate(cart["promotions"])
    ]  # fmt: skip


def promoted(cart: dict[str, Any], lines: list[LineIn], ways: list[ShippingIn | None]) -> Outcome:
    amounts, buyer = amounts_of(lines, cart["currency"]), cart.get("customer", {})
    reduced = [Decimal(one["unit_price"]) < Decimal(one.get("list_price") or one["unit_price"]) for one in cart["lines"]]
    goods = [
        BasketLine(one["sku"], one["sku"], one["category"], one["quantity"], amount, less)
        for one, amount, less in zip(cart["lines"], amounts, reduced, strict=True)
    ]
    fees = tuple(fees_of(lines, ways, cart["currency"]))
    basket = Basket(cart["currency"], tuple(goods), fees, buyer.get("first_order", False), frozenset(buyer.get("segments", ())))
    return run(basket, offers(cart))


def told(part: LineOut) -> Amounts:
    return {name: str(getattr(part, name)) for name in ("net", "tax", "gross")}


def same(found: list[Amounts], wanted: list[Amounts]) -> bool:
    return [{name: Decimal(one[name]) for name in ("net", "tax", "gross")} for one in found] == [
        {name: Decimal(one[name]) for name in ("net", "tax", "gross")} for one in wanted
    ]


@pytest.mark.parametrize("cart", SHEET, ids=[one["name"][:60] for one in SHEET])
def test_a_cart_costs_what_the_accountant_says(cart: dict[str, Any]) -> None:
    lines = [LineIn(one["quantity"], Decimal(one["unit_price"]), Decimal(one["rate"]), one["way"]) for one in cart["lines"]]
    ways: list[ShippingIn | None] = [ShippingIn(Decimal(one["price"]), Decimal(one["rate"])) for one in cart["ways"]]
    outcome, expected = promoted(cart, lines, ways), cart["expected"]
    found = compute(lines, ways, cart["currency"], includes_tax=cart["includes_tax"], exempt=cart["exempt"], taken=outcome.taken)
    codes = [one["code"] for one in cart["promotions"]]
    assert [codes[one] for one in outcome.applied] == expected["applied"]
    assert {codes[one]: str(skip.why) for one, skip in outcome.skipped.items()} == expected["skipped"]
    assert same([told(one) for one in found.lines], expected["lines"])
    assert same([told(one) for one in found.groups], expected["ways"])
    assert [(codes[one.promotion], one.line, one.way) for one in found.adjustments] == [
        (one["promotion"], one.get("line"), one.get("way")) for one in expected["adjustments"]
    ]
    assert same([told(one) for one in found.adjustments], expected["adjustments"])
    sums = ("subtotal", "discount", "shipping", "tax", "total")
    assert {name: getattr(found, name) for name in sums} == {name: Decimal(expected[name]) for name in sums}


@pytest.mark.parametrize("cart", [one for one in SHEET if len(one["lines"]) > 1], ids=lambda one: one["name"][:60])
def test_the_price_does_not_depend_on_the_order_of_the_lines(cart: dict[str, Any]) -> None:
    turned = {**cart, "lines": cart["lines"][::-1]}
    lines = [LineIn(one["quantity"], Decimal(one["unit_price"]), Decimal(one["rate"]), one["way"]) for one in turned["lines"]]
    ways: list[ShippingIn | None] = [ShippingIn(Decimal(one["price"]), Decimal(one["rate"])) for one in cart["ways"]]
    found = compute(
        lines, ways, cart["currency"], includes_tax=cart["includes_tax"], exempt=cart["exempt"], taken=promoted(turned, lines, ways).taken
    )
    assert (found.total, found.tax) == (Decimal(cart["expected"]["total"]), Decimal(cart["expected"]["tax"]))
