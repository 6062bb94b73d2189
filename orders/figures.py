"""An order's money and goods in figures: the one place where they are reckoned. No queries of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from contactcenter.money import ZERO
from orders.models import Order, OrderAdjustment, Payment, Shipment

OPEN = frozenset({Payment.Status.NEW, Payment.Status.PENDING, Payment.Status.AUTHORIZED})
"""Payments of which money may still come."""
GONE = frozenset({Shipment.Status.SHIPPED, Shipment.Status.DELIVERED})


@dataclass(frozen=True)
class Money:
    """What was asked for an order and what came of it, in its currency.

    due: the total, nothing of an order that came to nothing; pending: asked for and still to come; collected: all that came in;
    refunded: what went back of it; owed: what the customer still has to pay; excess: what they have paid too much.
    known: false where an imported order tells no payment and its status no amount; assumed: true where its status tells them alone.
    """

    total: Decimal
    due: Decimal
    pending: Decimal
    collected: Decimal
    refunded: Decimal
    owed: Decimal
    excess: Decimal
    known: bool = True
    assumed: bool = False

    @property
    def balance(self) -> Decimal:
        """Owed by the customer; below zero it is owed to them."""
        return self.owed - self.excess


def reckon(total: Decimal, due: Decimal, payments: Iterable[Payment]) -> Money:
    """What is paid back is no debt again: it first meets what was paid too much, then lowers what is due, never below what was had."""
    payments = list(payments)
    collected = sum((one.collected for one in payments), ZERO)
    refunded = sum((one.refunded for one in payments), ZERO)
    owed, excess = max(ZERO, due - collected), max(ZERO, collected - refunded - due)
    asked = sum((max(ZERO, one.amount - one.collected) for one in payments if one.status in OPEN), ZERO)
    return Money(total, due, min(asked, owed), collected, refunded, owed, excess)


def payment_status(total: Decimal, payments: Sequence[Payment]) -> str:
    """The payment status that follows from the payments of an order of this total."""
    states, now = Order.PaymentStatus, reckon(total, total, payments)
    if not payments:
        return states.NONE
    if now.refunded and now.refunded == now.collected:
        return states.REFUNDED
    if now.refunded > max(ZERO, now.collected - total):
        return states.PARTIALLY_REFUNDED
    if now.collected or not total:
        return states.PARTIALLY_PAID if now.owed else states.PAID
    found = {one.status for one in payments}
    return next((state for status, state in _UNPAID if status in found), states.VOID)


_UNPAID = (
    (Payment.Status.NEW, Order.PaymentStatus.PENDING),
    (Payment.Status.PENDING, Order.PaymentStatus.PENDING),
    (Payment.Status.AUTHORIZED, Order.PaymentStatus.AUTHORIZED),
    (Payment.Status.DECLINED, Order.PaymentStatus.DECLINED),
)
"""The status of an order for which nothing came yet, by its payments: the first that any of them has."""


@dataclass(frozen=True)
class Goods:
    """items: pieces ordered less cancelled; remaining: of these, not yet shipped; parcels: shipments less cancelled; gone: of these, have left."""

    items: int
    cancelled: int
    remaining: int
    parcels: int
    gone: int


def goods_of(order: Order) -> Goods:
    """From the prefetched lines and shipments. An imported order without shipments has left as far as its status says."""
    lines, shipments = list(order.lines.all()), [one for one in order.shipments.all() if one.status != Shipment.Status.CANCELLED]
    cancelled = sum(line.cancelled for line in lines)
    items = sum(line.quantity for line in lines) - cancelled
    gone = [one for one in shipments if one.status in GONE]
    shipped = sum(part.quantity for one in gone for part in one.lines.all())
    all_gone = not shipments and order.fulfilment_status == Order.FulfilmentStatus.FULFILLED
    remaining = 0 if order.came_to_nothing or all_gone else max(0, items - shipped)
    return Goods(items, cancelled, remaining, len(shipments), len(gone))


def shipping_of(order: Order) -> list[tuple[str, Decimal]]:
    """Each way that the order goes, by its name, with what that cost; from the prefetched adjustments and lines.

    Empty where an import told neither a way nor what it cost: nobody knows then that it was free.
    """
    parts = [one for one in order.adjustments.all() if one.kind == OrderAdjustment.Kind.SHIPPING]
    if len(parts) > 1 or parts and any(line.shipping_method_name or line.ship_to_id for line in order.lines.all()):
        return [(one.label, one.amount) for one in parts]
    is_known = not order.imported or bool(order.shipping_method_name or parts)
    return [(order.shipping_method_name, order.shipping)] if is_known else []


def money_of(order: Order) -> Money:
    """From the prefetched payments. An imported order without any is paid as far as its status says."""
    due, payments = ZERO if order.came_to_nothing else order.total, list(order.payments.all())
    if payments or not order.imported:
        return reckon(order.total, due, payments)
    states = Order.PaymentStatus
    had = order.total if order.payment_status in {states.PAID, states.REFUNDED} else ZERO
    back = had if order.payment_status == states.REFUNDED else ZERO
    told = Payment(order=order, amount=order.total, collected=had, refunded=back, status=Payment.Status.COLLECTED)
    known = order.payment_status not in {states.PARTIALLY_PAID, states.PARTIALLY_REFUNDED, states.NONE}
    return replace(reckon(order.total, due, [told]), known=known, assumed=known)
