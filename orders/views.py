"""Placing what lies in the dock's cart."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.actions import open_session
from agents.requests import AgentRequest
from carts.actions import reprice_cart
from carts.views import cart_or_404, render_dock
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from orders.actions import place_order as place
from orders.desk import order_on_desk
from orders.forms import PlaceOrderForm


@require_POST
def place_order(request: AgentRequest, number: str) -> HttpResponse:
    """Place the cart and open the order as a tab of its customer's session; placing it again opens the same order."""
    cart, form = cart_or_404(request, number), PlaceOrderForm(request.POST)
    try:
        if not form.run(place, request.actor, cart):
            return render_dock(request, cart.customer, refused=form, status=422)
    except Conflict as conflict:
        if conflict.code == "price_changed":
            reprice_cart(request.actor, cart, version=form.cleaned_data["version"])
        return render_dock(request, cart.customer, conflict=str(conflict.message), status=409)
    session = open_session(request.actor, order_on_desk(form.result))
    return go_to(request, reverse("console:order", args=[session.pk]))
