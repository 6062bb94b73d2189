"""An order that was begun and not finished goes on at the first thing that is missing (O8): today its payment, by invoice."""

from decimal import Decimal

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.permissions import Can
from agents.states import move
from agents.verbs import Verb
from agents.versions import check_version
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict
from orders.confirmation import send_confirmation
from orders.figures import payment_status, to_invoice
from orders.models import Order, Payment
from search.terms import plain

ASKED_FOR = (Payment.Status.NEW, Payment.Status.PENDING)


@action(Can.PLACE_ORDER)
def complete_order(actor: Actor, order: Order, *, po_number: str, version: int) -> Order:
    """Let the order be paid by invoice, as far as nothing else pays it, and go to fulfilment; its customer gets the confirmation.

    Raises Conflict for one that does not wait for its payment, or that was changed since the page was shown.
    """
    order = lock(order)
    check_version(actor, order, version)
    if not order.waits_for_payment:
        raise Conflict("not_pending_payment", _("This order does not wait for a payment."), fresh=order)
    payments = list(order.payments.select_for_update(no_key=True).order_by("pk"))
    asked = _invoice(actor, order, payments)
    order.payment_method, order.po_number = Payment.Method.INVOICE, plain(po_number)
    order.payment_status = payment_status(order.total, payments)
    order.save(update_fields=["payment_method", "po_number", "payment_status"])
    move(actor, order, Order.Status.SUBMITTED)
    record(actor, Verb.ORDER_COMPLETED, order, number=order.number, amount=asked, currency=order.currency)
    send_confirmation(order)
    return order


def _invoice(actor: Actor, order: Order, payments: list[Payment]) -> Decimal:
    """Ask by one invoice for what is open, of which the amount is given; what was asked for otherwise and never came is given up.

    An invoice that was refused stays as it was: from today on the customer owes what is asked for today.
    """
    invoice = next((one for one in payments if one.method == Payment.Method.INVOICE and one.status == Payment.Status.PENDING), None)
    for one in payments:
        if one is not invoice and one.status in ASKED_FOR:
            move(actor, one, Payment.Status.VOIDED)
    asked = to_invoice(order.total, payments)
    if invoice is None and not asked:
        return asked
    if invoice is None:
        invoice = Payment(order=order, method=Payment.Method.INVOICE, status=Payment.Status.PENDING)
        payments.append(invoice)
    invoice.amount = invoice.collected + asked
    invoice.save()
    return asked
