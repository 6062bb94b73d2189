"""What an order's first screen says: money and goods in figures, and what is wrong in words. No queries of its own."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from contactcenter.dates import Dates
from contactcenter.masking import Eyes, email_for
from contactcenter.money import ZERO
from contactcenter.templatetags.console import day
from customers.models import Message
from orders.models import Order, Payment, PaymentInteraction, Shipment


@dataclass(frozen=True)
class Figures:
    """total: of the order; pending: asked for and not yet had; collected: had, less refunds; balance: still open.

    items: pieces ordered less cancelled; remaining: not yet shipped.
    """

    total: Decimal
    pending: Decimal
    collected: Decimal
    balance: Decimal
    items: int
    remaining: int


def figures(order: Order) -> Figures:
    """From the order's prefetched payments, lines and shipments."""
    payments = list(order.payments.all())
    collected = sum((one.collected - one.refunded for one in payments), ZERO)
    open_states = {Payment.Status.NEW, Payment.Status.PENDING, Payment.Status.AUTHORIZED}
    pending = sum((one.amount - one.collected for one in payments if one.status in open_states), ZERO)
    items = sum(line.quantity - line.cancelled for line in order.lines.all())
    gone = {Shipment.Status.SHIPPED, Shipment.Status.DELIVERED}
    shipped = sum(part.quantity for one in order.shipments.all() if one.status in gone for part in one.lines.all())
    cancelled = order.status in {Order.Status.REMOVED, Order.Status.FAILED, Order.Status.FAILED_APPROVAL}
    due = ZERO if cancelled else order.total
    return Figures(order.total, pending, collected, due - collected, items, 0 if cancelled else max(0, items - shipped))


def problems(order: Order, eyes: Eyes) -> list[str]:
    """What is wrong with this order, worst first, as a person would say it."""
    return [*_payment_problems(order), *_state_problems(order), *_shipment_problems(order), *_mail_problems(order, eyes)]


def _payment_problems(order: Order) -> list[str]:
    found = []
    for payment in order.payments.all():
        if payment.status == Payment.Status.DECLINED:
            refused = [one.at for one in payment.interactions.all() if not one.success and one.kind in _ASKS]
            when = Dates.of_page().passed(refused[-1] if refused else payment.created_at)
            found.append(_("Payment declined (%(when)s): %(method)s.") % {"when": when, "method": payment})
    return found


_ASKS = {PaymentInteraction.Kind.AUTHORIZATION, PaymentInteraction.Kind.CAPTURE}


def _state_problems(order: Order) -> list[str]:
    words: dict[str, str] = {
        Order.Status.PENDING_APPROVAL: _("Waits for the account's approver."),
        Order.Status.FAILED_APPROVAL: _("The account's approver refused this order."),
        Order.Status.PENDING_PAYMENT: _("Waits for payment before it can be shipped."),
        Order.Status.PENDING_MERCHANT_ACTION: _("Stuck: somebody here has to act before it can go on."),
        Order.Status.PENDING_CUSTOMER_ACTION: _("Stuck: the customer has to answer before it can go on."),
        Order.Status.PENDING_REMOVE: _("Is being cancelled."),
        Order.Status.FAILED: _("Processing failed."),
    }
    return [words[order.status]] if order.status in words else []


def _shipment_problems(order: Order) -> list[str]:
    found = []
    for shipment in order.shipments.all():
        if shipment.is_late and shipment.promised_on:
            when = day(shipment.promised_on)
            found.append(_("Shipment %(n)s is late: promised for %(when)s.") % {"n": shipment.position, "when": when})
        elif shipment.status == Shipment.Status.BACKORDER:
            found.append(_("Shipment %(n)s waits for stock.") % {"n": shipment.position})
    return found


def _mail_problems(order: Order, eyes: Eyes) -> list[str]:
    failed = any(one.status == Message.Status.FAILED for one in order.messages.all())
    return [_("The confirmation could not be mailed to %(email)s.") % {"email": email_for(eyes, order.email)}] if failed else []
