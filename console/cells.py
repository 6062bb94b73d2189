"""The head and the rows of the table of results as HTML. Written here and not in a template, since a table has 150 cells."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from console.columns import BENEATH, Column, Heading
from console.marks import Marks
from contactcenter.dates import Dates
from contactcenter.money import format_money
from contactcenter.templatetags.console import badge, icon, phone


class Table:
    """What the cells of one table share: what was typed, how its reader writes dates, and the badges of the few statuses there are."""

    def __init__(self, marks: Marks) -> None:
        self.marks, self.dates = marks, Dates.of_page()
        self._badges: dict[tuple[str, str], SafeString] = {}

    def badge(self, row: Any, key: str) -> SafeString:
        known = key, getattr(row, key)
        if known not in self._badges:
            self._badges[known] = badge(row, key)
        return self._badges[known]


Show = Callable[[Any, Any, Column, Table], Any]
"""What stands in a cell: of its value, its row, its column, and the table."""

_SHOWN: dict[str, Show] = {
    "text": lambda value, row, column, table: value,
    "name": lambda value, row, column, table: table.marks.text(value or ""),
    "place": lambda value, row, column, table: table.marks.place(value or ""),
    "email": lambda value, row, column, table: SafeString(f'{escape(value or "")}">{table.marks.email(value or "") or "–"}'),
    "number": lambda value, row, column, table: table.marks.number(value or ""),
    "phone": lambda value, row, column, table: table.marks.number(phone(value)),
    "date": lambda value, row, column, table: table.dates.day(value),
    "datetime": lambda value, row, column, table: table.dates.when(value),
    "money": lambda value, row, column, table: "–" if value is None else format_money(value, row.currency, table.dates.locale),
    "count": lambda value, row, column, table: str(value),
    "status": lambda value, row, column, table: table.badge(row, column.key),
    "choice": lambda value, row, column, table: getattr(row, f"get_{column.key}_display")(),
    "flag": lambda value, row, column, table: _("Yes") if value else "",
}
_STARTS = {
    **dict.fromkeys(("text", "name", "place"), '<td class="cut" dir="auto"{}>'),
    **dict.fromkeys(("number", "phone", "date", "datetime"), '<td class="number">'),
    **dict.fromkeys(("money", "count"), '<td class="num">'),
    **dict.fromkeys(("status", "choice", "flag"), "<td>"),
    "email": '<td class="cut" title="',  # the whole address, where the cell is too narrow
}
_OPENER = '<td><a class="link" dir="auto" href="{}" data-opens="{}"{}>{}</a> <span class="nth" aria-hidden="true">{}</span>{}{}</td>'
_BENEATH = '<span class="under">{}</span>'
_REASON = '<span class="reason" title="{0}">{0}</span>'
LONG = 20
"""What is longer may be cut off in its cell: the whole shows on hover."""


def head_of(headings: Iterable[Heading]) -> SafeString:
    """The cells of the head: each a link that sorts by its column, with the direction it is sorted in now."""
    return SafeString("".join(map(_head, headings)))


def _head(heading: Heading) -> str:
    name = "num" if heading.column.numeric else heading.column.room
    style = f' class="{name}"' if name else ""
    sorted_by = f' aria-sort="{heading.direction}ending"' if heading.direction else ""
    sign = icon(_SIGNS[heading.direction]) if heading.direction else ""
    label = escape(str(heading.column.label))
    if not heading.sort_url:
        return f'<th scope="col"{style}>{label}</th>'
    return f'<th scope="col"{style}{sorted_by}><a href="{escape(heading.sort_url)}">{label}{sign}</a></th>'


_SIGNS = {"asc": "caret-up-fill", "desc": "caret-down-fill"}


def row_writer(kind: str, columns: list[Column], marks: Marks, why: Mapping[int, str]) -> Callable[[Any, int], SafeString]:
    """What writes the cells of a row. The first holds the link that opens the record of this kind, the digit that picks it, what stands under
    it where there is no room beside it, and why it is here, if it must be said."""
    table, (first, *others) = Table(marks), columns
    beneath = [one.key for one in others if one.room == BENEATH]
    cells = [(one, one.key, _start(one), _SHOWN[one.kind]) for one in others]

    def write(row: Any, place: int) -> SafeString:
        reason = _REASON.format(escape(_("matched: %(what)s") % {"what": why[row.pk]})) if row.pk in why else ""
        url, opens = reverse("console:record", args=[kind, row.number]), f"{kind} {row.number}"
        whole = _whole(getattr(row, first.key))
        under = _BENEATH.format(" ".join(table.marks.place(getattr(row, key)) for key in beneath if getattr(row, key))) if beneath else ""
        html = _OPENER.format(escape(url), escape(opens), whole, _as_html(_named(first, row, table)), digit(place), under, reason)
        for column, key, start, show in cells:
            value = getattr(row, key)
            html += f"{start.replace('{}', _whole(value))}{_as_html(show(value, row, column, table) or '–')}</td>"
        return SafeString(html)

    return write


def _start(column: Column) -> str:
    start = _STARTS[column.kind]
    return start.replace('class="', f'class="{column.room} ', 1) if column.room else start


def _whole(value: Any) -> str:
    """The attribute that shows the whole of a long text on hover."""
    return f' title="{escape(value)}"' if isinstance(value, str) and len(value) > LONG else ""


def digit(place: int) -> str:
    """The key that picks what stands at this place; from the tenth on there is none."""
    return str(place) if place < 10 else ""


def _as_html(value: Any) -> str:
    """As `conditional_escape`, which asks of each value whether it is to be translated later: of 250 values none is."""
    return value if isinstance(value, SafeString) else escape(str(value))


def _named(column: Column, row: Any, table: Table) -> Any:
    """What the link says: the first cell, which is never empty."""
    value = getattr(row, column.key)
    if column.kind in ("name", "place", "email", "text"):
        name = value or getattr(row, "company", "") or getattr(row, "customer_name", "")
        mark = table.marks.place if column.kind == "place" else table.marks.text
        return mark(name) if name else _("No name")
    return _SHOWN[column.kind](value, row, column, table) or row.number
