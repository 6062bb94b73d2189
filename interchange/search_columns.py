"""The search columns of all records, checked against the rules that write them, and written anew where they differ.

Online: batches in the order of the primary key, each in a short transaction that locks its rows and passes by those that somebody
is changing, since that change writes their columns itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from customers.models import Address, Customer
from customers.models.address import FoldedCopy
from customers.search import fill as fill_customer
from orders.models import Order
from orders.search import fill as fill_order
from returns.models import Return
from returns.search import fill as fill_return

BATCH = 1000


@dataclass(frozen=True)
class Searched:
    """A model with search columns: what its rule reads besides the row, and the rule."""

    model: type[models.Model]
    related: tuple[str, ...]
    children: tuple[str, ...]
    fill: Callable[[Any], object]

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.model._meta.concrete_fields if field.name.startswith("search_")]

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name_plural)


def _fill_customer(customer: Customer) -> object:
    main = next(iter(Address.book_of(customer.addresses.all())), None)
    if main is None:
        return fill_customer(customer, postal_code="")
    return fill_customer(customer, postal_code=main.postal_code, city=main.city, home_country=main.country)


def _fill_address(address: Address) -> object:
    for field in address._meta.concrete_fields:
        if isinstance(field, FoldedCopy):
            field.pre_save(address, add=False)
    return address


SEARCHED = (
    Searched(Address, (), (), _fill_address),
    Searched(Customer, ("channel",), ("addresses",), _fill_customer),
    Searched(Order, ("channel",), ("addresses",), lambda order: fill_order(order, order.billing_address, order.shipping_address)),
    Searched(Return, ("order",), (), lambda one: fill_return(one, one.order)),
)
"""In an order in which each is right once those before it are."""


def drifted(searched: Searched, *, seen: Callable[[int], object] = lambda count: None) -> Iterator[models.Model]:
    """The rows whose columns differ from the rule, with the right values set and nothing written. seen is told each batch's size."""
    for batch in _batches(searched, lock=False, seen=seen):
        yield from batch


def rebuild(searched: Searched, *, seen: Callable[[int], object] = lambda count: None) -> int:
    """Write the columns of the rows that differ; how many."""
    written = 0
    for batch in _batches(searched, lock=True, seen=seen):
        searched.model._base_manager.bulk_update(batch, searched.columns)
        written += len(batch)
    return written


def rebuild_these(searched: Searched, ids: Iterable[int]) -> None:
    """Write the columns of some rows, within the caller's transaction."""
    ids = iter(ids)
    while some := list(islice(ids, BATCH)):
        rows = searched.model._base_manager.filter(pk__in=some).select_related(*searched.related).prefetch_related(*searched.children)
        searched.model._base_manager.bulk_update([row for row in rows if _differs(row, searched)], searched.columns)


def _batches(searched: Searched, *, lock: bool, seen: Callable[[int], object]) -> Iterator[list[models.Model]]:
    last = 0
    while True:
        with transaction.atomic():
            rows = searched.model._base_manager.filter(pk__gt=last).order_by("pk")
            found = list(islice(rows.values_list("pk", flat=True)[:BATCH], BATCH))
            if not found:
                return
            rows = rows.filter(pk__lte=found[-1]).select_related(*searched.related).prefetch_related(*searched.children)
            rows = rows.select_for_update(of=("self",), skip_locked=True, no_key=True) if lock else rows
            changed = [row for row in rows if _differs(row, searched)]
            yield changed
        last = found[-1]
        seen(len(found))


def _differs(row: models.Model, searched: Searched) -> bool:
    before = [getattr(row, column) for column in searched.columns]
    searched.fill(row)
    return before != [getattr(row, column) for column in searched.columns]


def broken_indexes() -> list[str]:
    """The indexes that the models name and the database has not, or not whole (a concurrent build that failed)."""
    wanted = {index.name for searched in SEARCHED for index in searched.model._meta.indexes}
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisvalid AND i.indisready")
        return sorted(wanted - {name for (name,) in cursor.fetchall()})
