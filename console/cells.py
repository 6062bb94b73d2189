"""The rows of the table of results as HTML. Written here and not in a template, since a table has 150 cells."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from console.columns import Column
from console.marks import Marks
from contactcenter.templatetags.console import badge, day, money, phone, when

Show = Callable[[Any, Any, Column, Marks], Any]
"""What stands in a cell: of its value, its row, its column, and what was typed."""

_SHOWN: dict[str, Show] = {
    "text": lambda value, row, column, marks: value,
    "name": lambda value, row, column, marks: marks.text(value or ""),
    "email": lambda value, row, column, marks: marks.email(value or ""),
    "number": lambda value, row, column, marks: marks.number(value or ""),
    "phone": lambda value, row, column, marks: marks.number(phone(value)),
    "date": lambda value, row, column, marks: day(value),
    "datetime": lambda value, row, column, marks: when(value),
    "money": lambda value, row, column, marks: money(value, row.currency),
    "count": lambda value, row, column, marks: str(value),
    "status": lambda value, row, column, marks: badge(row, column.key),
    "choice": lambda value, row, column, marks: getattr(row, f"get_{column.key}_display")(),
    "flag": lambda value, row, column, marks: _("Yes") if value else "",
}
_CELLS = {
    **dict.fromkeys(("text", "name"), '<td class="cut">{}</td>'),
    **dict.fromkeys(("number", "phone", "date", "datetime"), '<td class="number">{}</td>'),
    **dict.fromkeys(("money", "count"), '<td class="num">{}</td>'),
    **dict.fromkeys(("status", "choice", "flag"), "<td>{}</td>"),
    "email": '<td class="cut" title="{}">{}</td>',
}
_OPENER = '<td><button class="link" name="number" value="{}">{}</button> <span class="nth" aria-hidden="true">{}</span></td>'


def row_writer(columns: list[Column], marks: Marks) -> Callable[[Any, int], SafeString]:
    """What writes the cells of a row. The first holds the button that opens the record, and the digit that picks it."""
    first, *others = columns
    html = _OPENER + "".join(_CELLS[one.kind] for one in others)

    def write(row: Any, place: int) -> SafeString:
        values = [row.number, _named(first, row, marks), place if place < 10 else ""]
        for one in others:
            value = getattr(row, one.key)
            values += [value] if one.kind == "email" else []
            values.append(_SHOWN[one.kind](value, row, one, marks) or "–")
        return SafeString(html.format(*map(_as_html, values)))

    return write


def _as_html(value: Any) -> str:
    """As `conditional_escape`, which asks of each value whether it is to be translated later: of 250 values none is."""
    return value if isinstance(value, SafeString) else escape(str(value))


def _named(column: Column, row: Any, marks: Marks) -> Any:
    """What the button says: the first cell, which is never empty."""
    value = getattr(row, column.key)
    if column.kind in ("name", "email", "text"):
        name = value or getattr(row, "company", "") or getattr(row, "customer_name", "")
        return marks.text(name) if name else _("No name")
    return _SHOWN[column.kind](value, row, column, marks) or row.number
