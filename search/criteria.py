"""What may be asked for beside a search box: criteria, each a GET parameter of its own, read and refused at its field.

A criterion becomes one condition of SQL over the row `c`, with its values as parameters. Conditions are written so that an index
that begins with the channel can answer them; the database chooses which of them leads, since it sees the values (see `bounded`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contactcenter.amounts import read_amount
from contactcenter.dates import read_day
from contactcenter.errors import Unreadable
from contactcenter.masking import sees
from contactcenter.sql import TOP

LONGEST = 200
MOST_DAYS = 36_500
_UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class Clause:
    """One condition, and the values for its %s."""

    sql: str
    values: tuple[Any, ...] = ()


NOTHING = Clause("false")


@dataclass(frozen=True)
class Criterion:
    """name: the parameter; where: (asking, value, how) -> condition; read: (asking, text) -> value, or raises Unreadable.

    kind: how the field is drawn (text, date, amount, days, choice, country); hows: other ways than "begins with", chosen by NAME_how;
    choices: (asking) -> [(value, label)]; start: the name of the criterion whose range this one ends; personal: who may not see
    personal data in full must know the value whole; beside: they must know one of these whole too, since days of birth can be tried
    one after the other.
    """

    name: str
    label: "str | Promise"
    where: Callable[[Any, Any, str], Clause]
    read: Callable[[Any, str], Any]
    kind: str = "text"
    hows: tuple[str, ...] = ()
    choices: Callable[[Any], list[tuple[str, Any]]] | None = None
    start: str = ""
    personal: bool = False
    beside: tuple[str, ...] = ()

    def hows_for(self, asking: Any) -> tuple[str, ...]:
        """The ways from which whoever asks may choose."""
        return () if self.personal and not sees(asking.actor) else self.hows


@dataclass
class Filters:
    """The criteria of one request: what was typed (with NAME_how), what is wrong with it by name, and the conditions of the rest."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    clauses: list[Clause] = field(default_factory=list)

    @property
    def active(self) -> list[str]:
        """The names of the criteria that something was typed for."""
        return [name for name in self.typed if not name.endswith("_how")]

    def without(self, name: str) -> dict[str, str]:
        """What stays typed when one criterion is taken away."""
        return {key: value for key, value in self.typed.items() if key not in (name, f"{name}_how")}


def ask(criteria: Sequence[Criterion], params: Mapping[str, str], asking: Any) -> Filters:
    """Read the criteria of a request. `asking` is who asks; it is passed on to the criteria."""
    asked, values, whole = Filters(), dict[str, Any](), set[str]()
    for one in criteria:
        text = params.get(one.name, "").strip()[:LONGEST]
        if not text:
            continue
        hows, how = one.hows_for(asking), params.get(f"{one.name}_how", "")
        asked.typed[one.name] = text
        if how in hows:
            asked.typed[f"{one.name}_how"] = how
        try:
            values[one.name] = one.read(asking, text)
            _check_order(one, values)
            asked.clauses.append(one.where(asking, values[one.name], how if how in hows else ""))
        except Unreadable as error:
            asked.errors[one.name] = str(error)
        else:
            whole |= {one.name} if not hows or how == "exact" else set()
    _check_beside(criteria, asking, asked, whole)
    return asked


def _check_beside(criteria: Sequence[Criterion], asking: Any, asked: Filters, whole: set[str]) -> None:
    for one in criteria:
        if one.beside and one.name in asked.typed and not sees(asking.actor) and whole.isdisjoint(one.beside):
            asked.errors.setdefault(one.name, _("Ask for a whole e-mail, phone number or customer number beside it, as the caller says them."))


def _check_order(end: Criterion, values: Mapping[str, Any]) -> None:
    """A range whose end comes before its start is nobody's wish."""
    if end.start in values and values[end.start] > values[end.name]:
        raise Unreadable(_("The end is before the start.") if end.kind == "date" else _("The highest is below the lowest."))


def read_date(asking: Any, text: str) -> date:
    return read_day(text)


def read_shared_amount(asking: Any, text: str) -> Decimal:
    """12.50, 12,50, 1.234,50 or 1,234.50: means the same to every reader, since an address that is sent on holds what was typed.

    1.234 and 1,234 alone mean something else in each language, and are refused.
    """
    if _UNCLEAR.fullmatch(text):
        told = {"whole": re.sub(r"\D", "", text), "fine": f"{text}0"}
        raise Unreadable(_("This may be two amounts: write %(whole)s or %(fine)s.") % told)
    return read_amount(text)


def read_days(asking: Any, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > MOST_DAYS:
        raise Unreadable(_("Write a number of days, such as 30."))
    return int(text)


def reader_of(choices: Callable[[Any], list[tuple[str, Any]]]) -> Callable[[Any, str], str]:
    """A reader that takes only what there is to choose from."""

    def read(asking: Any, text: str) -> str:
        if text not in {value for value, _label in choices(asking)}:
            raise Unreadable(_("There is no such choice."))
        return text

    return read


# -- conditions -----------------------------------------------------------------------------------------------------------------------


def any_of(*clauses: Clause) -> Clause:
    """At least one of them; none of none."""
    if len(clauses) < 2:
        return clauses[0] if clauses else NOTHING
    return Clause("(" + " OR ".join(one.sql for one in clauses) + ")", tuple(value for one in clauses for value in one.values))


def all_of(*clauses: Clause) -> Clause:
    return Clause("(" + " AND ".join(one.sql for one in clauses) + ")", tuple(value for one in clauses for value in one.values))


def begins(column: str, text: str) -> Clause:
    """A column that is compared bytewise and is not empty begins with the text."""
    return Clause(f"({column} >= %s AND {column} < %s AND {column} <> '')", (text, text + TOP))


def begins_if(condition: str, expression: str, text: str) -> Clause:
    """The same of an expression that an index knows of the rows for which a condition holds."""
    return Clause(f"({expression} >= %s AND {expression} < %s AND {condition})", (text, text + TOP))


def equals(column: str, value: Any) -> Clause:
    return Clause(f"({column} = %s AND {column} <> '')", (value,)) if isinstance(value, str) else Clause(f"{column} = %s", (value,))


def contains(column: str, text: str) -> Clause:
    """The text anywhere in it; % and _ are plain characters."""
    escaped = re.sub(r"([\\%_])", r"\\\1", text)
    return Clause(f"{column} LIKE %s", (f"%{escaped}%",))


BY_HOW = {"": begins, "exact": equals, "contains": contains}


def in_some(*columns: str, fold: Callable[[str], str]) -> Callable[[Any, str, str], Clause]:
    """The condition of a text criterion, in the way that was chosen. What folds to nothing could only be everything: it is refused."""

    def where(asking: Any, text: str, how: str) -> Clause:
        folded = fold(text)
        if not folded:
            raise Unreadable(_("Write letters or digits."))
        return any_of(*(BY_HOW[how](column, folded) for column in columns))

    return where


def has(related: str, *values: Any) -> Clause:
    """Some related row is there. Written so that it never leads: looked up for each row that other conditions have found."""
    return Clause(f"(SELECT true FROM {related} LIMIT 1)", values)


def exactly(column: str) -> Callable[[Any, Any, str], Clause]:
    return lambda asking, value, how: Clause(f"{column} = %s", (value,))


def at_least(column: str) -> Callable[[Any, Any, str], Clause]:
    return lambda asking, value, how: Clause(f"{column} >= %s", (value,))


def at_most(column: str) -> Callable[[Any, Any, str], Clause]:
    return lambda asking, value, how: Clause(f"{column} <= %s", (value,))


def from_day(column: str) -> Callable[[Any, date, str], Clause]:
    """From the beginning of that day where the agent is."""
    return lambda asking, day, how: Clause(f"{column} >= %s", (_midnight(asking, day),))


def to_day(column: str) -> Callable[[Any, date, str], Clause]:
    """To the end of that day where the agent is."""
    return lambda asking, day, how: Clause(f"{column} < %s", (_midnight(asking, day, after=1),))


def _midnight(asking: Any, day: date, after: int = 0) -> datetime:
    day = date.fromordinal(min(max(day.toordinal(), _FIRST), _LAST) + after)  # no zone leads out of the calendar
    return datetime(day.year, day.month, day.day, tzinfo=asking.zone)


_FIRST, _LAST = date(1, 1, 3).toordinal(), date(9999, 12, 28).toordinal()
