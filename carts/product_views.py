"""The dock's pane "Product"."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agents.requests import AgentRequest
from carts.product_pane import product_context
from carts.views import customer_or_404


@require_safe
def product(request: AgentRequest, customer: str) -> HttpResponse:
    """What can be told of a product to this customer (O12). sku: what was typed or chosen."""
    owner = customer_or_404(request, customer)
    return render(request, "carts/_product.html", product_context(request.actor, owner, request.GET.get("sku", "").strip()))
