"""Where the cart goes, how, and who pays (O2–O4)."""

from typing import Any

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import Verb, record
from agents.once import once
from agents.permissions import Can
from carts.actions.lines import line_of
from carts.models import Cart, CartLine
from carts.pricing import bump_version, lines_of, locked_cart, reprice
from catalog.models import ShippingMethod
from contactcenter.actions import action, lock
from contactcenter.errors import RuleError
from customers.addresses import check
from customers.models import Address
from customers.search import OF_ADDRESS, fill
from search.terms import plain


@action(Can.EDIT_CART)
def set_shipping(actor: Actor, cart: Cart, *, method: str, version: int) -> Cart:
    """Choose one of the channel's ways to ship, by its code."""
    cart = locked_cart(actor, cart, version)
    chosen = _offered(cart, method)
    if chosen.pk == cart.shipping_method_id:
        return cart
    before = cart.shipping_method.code if cart.shipping_method else None
    cart.shipping_method = chosen
    reprice(cart, lines_of(cart), actor)
    record(actor, Verb.CART_SHIPPING_CHANGED, cart, before=before, method=chosen.code)
    return cart


@action(Can.EDIT_CART)
def set_line_shipping(actor: Actor, cart: Cart, *, sku: str, method: str, shipping: int | None, version: int) -> Cart:
    """How and where one line goes (O2): by one of the channel's ways to ship, "" for the cart's; to one of the customer's addresses,
    None for the cart's."""
    cart = locked_cart(actor, cart, version)
    lines = lines_of(cart)
    line = line_of(lines, sku)
    before = _way(line)
    if method != (before[0] or ""):  # what was chosen and taken off since stays, until it is chosen anew or the order placed
        line.shipping_method = _offered(cart, method) if method else None
    line.shipping_address = _own(cart, shipping, "shipping")
    if before == _way(line):
        return cart
    line.save(update_fields=["shipping_method", "shipping_address"])
    reprice(cart, lines, actor)
    record(actor, Verb.LINE_SHIPPING_CHANGED, cart, sku=sku, before=before, after=_way(line))
    return cart


def _way(line: CartLine) -> list[str | int | None]:
    return [line.shipping_method.code if line.shipping_method else None, line.shipping_address_id]


@action(Can.EDIT_CART)
def set_addresses(actor: Actor, cart: Cart, *, shipping: int | None, billing: int | None, version: int) -> Cart:
    """Choose among the customer's addresses; no billing address means it is billed where it is shipped (O3)."""
    cart = locked_cart(actor, cart, version)
    before = [cart.shipping_address_id, cart.billing_address_id]
    cart.shipping_address = _own(cart, shipping, "shipping")
    cart.billing_address = _own(cart, billing, "billing")
    if before == [shipping, billing]:
        return cart
    reprice(cart, lines_of(cart), actor)  # what goes together may have changed
    record(actor, Verb.CART_ADDRESS_CHANGED, cart, kind="shipping and billing", before=before, after=[shipping, billing])
    return cart


@action(Can.EDIT_CART)
@once
def add_address(actor: Actor, cart: Cart, *, version: int, save: bool, use_for: str, sku: str = "", **fields: Any) -> Cart:
    """A new address for this cart, saved to the customer's book if wanted (O3).

    use_for: "shipping", "billing", or "line", of which `sku` is the one that goes there. Raises RuleError at the first field that
    breaks its country's rules.
    """
    lock(cart.customer)  # whose main address it may become: a customer is locked before their carts, everywhere
    cart = locked_cart(actor, cart, version)
    lines = lines_of(cart)
    line = line_of(lines, sku) if use_for == "line" else None
    for field, message in check(fields).items():
        raise RuleError("bad_address", message, field=field)
    address = Address.objects.create(
        customer_id=cart.customer_id, in_book=save, is_shipping=use_for != "billing", is_billing=use_for == "billing", **fields
    )
    if save and cart.customer.addresses.book().first() == address:  # the main one, by which the customer is found
        found = fill(cart.customer, postal_code=address.postal_code, city=address.city, home_country=address.country)
        found.save(update_fields=OF_ADDRESS)
    if line is None:
        setattr(cart, f"{use_for}_address", address)
        reprice(cart, lines, actor)
        record(actor, Verb.CART_ADDRESS_CHANGED, cart, kind=use_for, address=address.pk, saved=save)
        return cart
    before, line.shipping_address = _way(line), address
    line.save(update_fields=["shipping_address"])
    reprice(cart, lines, actor)
    record(actor, Verb.LINE_SHIPPING_CHANGED, cart, sku=sku, before=before, after=_way(line), saved=save)
    return cart


@action(Can.EDIT_CART)
def set_payment(actor: Actor, cart: Cart, *, po_number: str, version: int) -> Cart:
    """Pay by invoice, with the customer's own order number on it if there is one (O4)."""
    cart, po_number = locked_cart(actor, cart, version), plain(po_number)
    if (cart.payment_method, cart.po_number) == (Cart.PaymentMethod.INVOICE, po_number):
        return cart
    cart.payment_method, cart.po_number = Cart.PaymentMethod.INVOICE, po_number
    bump_version(cart, actor)
    record(actor, Verb.CART_PAYMENT_CHANGED, cart, method=cart.payment_method)
    return cart


def _offered(cart: Cart, method: str) -> ShippingMethod:
    chosen = ShippingMethod.objects.filter(channel=cart.channel_id, code=method, active=True).first()
    if chosen is None:
        raise RuleError("unknown_method", _("This shipping method is not offered here."), field="method")
    return chosen


def _own(cart: Cart, pk: int | None, field: str) -> Address | None:
    """One of the customer's own addresses; anybody else's is as unknown as one that does not exist."""
    if pk is None:
        return None
    address = Address.objects.filter(customer=cart.customer_id, pk=pk).first()
    if address is None:
        raise RuleError("unknown_address", _("Choose one of the customer's addresses."), field=field)
    return address
