"""An order once more (O8): what of it is sold today, in a new cart of its customer."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.once import once
from agents.permissions import Can
from agents.verbs import Verb
from carts.actions.keeping import leave_current
from carts.actions.lines import start_cart
from carts.contents import Contents
from carts.groups import copy_of, drop_copies, send_line
from carts.models import Cart, CartAddress, CartLine
from carts.pricing import price_anew
from carts.wanted import MOST
from carts.wishes import is_past, wish
from catalog.models import ShippingMethod, Variant
from contactcenter.actions import action, lock
from contactcenter.dates import Dates
from contactcenter.errors import RuleError
from customers.models import Address, Customer
from orders.models import Order, OrderAddress, OrderLine, OrderShippingGroup
from orders.parts import read_parts

Way = tuple[ShippingMethod | None, CartAddress | None]
Kind = CartAddress.Kind


@action(Can.EDIT_CART)
@once
def copy_order(actor: Actor, order: Order) -> Cart:
    """Make a new current cart of what an order holds, as far as that is sold here, at today's prices (O8).

    It goes as the order did where that is still possible. What was not taken over stands in `left_out`, in words; the cart that was current
    before is saved where it has lines (`left`). Gifts are given anew, not copied. Raises RuleError for a guest's order, and where nothing of
    it can be had.
    """
    if order.customer is None:
        raise RuleError("guest_order", _("A guest's order cannot be copied: there is no customer whose cart it would be."))
    lock(order.customer)
    read_parts(order)
    left = leave_current(actor, order.customer)
    contents = start_cart(actor, order.customer, source=Cart.Source.COPY)
    left_out = [*_send(contents, order), *_take_over(contents, order)]
    if not contents.lines:
        raise RuleError("nothing_sold", "\n".join([_("Nothing of this order can be had now."), *left_out]))
    price_anew(contents, actor)
    drop_copies(contents)
    cart = contents.cart
    cart.left, cart.left_out = left, left_out
    record(actor, Verb.ORDER_COPIED, cart, number=order.number, left=left.number if left else None, lines=len(contents.lines))
    return cart


def _send(contents: Contents, order: Order) -> Iterator[str]:
    """Let the cart go, and be billed, as the order was; what of that is not possible any more."""
    customer, main = order.customer, contents.main
    method, address = main.method, main.address
    first = min((line.group for line in order.lines.all()), key=lambda one: one.position, default=None)
    if first is not None:
        main.method, main.address = _way(contents, first, (method, address))
        wish(main, **_wishes(contents, first))
    billed = _in_book(customer, order.billing_address)
    if billed is not None:
        copy_of(contents, billed, Kind.BILLING)
    for group in sorted({line.group for line in order.lines.all()}, key=lambda one: one.position):
        if group.method_code and _offered(contents, group) is None:
            yield _("“%(method)s” is no longer offered. Check the shipping method.") % {"method": group.method_name or group.method_code}
        if is_past(group.wished_on, contents.cart.channel):
            yield _("It was wished for %(day)s, which is past. Ask for another date.") % {"day": Dates.of_page().day(group.wished_on)}
        if group.address is not None and _in_book(customer, group.address) is None:
            yield _("An address that it went to is not among the customer's. Check where it goes.")


def _way(contents: Contents, group: OrderShippingGroup, otherwise: Way) -> Way:
    """How and where the lines of an order's group go today."""
    address = _in_book(contents.cart.customer, group.address)
    to = copy_of(contents, address, Kind.SHIPPING) if address is not None else otherwise[1]
    return _offered(contents, group) or otherwise[0], to


def _wishes(contents: Contents, group: OrderShippingGroup) -> dict[str, Any]:
    """What was wished of an order's group and can be wished again: no day that is past."""
    return {**group.wishes, "wished_on": None if is_past(group.wished_on, contents.cart.channel) else group.wished_on}


def _offered(contents: Contents, group: OrderShippingGroup) -> ShippingMethod | None:
    return next((one for one in contents.ways if one.active and one.code == group.method_code), None)


def _in_book(customer: Customer | None, address: OrderAddress | None) -> Address | None:
    """The address of the customer's book that the order's is a copy of, or equal to."""
    book = Address.book_of(customer.addresses.all()) if customer and address else []
    return next((one for one in book if address and (one.pk == address.source_id or one.facts() == address.facts())), None)


def _take_over(contents: Contents, order: Order) -> Iterator[str]:
    """Put the order's lines in the cart; what of them can not be had."""
    sold, gifts = _sold(contents, order), _gifts(order)
    main = contents.main.method, contents.main.address
    for line in order.lines.all():
        if line.position in gifts:
            continue
        shown = {"sku": line.sku, "title": line.title, "wanted": line.quantity}
        variant = sold.get(line.variant_id) or sold.get(line.sku)
        if variant is None:
            yield _("%(sku)s, %(title)s: no longer sold here.") % shown
            continue
        had = _available(contents, variant, line)
        if had < line.quantity:
            text = _("%(sku)s, %(title)s: only %(had)s of %(wanted)s available.") if had else _("%(sku)s, %(title)s: out of stock.")
            yield text % {**shown, "had": had}
        if had:
            copy = CartLine(cart=contents.cart, variant=variant, quantity=had, properties=line.properties)
            there = list(contents.groups)
            send_line(contents, copy, *_way(contents, line.group, main))
            if copy.group not in there:
                wish(copy.group, **_wishes(contents, line.group))
            contents.lines.append(copy)


def _available(contents: Contents, variant: Variant, line: OrderLine) -> int:
    """How many of a line can be had, beside what lies in the cart already."""
    left = MOST if variant.backorderable else max(0, variant.available - contents.pieces_of(variant.pk))
    return min(line.quantity, left, MOST)


def _sold(contents: Contents, order: Order) -> dict[int | str | None, Variant]:
    """What of the order's lines is sold in the cart's channel, by its id and by its SKU."""
    channel, lines = contents.cart.channel, order.lines.all()
    of = Q(pk__in=[line.variant_id for line in lines if line.variant_id]) | Q(sku__in=[line.sku for line in lines if not line.variant_id])
    found = Variant.objects.sold_in(channel).filter(of, organization=channel.organization_id).select_related("product", "stock")
    return {key: one for one in found for key in (one.pk, one.sku)}


def _gifts(order: Order) -> set[int]:
    """The positions of lines that a promotion gave, as far as the cart that became this order tells: its lines are the order's."""
    lines = order.cart.lines.all() if order.cart else []
    return {position for position, line in enumerate(lines, 1) if line.gift_of_id}
