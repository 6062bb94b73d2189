"""The rows of a search as a file: the columns of the agent's table, as CSV or as a workbook (F10)."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.conf import settings
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.actors import Actor
from agents.models import Export
from console.columns import Column
from console.extended import Extended
from console.results import find
from contactcenter.money import round_money
from contactcenter.names import unturned
from contactcenter.templatetags.console import phone, status_label
from interchange.cells import guarded
from search.paging import BOUND

PIECE = BOUND - 100
"""So many rows are read at once: fewer than BOUND, up to which a list holds the first of all."""
LONGEST_CELL = 32_767
"""A workbook holds no longer text."""
CURRENCY = Column("currency", gettext_lazy("Currency"))


@dataclass(frozen=True)
class Piece:
    """Some rows of a search; cut: whether there are more than may be exported."""

    rows: list[Any]
    cut: bool = False


def pages_of(actor: Actor, kind: str, query: QueryDict) -> Iterator[Piece]:
    """All rows that the search page finds for this query, as far as EXPORT_ROWS, in the order in which they come by themselves.

    Unsorted: who exports sorts all that was read.
    """
    extended = Extended(actor, kind, query.get("q", ""), "", query)
    if extended:  # bounded by time, so that all of it is read at once
        found = find(actor, extended, limit=settings.EXPORT_ROWS)
        yield Piece(found.rows, cut=found.more or found.stopped) if found else Piece([])
        return
    after, left = "", settings.EXPORT_ROWS
    while left > 0:
        found = find(actor, extended, "", after, min(PIECE, left))
        assert found is not None
        left -= len(found.rows)
        after = found.after
        more = found.more and (left <= 0 or not after)
        yield Piece(found.rows, cut=more)
        if not after:
            return


def with_currency(columns: list[Column]) -> list[Column]:
    """Bare amounts need to say of which money they are."""
    return [*columns, CURRENCY] if any(one.kind == "money" for one in columns) else columns


def values_of(row: Any, columns: list[Column]) -> list[Any]:
    """The row's values: text, numbers, dates, moments without a zone (in the agent's), None where there is nothing.

    Amounts have the decimals of their row's currency.
    """
    return [_value(row, column) for column in columns]


def _value(row: Any, column: Column) -> Any:
    value = getattr(row, column.key)
    if isinstance(value, datetime):
        return localtime(value).replace(tzinfo=None, microsecond=0)
    if column.kind in ("name", "place", "text") and isinstance(value, str):
        return unturned(value)
    if column.kind == "status":
        return status_label(row, column.key)
    if column.kind == "choice":
        return str(getattr(row, f"get_{column.key}_display")())
    if column.kind == "flag":
        return _("Yes") if value else _("No")
    if column.kind == "money" and value is not None:
        return round_money(value, row.currency)
    if column.kind == "phone" and value:
        return phone(value)
    return value


def written(format: str, columns: list[Column], rows: Iterable[list[Any]]) -> bytes:
    """The file."""
    heads = [str(column.label) for column in columns]
    return _workbook(heads, rows) if format == Export.Format.XLSX else _csv(heads, rows)


def _csv(heads: list[str], rows: Iterable[list[Any]]) -> bytes:
    """With a byte-order mark, without which Excel takes it for another encoding."""
    target = StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(heads)
    writer.writerows([plain(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def plain(value: Any) -> str:
    """A cell of a CSV file: text as in the other exports, so that nothing typed is a formula; numbers and dates as machines read them."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _workbook(heads: list[str], rows: Iterable[list[Any]]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        amounts = [book.add_format({"num_format": f"#,##0.{'0' * places}".rstrip(".")}) for places in range(5)]
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 20)
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, bold)
        for line, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, at, value, moment if isinstance(value, datetime) else day)
                elif isinstance(value, Decimal):
                    sheet.write_number(line, at, value, amounts[-int(value.as_tuple().exponent)])
                elif isinstance(value, int):
                    sheet.write_number(line, at, value)
                elif value is not None:
                    sheet.write_string(line, at, str(value)[:LONGEST_CELL])
    return target.getvalue()
