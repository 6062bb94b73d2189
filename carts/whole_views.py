"""The dock's acts on a customer's carts as wholes: emptied, saved for later, resumed, listed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.requests import AgentRequest
from carts import actions, forms
from carts.all_carts import all_carts, total_today
from carts.contents import contents_of
from carts.dock import placed_cart
from carts.models import Cart
from carts.views import cart_or_404, change, customer_or_404, editor_or_404, render_dock
from contactcenter.errors import Conflict
from contactcenter.money import format_money


@require_safe
def list_carts(request: AgentRequest, customer: str) -> HttpResponse:
    """The panel "All carts". all: not only the newest of them."""
    owner = customer_or_404(request, customer)
    return render(request, "carts/_all_carts.html", {"customer": owner, **all_carts(owner, whole="all" in request.GET)})


@require_POST
def empty_cart(request: AgentRequest, number: str) -> HttpResponse:
    """The dock without the cart, and in its place the way back."""
    return _act(request, number, actions.empty_cart, lambda cart: {"aside": cart})


@require_POST
def restore_cart(request: AgentRequest, number: str) -> HttpResponse:
    """The dock with the cart as it was; where another one has been begun, that one, and in words where this one is."""
    return _act(request, number, actions.restore_cart, _restored)


@require_POST
def save_for_later(request: AgentRequest, number: str) -> HttpResponse:
    """The dock without the cart, and in its place the way back."""
    return _act(request, number, actions.save_for_later, lambda cart: {"aside": cart})


@require_POST
def resume_cart(request: AgentRequest, number: str) -> HttpResponse:
    """The dock with the cart, in words which one is saved now, and what it would come to today where that is something else."""
    return _act(request, number, actions.resume_cart, _resumed)


@require_http_methods(["GET", "HEAD", "POST"])
def place_part(request: AgentRequest, number: str) -> HttpResponse:
    """The panel in which lines are chosen to be placed by themselves, and what it posts: the dock with these alone and their total."""
    cart, _owner = cart_or_404(request, number)
    if request.method == "POST":
        return change(request, number, forms.PartForm(request.POST), actions.set_lines_aside)
    editor_or_404(request)
    lines = [line for line in contents_of(cart).lines if not line.gift_of_id]
    return render(request, "carts/_part.html", {"cart": cart, "lines": lines, "version": cart.version})


@require_POST
def take_back(request: AgentRequest, number: str) -> HttpResponse:
    """The dock with the whole cart again."""
    return _act(request, number, actions.take_lines_back, lambda cart: {})


@require_POST
def reprice_cart(request: AgentRequest, number: str) -> HttpResponse:
    """The dock with the cart at today's prices, and in words what it came to before."""
    before = cart_or_404(request, number)[0].total
    return _act(request, number, actions.reprice_cart, lambda cart: {"applied": _repriced(cart, format_money(before, cart.currency))})


def _act(request: AgentRequest, number: str, act: Callable[..., Any], shown: Callable[[Cart], dict[str, Any]]) -> HttpResponse:
    """Run an act on a whole cart and show the dock as it is now. shown: what of it besides."""
    (cart, owner), form = cart_or_404(request, number), forms.VersionedForm(request.POST)
    try:
        if not form.run(act, request.actor, cart):
            return render_dock(request, owner, refused=form, status=422)
    except Conflict as conflict:
        return render_dock(request, owner, conflict=str(conflict.message), status=409, placed_cart=placed_cart(owner, number))
    return render_dock(request, owner, cart=form.result, **shown(form.result))


def _restored(cart: Cart) -> dict[str, Any]:
    said = _("Another cart has been begun, which stays. Cart %(number)s is back as a saved one.") % {"number": cart.number}
    return {"applied": "" if cart.is_current else said}


def _resumed(cart: Cart) -> dict[str, Any]:
    today = total_today(cart)
    saved = _("Cart %(number)s is saved for later.") % {"number": cart.left.number} if cart.left else ""
    return {"applied": saved, "today": today if today != cart.total else None}


def _repriced(cart: Cart, before: str) -> str:
    return _("Today's prices: %(before)s became %(after)s.") % {"before": before, "after": format_money(cart.total, cart.currency)}
