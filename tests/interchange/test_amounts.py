"""Amounts are read where they can mean one thing only, and refused else; what was not blank or zero never becomes zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interchange.amounts import read_amount, too_fine
from interchange.cells import Refused
from interchange.fields import amount, fraction
from tests.interchange.naughty import AMOUNTS, NO_AMOUNTS, cells


@pytest.mark.parametrize(("cell", "meant"), AMOUNTS.items())
def test_an_amount_is_read_as_it_is_written(cell: str, meant: str) -> None:
    assert amount("price").take(cell) == meant


@pytest.mark.parametrize("cell", [cell for cell in NO_AMOUNTS if cell != "1.2345"])
def test_what_is_no_clear_amount_is_refused(cell: str) -> None:
    with pytest.raises(Refused, match="price: “"):
        amount("price").take(cell)


@pytest.mark.parametrize("cell", ["8.39333", "8,39333", "-0.00001"])
def test_what_is_finer_than_any_currency_is_called_so(cell: str) -> None:
    with pytest.raises(Refused, match="is finer than any currency has it"):
        amount("price").take(cell)


@pytest.mark.parametrize(("cell", "rate"), [("0.19", "0.19"), ("0,19", "0.19"), ("0,05500", "0.05500"), ("0", "0")])
def test_a_rate_has_either_decimal_mark(cell: str, rate: str) -> None:
    assert fraction("rate").take(cell) == rate


@given(st.one_of(cells, st.from_regex(r"-?[0-9]{0,4}[., ']?[0-9]{0,4}[.,]?[0-9]{0,4}", fullmatch=True)))
def test_nothing_becomes_zero_that_has_another_digit(cell: str) -> None:
    try:
        found = read_amount(cell)
    except Refused:
        return
    assert (Decimal(found) == 0) == (not any(c in "123456789" for c in cell))


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_an_amount_is_the_same_in_every_way_of_writing(value: Decimal) -> None:
    english, plain = f"{value:,.2f}", f"{value:.2f}"
    german, swiss = english.translate(str.maketrans(",.", ".,")), english.replace(",", "’")
    assert {Decimal(read_amount(cell)) for cell in (plain, english, german, swiss, plain.replace(".", ","))} == {value}


@pytest.mark.parametrize(
    ("written", "currency", "fine"),
    [("333.5", "JPY", True), ("333.0", "JPY", False), ("1.999", "EUR", True), ("1.990", "EUR", False), ("1.234", "KWD", False), ("7", "JPY", False)],
)
def test_an_amount_finer_than_its_currency_is_told(written: str, currency: str, fine: bool) -> None:
    assert too_fine(written, currency) is fine
