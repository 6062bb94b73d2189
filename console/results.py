"""The table of results: what was found, as headings and rows (F2, F6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from agents.actors import Actor
from agents.models import Tab
from agents.reads import log_list
from console.cells import digit, head_of, row_writer
from console.columns import Column, Heading, columns_for, density_of, may_sort
from console.extended import Extended
from console.lately import in_touch_lately
from console.marks import Marks
from console.offers import offers
from console.records import exact_record, opens_at_once
from contactcenter.masking import mask_row
from customers.models import Customer
from customers.search import box as customers
from customers.search.reasons import reasons_for
from orders import search as orders
from orders.models import Order
from returns import search as returns
from returns.models import Return
from search.paging import Found, Ordering, sort_rows
from search.readings import parse, readings

FIND: dict[str, Callable[..., Found[Any]]] = {
    Tab.Kind.CUSTOMER: customers.find_customers, Tab.Kind.ORDER: orders.find_orders, Tab.Kind.RETURN: returns.find_returns,
}  # fmt: skip
ORDERINGS: dict[str, Ordering[Any]] = {
    Tab.Kind.CUSTOMER: customers.ORDERING, Tab.Kind.ORDER: orders.ORDERING, Tab.Kind.RETURN: returns.ORDERING,
}  # fmt: skip
OWNERS: dict[str, tuple[type[Model], str]] = {
    Tab.Kind.CUSTOMER: (Customer, "pk"), Tab.Kind.ORDER: (Order, "customer_id"), Tab.Kind.RETURN: (Return, "order__customer_id"),
}  # fmt: skip
"""Of each kind, where it has the id of the customer whose it is."""


@dataclass(frozen=True)
class Row:
    """One found record: its number opens it."""

    number: str
    cells: SafeString


def table_of(actor: Actor, extended: Extended, sort: str, after: str) -> dict[str, Any]:
    """What the templates show of a search: found, headings, rows, the next page, and the menu of columns."""
    assert actor.agent is not None
    kind, q = extended.kind, extended.q
    columns, asked = columns_for(actor, kind), parse(q)
    found = find(actor, extended, sort, after) if q.strip() or extended else None
    simple = found is not None and not (extended or after or sort)
    exact = exact_record(actor, kind, q) if simple else None
    lately = in_touch_lately(actor, asked, found) if found and kind == Tab.Kind.CUSTOMER and simple else []
    rows = rows_of(actor, found, kind, columns, q, first=len(lately) + 1) if found else []
    meant = offers(actor, kind, q, extended.base, found) if found and not (extended or after or exact) else []
    base = f"{extended.base}?{extended.query}"
    heads = headings(actor, columns, kind, sort, base)
    sorted_base = f"{base}&{urlencode({'sort': sort})}" if sort else base
    return {
        "kind": kind, "q": q, "sort": sort, "found": found, "extended": extended,
        "headings": heads, "head": head_of(heads),
        "rows": rows, "body": SafeString("".join(f"<tr>{row.cells}</tr>" for row in rows)),
        "exact": exact, "at_once": exact is not None and opens_at_once(actor, kind, q, exact),
        "lately": lately,
        "first_page": sorted_base if after else "",
        "next_page": f"{sorted_base}&{urlencode({'after': found.after})}" if found and found.after else "",
        "offers": [(digit(place), one) for place, one in enumerate(meant, len(lately) + len(rows) + 1)],
        "density": density_of(actor.agent),
    }  # fmt: skip


def find(actor: Actor, extended: Extended, sort: str = "", after: str = "", limit: int = 25) -> Found[Any] | None:
    """A page of the found rows as the actor may see them, by words, or by criteria and words; None while something is wrong with a criterion."""
    sort = sort if may_sort(actor, sort) else ""
    how: dict[str, Any] = {"sort": sort, "after": after, "limit": limit}
    found = extended.find(**how) if extended else FIND[extended.kind](actor, extended.q, **how)
    if found is None or actor.sees_in_full:
        return found
    return replace(found, rows=[mask_row(row) for row in found.rows])


def log_further(actor: Actor, kind: str, found: Found[Any] | None) -> None:
    """Note a further page of results as so many reads as it shows rows in full: who goes on and on copies the customers.

    Raises NotAllowed beyond the rate at which the actor's roles may open records.
    """
    if found and found.rows and actor.sees_in_full:
        model, owner = OWNERS[kind]
        log_list(actor, model._meta.label, model._default_manager.filter(pk__in=[row.pk for row in found.rows]).values_list("pk", owner))


COUNTED = 100
"""So many are counted; of more it is said that they are more."""


@dataclass(frozen=True)
class Count:
    """How many match; is_more: these are counted, and there are more."""

    n: int
    is_more: bool


def count_of(actor: Actor, extended: Extended, found: Found[Any], sort: str) -> Count:
    """How many match in all: known, or counted as far as COUNTED, by a longer list. A sorted one, which takes long to read, is not read twice."""
    if not found.more or found.stopped:
        return Count(len(found.rows), found.more)
    if found.total is not None or extended or sort:
        return Count(len(found.rows) if found.total is None else found.total, found.total is None)
    longer = find(actor, extended, limit=COUNTED)
    return Count(len(longer.rows), longer.more) if longer else Count(len(found.rows), True)


def sort_found(rows: list[Any], sort: str, kind: str) -> list[Any]:
    """Rows that were read in their own order, sorted as the table would sort them; what is no column is ignored."""
    return sort_rows(rows, sort) if ORDERINGS[kind].is_other(sort) else rows


def headings(actor: Actor, columns: list[Column], kind: str, sort: str, base: str) -> list[Heading]:
    """A click sorts by the column, a second one the other way. By what is masked nothing is sorted: the order would tell it."""
    found, now = [], sort or ORDERINGS[kind].names[-1]
    for column in columns:
        direction = "asc" if now == column.key else "desc" if now == f"-{column.key}" else ""
        next_sort = f"-{column.key}" if direction == "asc" else column.key
        sortable = may_sort(actor, column.key)
        found.append(Heading(column, f"{base}&sort={next_sort}" if sortable else "", direction if sortable else ""))
    return found


def rows_of(actor: Actor, found: Found[Any], kind: str, columns: list[Column], q: str, first: int) -> list[Row]:
    """first: the place of the first row among all that shows, from which its digit follows."""
    asked = readings(q)
    why = reasons_for(actor, asked, found.rows, {one.key for one in columns}) if kind == Tab.Kind.CUSTOMER else {}
    write = row_writer(kind, columns, Marks(asked), why)
    return [Row(row.number, write(row, place)) for place, row in enumerate(found.rows, first)]
