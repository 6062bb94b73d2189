"""What the dock shows of a customer's cart."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language

from agents.actors import Actor
from agents.models import Channel
from agents.permissions import Can
from carts.forms import AddItemForm, AddItemsForm, LineShippingForm
from carts.models import Cart, CartLine
from carts.pricing import lines_of, names_of, shipping_groups, totals_of
from carts.totals import rates_of
from catalog.models import Product, ShippingMethod, Variant
from contactcenter.forms import ActionForm
from contactcenter.money import ZERO
from customers.models import Address, Customer
from customers.postal import place_of

MOST_ADDRESSES = 100
"""So many addresses can be chosen from: of a customer with thousands the two defaults, the newest, and what is chosen already."""
FIELDS_SHOWN = {"method", "shipping", "billing", "po_number"}
"""Those that show their own errors wherever there are lines; a line shows those of its quantity."""


@dataclass(frozen=True)
class Way:
    """How and where a line goes, as text: what was chosen last, also where that was refused, which the form then says."""

    method: str
    address: str
    refused: ActionForm | None = None


def dock_context(customer: Customer, cart: Cart | None = None, **more: Any) -> dict[str, Any]:
    """The open cart (or none yet), its lines, and what can be chosen for it. `more` overrides: forms with errors, a conflict.

    way_of: the SKU of the line whose way to ship is being chosen.
    """
    refused: ActionForm | None = more.get("refused")
    cart = cart if cart and cart.is_editable else open_cart(customer)  # what was done under a key may be placed by now
    lines = _lines(cart) if cart else []
    version = cart.version if cart else 0
    removed = cart.removed_line if cart else None
    return {
        "customer": customer,
        "cart": cart,
        "lines_in_cart": [(line, _way(line, refused)) for line in lines],
        "refused_line": next((line for line in lines if _is_about(refused, line)), None),
        "version": version,
        "removed": removed,
        "removed_before": next((line.pk for line in lines if removed and line.pk > removed.pk), None),
        "cart_rates": rates_of((line.rate, line.tax) for line in lines),
        "cart_shipping_tax": cart.tax - sum(line.tax for line in lines) if cart else ZERO,
        "cart_pieces": sum(line.quantity for line in lines),
        "cart_ways": len({line.effective_method for line in lines}),
        "cart_places": _places(customer, lines),
        "cart_shipping": _shipping_parts(cart, lines) if cart else [],
        "all_ways_chosen": cart is not None and all(line.shipping_method_id or cart.shipping_method_id for line in lines),
        "add_form": AddItemForm(initial={"quantity": 1, "version": version}),
        "items_form": AddItemsForm(initial={"version": version}),
        # asked only by a template that shows them, and once
        "methods": cache(lambda: _methods(customer, cart) if cart else []),
        "cart_addresses": cache(lambda: _addresses(customer, cart)),
        "addresses_in_all": cache(lambda: len(_book(customer))),
        "most_addresses": MOST_ADDRESSES,
        "conflict": "",
        "errors_apart": _errors_apart(refused, lines) if refused and not more.get("conflict") else [],
        **more,
        **({"refused": None} if isinstance(refused, LineShippingForm) else {}),  # its errors stand in the line, not below all lines
    }


def _places(customer: Customer, lines: list[CartLine]) -> list[str]:
    """The towns that the lines go to, one for each address, in the order of the lines."""
    addresses = [one for one in dict.fromkeys(line.effective_address for line in lines) if one]
    for one in addresses:
        one.customer = customer  # who has been read; the country they buy in is not named
    return [place_of(one) for one in addresses]


def _shipping_parts(cart: Cart, lines: list[CartLine]) -> list[tuple[str, Decimal]]:
    """How the cart goes, with what each way costs, where there are several.

    None where they are not what the cart's sum was made of: a way has another price since, which placing will say.
    """
    groups = shipping_groups(cart, lines)
    if len(groups) < 2 or any(group.method is None for group in groups):
        return []
    totals = totals_of(cart, lines, groups)
    names = names_of(groups, get_language() or "en")
    return list(zip(names, (one.fee for one in totals.groups), strict=True)) if totals.shipping == cart.shipping else []


def line_context(actor: Actor, cart: Cart, sku: str) -> dict[str, Any] | None:
    """What can be chosen for one line, of those who may change the cart; None where there is nothing to choose."""
    if not cart.is_editable or Can.EDIT_CART not in actor.rights:
        return None
    shown = dock_context(cart.customer, cart)
    return next(({**shown, "line": line, "way": way} for line, way in shown["lines_in_cart"] if line.variant.sku == sku), None)


def held_values(cart: Cart, form: ActionForm) -> dict[str, str]:
    """What the cart holds of the fields of a change of it, as the form's own values are written; of those that can say it themselves."""
    line = next((one for one in _lines(cart) if "sku" in form.fields and one.variant.sku == form["sku"].value()), None)
    way = line if isinstance(form, LineShippingForm) else cart
    held = {
        "quantity": line.quantity if line else 0,
        "po_number": cart.po_number,
        "method": way.shipping_method.code if way and way.shipping_method else "",
        "shipping": way.shipping_address_id if way else None,
        "billing": cart.billing_address_id,
    }
    return {name: str(value or "") for name, value in held.items() if name in form.fields}


def _is_about(refused: ActionForm | None, line: CartLine) -> bool:
    """Whether what was refused is how many of this line."""
    return refused is not None and "quantity" in refused.errors and refused["sku"].value() == line.variant.sku


def _is_way_of(refused: ActionForm | None, line: CartLine) -> bool:
    """Whether what was refused is how or where this line goes."""
    return isinstance(refused, LineShippingForm) and refused["sku"].value() == line.variant.sku


def _way(line: CartLine, refused: ActionForm | None) -> Way:
    if refused is not None and _is_way_of(refused, line):
        return Way(refused["method"].value(), refused["shipping"].value(), refused)
    return Way(line.shipping_method.code if line.shipping_method else "", str(line.shipping_address_id or ""))


def _errors_apart(refused: ActionForm, lines: list[CartLine]) -> list[str]:
    """What no field says: it belongs to none, or its field is not shown."""
    own = any(_is_way_of(refused, line) for line in lines) or not isinstance(refused, LineShippingForm)
    shown = FIELDS_SHOWN if lines and own else set()
    if any(_is_about(refused, line) for line in lines):
        shown = shown | {"quantity"}
    return [str(error) for name, errors in refused.errors.items() if name not in shown for error in errors]


def _methods(customer: Customer, cart: Cart) -> list[ShippingMethod]:
    """What is offered, and what the cart goes by even where that was taken off, so that the page never shows another one as chosen."""
    chosen = {cart.shipping_method_id, *(line.shipping_method_id for line in _lines(cart))}
    return [one for one in customer.channel.shipping_methods.all() if one.active or one.pk in chosen]


def _addresses(customer: Customer, cart: Cart | None) -> list[Address]:
    """Those of the customer's book, at most so many, and what the cart already goes to."""
    chosen = {cart.shipping_address_id, cart.billing_address_id, *(line.shipping_address_id for line in _lines(cart))} if cart else set()
    book = _book(customer)
    found = sorted(customer.addresses.all(), key=lambda one: (not one.in_book, one.pk))
    offered = chosen | {one.pk for one in Address.some_of(book, MOST_ADDRESSES)}
    return [one for one in found if one.pk in offered]


def _book(customer: Customer) -> list[Address]:
    prefetch_related_objects([customer], "addresses")  # once, also where the page of the customer has read them
    return Address.book_of(customer.addresses.all())


def _lines(cart: Cart) -> list[CartLine]:
    if cart.priced_lines is None:
        cart.priced_lines = lines_of(cart)
    return cart.priced_lines


def open_cart(customer: Customer) -> Cart | None:
    """The customer's open cart, to be shown."""
    cart = Cart.objects.open_of(customer.pk).select_related("shipping_method", "shipping_address", "account").first()
    if cart is not None:
        cart.customer = customer
    return cart


def variations_of(product: Product, channel: Channel) -> list[Variant]:
    """What can be bought of a product in a channel, each with `price` and stock."""
    return list(Variant.objects.sold_in(channel).filter(product=product).select_related("product", "stock"))
