"""Where the cart goes, how, what is wished of that, and who pays (O2–O4, O12); its properties (O9)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.once import once
from agents.permissions import Can
from agents.verbs import Verb
from agents.versions import bump_version
from carts.actions.lines import line_of
from carts.contents import Contents, contents_of, locked_cart, save
from carts.groups import (
    bill_to_nobody,
    chosen_address,
    copy_of,
    drop_copies,
    join_alike,
    join_halves,
    meant_address,
    move_main,
    offered_method,
    send_line,
)
from carts.models import Cart, CartAddress, CartShippingGroup
from carts.pricing import save_priced
from carts.properties import check_properties
from carts.wishes import check_wishes, wish
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from customers.addresses import check
from customers.models import Address, Customer
from customers.search import OF_ADDRESS, fill
from search.terms import plain

Kind = CartAddress.Kind


@action(Can.EDIT_CART)
def set_shipping(actor: Actor, cart: Cart, *, method: str, version: int) -> Cart:
    """Choose one of the channel's ways to ship, by its code, for all that goes as the cart does."""
    cart = locked_cart(actor, cart, version)
    contents = contents_of(cart)
    chosen = offered_method(contents, method)
    main = contents.main
    if chosen.pk == main.method_id:
        return cart
    before = main.method.code if main.method else None
    move_main(contents, method=chosen)
    _regroup(actor, contents)
    record(actor, Verb.CART_SHIPPING_CHANGED, cart, before=before, method=chosen.code)
    return cart


@action(Can.EDIT_CART)
def set_line_shipping(actor: Actor, cart: Cart, *, line: int, method: str, shipping: str, version: int) -> Cart:
    """How and where one line goes (O2): by one of the channel's ways to ship, "" for the cart's; to one of the customer's addresses
    (`CartAddress.key`), "" for the cart's."""
    cart = locked_cart(actor, cart, version)
    contents = contents_of(cart)
    changed = line_of(contents, line)
    before, held = _way(changed.group), changed.group
    if method != (held.method.code if held.method else ""):  # what was chosen and taken off since stays, until it is chosen anew
        way = offered_method(contents, method) if method else contents.main.method
    else:
        way = held.method
    address = held.address
    if shipping != (address.key if address else ""):
        address = chosen_address(contents, shipping, Kind.SHIPPING, field="shipping") or contents.main.address
    send_line(contents, changed, way, address)
    if changed.group is held:
        return cart
    join_halves(contents, changed)
    _regroup(actor, contents)
    record(actor, Verb.LINE_SHIPPING_CHANGED, cart, sku=changed.variant.sku, before=before, after=_way(changed.group))
    return cart


def _way(group: CartShippingGroup) -> list[str | None]:
    """What the audit says of how and where a group goes."""
    return [group.method.code if group.method else None, group.address.key if group.address else None]


def _regroup(actor: Actor, contents: Contents) -> None:
    """What goes together may have changed, and with it what shipping costs."""
    join_alike(contents)
    save_priced(contents, actor)
    drop_copies(contents)


@action(Can.EDIT_CART)
def set_addresses(actor: Actor, cart: Cart, *, shipping: str, billing: str, version: int) -> Cart:
    """Choose among the customer's addresses (`CartAddress.key`); "" for billing means it is billed where it is shipped (O3)."""
    cart = locked_cart(actor, cart, version)
    contents = contents_of(cart)
    before, held = _addresses(contents), _address_rows(contents)
    to, billed = meant_address(contents, shipping, field="shipping"), meant_address(contents, billing, field="billing")
    move_main(contents, address=copy_of(contents, to, Kind.SHIPPING) if to else None)
    if billed:
        copy_of(contents, billed, Kind.BILLING)
    else:
        bill_to_nobody(contents)
    if held == _address_rows(contents):
        return cart
    after = _addresses(contents)
    _regroup(actor, contents)
    record(actor, Verb.CART_ADDRESS_CHANGED, cart, kind="shipping and billing", before=before, after=after)
    return cart


def _address_rows(contents: Contents) -> list[int | None]:
    """The cart's own addresses that it goes to and bills: of one that the book has changed since, the old text and the new are two."""
    return [contents.main.address_id, contents.billing.pk if contents.billing else None]


def _addresses(contents: Contents) -> list[str | None]:
    """What the audit says of where the cart goes and who is billed."""
    billing, to = contents.billing, contents.main.address
    return [to.key if to else None, billing.key if billing else None]


@action(Can.EDIT_CART)
@once
def add_address(actor: Actor, cart: Cart, *, version: int, save: bool, use_for: str, line: int | None = None, **fields: Any) -> Cart:
    """A new address for this cart, saved to the customer's book if wanted (O3).

    use_for: "shipping", "billing", or "line", the one with this id, which goes there alone. Raises RuleError at the first field that
    breaks its country's rules.
    """
    if cart.customer is not None:
        lock(cart.customer)  # whose main address it may become: a customer is locked before their carts, everywhere
    cart = locked_cart(actor, cart, version)
    contents = contents_of(cart)
    only = line_of(contents, line or 0) if use_for == "line" else None
    for field, message in check(fields).items():
        raise RuleError("bad_address", message, field=field)
    saved = _into_book(actor, cart.customer, use_for, fields) if save and cart.customer is not None else None
    told: dict[str, Any] = {"saved": saved is not None, "also": cart.customer if saved else None}
    copy = copy_of(contents, saved or CartAddress(**fields), Kind.BILLING if use_for == "billing" else Kind.SHIPPING)
    if only is None:
        if use_for == "shipping":
            move_main(contents, address=copy)
        _regroup(actor, contents)
        record(actor, Verb.CART_ADDRESS_CHANGED, cart, kind=use_for, address=copy.key, **told)
        return cart
    before = _way(only.group)
    send_line(contents, only, only.group.method, copy)
    _regroup(actor, contents)
    record(actor, Verb.LINE_SHIPPING_CHANGED, cart, sku=only.variant.sku, before=before, after=_way(only.group), **told)
    return cart


def _into_book(actor: Actor, customer: Customer, use_for: str, fields: dict[str, Any]) -> Address:
    """Saved, and where it becomes the main address the customer is found by it."""
    changed: list[str] = []
    address = Address.objects.create(customer=customer, is_shipping=use_for != "billing", is_billing=use_for == "billing", **fields)
    if customer.addresses.book().first() == address:
        fill(customer, postal_code=address.postal_code, city=address.city, home_country=address.country)
        changed = list(OF_ADDRESS)
    bump_version(actor, customer, "version", *changed)
    return address


@action(Can.EDIT_CART)
def set_wishes(
    actor: Actor, cart: Cart, *, group: int, wished_on: date | None, delivery_note: str, gift_message: str, shows_prices: bool, version: int
) -> Cart:
    """What is wished of all that goes together in a shipping group, by its id (O12). Raises Conflict where nothing goes so any more."""
    cart = locked_cart(actor, cart, version)
    contents = contents_of(cart)
    changed = next((one for one in contents.carrying if one.pk == group), None)
    if changed is None:
        raise Conflict("group_gone", _("Nothing of this cart goes together so any more. What was wished of it was not saved."))
    before = changed.wishes
    wish(changed, wished_on=wished_on, delivery_note=delivery_note, gift_message=gift_message, shows_prices=shows_prices)
    check_wishes(cart.channel, **{name: getattr(changed, name) for name in changed.WISHES})
    if changed.wishes == before:
        return cart
    bump_version(actor, cart, "version")
    save(contents)
    told: dict[str, Any] = {"group": changed.position, "wished_on": wished_on and str(wished_on), "shows_prices": shows_prices}
    words = {name: [before.get(name, ""), getattr(changed, name)] for name in ("delivery_note", "gift_message")}
    record(actor, Verb.WISHES_CHANGED, cart, personal={name: both for name, both in words.items() if both[0] != both[1]}, **told)
    return cart


@action(Can.EDIT_CART)
def set_payment(actor: Actor, cart: Cart, *, po_number: str, version: int) -> Cart:
    """Pay by invoice, with the customer's own order number on it if there is one (O4)."""
    cart, po_number = locked_cart(actor, cart, version), plain(po_number)
    before = cart.payment_method
    if (before, cart.po_number) == (Cart.PaymentMethod.INVOICE, po_number):
        return cart
    cart.payment_method, cart.po_number = Cart.PaymentMethod.INVOICE, po_number
    bump_version(actor, cart, "payment_method", "po_number")
    verb = Verb.PO_NUMBER_CHANGED if before == cart.payment_method else Verb.CART_PAYMENT_CHANGED
    record(actor, verb, cart, method=cart.payment_method)
    return cart


@action(Can.EDIT_CART)
def set_properties(actor: Actor, cart: Cart, *, properties: dict[str, str], version: int) -> Cart:
    """Let these be all properties of the cart, by their names, which its order keeps (O9)."""
    cart = locked_cart(actor, cart, version)
    check_properties(properties)
    before = cart.properties
    if properties == before:
        return cart
    cart.properties = properties
    bump_version(actor, cart, "properties")
    record(actor, Verb.PROPERTIES_CHANGED, cart, personal={"before": before, "after": properties}, number=len(properties))
    return cart
