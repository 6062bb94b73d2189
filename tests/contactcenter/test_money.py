"""Rounding, splitting and writing amounts."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.money import format_money, format_percent, round_money, split, unit, wrong_amount
from contactcenter.templatetags.console import money

D = Decimal
CURRENCIES = st.sampled_from(["EUR", "GBP", "JPY", "KWD"])
AMOUNTS = st.decimals(D("-99999"), D("99999"), places=2)
WEIGHTS = st.lists(st.decimals(D(0), D(10_000), places=2), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("0.005", "EUR", "0.01"), ("0.004", "EUR", "0.00"), ("-0.005", "EUR", "-0.01"), ("1.5", "JPY", "2"), ("1.0005", "KWD", "1.001")],
)
def test_half_a_unit_is_rounded_away_from_zero(amount: str, currency: str, rounded: str) -> None:
    assert str(round_money(D(amount), currency)) == rounded


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("10.00", ["1", "1", "1"], ["3.33", "3.34", "3.33"]),
        ("0.01", ["1", "1"], ["0.01", "0.00"]),
        ("10.00", ["0", "0"], ["5.00", "5.00"]),
        ("-9.99", ["2", "1"], ["-6.66", "-3.33"]),
        ("5.00", ["0", "3"], ["0.00", "5.00"]),
    ],
)
def test_shares_by_weight(amount: str, weights: list[str], parts: list[str]) -> None:
    assert [str(part) for part in split(D(amount), [D(one) for one in weights], "EUR")] == parts


def test_nobody_gets_nothing() -> None:
    assert split(D("10.00"), [], "EUR") == []


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_parts_sum_to_the_whole(amount: Decimal, weights: list[Decimal], currency: str) -> None:
    whole = round_money(amount, currency)
    assert sum(split(whole, weights, currency)) == whole


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_no_part_is_more_than_a_unit_from_its_fair_share(amount: Decimal, weights: list[Decimal], currency: str) -> None:
    whole, sum_of_weights = round_money(amount, currency), sum(weights)
    fair = [whole * one / sum_of_weights if sum_of_weights else whole / len(weights) for one in weights]
    for part, share in zip(split(whole, weights, currency), fair, strict=True):
        assert abs(part - share) <= unit(currency)


@given(st.decimals(D(0), D(99_999), places=2), WEIGHTS)
def test_what_is_not_negative_is_split_into_nothing_negative(amount: Decimal, weights: list[Decimal]) -> None:
    assert min(split(amount, weights, "EUR")) >= 0


@given(st.decimals(D("0.01"), D(9999), places=2), st.integers(1, 24))
def test_as_many_single_returns_as_pieces_give_the_whole_back(amount: Decimal, pieces: int) -> None:
    shares = split(amount, [D(1)] * pieces, "EUR")
    given_back = D(0)
    for share in shares:
        given_back += share
        assert given_back <= amount
    assert given_back == amount


@pytest.mark.parametrize(
    ("currency", "locale", "written"),
    [("EUR", "en", "€1,840.00"), ("EUR", "de", "1.840,00\xa0€"), ("GBP", "en", "£1,840.00"), ("JPY", "en", "¥1,840")],
)
def test_each_locale_writes_money_its_own_way(currency: str, locale: str, written: str) -> None:
    assert format_money(D("1840"), currency, locale) == written


@pytest.mark.parametrize(("language", "written"), [("en", "US$1,840.00"), ("de", "1.840,00\xa0$")])
def test_a_reader_sees_one_spelling_of_a_currency_wherever_it_stands(language: str, written: str) -> None:
    with override(language):
        assert format_money(D("1840"), "USD") == written == money(D("1840"), "USD")


@given(
    st.decimals(D("-1e12"), D("1e12"), places=4),
    st.sampled_from(["EUR", "JPY", "KWD", "INR", "BRL", "CHF"]),
    st.sampled_from(["en_GB", "de", "hi_IN", "es", "fr_CH", "pl", "ja"]),
)
def test_any_amount_is_written_as_babel_writes_it(amount: Decimal, currency: str, locale: str) -> None:
    assert format_money(amount, currency, locale) == format_currency(amount, currency, locale=locale)


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("333", "JPY", ""), ("333.5", "JPY", "JPY has no decimal places."), ("333.0000", "JPY", ""),
        ("1.99", "EUR", ""), ("1.9900", "EUR", ""), ("1.999", "EUR", "EUR has only 2 decimal places."), ("-1.99", "EUR", "not below zero"),
        ("1.999", "KWD", ""), ("1.9999", "KWD", "KWD has only 3"), ("0", "EUR", ""),
        ("99999999999.99", "EUR", ""), ("100000000000", "EUR", "largest amount, 99,999,999,999"), ("9999999999999", "GBP", "largest amount"),
        ("NaN", "EUR", "largest"), ("Infinity", "EUR", "largest"),
    ],
)  # fmt: skip
def test_an_amount_fits_its_currency_and_its_bounds(amount: str, currency: str, said: str) -> None:
    found = wrong_amount(D(amount), currency)
    assert said in found and bool(said) == bool(found)


@pytest.mark.parametrize(
    ("rate", "locale", "written"),
    [("0.19", "en_GB", "19\u202f%"), ("0.085", "de", "8,5\u202f%"), ("0.08125", "de", "8,125\u202f%"), ("1", "de", "100\u202f%")],
)
def test_a_rate_is_written_in_per_cent_as_the_locale_does(rate: str, locale: str, written: str) -> None:
    assert format_percent(D(rate), locale) == written
