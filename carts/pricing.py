"""A cart under lock: who may change it now, what lies in it, how it goes, and what it costs today."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agents.actors import Actor
from carts.models import Cart, CartLine
from carts.totals import LineIn, ShippingIn, Totals, compute
from catalog.models import Price, ShippingMethod, TaxRate
from contactcenter.errors import Conflict, RuleError
from contactcenter.money import MAX_AMOUNT
from customers.models import Address, Customer


def lock_open_cart(customer: Customer) -> Cart | None:
    """The customer's open cart under its row lock."""
    return Cart.objects.open_of(customer.pk).locked().first()


def locked_cart(actor: Actor, cart: Cart, version: int) -> Cart:
    """The cart under lock, if it is still open and the version that the page showed; else Conflict."""
    cart = Cart.objects.locked().get(pk=cart.pk)
    check_version(actor, cart, version)
    return cart


def check_version(actor: Actor, cart: Cart, version: int) -> None:
    """Raises Conflict for a cart that was placed or emptied, or changed by somebody since the page was shown."""
    if not cart.is_editable:
        raise Conflict("cart_closed", _("This cart is closed: the order was placed or the cart was emptied."))
    if cart.version != version and actor.agent_id is not None and cart.changed_by_id == actor.agent_id:
        raise Conflict("cart_changed", _("You changed this cart in another window in the meantime. Nothing was overwritten."))
    if cart.version != version:
        raise Conflict("cart_changed", _("%(name)s changed this cart in the meantime. Nothing was overwritten.") % {"name": cart.changed_by})


def lines_of(cart: Cart) -> list[CartLine]:
    """The lines with all that pricing and showing them needs, and today's price and tax rate, in one query."""
    price = Price.objects.filter(variant=OuterRef("variant"), channel=cart.channel_id).values("amount")
    rate = TaxRate.objects.filter(channel=cart.channel_id, tax_class=OuterRef("variant__product__tax_class")).values("rate")
    lines = cart.lines.select_related("variant__product", "variant__stock", "shipping_method", "shipping_address")
    return list(lines.annotate(price_today=Subquery(price[:1]), rate_today=Subquery(rate[:1])))


@dataclass
class ShippingGroup:
    """What goes together: by one method, to one address."""

    method: ShippingMethod | None
    address: Address | None
    lines: list[CartLine]


def shipping_groups(cart: Cart, lines: Iterable[CartLine]) -> list[ShippingGroup]:
    """The lines by how and where they go: first those that go as the cart does, then in the order of the lines."""
    groups: dict[tuple[int | None, int | None], ShippingGroup] = {}
    for line in sorted(lines, key=lambda one: (one.effective_method, one.effective_address) != (cart.shipping_method, cart.ships_to)):
        method, address = line.effective_method, line.effective_address
        way = (method.pk if method else None, address.pk if address else None)
        found = groups.setdefault(way, ShippingGroup(method, address, []))
        found.lines.append(line)
    return list(groups.values())


def names_of(groups: list[ShippingGroup], language: str) -> list[str]:
    """How each group goes; of several, where to as well. Empty where nothing is chosen yet."""
    found = [(group.method.name_in(language) if group.method else "", group.address) for group in groups]
    return [f"{name} · {address.city}" if len(groups) > 1 and address else name for name, address in found]


def reprice(cart: Cart, lines: list[CartLine], actor: Actor) -> Totals:
    """Write today's amounts into the cart and these lines, and save them; what is new is inserted."""
    totals = price(cart, lines)
    bump_version(cart, actor)
    save_lines(lines, totals)
    return totals


def price(cart: Cart, lines: list[CartLine]) -> Totals:
    """Today's amounts, written into the cart but not saved. What shows the cart next need not read the lines again."""
    totals = totals_of(cart, lines, shipping_groups(cart, lines))
    _check_bound(lines, totals)
    cart.subtotal, cart.discount, cart.shipping = totals.subtotal, totals.discount, totals.shipping
    cart.tax, cart.total = totals.tax, totals.total
    cart.priced_lines = lines
    return totals


def totals_of(cart: Cart, lines: list[CartLine], groups: list[ShippingGroup]) -> Totals:
    """What these lines cost, each at its own price and rate and at what its way to ship costs today."""
    carried = {line.variant_id: number for number, group in enumerate(groups) for line in group.lines}
    return compute(
        [LineIn(line.quantity, line.unit_price, line.rate, carried[line.variant_id]) for line in lines],
        [_shipping(group) for group in groups],
        cart.currency,
        includes_tax=cart.prices_include_tax,
        exempt=cart.is_tax_exempt,
    )


def _check_bound(lines: list[CartLine], totals: Totals) -> None:
    """Raises RuleError where a line, or the cart, comes to more than can be written down."""
    for line, amounts in zip(lines, totals.lines, strict=True):
        if amounts.gross > MAX_AMOUNT:
            text = _("%(quantity)s × %(sku)s come to more than an order can. Check the price and the quantity.")
            raise RuleError("too_much", text % {"quantity": line.quantity, "sku": line.variant.sku}, field="quantity")
    if totals.total > MAX_AMOUNT:
        raise RuleError("too_much", _("That is more than an order can come to. Check the price and the quantity."), field="quantity")


def _shipping(group: ShippingGroup) -> ShippingIn | None:
    """What the way of a group costs; it is taxed as the highest-taxed goods it carries."""
    rate = max(line.rate for line in group.lines)
    return ShippingIn(group.method.price, rate, group.method.free_from) if group.method else None


def bump_version(cart: Cart, actor: Actor) -> None:
    """Count the change and note who made it."""
    cart.version += 1
    cart.changed_by, cart.changed_by_id, cart.changed_at = actor.name, actor.agent_id, now()
    cart.save()


def refresh_prices(lines: list[CartLine]) -> None:
    """Bring the lines to today's prices and rates; a line whose product is no longer sold here keeps its last price."""
    for line in lines:
        before = line.unit_price, line.rate
        price, rate = getattr(line, "price_today", None), getattr(line, "rate_today", None)
        line.unit_price, line.rate = line.unit_price if price is None else price, line.rate if rate is None else rate
        line.touched = before != (line.unit_price, line.rate)  # type: ignore[attr-defined]


def save_lines(lines: list[CartLine], totals: Totals) -> None:
    """Write the totals' amounts into the lines, and save those that are new or changed."""
    changed = []
    for line, amounts in zip(lines, totals.lines, strict=True):
        before: tuple[Decimal, ...] = (line.net, line.tax, line.gross)
        line.net, line.tax, line.gross = amounts.net, amounts.tax, amounts.gross
        if line.pk is None:
            line.save()
        elif before != (line.net, line.tax, line.gross) or getattr(line, "touched", False):
            changed.append(line)
    if changed:
        CartLine.objects.bulk_update(changed, ["quantity", "unit_price", "rate", "net", "tax", "gross"])
