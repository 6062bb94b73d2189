"""Placing what lies in the dock's cart."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.actions import open_tab
from agents.models import CallSession
from agents.requests import AgentRequest
from carts.views import cart_or_404, render_dock
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from contactcenter.masking import email_for
from orders.actions import place_at_todays_prices
from orders.desk import order_on_desk
from orders.forms import PlaceOrderForm
from orders.models import Order


@require_POST
def place_order(request: AgentRequest, number: str) -> HttpResponse:
    """Place the cart and open the order as a tab of its customer's session; placing it again opens the same order."""
    cart, form = cart_or_404(request, number), PlaceOrderForm(request.POST)
    try:
        if not form.run(place_at_todays_prices, request.actor, cart):
            return render_dock(request, cart.customer, refused=form, status=422)
    except Conflict as conflict:
        return render_dock(request, cart.customer, conflict=str(conflict.message), status=409)
    order = form.result
    messages.success(request, _said(order, email_for(request.actor, order.email)))
    return go_to(request, _open_tab(request, order))


def _open_tab(request: AgentRequest, order: Order) -> str:
    """Where it opens: as a tab of its customer's session; without one, at the page that opens one and asks where there is no room."""
    session = CallSession.objects.of(request.actor.agent_id).open().filter(customer=order.customer_id).first()
    if session is None:
        return reverse("console:record", args=["order", order.number])
    open_tab(request.actor, session, order_on_desk(order))
    return reverse("console:order", args=[session.pk, order.number])


def _said(order: Order, email: str) -> str:
    """What the agent can tell the customer."""
    if email:
        return _("Order %(number)s is placed. The confirmation goes to %(email)s.") % {"number": order.number, "email": email}
    return _("Order %(number)s is placed. There is no e-mail to confirm it to.") % {"number": order.number}
