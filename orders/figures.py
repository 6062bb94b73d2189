"""An order's money and goods in figures: the one place where they are reckoned. No queries of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from carts.models.shape import Amounts, names_of_ways, tax_by_place
from contactcenter.money import ZERO
from orders.models import Order, OrderAdjustment, OrderLine, OrderShippingGroup, Payment, Shipment

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


def to_invoice(total: Decimal, payments: Sequence[Payment]) -> Decimal:
    """What an invoice has to ask for: what is owed beyond what is authorised already."""
    held = sum((max(ZERO, one.amount - one.collected) for one in payments if one.status == Payment.Status.AUTHORIZED), ZERO)
    return max(ZERO, reckon(total, total, payments).owed - held)


def payment_status(total: Decimal, payments: Sequence[Payment], *, came_to_nothing: bool = False) -> str:
    """The payment status that follows from the payments of an order of this total; one that came to nothing is never paid."""
    states, now = Order.PaymentStatus, reckon(total, total, payments)
    if not payments:
        return states.NONE
    if now.refunded and now.refunded == now.collected:
        return states.REFUNDED
    if came_to_nothing and now.collected:
        return states.OWED_BACK
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


def lines_by_group(order: Order) -> list[tuple[OrderShippingGroup, list[OrderLine]]]:
    """What goes together; from the prefetched groups and lines."""
    lines = list(order.lines.all())
    return [(group, [line for line in lines if line.group_id == group.pk]) for group in order.groups.all()]


def shipping_of(order: Order) -> list[tuple[str, Decimal]]:
    """Each way that the order goes, by its name and of several also where to, with what that cost; from the prefetched groups.

    Empty where an import told neither a way nor what it cost: nobody knows then that it was free.
    """
    groups = list(order.groups.all())
    if order.imported and not any(group.method_name or group.gross for group in groups):
        return []
    fees = [group.shown(includes_tax=order.prices_include_tax) for group in groups]
    ways = names_of_ways([(group.method_name, group.address) for group in groups])
    return list(zip(ways, fees, strict=True)) or [("", order.shipping)]


def wishes_of(order: Order) -> list[tuple[str, OrderShippingGroup]]:
    """The groups of which something was wished, each with how it is called where there are several; from the prefetched groups."""
    groups = list(order.groups.all())
    names = names_of_ways([(group.method_name, group.address) for group in groups]) if len(groups) > 1 else [""]
    return [(name, group) for name, group in zip(names, groups, strict=False) if group.wishes]


def adjustments_of(order: Order) -> list[tuple[str, Decimal]]:
    """What was taken off or put on, by its label, as the order shows prices; from the prefetched adjustments."""
    sums: dict[str, Decimal] = {}
    for one in order.adjustments.all():
        label = one.label or one.get_kind_display()
        sums[label] = sums.get(label, ZERO) + one.shown(includes_tax=order.prices_include_tax)
    return [(label, amount) for label, amount in sums.items() if amount]


@dataclass(frozen=True)
class Taxes:
    """What the tax of an order is made of. rates: each with the name of the country, where it goes to several, and its tax; others: by label,
    what was told without a rate."""

    rates: list[tuple[Decimal, str, Decimal]]
    others: list[tuple[str, Decimal]]

    @property
    def are_several(self) -> bool:
        """Whether the sum alone does not say at which rate it is."""
        return len(self.rates) + len(self.others) > 1


def taxes_of(order: Order) -> Taxes:
    """From the parts that `orders.parts.read_parts` has joined."""
    first = next(iter(order.groups.all()), None)
    parts: list[tuple[Amounts, OrderShippingGroup | None]] = [(line, line.group) for line in order.lines.all()]
    parts += [(group, group) for group in order.groups.all()]
    others: dict[str, Decimal] = {}
    for one in order.adjustments.all():
        if one.rate:
            parts.append((one, one.line.group if one.line else one.group or first))
        elif one.tax:
            label = _("Tax of discounts") if one.kind == OrderAdjustment.Kind.DISCOUNT else one.label
            others[label] = others.get(label, ZERO) + one.tax
    return Taxes(tax_by_place(parts), list(others.items()))


def money_of(order: Order) -> Money:
    """From the prefetched payments. An imported order without any is paid as far as its status says."""
    due, payments = ZERO if order.came_to_nothing else order.total, list(order.payments.all())
    if payments or not order.imported:
        return reckon(order.total, due, payments)
    states = Order.PaymentStatus
    known = order.payment_status not in {states.PARTIALLY_PAID, states.PARTIALLY_REFUNDED, states.NONE}
    return replace(reckon(order.total, due, [told_by_status(order)]), known=known, assumed=known)


def told_by_status(order: Order) -> Payment:
    """What the status of an imported order without any payment says of its money, as a payment that nobody has written."""
    states = Order.PaymentStatus
    had = order.total if order.payment_status in {states.PAID, states.REFUNDED} else ZERO
    back = had if order.payment_status == states.REFUNDED else ZERO
    status = Payment.Status.CREDITED if back else Payment.Status.COLLECTED
    return Payment(order=order, method=Payment.Method.OTHER, amount=order.total, collected=had, refunded=back, status=status)
