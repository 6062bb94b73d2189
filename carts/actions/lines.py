"""What lies in the cart (O1, O2)."""

from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.once import once
from agents.permissions import Can
from agents.verbs import Verb
from agents.versions import bump_version
from carts.contents import Contents, check_cart, contents_of, lock_current_cart, locked_cart, save
from carts.groups import chosen_address, copy_of, drop_copies, offered_method, send_line
from carts.models import Cart, CartAddress, CartLine, CartShippingGroup
from carts.overrides import check_fewer, check_growth, drop_request, given_up
from carts.pricing import price, price_anew, refresh_prices, refresh_rates
from carts.wanted import MOST, Wanted
from carts.wishes import check_wishes, wish
from catalog.called import ask_which, called_so, find_sellable, unknown
from catalog.models import Variant, nearest
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from contactcenter.money import ZERO
from contactcenter.names import shown
from customers.models import Address, Customer


@action(Can.EDIT_CART)
@once
def add_item(actor: Actor, customer: Customer, *, sku: str, quantity: int, version: int = 0, picked: str = "") -> Cart:
    """Put a product in the customer's cart at today's price (O1); the first line makes the cart.

    version: of the cart the agent looks at, 0 for none; picked: "product" where the SKU comes from our own list and is that of a product
    with several variations, one of which may have the same. Raises RuleError for an unknown SKU, a product whose variation must be
    chosen, or stock that is not there; Conflict("cart_changed") when somebody else changed the cart since.
    """
    contents = _open_for_adding(actor, customer, version)
    cart = contents.cart
    if picked == "product":
        ask_which(cart.channel, sku)
    line = _put(actor, contents, sku, quantity)
    price_anew(contents, actor)
    record(actor, Verb.ITEM_ADDED, cart, sku=line.variant.sku, quantity=quantity)
    return cart


@action(Can.EDIT_CART)
@once
def add_items(actor: Actor, customer: Customer, *, wanted: list[Wanted], version: int = 0) -> Cart:
    """Put several products in the cart at once (O1): all of them, or none where one is refused.

    wanted: one piece of each where no quantity is said. Raises one RuleError that names every refused line as it was typed.
    """
    contents = _open_for_adding(actor, customer, version)
    cart = contents.cart
    # asked of all at once: a list of nonsense would cost three questions a line
    called = called_so(cart.channel, {one.what for one in wanted}, seen=actor.channel_ids)
    added, refused = [], []
    for number, one in enumerate(wanted, 1):
        quantity = 1 if one.quantity is None else one.quantity
        try:
            if one.what not in called:
                raise unknown(one.what)
            added.append([_put(actor, contents, one.what, quantity).variant.sku, quantity])
        except RuleError as error:
            line = {"number": number, "typed": shown(one.typed), "reason": error.message}
            refused.append(_("Line %(number)d, “%(typed)s”: %(reason)s") % line)
    if refused:
        raise RuleError("some_refused", "\n".join([*refused, _("Nothing was added yet.")]), field="wanted")
    price_anew(contents, actor)
    record(actor, Verb.ITEMS_ADDED, cart, number=len(added), items=added)
    return cart


@action(Can.EDIT_CART)
def set_quantity(actor: Actor, cart: Cart, *, line: int, quantity: int, version: int) -> Cart:
    """Change how many of a line, by its id (O2); none takes it out. Raises RuleError for stock that is not there."""
    cart = locked_cart(actor, cart, version)
    contents = contents_of(cart)
    changed = line_of(contents, line)
    before = changed.quantity
    if quantity == before:
        return cart
    if quantity == 0:
        return _remove(actor, contents, changed)
    _set(actor, contents, changed, quantity)
    price_anew(contents, actor)
    record(actor, Verb.QUANTITY_CHANGED, cart, sku=changed.variant.sku, before=before, after=quantity)
    return cart


@action(Can.EDIT_CART)
def remove_item(actor: Actor, cart: Cart, *, line: int, version: int) -> Cart:
    """Take a line, by its id, out of the cart."""
    contents = contents_of(locked_cart(actor, cart, version))
    return _remove(actor, contents, line_of(contents, line))


@action(Can.EDIT_CART)
def put_back_item(
    actor: Actor,
    cart: Cart,
    *,
    sku: str,
    quantity: int,
    method: str,
    shipping: str,
    position: int,
    version: int,
    apart: bool = False,
    **wishes: Any,
) -> Cart:
    """Put a line that was taken out back at today's price, to go as it went (O2).

    method: of one of the channel's ways to ship, its code; shipping: a `CartAddress.key`; each "" for none; position: of the group it lay in,
    by which the cart goes as it did as well; apart: it does not become one with another line of the same; wishes: what was wished of its
    group, where that went with its last line.
    """
    contents = contents_of(locked_cart(actor, cart, version))
    line = _put(actor, contents, sku, quantity, apart=apart)
    if line.pk is None:  # else somebody has added it meanwhile, and it goes as they chose
        way, there = offered_method(contents, method) if method else None, list(contents.groups)
        send_line(contents, line, way, chosen_address(contents, shipping, CartAddress.Kind.SHIPPING, field="shipping"), position=position)
        if wishes and line.group not in there:
            check_wishes(cart.channel, **wishes)
            wish(line.group, **wishes)
    price_anew(contents, actor)
    record(actor, Verb.ITEM_ADDED, contents.cart, sku=line.variant.sku, quantity=quantity)
    return contents.cart


@action(Can.EDIT_CART)
def reprice_cart(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Bring the cart to today's prices, where they have changed since its lines were put in: the word that takes them over."""
    return _reckon(actor, locked_cart(actor, cart, version), Verb.CART_REPRICED, all_of_it=True)


@action(Can.PLACE_ORDER)
def reckon_cart(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Bring the cart to today's taxes, discounts and shipping costs; prices that were said to the customer stay."""
    return _reckon(actor, locked_cart(actor, cart, version), Verb.CART_RECKONED, all_of_it=False)


def _reckon(actor: Actor, cart: Cart, verb: Verb, *, all_of_it: bool) -> Cart:
    before, contents = cart.total, contents_of(cart)
    refresh_prices(contents, all_of_it=all_of_it)
    refresh_rates(contents)
    price(contents)
    if contents.is_changed:
        bump_version(actor, cart)
        save(contents)
        record(actor, verb, cart, before=before, after=cart.total, currency=cart.currency)
    return cart


def check_stock(variant: Variant, quantity: int) -> None:
    """Raises RuleError("out_of_stock") when so many are not available and the variant may not be back-ordered."""
    available = variant.available
    if quantity > available and not variant.backorderable:
        text = _("%(sku)s: only %(available)s available.") if available > 0 else _("%(sku)s is out of stock.")
        raise RuleError("out_of_stock", text % {"sku": variant.sku, "available": available}, field="quantity")


def line_of(contents: Contents, pk: int) -> CartLine:
    """The line with this id, if it was bought: a gift goes as its promotion does. Raises Conflict where somebody took it out."""
    for line in contents.lines:
        if line.pk == pk and line.gift_of_id:
            raise RuleError("gift", _("This is a gift; it goes when what it comes with does."), field="quantity")
        if line.pk == pk:
            return line
    raise Conflict("line_gone", _("This line is no longer in the cart."))


def _open_for_adding(actor: Actor, customer: Customer, version: int) -> Contents:
    """What lies in the customer's current cart, under lock; a cart is made if there is none."""
    locked = lock(customer)  # the lock that keeps their current cart the only one
    locked.channel = customer.channel
    cart = lock_current_cart(locked)
    if cart is None:
        return start_cart(actor, customer)
    if cart.changed_by_id != actor.agent_id:  # adding twice by the same hand loses nothing, so their own pages need not agree
        check_cart(actor, cart, version)
    return contents_of(cart)


def _put(actor: Actor, contents: Contents, sku: str, quantity: int, *, apart: bool = False) -> CartLine:
    """So many more of what the SKU means, on its line or, where it has none or is to stand apart, on a new one, which has no id yet."""
    cart = contents.cart
    variant = find_sellable(sku, cart.channel, seen=actor.channel_ids)
    if quantity < 1:
        raise _bad_quantity()
    line = next((one for one in contents.lines if one.variant_id == variant.pk and not one.properties and not one.gift_of_id), None)
    if line is None or apart:
        line = CartLine(cart=cart, variant=variant, group=contents.main, quantity=0)
        contents.lines.append(line)
    _set(actor, contents, line, line.quantity + quantity)
    return line


def start_cart(actor: Actor, customer: Customer, *, source: str = Cart.Source.DESK) -> Contents:
    """A new current cart with the customer's defaults, of a customer who has been locked and has no other."""
    channel = customer.channel
    prefetch_related_objects([customer], "addresses")  # the answer shows them
    book = Address.book_of(customer.addresses.all())
    cart = Cart.objects.create(
        channel=channel,
        customer=customer,
        account_id=customer.account_id,
        source=source,
        created_by_id=actor.agent_id,
        currency=channel.currency,
        prices_include_tax=channel.prices_include_tax,
        version=0,
        changed_by_id=actor.agent_id,
    )
    contents = Contents(cart, [], [], [], {})
    to = next((one for one in book if one.default_shipping), next((one for one in book if one.is_shipping), None))
    billed = next((one for one in book if one.default_billing), None)
    if billed is not None:
        copy_of(contents, billed, CartAddress.Kind.BILLING)
    address = copy_of(contents, to, CartAddress.Kind.SHIPPING) if to is not None else None
    country, region = (address.country, address.region) if address else (channel.country, "")
    method = next((one for one in contents.ways if one.active and nearest(contents.rates_of(one), country, region)), None)
    contents.groups.append(CartShippingGroup(cart=cart, method=method, address=address))
    return contents


def _set(actor: Actor, contents: Contents, line: CartLine, quantity: int) -> None:
    """So many of a line; with what lies on other lines of its variant, no more than there are, and of a price that was agreed on no more than
    it was agreed on for."""
    if not 1 <= quantity <= MOST:
        raise _bad_quantity()
    elsewhere = contents.pieces_of(line.variant_id) - line.quantity
    check_stock(line.variant, elsewhere + quantity)
    check_growth(actor, contents, line, quantity)
    fewer, before = quantity < line.quantity, _given_up(contents, line)
    line.quantity = quantity
    if fewer:
        check_fewer(actor, contents, line.variant_id, before)


def _given_up(contents: Contents, line: CartLine) -> Decimal:
    """What its variant gives up before an act; asked only where a price was agreed on."""
    agreed = any(one.is_overridden for one in contents.lines if one.variant_id == line.variant_id)
    return given_up(contents, line.variant_id)[0] if agreed else ZERO


def _bad_quantity() -> RuleError:
    return RuleError("bad_quantity", _("Enter a quantity between 1 and %(most)s.") % {"most": MOST}, field="quantity")


def _remove(actor: Actor, contents: Contents, line: CartLine) -> Cart:
    before = _given_up(contents, line)
    contents.lines.remove(line)
    check_fewer(actor, contents, line.variant_id, before)
    drop_request(actor, line)
    price_anew(contents, actor)
    drop_copies(contents)
    record(actor, Verb.ITEM_REMOVED, contents.cart, sku=line.variant.sku, quantity=line.quantity)
    return contents.cart
