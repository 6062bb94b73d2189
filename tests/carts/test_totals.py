"""What carts cost: tables and properties of the pure arithmetic."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carts.totals import LineIn, ShippingIn, compute, tax_by_rate, taxed

D = Decimal
RATES = st.sampled_from([D(0), D("0.07"), D("0.19"), D("0.2"), D("0.055")])
PRICES = st.decimals(D(0), D(10_000), places=4)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
LINES = st.lists(st.builds(LineIn, st.integers(1, 9999), PRICES, RATES), max_size=8)
SHIPPING = st.none() | st.builds(ShippingIn, PRICES, RATES)


@pytest.mark.parametrize(
    ("shown", "rate", "within", "net", "tax", "gross"),
    [
        ("119.00", "0.19", True, "100.00", "19.00", "119.00"),
        ("100.00", "0.19", False, "100.00", "19.00", "119.00"),
        ("0.01", "0.19", True, "0.01", "0.00", "0.01"),
        ("10.00", "0", True, "10.00", "0.00", "10.00"),
        ("0.00", "0.19", False, "0.00", "0.00", "0.00"),
    ],
)
def test_tax_lies_within_or_on_top(shown: str, rate: str, within: bool, net: str, tax: str, gross: str) -> None:
    out = taxed(D(shown), D(rate), "EUR", includes_tax=within)
    assert [str(out.net), str(out.tax), str(out.gross)] == [net, tax, gross]


def test_an_empty_cart_costs_nothing_even_with_a_way_to_ship() -> None:
    totals = compute([], [ShippingIn(D("4.90"), D("0.19"))], "EUR", includes_tax=True)
    assert (totals.subtotal, totals.shipping, totals.tax, totals.total, totals.lines) == (0, 0, 0, 0, [])


@pytest.mark.parametrize(("within", "tax", "total"), [(True, "4.30", "29.90"), (False, "5.08", "34.98")])
def test_two_rates_and_shipping(within: bool, tax: str, total: str) -> None:
    lines = [LineIn(2, D("10.00"), D("0.19")), LineIn(1, D("5.00"), D("0.07"))]
    totals = compute(lines, [ShippingIn(D("4.90"), D("0.19"))], "EUR", includes_tax=within)
    assert (totals.tax, totals.total) == (D(tax), D(total))


@given(LINES, SHIPPING, CURRENCIES, st.booleans())
def test_lines_and_shipping_give_the_total(lines: list[LineIn], shipping: ShippingIn | None, currency: str, within: bool) -> None:
    totals = compute(lines, [shipping], currency, includes_tax=within)
    shown = sum((one.gross if within else one.net for one in totals.lines), D(0))
    assert totals.subtotal == shown
    assert totals.total == shown + totals.discount + totals.shipping + (0 if within else totals.tax)
    assert totals.tax == sum((one.tax for one in (*totals.lines, *totals.groups)), D(0))


@given(LINES, SHIPPING, CURRENCIES, st.booleans())
def test_net_and_tax_give_gross_and_nothing_is_below_zero(lines: list[LineIn], shipping: ShippingIn | None, currency: str, within: bool) -> None:
    totals = compute(lines, [shipping], currency, includes_tax=within)
    for one in totals.lines:
        assert one.net + one.tax == one.gross
        assert min(one.net, one.tax, one.gross) >= 0
    assert min(totals.subtotal, totals.shipping, totals.tax, totals.total) >= 0 >= totals.discount


@given(LINES, SHIPPING, st.booleans())
def test_one_piece_more_is_never_cheaper_but_for_free_shipping(lines: list[LineIn], shipping: ShippingIn | None, within: bool) -> None:
    more = [*lines, LineIn(1, D(1), D("0.19"))]
    paid = [shipping and ShippingIn(shipping.price, shipping.rate)]
    assert compute(more, paid, "EUR", includes_tax=within).total >= compute(lines, paid, "EUR", includes_tax=within).total


def test_each_way_to_ship_costs_by_what_goes_by_it() -> None:
    lines = [LineIn(1, D("80.00"), D("0.19"), 0), LineIn(1, D("30.00"), D("0.07"), 1), LineIn(1, D("25.00"), D("0.19"), 0)]
    parcel, express, unused = ShippingIn(D(0), D("0.19")), ShippingIn(D("12.90"), D("0.07")), ShippingIn(D(9), D("0.19"))
    totals = compute(lines, [parcel, express, unused], "EUR", includes_tax=False)
    assert [(one.net, one.tax) for one in totals.groups] == [(D(0), D(0)), (D("12.90"), D("0.90")), (D(0), D(0))]
    assert totals.shipping == D("12.90")
    assert totals.total == D("135.00") + D("12.90") + totals.tax


GROUPED = st.lists(st.builds(LineIn, st.integers(1, 99), PRICES, RATES, st.integers(0, 2)), max_size=8)


@given(GROUPED, st.lists(SHIPPING, min_size=3, max_size=3), st.booleans())
def test_ways_to_ship_are_as_if_each_went_alone(lines: list[LineIn], ways: list[ShippingIn | None], within: bool) -> None:
    ways = [way and ShippingIn(way.price, way.rate) for way in ways]
    totals = compute(lines, ways, "EUR", includes_tax=within)
    alone = [
        compute([LineIn(one.quantity, one.unit_price, one.rate) for one in lines if one.group == number], [way], "EUR", includes_tax=within)
        for number, way in enumerate(ways)
    ]
    assert totals.total == sum((one.total for one in alone), D(0))
    assert totals.tax == sum((one.tax for one in alone), D(0))
    assert [one.shown(includes_tax=within) for one in totals.groups] == [one.shipping for one in alone]


@pytest.mark.parametrize(
    ("taxes", "said"),
    [
        ("0.19 DE 3.19, 0.07 DE 0.52, 0.19 DE 0.78", "0.19 3.97, 0.07 0.52"),
        ("0.19 DE 3.19, 0 DE 0", "0.19 3.19"),  # zero-rated goods beside others at home
        ("0.19 DE 3.19, 0.20 AT 1.32, 0.20 FR 1.00", "0.2 AT 1.32, 0.2 FR 1.00, 0.19 DE 3.19"),
        ("0.19 DE 3.19, 0 CH 0", "0.19 DE 3.19, 0 CH 0"),  # export
        ("0.19 DE 3.19, 0.19  0.78, 0  0", "0.19 3.97"),  # where a part goes is not known
        ("0 CH 0", ""),
    ],
)
def test_tax_is_summed_by_rate_and_by_country_where_there_are_several(taxes: str, said: str) -> None:
    told = [one.split(" ") for one in taxes.split(", ")]
    found = tax_by_rate((D(rate), country, D(tax)) for rate, country, tax in told)
    assert ", ".join(" ".join(filter(None, [str(rate), country, str(tax)])) for rate, country, tax in found) == said
