"""What lies in the cart (O1, O2)."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import Verb, record
from agents.once import once
from agents.permissions import Can
from carts.models import Cart, CartLine
from carts.pricing import check_version, lines_of, lock_open_cart, locked_cart, refresh_prices, reprice
from carts.wanted import MOST, Wanted
from catalog.called import ask_which, called_so, find_sellable, unknown
from catalog.models import Variant
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from contactcenter.names import shown
from customers.models import Customer


@action(Can.EDIT_CART)
@once
def add_item(actor: Actor, customer: Customer, *, sku: str, quantity: int, version: int = 0, picked: str = "") -> Cart:
    """Put a product in the customer's cart at today's price (O1); the first line makes the cart.

    version: of the cart the agent looks at, 0 for none; picked: "product" where the SKU comes from our own list and is that of a product
    with several variations, one of which may have the same. Raises RuleError for an unknown SKU, a product whose variation must be
    chosen, or stock that is not there; Conflict("cart_changed") when somebody else changed the cart since.
    """
    cart, lines = _open_for_adding(actor, customer, version)
    if picked == "product":
        ask_which(cart.channel, sku)
    variant = _put(actor, cart, lines, sku, quantity)
    reprice(cart, lines, actor)
    record(actor, Verb.ITEM_ADDED, cart, sku=variant.sku, quantity=quantity)
    return cart


@action(Can.EDIT_CART)
@once
def add_items(actor: Actor, customer: Customer, *, wanted: list[Wanted], version: int = 0) -> Cart:
    """Put several products in the cart at once (O1): all of them, or none where one is refused.

    wanted: one piece of each where no quantity is said. Raises one RuleError that names every refused line as it was typed.
    """
    cart, lines = _open_for_adding(actor, customer, version)
    # asked of all at once: a list of nonsense would cost three questions a line
    called = called_so(cart.channel, {one.what for one in wanted}, seen=actor.channel_ids)
    added, refused = [], []
    for number, one in enumerate(wanted, 1):
        quantity = 1 if one.quantity is None else one.quantity
        try:
            if one.what not in called:
                raise unknown(one.what)
            added.append([_put(actor, cart, lines, one.what, quantity).sku, quantity])
        except RuleError as error:
            line = {"number": number, "typed": shown(one.typed), "reason": error.message}
            refused.append(_("Line %(number)d, “%(typed)s”: %(reason)s") % line)
    if refused:
        raise RuleError("some_refused", "\n".join([*refused, _("Nothing was added yet.")]), field="wanted")
    reprice(cart, lines, actor)
    record(actor, Verb.ITEMS_ADDED, cart, number=len(added), items=added)
    return cart


@action(Can.EDIT_CART)
def set_quantity(actor: Actor, cart: Cart, *, sku: str, quantity: int, version: int) -> Cart:
    """Change how many of a line (O2); none takes it out. Raises RuleError for stock that is not there."""
    cart = locked_cart(actor, cart, version)
    lines = lines_of(cart)
    refresh_prices(lines)
    line = line_of(lines, sku)
    before = line.quantity
    if quantity == before:
        return cart
    if quantity == 0:
        return _remove(actor, cart, lines, line)
    _set(line, quantity)
    reprice(cart, lines, actor)
    record(actor, Verb.QUANTITY_CHANGED, cart, sku=line.variant.sku, before=before, after=quantity)
    return cart


@action(Can.EDIT_CART)
def remove_item(actor: Actor, cart: Cart, *, sku: str, version: int) -> Cart:
    """Take a line out of the cart."""
    cart = locked_cart(actor, cart, version)
    lines = lines_of(cart)
    refresh_prices(lines)
    return _remove(actor, cart, lines, line_of(lines, sku))


@action(Can.EDIT_CART)
def reprice_cart(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Bring the cart to today's prices, where they have changed since its lines were put in."""
    cart = locked_cart(actor, cart, version)
    before = cart.total
    lines = lines_of(cart)
    refresh_prices(lines)
    reprice(cart, lines, actor)
    record(actor, Verb.CART_REPRICED, cart, before=before, after=cart.total, currency=cart.currency)
    return cart


def check_stock(variant: Variant, quantity: int) -> None:
    """Raises RuleError("out_of_stock") when so many are not available and the variant may not be back-ordered."""
    available = variant.available
    if quantity > available and not variant.backorderable:
        text = _("%(sku)s: only %(available)s available.") if available > 0 else _("%(sku)s is out of stock.")
        raise RuleError("out_of_stock", text % {"sku": variant.sku, "available": available}, field="quantity")


def _open_for_adding(actor: Actor, customer: Customer, version: int) -> tuple[Cart, list[CartLine]]:
    """The cart under lock, made if there is none, and its lines at today's prices."""
    lock(customer)  # the lock that keeps their open cart the only one
    cart = lock_open_cart(customer) or _start(actor, customer)
    if cart.changed_by_id != actor.agent_id:  # adding twice by the same hand loses nothing, so their own pages need not agree
        check_version(actor, cart, version)
    lines = lines_of(cart) if cart.version else []  # none in a cart just made
    refresh_prices(lines)
    return cart, lines


def _put(actor: Actor, cart: Cart, lines: list[CartLine], sku: str, quantity: int) -> Variant:
    """So many more of what the SKU means, on its line or a new one."""
    variant = find_sellable(sku, cart.channel, seen=actor.channel_ids)
    if quantity < 1:
        raise _bad_quantity()
    line = next((one for one in lines if one.variant_id == variant.pk), None)
    if line is None:
        line = CartLine(cart=cart, variant=variant, quantity=0, unit_price=variant.price, rate=variant.rate)  # type: ignore[attr-defined]
    _set(line, line.quantity + quantity)
    if line not in lines:
        lines.append(line)
    return variant


def _start(actor: Actor, customer: Customer) -> Cart:
    """A new cart with the customer's defaults, saved with its first line."""
    channel = customer.channel
    prefetch_related_objects([customer], "addresses", "channel__shipping_methods")  # the answer shows them
    addresses = [one for one in customer.addresses.all() if one.in_book]
    return Cart(
        channel=channel,
        customer=customer,
        account_id=customer.account_id,
        created_by_id=actor.agent_id,
        shipping_method=next((one for one in channel.shipping_methods.all() if one.active), None),
        shipping_address=next((one for one in addresses if one.default_shipping), next((one for one in addresses if one.is_shipping), None)),
        billing_address=next((one for one in addresses if one.default_billing), None),
        currency=channel.currency,
        prices_include_tax=channel.prices_include_tax,
        version=0,
        changed_by_id=actor.agent_id,
    )


def _set(line: CartLine, quantity: int) -> None:
    if not 1 <= quantity <= MOST:
        raise _bad_quantity()
    check_stock(line.variant, quantity)
    line.quantity = quantity
    line.touched = True  # type: ignore[attr-defined]


def _bad_quantity() -> RuleError:
    return RuleError("bad_quantity", _("Enter a quantity between 1 and %(most)s.") % {"most": MOST}, field="quantity")


def line_of(lines: list[CartLine], sku: str) -> CartLine:
    """The line of this SKU; Conflict where somebody took it out."""
    for line in lines:
        if line.variant.sku == sku:
            return line
    raise Conflict("line_gone", _("This line is no longer in the cart."))


def _remove(actor: Actor, cart: Cart, lines: list[CartLine], line: CartLine) -> Cart:
    at = line.pk
    line.delete()
    line.pk, cart.removed_line = at, line
    reprice(cart, [one for one in lines if one is not line], actor)
    record(actor, Verb.ITEM_REMOVED, cart, sku=line.variant.sku, quantity=line.quantity)
    return cart
