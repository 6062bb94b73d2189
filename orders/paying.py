"""What comes of money that arrives for an order, and of a payment that is given up: one rule, for the page before and for the act."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from agents.states import may_move
from contactcenter.money import ZERO
from orders.figures import Money, payment_status, reckon, to_invoice
from orders.models import Order, Payment, Transaction
from orders.sums import add

Kind, State = Transaction.Kind, Transaction.State


@dataclass(frozen=True)
class Outcome:
    """money: what is owed of the order, or was paid too much; payment_status, status: the order's, which may be those it has."""

    money: Money
    payment_status: str
    status: str

    @property
    def said(self) -> dict[str, str]:
        """Both states in words."""
        return {"payment": str(Order.PaymentStatus(self.payment_status).label), "order": str(Order.Status(self.status).label)}


def outcome(order: Order, payments: Sequence[Payment]) -> Outcome:
    """Of an order with these payments: one that waited for its payment goes to fulfilment once all of it is paid, or stands good."""
    due = ZERO if order.came_to_nothing else order.total
    goes_on = order.waits_for_payment and not to_invoice(order.total, payments) and may_move(order, Order.Status.SUBMITTED)
    follows = payment_status(order.total, payments, came_to_nothing=order.came_to_nothing)
    return Outcome(reckon(order.total, due, payments), follows, Order.Status.SUBMITTED if goes_on else order.status)


def own_payment(order: Order, amount: Decimal) -> Payment:
    """For money of which no payment waits; not saved."""
    return Payment(order=order, method=Payment.Method.OTHER, status=Payment.Status.NEW, currency=order.currency, amount=amount)


def receipt(payment: Payment, amount: Decimal) -> Transaction:
    """That so much came in, as somebody here says; not saved."""
    return Transaction(payment=payment, kind=Kind.CAPTURE, state=State.SUCCEEDED, amount=amount, currency=payment.currency, manual=True)


def status_of(payment: Payment) -> str:
    """Of a payment that has got something: it is collected once all that was asked for is there."""
    return Payment.Status.COLLECTED if payment.collected >= payment.amount else payment.status


def if_received(order: Order, payments: Sequence[Payment], payment: Payment | None, amount: Decimal) -> Outcome:
    """What would come of so much for one of the order's payments, or for none of them; changes nothing."""
    paid = copy(payment) if payment else own_payment(order, amount)
    add(paid, receipt(paid, amount))
    return outcome(order, [*(one for one in payments if one is not payment), _as(paid, status_of(paid))])


def if_voided(order: Order, payments: Sequence[Payment], payment: Payment) -> Outcome:
    """What would come of giving one of its payments up; changes nothing."""
    return outcome(order, [_as(one, Payment.Status.VOIDED) if one is payment else one for one in payments])


def _as(payment: Payment, status: str) -> Payment:
    """What it would be in another state, which nobody writes."""
    return Payment(method=payment.method, status=status, amount=payment.amount, collected=payment.collected, refunded=payment.refunded)
