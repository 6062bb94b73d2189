"""What staff do by hand about the payments of an order (R5): money that came in is recorded, and a payment of which nothing came is given up."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.once import once
from agents.permissions import Can
from agents.states import move
from agents.verbs import Verb
from agents.versions import bump_version, check_version
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from contactcenter.money import format_money, wrong_amount
from orders.confirmation import KIND, send_confirmation
from orders.figures import told_by_status
from orders.models import Order, Payment, Transaction
from orders.paying import outcome, own_payment, receipt, status_of
from orders.sums import add, sums_of
from search.terms import plain

REFERENCE = Transaction._meta.get_field("reference").max_length or 0


@action(Can.RECORD_PAYMENTS)
@once
def record_payment(
    actor: Actor, order: Order, *, payment: int | None, amount: Decimal, reference: str, received_on: date, version: int, all_the_same: bool = False
) -> Order:
    """Record that so much of an order's currency came in on a day, for one of its payments, by its id, or for none that waits (None).

    What comes too much is recorded as it came. all_the_same: the order came to nothing, and the money is here. Raises RuleError at the field
    that is wrong, Conflict("order_changed") for a stale page, Conflict("no_such_payment") for a payment that takes nothing any more.
    """
    order = lock(order)
    check_version(actor, order, version)
    payments = list(order.payments.select_for_update(no_key=True).order_by("pk"))
    paid = _payment(order, payments, payment, amount)
    _check(order, amount, received_on, all_the_same)
    _check_authorized(paid, amount)
    if not payments and (told := told_by_status(order)) and told.collected:
        told.save()
        payments.append(told)
    if paid.pk is None:
        payments.append(paid)
    _receive(actor, order, paid, amount, plain(reference), received_on)
    _let_order_follow(actor, order, payments)
    record(
        actor, Verb.PAYMENT_RECORDED, order, number=order.number, amount=amount, currency=order.currency, payment=paid.pk, received_on=received_on
    )  # fmt: skip
    return order


@action(Can.RECORD_PAYMENTS)
def void_payment(actor: Actor, order: Order, *, payment: int, version: int) -> Order:
    """Give up one of an order's payments, by its id, of which nothing came and which nobody outside holds.

    Raises Conflict("order_changed") for a stale page, Conflict("no_such_payment") where there is nothing to be given up.
    """
    order = lock(order)
    check_version(actor, order, version)
    payments = list(order.payments.select_for_update(no_key=True).order_by("pk"))
    given_up = next((one for one in payments if one.pk == payment), None)
    if given_up is None or not given_up.may_be_voided:
        raise Conflict("no_such_payment", _("This payment cannot be voided: something came of it already, or somebody else holds it."), fresh=order)
    _write(actor, Transaction(payment=given_up, kind=Transaction.Kind.VOID, amount=given_up.amount, manual=True), now())
    move(actor, given_up, Payment.Status.VOIDED)
    _let_order_follow(actor, order, payments)
    record(actor, Verb.PAYMENT_VOIDED, order, number=order.number, amount=given_up.amount, currency=order.currency, payment=given_up.pk)
    return order


def _payment(order: Order, payments: list[Payment], wanted: int | None, amount: Decimal) -> Payment:
    if wanted is None:
        return own_payment(order, amount)
    found = next((one for one in payments if one.pk == wanted), None)
    if found is None or not found.takes_money:
        raise Conflict("no_such_payment", _("This payment takes nothing any more. Choose what the money is for."), fresh=order)
    return found


def _check(order: Order, amount: Decimal, received_on: date, all_the_same: bool) -> None:
    if wrong := wrong_amount(amount, order.currency):
        raise RuleError("wrong_amount", wrong, "amount")
    if not amount:
        raise RuleError("wrong_amount", _("Type how much came in."), "amount")
    zone = ZoneInfo(order.channel.timezone)
    if received_on > localdate(timezone=zone):
        raise RuleError("in_future", _("This day is yet to come."), "received_on")
    if received_on < localdate(order.placed_at, zone):
        raise RuleError("before_order", _("The order was placed later than this day."), "received_on")
    if order.came_to_nothing and not all_the_same:
        said = _("This order is “%(state)s”: nothing is due for it. If the money is here, tick this; it then has to go back.")
        raise RuleError("came_to_nothing", said % {"state": order.get_status_display()}, "all_the_same")


def _check_authorized(payment: Payment, amount: Decimal) -> None:
    if payment.status != Payment.Status.AUTHORIZED:
        return
    left = sums_of(payment.transactions.all()).authorized - payment.collected
    if amount > left:
        said = _("Only %(left)s of this payment is authorised. Record the rest as another payment.")
        raise RuleError("above_authorized", said % {"left": format_money(left, payment.currency)}, "amount")


def _receive(actor: Actor, order: Order, payment: Payment, amount: Decimal, reference: str, received_on: date) -> None:
    """Write the receipt, and what the payment has by it."""
    entry = receipt(payment, amount)
    entry.reference = reference[:REFERENCE]
    add(payment, entry)
    payment.save()
    _write(actor, entry, _moment(order, received_on))
    if (status := status_of(payment)) != payment.status:
        move(actor, payment, status)


def _write(actor: Actor, entry: Transaction, at: datetime) -> None:
    """What is entered by hand is done already."""
    entry.state, entry.asked_at, entry.answered_at = Transaction.State.SUCCEEDED, at, at
    entry.actor_kind, entry.actor_id, entry.actor_name = actor.kind, actor.id, actor.name
    entry.save(force_insert=True)


def _moment(order: Order, day: date) -> datetime:
    """Some time of that day: of today now, else noon, and not before the order."""
    zone = ZoneInfo(order.channel.timezone)
    at = now() if day == localdate(timezone=zone) else datetime.combine(day, time(12), zone)
    return max(at, order.placed_at)


def _let_order_follow(actor: Actor, order: Order, payments: list[Payment]) -> None:
    """Payment status, status and version of the order; one that goes to fulfilment by it is confirmed to its customer."""
    follows = outcome(order, payments)
    order.payment_status = follows.payment_status
    bump_version(actor, order, "payment_status")
    if follows.status != order.status:
        move(actor, order, follows.status)
        if not order.messages.filter(kind=KIND).exists():
            send_confirmation(order)
