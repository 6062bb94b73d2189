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
MOST_WORDS = 12
"""So many words are tried for where a SKU ends and a name begins."""

_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_TIMES = r"[xX*×✕]"
_WAYS = tuple(
    re.compile(way)
    for way in (
        rf"(?P<what>.*\S)\s*[*×✕]\s*(?P<many>{_NUMBER})",
        rf"(?P<what>.*\S)\s+(?:[xX]|[mM]al\b)\s*(?P<many>{_NUMBER})",
        rf"(?P<many>{_NUMBER})(?:\s*[*×✕]\s*|\s*(?:[xX]|[mM]al)\s+)(?P<what>\S.*)",
        r"(?P<what>.*\S)\s*[;,\t]\s*(?P<many>[^;,\t]*\S)",
        rf"(?P<many>{_NUMBER})\s*[;,\t]\s*(?P<what>\S.*)",
        rf"(?P<what>.*\S)(?:\s*[:=]|\s+[-–—]\s)\s*(?P<many>{_NUMBER})",
        rf"(?P<what>.*\S)\s*\(\s*(?:{_TIMES}\s*)?(?P<many>{_NUMBER})\s*{_TIMES}?\s*\)",
        rf"\(\s*(?P<many>{_NUMBER})\s*{_TIMES}?\s*\)\s*(?P<what>\S.*)",
        rf"(?P<what>.*\S)\s+(?P<many>{_NUMBER})",
        rf"(?P<many>{_NUMBER})\s+(?P<what>\S.*)",
        r"(?P<what>.*\S)(?:\s*[*×✕]|\s+[xX]\s)\s*(?P<many>\S+)",  # where it stands is clear, though it is no number
    )
)
_WHOLE = re.compile(r"\+?(\d{1,9})(?:[.,]0{1,2})?")  # not "1,000"
_LISTED = re.compile(r"(?:>\s*)*(?:\d{1,3}[.)]|[-–•*])\s+(?=\S)|(?:>\s*)+(?=\S)")  # "1. SKU"; "> SKU", as a mail quotes it
_LABELLED = re.compile(
    r"(?:SKU|Art(?:ikel|\.)?|Bestell|Item|Product|Produkt)[- ]?(?:Nr|No|Nummer|Number|#)?[.:]*\s+(?=\S)", re.IGNORECASE
)  # "Item SKU", "Artikel-Nr.: SKU"
_NAMED = re.compile(r"(?<![^\s(])(?:qty|quantity|Menge|Anzahl)\b[.:=]?\s*(?=\d)", re.IGNORECASE)  # "SKU, qty 2"
_COUNTED = re.compile(r"(?<![^\s;,\t(])(\d+)\s*(?:Stück|Stck|Stk|St|pieces?|pcs?|Paare?|pairs?)\b\.?", re.IGNORECASE)  # "2 Stk"
_POLITE = re.compile(r"^(?:bitte|please)\b[\s,:]*|[\s,]*\b(?:bitte|please)[\s.!]*$", re.IGNORECASE)
_STRESSED = re.compile(r"""(?<![^\s(])(?:\*{1,2}|["'„“”`])(?=\S)([^*"'„“”`]*[^\s*"'„“”`])(?:\*{1,2}|["'“”`])(?![^\s;,:)])""")  # "*SKU* 2"
_AROUND = " -–—:;,()"
_QUOTED = re.compile(r'"[^"]*"\s*([;,\t])')  # the first cell of a row of a CSV file


@dataclass(frozen=True)
class Wanted:
    """What was typed, and what it means. quantity: None where none was said; 0 where what was said is no quantity from 1 to `MOST`.

    beside: the name that stands beside a SKU, which must be called something too: it might be another wish.
    """

    typed: str
    what: str
    quantity: int | None = None
    beside: str = ""


def readings(typed: str) -> list[Wanted]:
    """All that a text may mean, what is likeliest first: itself, then something with a quantity before or behind it."""
    text = typed.strip()
    bare = _bare(text)
    found = [Wanted(text, text), *_splits(text, text), *_splits(text, bare), *_splits(text, _LABELLED.sub("", bare, count=1))]
    named = [Wanted(text, sku, one.quantity, name) for one in found if one.quantity != 0 for sku, name in _named(one.what)]
    return list(dict.fromkeys(found + named))


def _named(text: str) -> list[tuple[str, str]]:
    """A SKU with a name beside it: where what is no name by its looks stands before or behind what is one."""
    words = text.split()[:MOST_WORDS]
    halves = [(" ".join(words[:at]).strip(_AROUND), " ".join(words[at:]).strip(_AROUND)) for at in range(1, len(words))]
    return [(sku, name) for one in halves for sku, name in (one, one[::-1]) if _is_code(sku) and _is_name(name)]


def _is_code(text: str) -> bool:
    """Capitals and figures alone, or one word with a figure in it."""
    return any(map(str.isalpha, text)) and (text == text.upper() or (" " not in text and any(map(str.isdigit, text))))


def _is_name(text: str) -> bool:
    """Small letters, and figures at most in one of several words: no SKU that is meant as well."""
    return text != text.upper() and (" " in text or not any(map(str.isdigit, text)))


def _splits(typed: str, text: str) -> list[Wanted]:
    """The readings of a text, or of what is bare of it, as something with a quantity."""
    matches = (way.fullmatch(text) for way in _WAYS)
    split = [Wanted(typed, one["what"].strip(" ;,\t"), quantity_of(one["many"])) for one in matches if one]
    return [*split, *_cells(typed, text), *([Wanted(typed, text)] if text != typed else [])]


def _bare(text: str) -> str:
    """Without what mails, lists and sheets put around it: the number of a row, bars and quotes around cells, what stresses a word, the words
    for pieces, a word of politeness, the sign at the end."""
    if quoted := _QUOTED.match(text):
        text = "\t".join(next(csv.reader([text], delimiter=quoted[1], skipinitialspace=True)))
    if text.startswith("|"):
        text = "\t".join(cell.strip() for cell in text.strip("| ").split("|"))
    text = _LISTED.sub("", text, count=1) if _LISTED.match(text) else text
    text = _POLITE.sub("", _STRESSED.sub(r"\1", text)).lstrip("*")
    return _COUNTED.sub(r"\1", _NAMED.sub("", text)).strip().rstrip(" .,;!").strip('"')


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
    asked = {text for found in ways if len(found) > 1 for one in found for text in (one.what, one.beside) if text}
    called = known(asked) if asked else set()
    return [_best([one for one in found if {one.what, one.beside} - {""} <= called]) or found[0] for found in ways]


def _best(found: list[Wanted]) -> Wanted | None:
    """The first in which nothing is wrong with the quantity, else the first."""
    return next((one for one in found if one.quantity != 0), found[0] if found else None)
