"""What a cell of an imported file may hold. Each kind of field reads a text and gives what the database takes, or says why not."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from contactcenter.names import CONTROL, TURNING
from contactcenter.standards import countries, currencies, is_language, zones
from interchange.amounts import plain_amount, read_amount, read_count, read_own_place, read_place, read_positive, read_price, read_whole
from interchange.cards import LIKELY, holds_card
from interchange.cells import Refused, escaped, guarded, halved, joined, meant, parted, shown, tidy

Reader = Callable[[str], str]
Writer = Callable[[Any], str]
MONEY = "numeric(18,4)"

# What needs a closer look: control characters, marks that turn text around, bytes that are not UTF-8, digits as many as a card number has.
HARMFUL = f"[{CONTROL}{TURNING}\ud800-\udfff](?<![\t\n])"
SUSPICIOUS, DAMAGED = re.compile(f"{HARMFUL}|{LIKELY}"), re.compile(HARMFUL)
AMOUNT_FRACTION = re.compile(r"0([.,][0-9]{1,5})?")
EXTENSION = re.compile(r"\s*(?:ext\.?|extension|x|#|;ext=|durchwahl|-?dw)\s*(?=[0-9]+\Z)", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
LONGEST = 100_000
"""Characters of a cell with many things."""
LEAST_DIGITS = 3  # of a telephone number, as 110
YES_NO = {"yes": "t", "no": "f"}


@dataclass(frozen=True)
class Field:
    """One column of a file. required: it may not be empty; demanded: it may be empty, not missing; empty: what an empty cell becomes
    (None is NULL); write: a value as a cell; is_text: its cells are guarded; long: they may have several lines; limit: so many
    characters they may have; allowed: all that they may hold, where that is few.
    """

    name: str
    read: Reader
    sql: str = "text"
    required: bool = False
    empty: str | None = ""
    is_text: bool = False
    write: Writer = str
    demanded: bool = False
    long: bool = False
    limit: int = 0
    allowed: tuple[str, ...] = ()

    @property
    def may_lack(self) -> bool:
        """Whether a file may come without it."""
        return not (self.required or self.demanded)

    @property
    def is_amount(self) -> bool:
        return self.sql == MONEY

    def take(self, cell: str) -> str | None:
        """The value for the database."""
        cell = tidy(cell)
        if not cell:
            if self.required:
                raise Refused(f"{self.name} is empty")
            return self.empty
        try:
            return self.read(meant(cell) if self.is_text else cell)
        except Refused as refused:
            raise Refused(f"{self.name}: {refused}") from None


def look_closer(cell: str, *, numbers: bool = False) -> None:
    """Say what is wrong with a suspicious text, if anything is; numbers: of those by which shops number things."""
    if found := DAMAGED.search(cell):
        raise Refused(_damage(found[0]))
    if holds_card(cell, short=not numbers):
        raise Refused("looks like a card number, which is never stored")


def _damage(sign: str) -> str:
    if "\ud800" <= sign <= "\udfff":
        return "is not UTF-8"
    if sign == "\x00":
        return "contains a NUL character"
    return "contains a mark that turns text around" if sign in TURNING else "contains a control character"


def text_of(limit: int, lines: bool = False, *, numbers: bool = False) -> Reader:
    """A text of at most `limit` characters; one line unless `lines`; numbers: one by which shops number things."""

    def read(cell: str) -> str:
        if SUSPICIOUS.search(cell):
            look_closer(cell, numbers=numbers)
        if len(cell) > limit:
            raise Refused(f"is longer than {limit} characters")
        if not lines and ("\n" in cell or "\t" in cell):
            raise Refused("has more than one line")
        return cell

    return read


read_line = text_of(40)


def read_fraction(cell: str) -> str:
    """A tax rate: 0.19 or 0,19 is 19 per cent."""
    if not AMOUNT_FRACTION.fullmatch(cell):
        raise Refused(f"“{shown(cell)}” is not a rate such as 0.19")
    return cell.replace(",", ".")


def read_flag(cell: str) -> str:
    if cell not in YES_NO:
        raise Refused(f"“{shown(cell)}” is neither yes nor no")
    return YES_NO[cell]


def read_date(cell: str) -> str:
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        raise Refused(f"“{shown(cell)}” is not a date such as 2026-03-31") from None
    if not 1900 <= found.year <= 2100:
        raise Refused(f"“{shown(cell)}” is not a date between 1900 and 2100")
    return found.isoformat()


def read_past_date(cell: str) -> str:
    if read_date(cell) > date.today().isoformat():
        raise Refused(f"“{shown(cell)}” is in the future")
    return read_date(cell)


def moment_in(zone: str) -> Reader:
    """A date and time; one without an offset is in the time zone given."""
    tz = UTC if zone == "UTC" else ZoneInfo(zone)

    def read(cell: str) -> str:
        try:
            found = datetime.fromisoformat(cell)
        except ValueError:
            raise Refused(f"“{shown(cell)}” is not a time such as 2026-03-31T14:05:00+02:00") from None
        if not 1900 <= found.year <= 2100:
            raise Refused(f"“{shown(cell)}” is not a time between 1900 and 2100")
        return (found if found.tzinfo else found.replace(tzinfo=tz)).isoformat()

    return read


def read_percent(cell: str) -> str:
    """So many of a hundred: 12.5 or 12,5."""
    found = plain_amount(cell)
    if not 0 < Decimal(found) <= 100:
        raise Refused(f"“{shown(cell)}” is no percentage above 0 and up to 100")
    return found


def read_object(cell: str) -> str:
    """A JSON object whose texts hold nothing that a text may not hold."""
    try:
        found = json.loads(cell)
        kept = json.dumps(found, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        found, kept = None, ""
    if not isinstance(found, dict):
        raise Refused(f"“{shown(cell)}” is no JSON object")
    for one in texts_in(found):
        text_of(LONGEST, numbers=True)(one)
    return kept


def texts_in(value: Any) -> Iterator[str]:
    """All texts of what JSON told, its names too."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(part)
    yield from value if isinstance(value, dict) else ()


def read_country(cell: str) -> str:
    if cell not in countries():
        raise Refused(f"“{shown(cell)}” is not a country code such as DE")
    return cell


def read_currency(cell: str) -> str:
    if cell not in currencies():
        raise Refused(f"“{shown(cell)}” is not a currency code such as EUR")
    return cell


def read_zone(cell: str) -> str:
    if cell not in zones():
        raise Refused(f"“{shown(cell)}” is not a time zone such as Europe/Berlin")
    return cell


def read_email(cell: str) -> str:
    found = text_of(254)(cell)
    if not EMAIL.fullmatch(found):
        raise Refused(f"“{shown(cell)}” is not an e-mail address")
    return found


def one_of(values: Iterable[str]) -> Reader:
    allowed = frozenset(values)

    def read(cell: str) -> str:
        if cell not in allowed:
            raise Refused(f"“{shown(cell)}” is none of {', '.join(sorted(allowed))}")
        return cell

    return read


def write_text(value: str) -> str:
    return guarded(tidy(value))


def write_amount(value: Decimal) -> str:
    return f"{value.normalize():f}"


def write_flag(value: bool) -> str:
    return "yes" if value else "no"


def write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_phone(cell: str) -> str:
    """A telephone number in any spelling, also with an extension; with less than three digits or more than fifteen it is none."""
    read_line(re.sub(r"\d", "n", cell))
    number = EXTENSION.split(cell)[0]
    if not LEAST_DIGITS <= sum(c.isdigit() for c in number) <= 15 or sum(c.isdigit() for c in cell) > 21:
        raise Refused(f"“{shown(cell)}” is not a telephone number")
    return cell


def read_language(cell: str) -> str:
    if not is_language(cell):
        raise Refused(f"“{shown(cell)}” is not a language such as en")
    return cell


def text(name: str, limit: int = 200, *, required: bool = False, lines: bool = False) -> Field:
    return Field(name, text_of(limit, lines), required=required, is_text=True, write=write_text, long=lines, limit=limit)


def code(name: str, limit: int, *, required: bool = False) -> Field:
    """A text by which a shop, a carrier or a gateway numbers things: thirteen digits alone are no card there, as every tenth would seem one."""
    return Field(name, text_of(limit, numbers=True), required=required, is_text=True, write=write_text, limit=limit)


def phone(name: str) -> Field:
    return Field(name, read_phone, is_text=True, write=write_text)


def email(name: str) -> Field:
    return Field(name, read_email, is_text=True, write=write_text)


def several(
    name: str, limit: int, separator: str, *, each: int = 40, one: Reader | None = None, ordered: bool = True, numbers: bool = False
) -> Field:  # fmt: skip
    """Several short texts in one cell; the database takes them, and gives them, as a list.

    one: what reads each; ordered: whether their order means something, else they are sorted, each once; numbers: whether shops number
    things by them.
    """
    one, whole = one or text_of(each, numbers=numbers), text_of(limit, numbers=numbers)

    def read(cell: str) -> str:
        parts = [one(part) for part in parted(whole(cell), separator)]
        parts = parts if ordered else sorted(set(parts))
        return "{" + ",".join('"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"' for part in parts) + "}"

    def write(parts: list[str]) -> str:
        return guarded(joined(parts, separator))

    return Field(name, read, "text[]", empty="{}", is_text=True, write=write)


def pairs(name: str, limit: int) -> Field:
    """Names with a value each, in one cell: "Size=M|Colour=Moss Green"; the database takes them as JSON and gives them as a list."""
    one_name, one_value = text_of(100), text_of(limit)

    def read(cell: str) -> str:
        halves = [halved(part, "=") for part in parted(text_of(limit)(cell), "|", keep=True)]
        if None in halves:
            raise Refused("not of the form Size=M|Colour=Blue")
        return json.dumps({one_name(key): one_value(value) for key, value in filter(None, halves)}, ensure_ascii=False)

    def write(found: list[list[str]]) -> str:
        return guarded("|".join(f"{escaped(key, '|', '=')}={escaped(value, '|')}" for key, value in found))

    return Field(name, read, "jsonb", empty="{}", is_text=True, write=write)


def language(name: str, *, empty: str = "en") -> Field:
    return Field(name, read_language, empty=empty)


def country(name: str) -> Field:
    return Field(name, read_country, required=True)


def choice(name: str, values: Iterable[str], *, empty: str | None = None) -> Field:
    """One of some values; required unless `empty` says what an empty cell means."""
    allowed = tuple(values)
    return Field(name, one_of(allowed), required=empty is None, empty=empty, allowed=allowed)


def amount(name: str, *, required: bool = False, demanded: bool = False, empty: str | None = "0", sign: bool = False) -> Field:
    """An amount of money, from zero up unless `sign`."""
    return Field(name, read_amount if sign else read_price, MONEY, required, empty, write=write_amount, demanded=demanded)


def fraction(name: str, *, required: bool = False) -> Field:
    return Field(name, read_fraction, "numeric(6,5)", required, "0", write=write_amount)


def number(name: str, *, required: bool = False, empty: str | None = "0", sign: bool = False) -> Field:
    """A whole number, from zero up unless `sign`."""
    return Field(name, read_whole if sign else read_count, "integer", required, empty)


def positive(name: str) -> Field:
    return Field(name, read_positive, "integer", required=True)


def limit(name: str) -> Field:
    """So many at most, at least one; empty: any number."""
    return Field(name, read_positive, "integer", empty=None)


def percent(name: str) -> Field:
    return Field(name, read_percent, "numeric(7,4)", empty=None, write=write_amount)


def told_as_json(name: str) -> Field:
    """What no reader of files looks into: it comes back as it was written."""
    return Field(name, read_object, "jsonb", empty="{}", is_text=True, write=guarded)


def place(name: str, *, required: bool = False) -> Field:
    """A position where the database has few: from one up where it is required, which tells things apart, else from zero up."""
    return Field(name, read_own_place if required else read_place, "integer", required, "0")


def flag(name: str, *, empty: str | None = "f") -> Field:
    return Field(name, read_flag, "boolean", empty=empty, write=write_flag)


def day(name: str, *, past: bool = False) -> Field:
    return Field(name, read_past_date if past else read_date, "date", empty=None)


def moment(name: str, *, required: bool = False, zone: str = "UTC") -> Field:
    return Field(name, moment_in(zone), "timestamptz", required, None, write=write_moment)
