"""Payments of an order by hand: each act in a sheet over the order's page, with what comes of it in figures before it is done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agents.permissions import Can
from agents.requests import AgentRequest
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from contactcenter.templatetags.console import money
from orders import actions
from orders.models import Order, Payment
from orders.paying import if_received, if_voided
from orders.payment_forms import RecordPaymentForm, VoidPaymentForm
from orders.views import page_of

RECORD, VOID = "orders/_record_payment.html", "orders/_void_payment.html"


@require_http_methods(["GET", "HEAD", "POST"])
def record_payment(request: AgentRequest, number: str) -> HttpResponse:
    """The sheet, also while it is filled in: with what comes of what stands in it. Sent, the page of the order; refused, all that was typed."""
    order, payments = _order(request, number)
    form = RecordPaymentForm(request.POST or request.GET or None, order=order, payments=payments)
    if request.method != "POST":
        return render(request, RECORD, _foreseen(form))
    try:
        if not form.run(actions.record_payment, request.actor, order):
            return render(request, RECORD, _foreseen(form), status=422)
    except Conflict as conflict:
        order, payments = _order(request, number)
        again = RecordPaymentForm(request.POST, order=order, payments=payments)
        return render(request, RECORD, {**_foreseen(again), "conflict": str(conflict.message)}, status=409)
    said = {"amount": money(form.cleaned_data["amount"], order.currency), "number": order.number}
    messages.success(request, _("%(amount)s is recorded for order %(number)s.") % said)
    return go_to(request, page_of(request, order))


@require_http_methods(["GET", "HEAD", "POST"])
def void_payment(request: AgentRequest, number: str, payment: int) -> HttpResponse:
    """The sheet that says what comes of it; sent, the page of the order."""
    order, payments = _order(request, number)
    given_up = next((one for one in payments if one.pk == payment), None)
    if given_up is None:
        raise Http404
    shown = {"order": order, "payment": given_up, "after": if_voided(order, payments, given_up)}
    if request.method != "POST":
        return render(request, VOID, shown)
    form = VoidPaymentForm({**request.POST.dict(), "payment": payment})
    try:
        if not form.run(actions.void_payment, request.actor, order):
            return render(request, VOID, {**shown, "form": form}, status=422)
    except Conflict as conflict:
        fresh = {**shown, "order": conflict.fresh or order, "conflict": str(conflict.message)}
        return render(request, VOID, fresh, status=409)
    messages.success(request, _("The payment of %(amount)s is voided.") % {"amount": money(given_up.amount, order.currency)})
    return go_to(request, page_of(request, order))


def _order(request: AgentRequest, number: str) -> tuple[Order, list[Payment]]:
    """As it is now; to who may record payments."""
    if request.method != "POST" and not request.actor.may(Can.RECORD_PAYMENTS):
        raise Http404
    seen = Order.objects.visible_to(request.actor).select_related("channel").prefetch_related("payments__transactions")
    order = get_object_or_404(seen, number=number)
    return order, list(order.payments.all())


def _foreseen(form: RecordPaymentForm) -> dict[str, Any]:
    """after: what comes of what stands in the form; None where no amount stands there."""
    amount = form.typed_amount
    after = if_received(form.order, form.payments, form.chosen, amount) if amount else None
    return {"order": form.order, "form": form, "after": after}
