"""The dock's cart: find, run, render."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.permissions import Can
from agents.reads import log_read, read_lately
from agents.requests import AgentRequest
from carts import actions, forms
from carts.contents import contents_of
from carts.dock import current_cart, dock_context, gone_cart, held_values, line_context, placed_cart, price_context, variations_of
from carts.models import Cart, CartLine
from carts.product_pane import product_context
from carts.wanted import quantity_of, readings
from catalog.called import ChooseVariation, ask_which, called_so
from catalog.search import find_products
from contactcenter.errors import Conflict
from contactcenter.forms import ActionForm
from contactcenter.masking import sees
from customers.models import Customer


@require_safe
def dock(request: AgentRequest, customer: str) -> HttpResponse:
    """The whole cart panel, fresh. shown: the number of the cart that the page showed; what has become of it since is said."""
    owner = customer_or_404(request, customer)
    gone = gone_cart(owner, request.GET.get("shown", ""))
    is_placed = gone is not None and gone.status == Cart.Status.PLACED
    return render_dock(request, owner, placed_cart=gone if is_placed else None, aside=None if is_placed else gone)


@require_safe
def changed(request: AgentRequest, customer: str) -> HttpResponse:
    """Who changed the cart, for a page whose hands it must not take it from. shown: see `dock`."""
    owner = customer_or_404(request, customer)
    placed = placed_cart(owner, request.GET.get("shown", ""))
    return render(request, "carts/_changed.html", {"cart": current_cart(owner), "placed_cart": placed})


@require_POST
def add_item(request: AgentRequest, customer: str) -> HttpResponse:
    """Add a line; a master's SKU answers with the dialog to choose the variation."""
    owner = customer_or_404(request, customer)
    form = forms.AddItemForm(request.POST, known=_known(request, owner))
    try:
        if not form.run(actions.add_item, request.actor, owner):
            return _item_refused(request, owner, form)
    except ChooseVariation as choice:
        asked = render(request, "carts/_variations.html", _choice(owner, form, choice))
        asked.headers["X-Keep-Draft"] = "1"  # nothing is added yet
        return asked
    except Conflict as conflict:
        return render_dock(request, owner, conflict=str(conflict.message), add_form=form, status=409)
    shown = dock_context(owner, form.result)
    was_other = request.POST.get("shown", form.result.number) != form.result.number
    return render(request, "carts/item_added.htmx.html", {**shown, "delivery": was_other or _is_new(form, shown)})


def _variation_refused(owner: Customer, form: forms.AddItemForm, choice: ChooseVariation) -> dict[str, Any]:
    """The dialog again, with what was chosen and why not."""
    shown, sku = _choice(owner, form, choice), form["sku"].value()
    chosen = next((one for one in shown["variants"] if one.sku == sku), None)
    errors = [error for found in form.errors.values() for error in found]
    return {**shown, "chosen": chosen, "errors": errors, "quantity": quantity_of(str(form["quantity"].value())) or 1}


def _item_refused(request: AgentRequest, owner: Customer, form: forms.AddItemForm) -> HttpResponse:
    """The box as it was typed; where nothing is called exactly so but products match, with these to choose from."""
    if asked := request.POST.get("product"):
        shown = product_context(request.actor, owner, asked, product_form=form, picked=form["sku"].value())
        return render(request, "carts/product_refused.htmx.html", shown, status=422)
    try:
        if request.POST.get("variation_of"):
            ask_which(owner.channel, request.POST["variation_of"])
    except ChooseVariation as choice:
        return render(request, "carts/_variations.html", _variation_refused(owner, form, choice), status=422)
    shown = _suggested(owner, form["sku"].value() or "") if form.has_error("sku", "unknown_sku") else {}
    if shown.get("products"):
        said = ngettext("A product matches “%(sku)s”.", "Several products match “%(sku)s”.", len(shown["products"])) % {"sku": shown["text"]}
        form.errors["sku"] = form.error_class([said, gettext("Choose from the list with the arrow keys.")])
    return render(request, "carts/_add_item.html", {"customer": owner, "add_form": form, "version": form["version"].value(), **shown}, status=422)


def _is_new(form: forms.AddItemForm, shown: dict[str, Any]) -> bool:
    """Whether the page may not show yet how and where to: it showed no cart, an empty one, or an older one."""
    return len(shown["lines_in_cart"]) == 1 or form.cleaned_data["version"] + 1 != form.result.version


@require_POST
def add_items(request: AgentRequest, customer: str) -> HttpResponse:
    """Add several lines at once; refused, the list comes back as it was typed."""
    owner = customer_or_404(request, customer)
    form = forms.AddItemsForm(request.POST, known=_known(request, owner))
    try:
        if form.run(actions.add_items, request.actor, owner):
            return render(request, "carts/items_added.htmx.html", dock_context(owner, form.result))
    except Conflict as conflict:
        form.add_error(None, str(conflict.message))
        return render(request, "carts/_add_items.html", dock_context(owner, items_form=form), status=409)
    return render(request, "carts/_add_items.html", {"customer": owner, "items_form": form, "version": form["version"].value()}, status=422)


@require_safe
def suggest(request: AgentRequest, customer: str) -> HttpResponse:
    """Products whose SKU or name begins like what is typed, with or without how many."""
    return render(request, "carts/_suggestions.html", _suggested(get_object_or_404(_customers(request), number=customer), request.GET.get("sku", "")))


def _suggested(owner: Customer, typed: str) -> dict[str, Any]:
    """What the list of suggestions shows for a text."""
    text = typed.strip()
    wanted, found = None, []
    for wanted in (one for one in readings(text) if len(text) >= 2 and not one.beside):
        if found := find_products(owner.channel, wanted.what, group_id=owner.price_group_id):
            break
    return {"products": found, "quantity": wanted and wanted.quantity, "text": text}


def _known(request: AgentRequest, owner: Customer) -> forms.Known:
    """What of a text is called something, in the owner's channel, as far as the agent may know."""
    return partial(called_so, owner.channel, seen=request.actor.channel_ids)


@require_POST
def set_quantity(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.QuantityForm(request.POST), actions.set_quantity)


@require_POST
def remove_item(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.RemoveForm(request.POST), actions.remove_item)


@require_POST
def put_back_item(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.PutBackForm(request.POST), actions.put_back_item)


@require_POST
def set_shipping(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.ShippingForm(request.POST), actions.set_shipping)


@require_safe
def line_way(request: AgentRequest, number: str) -> HttpResponse:
    """What can be chosen for one line, when its agent opens that."""
    context = line_context(request.actor, *cart_or_404(request, number), request.GET.get("line", ""))
    if context is None:
        raise Http404
    return render(request, "carts/_line_way_form.html", context)


@require_POST
def set_line_shipping(request: AgentRequest, number: str) -> HttpResponse:
    """The line stays open, as what is chosen next may be the address."""
    return change(request, number, forms.LineShippingForm(request.POST), actions.set_line_shipping, way_of=request.POST.get("line", ""))


@require_POST
def split_line(request: AgentRequest, number: str) -> HttpResponse:
    """The new line is open, so that its address can be chosen at once."""
    return change(request, number, forms.SplitForm(request.POST), actions.split_line)


@require_safe
def line_price(request: AgentRequest, number: str) -> HttpResponse:
    """The form for another price of one line, when its agent opens that."""
    context = price_context(request.actor, *cart_or_404(request, number), request.GET.get("line", ""))
    if context is None:
        raise Http404
    return render(request, "carts/_line_price_form.html", context)


@require_POST
def override_price(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.OverrideForm(request.POST), actions.override_price)


@require_POST
def ask_for_price(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.OverrideForm(request.POST), actions.ask_for_price)


@require_POST
def withdraw_price_request(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.LineForm(request.POST), actions.withdraw_price_request)


@require_POST
def use_list_price(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.LineForm(request.POST), actions.use_list_price)


@require_POST
def set_addresses(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.AddressesForm(request.POST), actions.set_addresses)


@require_POST
def set_wishes(request: AgentRequest, number: str) -> HttpResponse:
    """The fold stays open, as the next field may be typed already."""
    return change(request, number, forms.WishesForm(request.POST), actions.set_wishes, wishes_of=request.POST.get("group", ""))


@require_POST
def set_properties(request: AgentRequest, number: str) -> HttpResponse:
    """The fold stays open, with an empty row for the next."""
    return change(request, number, forms.PropertiesForm(request.POST), actions.set_properties, properties_open=True)


@require_POST
def set_payment(request: AgentRequest, number: str) -> HttpResponse:
    return change(request, number, forms.PaymentForm(request.POST), actions.set_payment)


@require_http_methods(["GET", "HEAD", "POST"])
def add_address(request: AgentRequest, number: str) -> HttpResponse:
    """The form for a new address, what it posts, and the form again with the fields of another country: posted, since people's
    addresses belong in no URL."""
    cart, owner = cart_or_404(request, number)
    was = _untouched(request, owner)
    new = partial(forms.AddressForm, lines=contents_of(cart).lines, was=was)
    if request.method != "POST" or request.POST.get("part") == "fields":
        editor_or_404(request)
        country = request.POST.get("country") or cart.channel.country
        kept = {"save": request.method != "POST" or "save" in request.POST, "country": country, "version": cart.version}
        form = new(initial={**(request.POST.dict() or was), **kept}, country=country)
        return render(request, "carts/_new_address.html", {"cart": cart, "address_form": form})
    form = new(request.POST)
    try:
        if form.run(actions.add_address, request.actor, cart):
            return render_dock(request, owner)
    except Conflict as conflict:
        return render(request, "carts/_new_address.html", {"cart": cart, "address_form": form, "conflict": str(conflict.message)}, status=409)
    return render(request, "carts/_new_address.html", {"cart": cart, "address_form": form}, status=422)


def _untouched(request: AgentRequest, owner: Customer) -> dict[str, str]:
    """What a new address shows before anybody types: whom it is most often for, as far as the agent sees them."""
    caller = {"first_name": owner.first_name, "last_name": owner.last_name, "company": owner.company}
    phone = (owner.phone or owner.mobile) if sees(request.actor) else ""
    return {**caller, "phone": phone, "country": owner.channel.country, "use_for": "shipping", "save": "on"}


def change(request: AgentRequest, number: str, form: ActionForm, act: Callable[..., Any], **more: Any) -> HttpResponse:
    """Run one act on a cart and show the dock as it is now, with what was refused; more: what else its templates show."""
    cart, owner = cart_or_404(request, number)
    line = _line_to_take_out(cart, form)
    try:
        if form.run(act, request.actor, cart):
            return render_dock(request, owner, cart=form.result, taken_out=line, **more)
    except Conflict as conflict:
        for name, held in held_values(cart, form).items():
            shown = str(form[name].value() or "").replace("\r\n", "\n")
            if shown not in (held, request.POST.get(f"was_{name}")):  # it stays in its field, where it would pass for what is in the cart
                form.add_error(name, gettext("Not saved."))
                more["refused"] = form
        return render_dock(request, owner, conflict=str(conflict.message), status=409, placed_cart=placed_cart(owner, number), **more)
    return render_dock(request, owner, refused=form, status=422, **more)


def _line_to_take_out(cart: Cart, form: ActionForm) -> CartLine | None:
    """The line that a form takes out of the cart, as it is before, so that it can be put back."""
    if not form.is_valid() or form.cleaned_data.get("quantity", 0) or not isinstance(form, (forms.QuantityForm, forms.RemoveForm)):
        return None
    return cart.lines.filter(pk=form.cleaned_data["line"]).select_related("variant__product", "group__method", "group__address").first()


def render_dock(request: AgentRequest, customer: Customer, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "carts/_dock.html", dock_context(customer, **more), status=status)


def customer_or_404(request: AgentRequest, number: str) -> Customer:
    """Whose cart it is: to see the dock is to read the customer, for those who have not opened a record of theirs lately."""
    found = get_object_or_404(_customers(request).annotate(read_lately=read_lately(request.actor, "pk")), number=number)
    if not found.read_lately:  # type: ignore[attr-defined]  # asked with the customer, so that it costs the usual call nothing
        log_read(request.actor, found, found.pk)
    return found


def cart_or_404(request: AgentRequest, number: str) -> tuple[Cart, Customer]:
    """A customer's cart, and that customer, who is read by it as by `customer_or_404`; carts of guests belong to no desk."""
    carts = Cart.objects.visible_to(request.actor).select_related("channel", "customer__channel")
    cart = get_object_or_404(carts.annotate(read_lately=read_lately(request.actor, "customer_id")), number=number)
    if cart.customer is None:
        raise Http404
    if not cart.read_lately:  # type: ignore[attr-defined]
        log_read(request.actor, cart.customer, cart.customer_id)
    return cart, cart.customer


def editor_or_404(request: AgentRequest) -> None:
    """For the form of a change, before it is shown: it does not exist for those who may not send it."""
    if not request.actor.may(Can.EDIT_CART):
        raise Http404


def _customers(request: AgentRequest) -> QuerySet[Customer]:
    return Customer.objects.visible_to(request.actor).select_related("channel")


def _choice(owner: Customer, form: forms.AddItemForm, choice: ChooseVariation) -> dict[str, Any]:
    quantity = form.cleaned_data.get("quantity", 1) if form.is_valid() else 1
    shown = {"product": choice.product, "variants": variations_of(choice.product, owner), "quantity": quantity}
    return {"customer": owner, "version": form["version"].value(), **shown}
