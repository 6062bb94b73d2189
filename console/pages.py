"""What each record's tab shows, read for an actor who may see it."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Max, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from agents.actors import Actor
from agents.models import Tab
from agents.troubles import newest_first
from console.standing import standing_of
from console.timeline import Moment, acts_for, acts_on, history_of, newest_act
from contactcenter.changes import shows
from contactcenter.masking import name_for
from customers.models import Address, Customer, Segment
from customers.postal import place_of
from orders.counts import besides_of, order_count
from orders.figures import adjustments_of, goods_of, money_of, shipping_of, taxes_of, to_invoice, wishes_of
from orders.models import Order, OrderAddress, OrderLine, Shipment
from orders.parts import PARTS, read_parts
from orders.troubles import order_troubles
from orders.words import read_aloud
from returns import words as return_words
from returns.lines import states_of
from returns.models import Return, ReturnLine
from returns.troubles import return_troubles

RECENT = 10
Page = dict[str, Any]


def customer_page(actor: Actor, number: str) -> Page | None:
    """Header card, contact information, recent orders, newest first (C1, C6)."""
    customer = _customers(actor).filter(number=number).first()
    if customer is None:
        return None
    addresses = Address.book_of(customer.addresses.all())
    orders = list(_with_parts(customer.orders.newest_first())[:RECENT])
    for order in orders:
        _name_destination(order, customer)
    standing = standing_of(actor, customer.pk)
    _name_returns(orders, standing.returns)
    counted = order_count(customer.order_count, customer.besides)  # type: ignore[attr-defined]
    acts = acts_for(customer.pk)
    return {
        "thing": customer,
        "owner_id": customer.pk,
        "guest_order_id": None,
        "owner_name": customer.name,
        "customer": customer,
        "addresses": addresses,
        "some_addresses": Address.some_of(addresses, RECENT),
        "orders": orders,
        "order_count": counted,
        "standing": standing,
        "troubles": standing.troubles,
        **_live(acts, (f"customer:{number}", f"orders-of:{number}", f"returns-of:{number}")),
        "timeline": acts,
    }


def _live(acts: list[Moment], keys: tuple[str, ...]) -> Page:
    """live: what the page hears of when it is changed; newest_act: the newest that it shows."""
    return {"live": shows(*keys), "newest_act": newest_act(acts)}


def _name_destination(order: Any, customer: Customer) -> None:
    """Where it ships to, in words; `ships_to` holds the fields of the place."""
    order.channel = customer.channel
    order.destination = place_of(OrderAddress(order=order, **order.ships_to)) if order.ships_to else ""


def _name_returns(orders: list[Order], returns: list[Return]) -> None:
    """Each order's row names those of its returns that are open."""
    for order in orders:
        order.open_returns = [one for one in returns if one.is_open and one.order_id == order.pk]  # type: ignore[attr-defined]


def _customers(actor: Actor) -> "QuerySet[Customer]":
    """Account, customer set and price group are read where there is one."""
    names = Segment.objects.filter(customers=OuterRef("pk")).order_by("name").values("name")
    customers = Customer.objects.visible_to(actor).select_related("channel", "login")
    customers = customers.prefetch_related("addresses")
    return customers.annotate(segment_names=ArraySubquery(names), besides=besides_of("pk"))


def _with_parts(orders: "QuerySet[Order]") -> "QuerySet[Order]":
    """Orders with `items` (pieces less cancelled), `ships_to` (the fields of the place) and `delivered_at` (last parcel)."""
    pieces = Sum(F("quantity") - F("cancelled"))
    items = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(pieces=pieces).values("pieces")
    came = Shipment.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(last=Max("delivered_at")).values("last")
    to = OrderAddress.objects.filter(order=OuterRef("pk"), kind=OrderAddress.Kind.SHIPPING, position=0)
    place = to.values(at=JSONObject(**{name: name for name in ("postal_code", "city", "region", "country")}))
    return orders.annotate(items=Subquery(items), ships_to=Subquery(place), delivered_at=Subquery(came))


def order_page(actor: Actor, number: str) -> Page | None:
    """Everything of one order (R1)."""
    seen = Order.objects.visible_to(actor).select_related("channel", "customer").prefetch_related(*OF_AN_ORDER)
    order = seen.filter(number=number).first()
    if order is None:
        return None
    read_aloud(order)
    _name_parts(order)
    returns, shipments = list(order.returns.all()), list(order.shipments.all())
    asked = [one for rma in returns for one in return_troubles(rma)]
    acts, history = acts_on(order), history_of(order)
    order.in_status_since = history[0].at if history else None
    return {
        "thing": order,
        "owner_id": order.customer_id,
        "guest_order_id": None if order.customer_id else order.pk,
        "owner_name": name_for(actor, order.caller_name),
        "order": order,
        "billing": order.billing_address,
        "shipping": order.shipping_address,
        "further": order.shipping_addresses[1:],
        "ways": list(filter(None, dict.fromkeys(group.method_name for group in order.groups.all()))),
        "lines": [(line, states_of(line, order)) for line in order.lines.all()],
        "order_shipping": shipping_of(order),
        "wishes": wishes_of(order),
        "order_taxes": taxes_of(order),
        "adjustments": adjustments_of(order),
        "shipments": shipments,
        "payments": list(order.payments.all()),
        "returns": returns,
        "notes": list(order.notes.all()),
        "paid": money_of(order),
        "to_invoice": to_invoice(order.total, list(order.payments.all())),
        "goods": goods_of(order),
        "troubles": newest_first(order_troubles(order, actor), asked),
        **_live(acts, (f"order:{number}",)),
        "timeline": acts,
        "history": history,
    }


OF_AN_ORDER = (*PARTS, "returns__lines", "shipments__lines", "payments__transactions", "notes__agent", "messages")
"""What its page shows. Account, agent and approver are read where there is one."""


def _name_parts(order: Order) -> None:
    """What lies in the parcels are the order's lines, named in the reader's language."""
    read_parts(order)
    lines = {line.pk: line for line in order.lines.all()}
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
    lines, acts = list(rma.lines.all()), acts_on(rma)
    return {
        "thing": rma,
        "owner_id": rma.order.customer_id,
        "guest_order_id": None if rma.order.customer_id else rma.order.pk,
        "owner_name": name_for(actor, rma.order.caller_name),
        "rma": rma,
        "order": rma.order,
        "lines": lines,
        "troubles": return_troubles(rma),
        **_live(acts, (f"return:{number}",)),
        "timeline": acts,
        "history": history_of(rma),
    }


PAGES: dict[str, Callable[[Actor, str], Page | None]] = {Tab.Kind.CUSTOMER: customer_page, Tab.Kind.ORDER: order_page, Tab.Kind.RETURN: return_page}
