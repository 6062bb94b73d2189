"""What is wrong with an order, in words: unpaid, declined, late, stuck. From rows that were read before."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.timezone import get_current_timezone, localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agents.models import Tab
from agents.models.session import numbered
from agents.troubles import DECLINED, LATE, OTHER, UNPAID, WAITS, Trouble
from contactcenter.dates import Dates
from contactcenter.masking import Viewer, email_for, sees
from contactcenter.templatetags.console import day, money
from customers.models import Message
from orders.figures import OPEN, Money, money_of
from orders.models import Order, OrderNote, Payment, Shipment, Transaction

_STUCK: dict[str, Any] = {
    Order.Status.PENDING_APPROVAL: gettext_lazy("Waits for the account's approver."),
    Order.Status.FAILED_APPROVAL: gettext_lazy("The account's approver refused this order."),
    Order.Status.PENDING_PAYMENT: gettext_lazy("Waits for payment before it can be shipped."),
    Order.Status.PENDING_MERCHANT_ACTION: gettext_lazy("Stuck: somebody here has to act before it can go on."),
    Order.Status.PENDING_CUSTOMER_ACTION: gettext_lazy("Stuck: the customer has to answer before it can go on."),
    Order.Status.PENDING_REMOVE: gettext_lazy("Is being cancelled."),
    Order.Status.FAILED: gettext_lazy("Processing failed."),
}
MONTHS_FROM = 60  # days; below, they are counted as days
_REFUSED = {Transaction.State.DECLINED, Transaction.State.FAILED}
_ASKS = {Transaction.Kind.AUTHORIZATION, Transaction.Kind.CAPTURE}


def read_for_troubles(orders: Sequence[Order]) -> None:
    """Read the children of orders that are looked at: notes of those that are stuck alone, a bank's answers of payments that it declined."""
    prefetch_related_objects(orders, "payments", "shipments", "messages")
    prefetch_related_objects([one for one in orders if one.status in _STUCK], "notes__agent")
    declined = [one for order in orders for one in order.payments.all() if one.status == Payment.Status.DECLINED]
    prefetch_related_objects(declined, "transactions")


def order_troubles(order: Order, viewer: Viewer) -> list[Trouble]:
    """Everything that is wrong with it, in no order. Its children must have been read, and `in_status_since` with it."""
    paying = list(_of_payment(order))
    return [*paying, *_of_state(order, paying), *_of_shipments(order), *_of_mail(order, viewer)]


def _trouble(order: Order, kind: str, part: str, words: str, since: datetime, *, wrong: bool = False, note: str = "") -> Trouble:
    return Trouble(kind, Tab.Kind.ORDER, order.number, numbered(Tab.Kind.ORDER, order.number), part, words, since, wrong, note)


def _of_payment(order: Order) -> Iterator[Trouble]:
    found, payments = money_of(order), list(order.payments.all())
    if found.known and found.excess:
        words = _("%(amount)s has to go back: more was collected than is due.") % {"amount": money(found.excess, order.currency)}
        yield _trouble(order, OTHER, "payments", words, order.updated_at)
    declined = [one for one in payments if one.status == Payment.Status.DECLINED]
    if found.owed and declined and not any(one.status in OPEN for one in payments):
        yield _declined(order, found, declined[-1])
    elif _is_unpaid(order, found, payments):
        yield _unpaid(order, found, payments)


def _declined(order: Order, found: Money, payment: Payment) -> Trouble:
    refused = [one for one in payment.transactions.all() if one.state in _REFUSED and one.kind in _ASKS]
    since = (refused[-1].answered_at or refused[-1].asked_at) if refused else payment.created_at
    when = Dates.of_page().passed(since)
    why = ", ".join(filter(None, [str(payment), refused[-1].answer if refused else ""]))
    said = {"when": when, "method": why, "amount": money(found.owed, order.currency)}
    return _trouble(order, DECLINED, "payments", _("Payment declined %(when)s: %(method)s. %(amount)s is open.") % said, since, wrong=True)


def _owed_since(order: Order, payments: list[Payment]) -> datetime:
    """When the first payment was asked for of which money may still come; an order may be completed long after it was placed."""
    asked = [one.created_at for one in payments if one.status in OPEN]
    return max(order.placed_at, min(asked, default=order.placed_at))


def _is_unpaid(order: Order, found: Money, payments: list[Payment]) -> bool:
    """Owed since yesterday at least; not before an order is approved, nor while a card stands good for it."""
    if order.status in {Order.Status.PENDING_APPROVAL, Order.Status.PENDING_REMOVE} or localdate(_owed_since(order, payments)) >= localdate():
        return False
    asked = bool(payments) or order.payment_status == Order.PaymentStatus.PENDING
    held = any(one.status == Payment.Status.AUTHORIZED for one in payments)
    return bool(found.known and found.owed and asked and not held)


def _unpaid(order: Order, found: Money, payments: list[Payment]) -> Trouble:
    since = _owed_since(order, payments)
    days = (localdate() - localdate(since)).days
    method = next((str(one) for one in payments if one.status in OPEN), str(payments[0]) if payments else "")
    said = {"span": _span(days), "amount": money(found.owed, order.currency), "day": day(localdate(since))}
    words = _("Unpaid for %(span)s: %(amount)s, since %(day)s.") % said
    if method:
        words = _("Unpaid for %(span)s: %(amount)s by %(method)s, since %(day)s.") % {**said, "method": method}
    return _trouble(order, UNPAID, "payments", words, since, wrong=days >= MONTHS_FROM)


def _span(days: int) -> str:
    if days < MONTHS_FROM:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}


def _of_state(order: Order, paying: list[Trouble]) -> Iterator[Trouble]:
    states = Order.Status
    if order.status not in _STUCK or (order.status == states.PENDING_PAYMENT and paying):
        return
    note = next(iter(order.notes.all()), None)
    since = order.in_status_since or order.placed_at
    wrong = order.status in {states.FAILED, states.PENDING_MERCHANT_ACTION}
    kind = OTHER if order.came_to_nothing or order.status == states.PENDING_REMOVE else WAITS
    yield _trouble(order, kind, "notes", str(_STUCK[order.status]), since, wrong=wrong, note=_quoted(note) if note else "")


def _quoted(note: OrderNote) -> str:
    author = f"{note.agent}, " if note.agent else ""
    return f"“{note.text}” ({author}{day(localdate(note.at))})"


def _of_shipments(order: Order) -> Iterator[Trouble]:
    for one in order.shipments.all():
        if one.is_late and one.promised_on:
            days = (localdate() - one.promised_on).days
            said = {"n": one.position, "late": _span(days), "when": day(one.promised_on), "carrier": one.carrier or one.method_name}
            words = _("Shipment %(n)s is late by %(late)s: promised for %(when)s.") % said
            if said["carrier"]:
                words = _("Shipment %(n)s is late by %(late)s: promised for %(when)s, with %(carrier)s.") % said
            yield _trouble(order, LATE, "shipments", words, _morning(one.promised_on), wrong=True)
        elif one.status == Shipment.Status.BACKORDER:
            yield _trouble(order, LATE, "shipments", _waits_for_stock(one), one.created_at)


def _waits_for_stock(shipment: Shipment) -> str:
    if shipment.expected_on:
        return _("Shipment %(n)s waits for stock, expected on %(when)s.") % {"n": shipment.position, "when": day(shipment.expected_on)}
    return _("Shipment %(n)s waits for stock.") % {"n": shipment.position}


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())


def _of_mail(order: Order, viewer: Viewer) -> Iterator[Trouble]:
    failed = [one for one in order.messages.all() if one.status == Message.Status.FAILED]
    if failed:
        words = _("The confirmation could not be mailed to %(email)s.") % {"email": email_for(viewer, order.email)}
        answer = failed[-1].error if sees(viewer) else ""  # a mail server's answer may name the address
        yield _trouble(order, OTHER, "record-title", f"{words} {answer}".strip(), failed[-1].created_at or now())
