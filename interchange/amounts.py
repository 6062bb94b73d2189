"""Amounts and whole numbers as people and spreadsheets write them: read where they can mean one thing only, else refused. Never zero."""

import re
from decimal import Decimal
from functools import lru_cache

from contactcenter.money import MAX_AMOUNT, is_finer
from interchange.cells import Refused, shown

PLAIN = re.compile(r"-?[0-9]+(\.[0-9]{1,4}0*)?")
GROUPS = "[ \u00a0\u202f'’]"
DECIMAL_COMMA = re.compile(rf"-?(?:[0-9]{{1,3}}(?:(?:\.|{GROUPS})[0-9]{{3}})+|[0-9]+),[0-9]{{1,4}}")
GROUPED = re.compile(rf"-?[0-9]{{1,3}}(?:(?:,[0-9]{{3}})+|(?:{GROUPS}[0-9]{{3}})+)(?:\.[0-9]{{1,4}})?|-?[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}}")
UNCLEAR = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
WHOLE = re.compile(r"-?[0-9]{1,9}")
LAST_PLACE = 32_767
"""As far as the database counts the positions of things."""


@lru_cache(maxsize=10_000)
def read_amount(cell: str) -> str:
    """An amount as the database takes it: "1234.50" of "1234.50", "1.234,50", "1,234.50" or "1 234,50"."""
    found = plain_amount(cell)
    if abs(Decimal(found)) > MAX_AMOUNT:
        raise Refused(f"“{shown(cell)}” is larger than any amount here")
    return found


def plain_amount(cell: str) -> str:
    if PLAIN.fullmatch(cell) and cell.isascii():
        return cell
    if UNCLEAR.fullmatch(cell):
        raise Refused(f"“{shown(cell)}” may be {cell.replace(',', '')} or {cell.replace(',', '.')}: write an amount such as 1234.50")
    if GROUPED.fullmatch(cell):
        whole, point, rest = cell.rpartition(".") if cell.count(".") == 1 else (cell, "", "")
        return f"{re.sub('[^0-9-]', '', whole)}{point}{rest}"
    if DECIMAL_COMMA.fullmatch(cell):
        whole, _comma, rest = cell.rpartition(",")
        return f"{re.sub('[^0-9-]', '', whole)}.{rest}"
    raise Refused(f"“{shown(cell)}” is not an amount such as 1234.50")


def read_price(cell: str) -> str:
    if read_amount(cell).startswith("-"):
        raise Refused(f"“{shown(cell)}” is below zero")
    return read_amount(cell)


@lru_cache(maxsize=10_000)
def too_fine(amount: str, currency: str) -> bool:
    """Whether an amount has more decimals than its currency."""
    return is_finer(Decimal(amount), currency)


def read_whole(cell: str) -> str:
    if not WHOLE.fullmatch(cell) or not cell.isascii():
        raise Refused(f"“{shown(cell)}” is not a whole number")
    return cell


def read_positive(cell: str) -> str:
    if read_whole(cell).startswith("-") or not int(cell):
        raise Refused(f"“{shown(cell)}” is not a number above zero")
    return cell


def read_count(cell: str) -> str:
    if read_whole(cell).startswith("-"):
        raise Refused(f"“{shown(cell)}” is below zero")
    return cell


def read_place(cell: str) -> str:
    if int(read_count(cell)) > LAST_PLACE:
        raise Refused(f"is above {LAST_PLACE}")
    return cell


def read_own_place(cell: str) -> str:
    read_positive(cell)
    return read_place(cell)
