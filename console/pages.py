"""What each record's tab shows, read for an actor who may see it."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum, prefetch_related_objects
from django.db.models.functions import JSONObject

from agents.actors import ANYBODY, Actor
from agents.models import Tab
from console.timeline import acts_for, acts_on, newest_first, steps
from contactcenter.children import read_children
from contactcenter.masking import name_for
from contactcenter.prepared import Given, Prepared
from customers.models import Customer, Segment
from customers.postal import place_of
from orders.figures import figures, problems
from orders.models import Order, OrderAddress, OrderLine
from orders.words import read_aloud
from returns import words as return_words
from returns.models import Return, ReturnLine

RECENT = 10
Page = dict[str, Any]


def customer_page(actor: Actor, number: str) -> Page | None:
    """Header card, contact information, recent orders, newest first (C1, C6)."""
    customer = _customer.first(**actor.given, number=number)
    if customer is None:
        return None
    read_children(customer, "addresses")
    addresses = [one for one in customer.addresses.all() if one.in_book]
    orders = _recent_orders(customer=customer.pk)
    for order in orders:
        _name_destination(order, customer)
    return {
        "thing": customer,
        "owner_id": customer.pk,
        "guest_order_id": None,
        "owner_name": customer.name,
        "customer": customer,
        "addresses": addresses,
        "address": next((one for one in addresses if one.default_shipping), addresses[0] if addresses else None),
        "orders": orders[:RECENT],
        "more_orders": max(0, customer.order_count - RECENT),
        "timeline": acts_for(customer.pk),
    }


def _name_destination(order: Any, customer: Customer) -> None:
    """Where it ships to, in words; `ships_to` holds the fields of the place."""
    order.channel = customer.channel
    order.destination = place_of(OrderAddress(order=order, **order.ships_to)) if order.ships_to else ""


def _read_customer() -> "QuerySet[Customer]":
    names = Segment.objects.filter(customers=OuterRef("pk")).order_by("name").values("name")
    customers = Customer.objects.visible_to(ANYBODY).select_related("channel", "login", "account", "customer_set")
    return customers.annotate(segment_names=ArraySubquery(names)).filter(number=Given("number", "text"))


def _read_recent_orders() -> "QuerySet[Order]":
    """The customer's orders, newest first, with `items` (pieces) and `ships_to` (the fields of the place)."""
    items = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(pieces=Sum("quantity")).values("pieces")
    to = OrderAddress.objects.filter(order=OuterRef("pk"), kind=OrderAddress.Kind.SHIPPING)
    place = to.values(at=JSONObject(**{name: name for name in ("postal_code", "city", "region", "country")}))
    orders = Order.objects.filter(customer=Given("customer")).newest_first()
    return orders.annotate(items=Subquery(items), ships_to=Subquery(place))[: RECENT + 1]


_customer = Prepared(_read_customer)
_recent_orders = Prepared(_read_recent_orders)
_FOR_AN_ORDER = ("channel", "customer", "account", "agent", "approver")
_order: Prepared[Order] = Prepared(lambda: Order.objects.visible_to(ANYBODY).select_related(*_FOR_AN_ORDER).filter(number=Given("number", "text")))


def order_page(actor: Actor, number: str) -> Page | None:
    """Everything of one order (R1)."""
    order = _order.first(**actor.given, number=number)
    if order is None:
        return None
    read_children(order, *_OF_AN_ORDER)
    if order.notes.all():
        prefetch_related_objects([order], "notes__agent")
    read_aloud(order)
    _name_parts(order)
    return {
        "thing": order,
        "owner_id": order.customer_id,
        "guest_order_id": None if order.customer_id else order.pk,
        "owner_name": name_for(actor, order.caller_name),
        "order": order,
        "billing": order.billing_address,
        "shipping": order.shipping_address,
        "further": order.further_addresses,
        "ways": _ways(order),
        "lines": list(order.lines.all()),
        "adjustments": [one for one in order.adjustments.all() if one.amount],
        "shipments": list(order.shipments.all()),
        "payments": list(order.payments.all()),
        "returns": list(order.returns.all()),
        "notes": list(order.notes.all()),
        "figures": figures(order),
        "problems": problems(order, actor),
        "timeline": newest_first(acts_on(order), steps(order)),
    }


_OF_AN_ORDER = "addresses lines adjustments returns notes steps messages payments payments__interactions shipments shipments__lines".split()


def _ways(order: Order) -> list[str]:
    """How it goes, the way of most first; none where that is not known."""
    names = [order.shipping_method_name, *(line.shipping_method_name for line in order.lines.all())]
    return list(filter(None, dict.fromkeys(names)))


def _name_parts(order: Order) -> None:
    """What lies in the parcels are the order's lines, and where those go its addresses, which are read already."""
    lines = {line.pk: line for line in order.lines.all()}
    addresses = {one.pk: one for one in order.addresses.all()}
    for line in lines.values():
        line.ship_to = addresses.get(line.ship_to_id or 0)
    for shipment in order.shipments.all():
        for part in shipment.lines.all():
            part.line = lines[part.line_id]


def return_page(actor: Actor, number: str) -> Page | None:
    """Everything of one return, read-only."""
    rma = (
        Return.objects.visible_to(actor)
        .select_related("order__customer", "customer", "channel")
        .prefetch_related(Prefetch("lines", ReturnLine.objects.select_related("line")))
        .filter(number=number)
        .first()
    )
    if rma is None:
        return None
    return_words.read_aloud(rma)
    return {
        "thing": rma,
        "owner_id": rma.order.customer_id,
        "guest_order_id": None if rma.order.customer_id else rma.order.pk,
        "owner_name": name_for(actor, rma.order.caller_name),
        "rma": rma,
        "order": rma.order,
        "lines": list(rma.lines.all()),
        "timeline": acts_on(rma),
    }


READ: dict[str, Callable[[Actor, str], Page | None]] = {Tab.Kind.CUSTOMER: customer_page, Tab.Kind.ORDER: order_page, Tab.Kind.RETURN: return_page}
