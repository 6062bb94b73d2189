"""The table of results: which columns each kind has, and what stands in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Tab
from console.extended import Extended
from customers.search import find_customers
from orders.search import find_orders
from returns.search import find_returns


@dataclass(frozen=True)
class Column:
    """key: also the sort key; attribute: of the found row; kind: how the cell is written."""

    key: str
    label: "str | Promise"
    kind: str = "text"

    @property
    def numeric(self) -> bool:
        return self.kind == "money"


COLUMNS: dict[str, list[Column]] = {
    Tab.Kind.CUSTOMER: [
        Column("last_name", _("Last name")),
        Column("first_name", _("First name")),
        Column("number", _("Customer number"), "number"),
        Column("email", _("E-mail"), "email"),
        Column("phone", _("Phone"), "phone"),
        Column("birthday", _("Birthday"), "date"),
    ],
    Tab.Kind.ORDER: [
        Column("number", _("Order"), "number"),
        Column("placed_at", _("Submitted"), "datetime"),
        Column("status", _("Status"), "status"),
        Column("customer_name", _("Customer")),
        Column("email", _("E-mail"), "email"),
        Column("total", _("Total"), "money"),
        Column("channel_name", _("Channel")),
    ],
    Tab.Kind.RETURN: [
        Column("number", _("Return"), "number"),
        Column("order_number", _("Order"), "number"),
        Column("customer_name", _("Customer")),
        Column("status", _("Status"), "status"),
        Column("reason", _("Reason")),
        Column("created_at", _("Created"), "datetime"),
        Column("refund_amount", _("Refund"), "money"),
    ],
}

_FIND: dict[str, Callable[..., Any]] = {Tab.Kind.CUSTOMER: find_customers, Tab.Kind.ORDER: find_orders, Tab.Kind.RETURN: find_returns}


@dataclass(frozen=True)
class Heading:
    """A column with its link that sorts by it, and the direction it is sorted in now ("", "asc", "desc")."""

    column: Column
    sort_url: str
    direction: str


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Any
    row: Any


@dataclass(frozen=True)
class Row:
    """One found record: its kind and number open it; `name` is what the open button is called."""

    kind: str
    number: str
    name: str
    cells: list[Cell]


def find(actor: Actor, kind: str, q: str, sort: str, extended: Extended | None = None) -> Any:
    """The found rows of a kind, by words or, where there are criteria, by both; a sort key that is no column is ignored."""
    keys = {column.key for column in COLUMNS[kind]}
    if extended:
        return extended.find(sort=sort if sort.removeprefix("-") in keys else "")
    chosen = {"sort": sort} if sort.removeprefix("-") in keys else {}
    return _FIND[kind](actor, q, **chosen)


def columns_of(kind: str, sort: str, base: str) -> list[Heading]:
    """The headings; a click sorts by the column, a second one the other way."""
    found = []
    for column in COLUMNS.get(kind, COLUMNS[Tab.Kind.CUSTOMER]):
        direction = "asc" if sort == column.key else "desc" if sort == f"-{column.key}" else ""
        next_sort = f"-{column.key}" if direction == "asc" else column.key
        found.append(Heading(column, f"{base}&sort={next_sort}", direction))
    return found


def rows_of(kind: str, rows: list[Any]) -> list[Row]:
    """The rows as cells, in the order of the columns."""
    return [
        Row(kind, row.number, getattr(row, "name", "") or row.number, [Cell(column, getattr(row, column.key, ""), row) for column in COLUMNS[kind]])
        for row in rows
    ]
