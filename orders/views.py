"""Placing what lies in the dock's cart."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.actions import open_tab
from agents.desk import Record
from agents.models import CallSession, Tab
from agents.requests import AgentRequest
from carts.views import cart_or_404, render_dock
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from orders.actions import place_order as place
from orders.forms import PlaceOrderForm


@require_POST
def place_order(request: AgentRequest, number: str) -> HttpResponse:
    """Place the cart and open the order as a tab of the session; placing it again opens the same order."""
    cart, form = cart_or_404(request, number), PlaceOrderForm(request.POST)
    try:
        if not form.run(place, request.actor, cart):
            return render_dock(request, cart.customer, refused=form, status=422)
    except Conflict as conflict:
        return render_dock(request, cart.customer, conflict=str(conflict.message), status=409)
    order = form.result
    session = CallSession.objects.of(request.actor.agent_id).filter(pk=request.actor.call_session_id or 0).first()
    if session is None:
        return go_to(request, reverse("console:home"))
    label = _("Order %(number)s · %(status)s") % {"number": order.number, "status": order.get_status_display()}
    open_tab(request.actor, session, Record(Tab.Kind.ORDER, order.number, label, order.customer_id, session.label))
    return go_to(request, reverse("console:order", args=[session.pk]))
