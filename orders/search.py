"""Finding orders: the folded columns, and the search over them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from agents.actors import Actor
from customers.models.address import PostalAddress
from customers.search import Found
from customers.terms import Kind, fold, fold_email, fold_phone, parse, plain
from orders.models import Order


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the table of results."""

    pk: int
    number: str
    external_number: str
    placed_at: datetime
    status: str
    payment_status: str
    fulfilment_status: str
    return_status: str
    customer_name: str
    email: str
    total: Decimal
    currency: str
    channel_code: str
    channel_name: str


def fill(order: Order, billing_address: PostalAddress | None) -> Order:
    """Set the folded columns from the billing address and the order's e-mail and phone; the caller saves."""
    country = billing_address.country if billing_address else order.channel.country
    order.search_last = fold(billing_address.last_name or billing_address.company) if billing_address else ""
    order.search_first = fold(billing_address.first_name) if billing_address else ""
    order.search_email = fold_email(order.email)
    order.search_phone = fold_phone(order.phone or (billing_address.phone if billing_address else ""), country)
    return order


def find_orders(actor: Actor, query: str, *, sort: str | None = None, limit: int = 25) -> Found[OrderRow]:
    """The orders the actor may see that match every term, newest first."""
    asked = parse(query)
    if not asked.terms or asked.too_short:
        return Found(too_short=True)
    found = Order.objects.visible_to(actor).select_related("channel", "customer").prefetch_related("addresses")
    for term in asked.terms:
        if term.kind is Kind.WORD:
            found = found.filter(Q(search_last__startswith=term.text) | Q(search_first__startswith=term.text))
        elif term.kind is Kind.EMAIL:
            found = found.filter(search_email__startswith=term.text)
        else:
            found = found.filter(Q(number__startswith=term.text) | Q(external_number__startswith=term.typed) | Q(lines__sku__istartswith=term.typed)).distinct()
    rows = [
        OrderRow(
            one.pk, one.number, one.external_number, one.placed_at, one.status, one.payment_status, one.fulfilment_status, one.return_status,
            one.caller_name, one.email, one.total, one.currency, one.channel.code, one.channel.name,
        )
        for one in found.order_by("-placed_at", "-pk")[: limit + 1]
    ]  # fmt: skip
    return Found(rows[:limit], len(rows) > limit)


def exact_order(actor: Actor, query: str) -> Order | None:
    """The order with exactly this number ("10432", "#10432", "o10432", "10 432", or its number elsewhere); F7."""
    typed = plain(query)
    asked = parse(query)
    if len(asked.terms) != 1 or asked.terms[0].kind not in {Kind.NUMBER, Kind.DIGITS} or asked.terms[0].prefix not in {"", "O"}:
        return None
    own = Order.objects.visible_to(actor)
    return own.filter(number=asked.terms[0].text).first() or own.filter(external_number=typed).first()
