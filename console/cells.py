"""The cells of the table of results as HTML. Written here and not in a template, since a table has 150 of them."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from console.columns import Column
from console.marks import marked, marked_digits
from contactcenter.templatetags.console import badge, day, money, phone, when
from customers.terms import Query

Write = Callable[[Any, Any, Column, Query], SafeString]
NONE = SafeString("<td>–</td>")


def _name(value: Any, row: Any, column: Column, query: Query) -> SafeString:
    return format_html('<td class="cut">{}</td>', marked(value, query)) if value else NONE


def _email(value: Any, row: Any, column: Column, query: Query) -> SafeString:
    return format_html('<td class="cut" title="{}">{}</td>', value, _marked_email(value, query)) if value else NONE


def _marked_email(value: str, query: Query) -> SafeString:
    for term in query.terms:
        if "@" in term.typed and value.casefold().startswith(term.text):
            return format_html("<mark>{}</mark>{}", value[: len(term.text)], value[len(term.text) :])
    return marked(value, query)


def _number(value: Any, row: Any, column: Column, query: Query) -> SafeString:
    return format_html('<td class="number">{}</td>', marked_digits(value, query)) if value else NONE


_KINDS: dict[str, Write] = {
    "text": lambda value, row, column, query: format_html('<td class="cut">{}</td>', value or "–"),
    "name": _name,
    "email": _email,
    "number": _number,
    "phone": lambda value, row, column, query: _number(phone(value), row, column, query),
    "date": lambda value, row, column, query: format_html('<td class="number">{}</td>', day(value)),
    "datetime": lambda value, row, column, query: format_html('<td class="number">{}</td>', when(value)),
    "money": lambda value, row, column, query: format_html('<td class="num">{}</td>', money(value, row.currency)),
    "count": lambda value, row, column, query: format_html('<td class="num">{}</td>', value),
    "status": lambda value, row, column, query: format_html("<td>{}</td>", badge(row, column.key)),
    "choice": lambda value, row, column, query: format_html("<td>{}</td>", getattr(row, f"get_{column.key}_display")()),
    "flag": lambda value, row, column, query: format_html("<td>{}</td>", _("Yes") if value else "–"),
}
_SHOWN: dict[str, Callable[[Any, Any, Column, Query], Any]] = {
    "status": lambda value, row, column, query: badge(row, column.key),
    "choice": lambda value, row, column, query: getattr(row, f"get_{column.key}_display")(),
    "money": lambda value, row, column, query: money(value, row.currency),
    "number": lambda value, row, column, query: marked_digits(value or row.number, query),
    "datetime": lambda value, row, column, query: when(value),
    "date": lambda value, row, column, query: day(value),
    "phone": lambda value, row, column, query: phone(value),
    "count": lambda value, row, column, query: value,
    "flag": lambda value, row, column, query: _("Yes") if value else "–",
}
"""What stands in the first cell, within the button."""


def cells(row: Any, columns: list[Column], query: Query, place: int) -> SafeString:
    """A row's cells. The first holds the button that opens the record, and the digit that picks it."""
    first, *others = columns
    written = [_opener(row, first, query, place), *(_KINDS[one.kind](getattr(row, one.key), row, one, query) for one in others)]
    return format_html_join("", "{}", ((cell,) for cell in written))


def _opener(row: Any, column: Column, query: Query, place: int) -> SafeString:
    value = getattr(row, column.key)
    if column.kind in _SHOWN:
        shown = _SHOWN[column.kind](value, row, column, query) or row.number
    else:
        name = value or getattr(row, "company", "") or getattr(row, "customer_name", "")
        shown = marked(name, query) if name else _("No name")
    return format_html(
        '<td><button class="link" name="number" value="{}">{}</button> <span class="nth" aria-hidden="true">{}</span></td>',
        row.number, shown, place if place < 10 else "",
    )  # fmt: skip
