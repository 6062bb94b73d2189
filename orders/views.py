"""Placing what lies in the dock's cart, and copying an order into a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.actions import open_tab
from agents.models import CallSession, Tab
from agents.requests import AgentRequest
from carts.models import Cart
from carts.views import cart_or_404, customer_or_404, render_dock
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from contactcenter.masking import email_for
from orders import actions
from orders.actions import copy_order as copy_to_cart
from orders.actions import place_at_todays_prices
from orders.desk import order_on_desk
from orders.figures import to_invoice
from orders.forms import CompleteOrderForm, CopyOrderForm, PlaceOrderForm
from orders.models import Order


@require_POST
def place_order(request: AgentRequest, number: str) -> HttpResponse:
    """Place the cart and open the order as a tab of its customer's session; placing it again opens the same order."""
    (cart, owner), form = cart_or_404(request, number), PlaceOrderForm(request.POST)
    try:
        if not form.run(place_at_todays_prices, request.actor, cart):
            return render_dock(request, owner, refused=form, insists=True, status=422)
    except Conflict as conflict:
        return render_dock(request, owner, conflict=str(conflict.message), status=409)
    order = form.result
    messages.success(request, _said(order, email_for(request.actor, order.email)))
    if rest := _rest(order):
        messages.info(request, _("The rest waits in the cart: %(number)s.") % {"number": rest})
    return go_to(request, _open_tab(request, order))


@require_POST
def copy_order(request: AgentRequest, number: str) -> HttpResponse:
    """The dock with a new cart of what the order holds, in words what of it could not be had, and which cart is saved now."""
    orders = Order.objects.visible_to(request.actor).filter(customer__isnull=False)
    order = get_object_or_404(orders.select_related("channel", "cart", "customer__channel"), number=number)
    owner, form = customer_or_404(request, order.customer.number if order.customer else ""), CopyOrderForm(request.POST)
    try:
        if not form.run(copy_to_cart, request.actor, order):
            return render_dock(request, owner, refused=form, status=422)
    except Conflict as conflict:
        return render_dock(request, owner, conflict=str(conflict.message), status=409)
    return render_dock(request, owner, cart=form.result, applied=_copied(order, form.result), left_out=form.result.left_out)


def _copied(order: Order, cart: Cart) -> str:
    said = _("Order %(order)s is copied to cart %(cart)s.") % {"order": order.number, "cart": cart.number}
    return said + (" " + _("Cart %(number)s is saved for later.") % {"number": cart.left.number} if cart.left else "")


@require_POST
def complete_order(request: AgentRequest, number: str) -> HttpResponse:
    """The page of the order again, as it is now; refused, the form with what was typed."""
    seen = Order.objects.visible_to(request.actor).prefetch_related("payments")
    order, form = get_object_or_404(seen, number=number), CompleteOrderForm(request.POST)
    shown = {"order": order, "to_invoice": to_invoice(order.total, list(order.payments.all())), "form": form}
    try:
        if not form.run(actions.complete_order, request.actor, order):
            return render(request, "orders/_complete_form.html", shown, status=422)
    except Conflict as conflict:
        now = {"order": conflict.fresh or order, "conflict": str(conflict.message)}
        return render(request, "orders/_complete_form.html", {**shown, **now}, status=409)
    messages.success(request, _("Order %(number)s is completed. It is to be paid by invoice.") % {"number": order.number})
    return go_to(request, page_of(request, order))


def page_of(request: AgentRequest, order: Order) -> str:
    """The page from which the order is looked at, if it is that; else the one that opens it."""
    session = CallSession.objects.of(request.actor.agent_id).open().filter(pk=request.actor.call_session_id or 0).first()
    if session is not None and session.tabs.filter(kind=Tab.Kind.ORDER, number=order.number).exists():
        return reverse("console:order", args=[session.pk, order.number])
    return reverse("console:record", args=["order", order.number])


def _reads_an_order(request: AgentRequest) -> bool:
    return "/order/" in (request.htmx.current_url_abs_path or "") if request.htmx else False


def _rest(order: Order) -> str:
    """The number of the cart that was set aside before a part of it was placed, and is the current one now; "" for none."""
    rest = order.cart.rest if order.cart else None
    return rest.number if rest and rest.is_editable and rest.is_current else ""


def _open_tab(request: AgentRequest, order: Order) -> str:
    """Where it opens: as a tab of its customer's session; without one, at the page that opens one and asks where there is no room."""
    session = CallSession.objects.of(request.actor.agent_id).open().filter(customer=order.customer_id).first()
    if session is None:
        return reverse("console:record", args=["order", order.number])
    open_tab(request.actor, session, order_on_desk(order), beside=_reads_an_order(request))
    return reverse("console:order", args=[session.pk, order.number])


def _said(order: Order, email: str) -> str:
    """What the agent can tell the customer."""
    if email:
        return _("Order %(number)s is placed. The confirmation goes to %(email)s.") % {"number": order.number, "email": email}
    return _("Order %(number)s is placed. There is no e-mail to confirm it to.") % {"number": order.number}
