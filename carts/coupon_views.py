"""The dock's pane "Coupon": codes typed, made, sent and revoked."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agents.requests import AgentRequest
from carts import actions, forms
from carts.contents import contents_of
from carts.coupon_pane import pane_context
from carts.dock import discounts_of, dock_context
from carts.models import Cart
from carts.views import change, customer_or_404
from contactcenter.errors import Conflict
from contactcenter.forms import ActionForm
from contactcenter.money import format_money
from customers.models import Customer
from promotions.actions import allow_codes_again, generate_coupon, revoke_coupon, send_coupon
from promotions.models import Coupon


@require_safe
def coupons(request: AgentRequest, customer: str) -> HttpResponse:
    """The pane. chosen: the code that was chosen; asked: what was typed to find a promotion."""
    owner = customer_or_404(request, customer)
    return _pane(request, owner, chosen=request.GET.get("chosen", ""), asked=request.GET.get("asked", "").strip())


@require_POST
def apply_code(request: AgentRequest, customer: str) -> HttpResponse:
    """The cart with the code; what was typed where it does not count, with the way to put it in the place of another."""
    owner = customer_or_404(request, customer)
    form = forms.CodeForm(request.POST)
    typed = str(form["code"].value() or "").strip()
    if form.run(actions.try_code, request.actor, owner):
        return render(
            request, "carts/code_applied.htmx.html", {**pane_context(request.actor, owner, chosen=typed), **_applied(owner, form.result, typed)}
        )
    may_replace = form.has_error("code", "not_together")
    return _pane(request, owner, form, chosen=typed, may_replace=may_replace, typed_code=typed)


def _applied(owner: Customer, cart: Cart, typed: str) -> dict[str, Any]:
    """The dock's cart, and in words what the code takes off."""
    shown = dock_context(owner, cart)
    off = [one for one in discounts_of(contents_of(cart)) if one.code.upper() == typed.upper()]
    said = _("%(code)s applied: %(amount)s. The total is %(total)s now.")
    words = [
        said % {"code": one.code, "amount": format_money(one.amount, cart.currency), "total": format_money(cart.total, cart.currency)} for one in off
    ]
    return {**shown, "applied": words[0] if words else ""}


@require_POST
def remove_code(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.RemoveCodeForm(request.POST), actions.remove_code)


@require_POST
def generate(request: AgentRequest, customer: str) -> HttpResponse:
    """A new code, which the acts beside it are about then."""
    owner = customer_or_404(request, customer)
    form = forms.GenerateForm(request.POST)
    if form.run(generate_coupon, request.actor, owner):
        return _pane(request, owner, chosen=form.result.code, made=form.result.code)
    errors = [error for found in form.errors.values() for error in found]
    return _pane(request, owner, choice_errors=errors, picked=str(form["promotion"].value() or ""), status=422)


@require_POST
def revoke(request: AgentRequest, customer: str) -> HttpResponse:
    return _about_coupon(request, customer, ActionForm(request.POST), revoke_coupon)


@require_POST
def send(request: AgentRequest, customer: str) -> HttpResponse:
    return _about_coupon(request, customer, forms.SendForm(request.POST), send_coupon)


@require_POST
def lift(request: AgentRequest, customer: str) -> HttpResponse:
    """Codes can be tried again."""
    owner = customer_or_404(request, customer)
    allow_codes_again(request.actor, owner)
    return _pane(request, owner)


def _about_coupon(request: AgentRequest, number: str, form: ActionForm, act: Any) -> HttpResponse:
    """An act on one of the customer's codes, and the pane as it is then."""
    owner, code = customer_or_404(request, number), request.POST.get("code", "")
    coupon = get_object_or_404(Coupon.objects.visible_to(request.actor).filter(customer=owner), code=code)
    try:
        if form.run(act, request.actor, coupon):
            return _pane(request, owner, chosen=code)
    except Conflict as conflict:
        return _pane(request, owner, chosen=code, code_errors=[str(conflict.message)], status=409)
    return _pane(request, owner, form, chosen=code)


def _pane(request: AgentRequest, owner: Customer, form: ActionForm | None = None, *, status: int = 200, **more: Any) -> HttpResponse:
    if form is not None:
        more["code_errors"], status = [error for found in form.errors.values() for error in found], 422
    return render(request, "carts/_coupons.html", pane_context(request.actor, owner, **more), status=status)
