"""What and how many: how one line of what is typed or pasted for the cart can be read. Pure: no database.

A text is first taken as it stands, since names and SKUs have figures and signs in them ("Tarp 3×4", "M6 20"). Only where nothing is
called that is a quantity read out of it, by `choose`, whom the box, its suggestions and the list of several ask alike.
"""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

MOST = 9999
"""Of one product in a cart."""

_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_WAYS = tuple(
    re.compile(way)
    for way in (
        rf"(?P<what>.*\S)\s*[*×✕]\s*(?P<many>{_NUMBER})",
        rf"(?P<what>.*\S)\s+[xX]\s*(?P<many>{_NUMBER})",
        rf"(?P<many>{_NUMBER})(?:\s*[*×✕]\s*|\s*[xX]\s+)(?P<what>\S.*)",
        r"(?P<what>.*\S)\s*[;,\t]\s*(?P<many>[^;,\t]*\S)",
        rf"(?P<many>{_NUMBER})\s*[;,\t]\s*(?P<what>\S.*)",
        rf"(?P<what>.*\S)(?:\s*:|\s+[-–—]\s)\s*(?P<many>{_NUMBER})",
        rf"(?P<what>.*\S)\s*\(\s*(?P<many>{_NUMBER})\s*\)",
        rf"(?P<what>.*\S)\s+(?P<many>{_NUMBER})",
        rf"(?P<many>{_NUMBER})\s+(?P<what>\S.*)",
        r"(?P<what>.*\S)(?:\s*[*×✕]|\s+[xX]\s)\s*(?P<many>\S+)",  # where it stands is clear, though it is no number
    )
)
_WHOLE = re.compile(r"\+?(\d{1,9})(?:[.,]0{1,2})?")  # not "1,000"
_LISTED = re.compile(r"(?:>\s*)*(?:\d{1,3}[.)]|[-–•*])\s+(?=\S)|(?:>\s*)+(?=\S)")  # "1. SKU"; "> SKU", as a mail quotes it
_LABELLED = re.compile(r"(?:SKU|Art(?:ikel|\.)?(?:[- ]?(?:Nr|No)\.?)?|Item|Product|Produkt)[.:]?\s+(?=\S)", re.IGNORECASE)  # "Item SKU"
_NAMED = re.compile(r"(?<!\S)(?:qty|quantity|Menge|Anzahl)\b[.:]?\s*(?=\d)", re.IGNORECASE)  # "SKU, qty 2"
_COUNTED = re.compile(r"(?<![^\s;,\t])(\d+)\s*(?:Stück|Stck|Stk|St|pieces?|pcs?)\b\.?", re.IGNORECASE)  # "2 Stk"
_QUOTED = re.compile(r'"[^"]*"\s*([;,\t])')  # the first cell of a row of a CSV file


@dataclass(frozen=True)
class Wanted:
    """What was typed, and what it means. quantity: None where none was said; 0 where what was said is no quantity from 1 to `MOST`."""

    typed: str
    what: str
    quantity: int | None = None


def readings(typed: str) -> list[Wanted]:
    """All that a text may mean, what is likeliest first: itself, then something with a quantity before or behind it."""
    text = typed.strip()
    bare = _bare(text)
    return list(dict.fromkeys([Wanted(text, text), *_splits(text, text), *_splits(text, bare), *_splits(text, _LABELLED.sub("", bare, count=1))]))


def _splits(typed: str, text: str) -> list[Wanted]:
    """The readings of a text, or of what is bare of it, as something with a quantity."""
    matches = (way.fullmatch(text) for way in _WAYS)
    split = [Wanted(typed, one["what"].strip(" ;,\t"), quantity_of(one["many"])) for one in matches if one]
    return [*split, *_cells(typed, text), *([Wanted(typed, text)] if text != typed else [])]


def _bare(text: str) -> str:
    """Without what mails, lists and sheets put around it: the number of a row, quotes around cells, the words for pieces, a full stop."""
    if quoted := _QUOTED.match(text):
        text = "\t".join(next(csv.reader([text], delimiter=quoted[1], skipinitialspace=True)))
    text = _LISTED.sub("", text, count=1) if _LISTED.match(text) else text
    return _COUNTED.sub(r"\1", _NAMED.sub("", text)).strip().removesuffix(".").strip('"')


def _cells(typed: str, text: str) -> list[Wanted]:
    """A row of a sheet with more in it than two cells: the first is the product, the first that is a quantity how many."""
    cells = [cell.strip() for cell in re.split(r"[\t;]", text)]
    if len(cells) < 3:
        return []
    many = next((number for cell in cells[1:] if (number := quantity_of(cell))), None)
    return [Wanted(typed, cells[0], many)]


def quantity_of(text: str) -> int:
    """The quantity that a text is; 0 where it is none from 1 to `MOST`."""
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1]) if found and 1 <= int(found[1]) <= MOST else 0


def choose(typed: Iterable[str], known: Callable[[set[str]], set[str]]) -> list[Wanted]:
    """What each text means: the likeliest of its readings that is called something, else the text as it stands.

    known: of some texts, those that are a SKU or a name; asked once, and only where there is more than one reading.
    """
    ways = [readings(text) for text in typed]
    asked = {one.what for found in ways if len(found) > 1 for one in found}
    called = known(asked) if asked else set()
    return [_best([one for one in found if one.what in called]) or found[0] for found in ways]


def _best(found: list[Wanted]) -> Wanted | None:
    """The first in which nothing is wrong with the quantity, else the first."""
    return next((one for one in found if one.quantity != 0), found[0] if found else None)
