"""Each noun as something that can lie on a desk, found only where its reader may see it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404

from agents.actors import ANYBODY, Actor
from agents.desk import Record
from agents.models import Tab
from contactcenter.prepared import Given, Prepared
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


def _customer(actor: Actor, number: str) -> Record | None:
    found = _numbered_customer.first(**actor.given, number=number)
    return customer_on_desk(found) if found else None


def _order(actor: Actor, number: str) -> Record | None:
    found = _numbered_order.first(**actor.given, number=number)
    return order_on_desk(found) if found else None


def _return(actor: Actor, number: str) -> Record | None:
    found = _numbered_return.first(**actor.given, number=number)
    return return_on_desk(found) if found else None


_NUMBER = Given("number", "text")
_numbered_customer: Prepared[Customer] = Prepared(lambda: Customer.objects.visible_to(ANYBODY).filter(number=_NUMBER))
_numbered_order: Prepared[Order] = Prepared(lambda: Order.objects.visible_to(ANYBODY).select_related("customer").filter(number=_NUMBER))
_numbered_return: Prepared[Return] = Prepared(lambda: Return.objects.visible_to(ANYBODY).select_related("order__customer").filter(number=_NUMBER))

_FIND: dict[str, Callable[[Actor, str], Record | None]] = {Tab.Kind.CUSTOMER: _customer, Tab.Kind.ORDER: _order, Tab.Kind.RETURN: _return}


_ON_DESK: dict[str, Callable[[Any], Record]] = {Tab.Kind.CUSTOMER: customer_on_desk, Tab.Kind.ORDER: order_on_desk, Tab.Kind.RETURN: return_on_desk}


def on_desk(kind: str, thing: Any) -> Record:
    """A customer, an order or a return that was read already."""
    return _ON_DESK[kind](thing)


def record_or_404(actor: Actor, kind: str, number: str) -> Record:
    """The record of this kind and number. Http404 where there is none that the actor may see."""
    found = _FIND[kind](actor, number) if kind in _FIND else None
    if found is None:
        raise Http404
    return found


def exact_record(actor: Actor, kind: str, query: str) -> Record | None:
    """What an exact number names (F7): asked as the chosen kind first, then as the others."""
    for each in sorted(_EXACT, key=lambda one: one != kind):
        if found := _EXACT[each](actor, query):
            return found
    return None


def opens_at_once(actor: Actor, kind: str, query: str, found: Record) -> bool:
    """Whether Enter opens what an exact number names: not where bare digits are somebody's postal code as well, which then may be meant.

    Under orders and returns digits are first of all the number of one of these.
    """
    return found.kind == kind != Tab.Kind.CUSTOMER or not is_also_a_place(actor, query)


def _exact_customer(actor: Actor, query: str) -> Record | None:
    found = exact_customer(actor, query)
    return customer_on_desk(found) if found else None


def _exact_order(actor: Actor, query: str) -> Record | None:
    found = exact_order(actor, query)
    return order_on_desk(found) if found else None


def _exact_return(actor: Actor, query: str) -> Record | None:
    found = exact_return(actor, query)
    return return_on_desk(found) if found else None


_EXACT: dict[str, Callable[[Actor, str], Record | None]] = {
    Tab.Kind.CUSTOMER: _exact_customer,
    Tab.Kind.ORDER: _exact_order,
    Tab.Kind.RETURN: _exact_return,
}
