"""The cells of the table of results as HTML. Written here and not in a template, since a table has 150 of them."""

from collections.abc import Callable
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from console.columns import Column
from console.marks import marked, marked_digits
from contactcenter.templatetags.console import badge, day, money, phone, when
from customers.terms import Query

Write = Callable[[Any, Any, Column, Query], str]


def _name(value: Any, row: Any, column: Column, query: Query) -> str:
    return f'<td class="cut">{marked(value, query)}</td>' if value else "<td>–</td>"


def _email(value: Any, row: Any, column: Column, query: Query) -> str:
    return f'<td class="cut" title="{escape(value)}">{_marked_email(value, query)}</td>' if value else "<td>–</td>"


def _marked_email(value: str, query: Query) -> str:
    for term in query.terms:
        if "@" in term.typed and value.casefold().startswith(term.text):
            return f"<mark>{escape(value[: len(term.text)])}</mark>{escape(value[len(term.text) :])}"
    return marked(value, query)


_KINDS: dict[str, Write] = {
    "text": lambda value, row, column, query: f'<td class="cut">{escape(value or "–")}</td>',
    "name": _name,
    "email": _email,
    "number": lambda value, row, column, query: f'<td class="number">{marked_digits(value, query) if value else "–"}</td>',
    "phone": lambda value, row, column, query: f'<td class="number">{marked_digits(phone(value), query) if value else "–"}</td>',
    "date": lambda value, row, column, query: f'<td class="number">{escape(day(value))}</td>',
    "datetime": lambda value, row, column, query: f'<td class="number">{when(value)}</td>',
    "money": lambda value, row, column, query: f'<td class="num">{escape(money(value, row.currency))}</td>',
    "count": lambda value, row, column, query: f'<td class="num">{value}</td>',
    "status": lambda value, row, column, query: f"<td>{badge(row, column.key)}</td>",
    "choice": lambda value, row, column, query: f"<td>{escape(getattr(row, f'get_{column.key}_display')())}</td>",
    "flag": lambda value, row, column, query: f"<td>{escape(_('Yes') if value else '–')}</td>",
}


def cells(row: Any, columns: list[Column], query: Query, place: int) -> SafeString:
    """A row's cells. The first holds the button that opens the record, and the digit that picks it."""
    first, *others = columns
    written = [_KINDS[one.kind](getattr(row, one.key), row, one, query) for one in others]
    return mark_safe(_opener(row, first, query, place) + "".join(written))  # noqa: S308  every part is escaped where it is written


def _opener(row: Any, column: Column, query: Query, place: int) -> str:
    value = getattr(row, column.key)
    if column.kind == "number":
        shown = marked_digits(value, query) if value else escape(row.number)
    elif column.kind in ("name", "text", "email"):
        name = value or getattr(row, "company", "") or getattr(row, "customer_name", "")
        shown = marked(name, query) if name else escape(_("No name"))
    else:
        shown = _KINDS[column.kind](value, row, column, query).partition(">")[2].removesuffix("</td>")
    digit = place if place < 10 else ""
    button = f'<button class="link" name="number" value="{escape(row.number)}">{shown}</button>'
    return f'<td>{button} <span class="nth" aria-hidden="true">{digit}</span></td>'
