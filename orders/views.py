"""Placing what lies in the dock's cart, and copying an order into a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.actions import open_tab
from agents.models import CallSession
from agents.requests import AgentRequest
from carts.models import Cart
from carts.views import cart_or_404, customer_or_404, render_dock
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from contactcenter.masking import email_for
from orders.actions import copy_order as copy_to_cart
from orders.actions import place_at_todays_prices
from orders.desk import order_on_desk
from orders.forms import CopyOrderForm, PlaceOrderForm
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


def _reads_an_order(request: AgentRequest) -> bool:
    return "/order/" in (request.htmx.current_url_abs_path or "") if request.htmx else False


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
