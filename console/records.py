"""Each noun as something that can lie on a desk, found only where its reader may see it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from agents.actors import Actor
from agents.desk import Record
from agents.models import Tab
from customers.desk import customer_on_desk
from customers.models import Customer
from customers.search import exact_customer
from customers.search.box import is_also_a_place
from orders.desk import order_on_desk
from orders.models import Order
from orders.search import exact_order
from returns.desk import return_on_desk
from returns.models import Return
from returns.search import exact_return

_SEEN: dict[str, Callable[[Actor], "QuerySet[Any]"]] = {
    Tab.Kind.CUSTOMER: lambda actor: Customer.objects.visible_to(actor),
    Tab.Kind.ORDER: lambda actor: Order.objects.visible_to(actor).select_related("customer"),
    Tab.Kind.RETURN: lambda actor: Return.objects.visible_to(actor).select_related("order__customer"),
}
_EXACT: dict[str, Callable[[Actor, str], Any]] = {
    Tab.Kind.CUSTOMER: exact_customer,
    Tab.Kind.ORDER: exact_order,
    Tab.Kind.RETURN: exact_return,
}
_ON_DESK: dict[str, Callable[[Any], Record]] = {Tab.Kind.CUSTOMER: customer_on_desk, Tab.Kind.ORDER: order_on_desk, Tab.Kind.RETURN: return_on_desk}


def on_desk(kind: str, thing: Any) -> Record:
    """A customer, an order or a return that was read already."""
    return _ON_DESK[kind](thing)


def record_or_404(actor: Actor, kind: str, number: str) -> Record:
    """The record of this kind and number. Http404 where there is none that the actor may see."""
    found = _SEEN[kind](actor).filter(number=number).first() if kind in _SEEN else None
    if found is None:
        raise Http404
    return on_desk(kind, found)


def exact_record(actor: Actor, kind: str, query: str) -> Record | None:
    """What an exact number names (F7): asked as the chosen kind first, then as the others."""
    for each in sorted(_EXACT, key=lambda one: one != kind):
        if found := _EXACT[each](actor, query):
            return on_desk(each, found)
    return None


def opens_at_once(actor: Actor, kind: str, query: str, found: Record) -> bool:
    """Whether Enter opens what an exact number names: not where bare digits are somebody's postal code as well, which then may be meant.

    Under orders and returns digits are first of all the number of one of these.
    """
    return found.kind == kind != Tab.Kind.CUSTOMER or not is_also_a_place(actor, query)
