"""What a cart costs today: prices for its customer, taxes where its lines go, shipping, totals."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.versions import bump_version
from carts.contents import Contents, save
from carts.models import CartAdjustment, CartLine
from carts.parcels import lines_in, shipping_in
from carts.promoting import Promoted, give_gifts, promote
from carts.totals import AdjustmentOut, Totals, compute
from catalog.prices import PriceNow, prices_for
from catalog.taxes import rate_of_shipping, rates_for
from contactcenter.errors import RuleError
from contactcenter.money import MAX_AMOUNT
from promotions.basket import Taken


def price_anew(contents: Contents, actor: Actor) -> Promoted:
    """Price what the act has changed of the cart as it is sold today, and save it with all that has changed."""
    refresh_prices(contents)
    return save_priced(contents, actor)


def save_priced(contents: Contents, actor: Actor) -> Promoted:
    """Reckon the cart at its lines' prices, taxed where they go now, and save it with all that has changed."""
    refresh_rates(contents)
    promoted = price(contents)
    bump_version(actor, contents.cart)
    save(contents)
    return promoted


def price(contents: Contents) -> Promoted:
    """Today's amounts and what promotions make of them, written into the cart, its groups, its lines and its adjustments, but not saved."""
    promoted = promote(contents)
    if give_gifts(contents, promoted):
        refresh_rates(contents)
        promoted = promote(contents, promoted.offers)
    cart, totals = contents.cart, totals_of(contents, promoted.outcome.taken)
    _check_bound(contents.lines, totals)
    for line, amounts in zip(contents.lines, totals.lines, strict=True):
        line.net, line.tax, line.gross = amounts.net, amounts.tax, amounts.gross
    for group, cost in zip(contents.groups, totals.groups, strict=True):
        group.net, group.tax, group.gross, group.rate = cost.net, cost.tax, cost.gross, cost.rate
    cart.subtotal, cart.discount, cart.shipping = totals.subtotal, totals.discount, totals.shipping
    cart.tax, cart.total, cart.tax_exempt = totals.tax, totals.total, cart.is_tax_exempt
    contents.adjustments[:] = [_adjustment(contents, promoted, one) for one in totals.adjustments]
    return promoted


def _adjustment(contents: Contents, promoted: Promoted, off: AdjustmentOut) -> CartAdjustment:
    offer = promoted.offer(off.promotion)
    return CartAdjustment(
        cart=contents.cart,
        line=None if off.line is None else contents.lines[off.line],
        group=None if off.way is None else contents.groups[off.way],
        promotion_id=off.promotion,
        kind=CartAdjustment.Kind.DISCOUNT,
        source=offer.entered or offer.code,
        label=offer.name[:LABEL],
        net=off.net,
        tax=off.tax,
        gross=off.gross,
        rate=off.rate,
    )


LABEL = CartAdjustment._meta.get_field("label").max_length


def totals_of(contents: Contents, taken: Iterable[Taken] = ()) -> Totals:
    """What the lines cost, each at its own price and rate and at what its way to ship costs today, less what promotions take off."""
    cart = contents.cart
    return compute(
        lines_in(contents),
        [shipping_in(contents, group) for group in contents.groups],
        cart.currency,
        includes_tax=cart.prices_include_tax,
        exempt=cart.is_tax_exempt,
        taken=taken,
    )


def _check_bound(lines: list[CartLine], totals: Totals) -> None:
    """Raises RuleError where a line, or the cart, comes to more than can be written down."""
    for line, amounts in zip(lines, totals.lines, strict=True):
        if amounts.gross > MAX_AMOUNT:
            text = _("%(quantity)s × %(sku)s come to more than an order can. Check the price and the quantity.")
            raise RuleError("too_much", text % {"quantity": line.quantity, "sku": line.variant.sku}, field="quantity")
    if totals.total > MAX_AMOUNT:
        raise RuleError("too_much", _("That is more than an order can come to. Check the price and the quantity."), field="quantity")


def prices_today(contents: Contents) -> dict[int, PriceNow]:
    """What a piece of each variant in the cart costs its customer today, all lines of it counted; what is not sold here is left out."""
    cart, variants = contents.cart, {line.variant_id for line in contents.lines}
    return prices_for(cart.channel, {pk: max(1, contents.bought_of(pk)) for pk in variants}, cart.customer.price_group_id if cart.customer else None)


AGREED = (CartLine.PriceSource.MATCH, CartLine.PriceSource.OVERRIDE)
"""Prices that somebody agreed on, which the price list does not change."""


def refresh_prices(contents: Contents, today: Mapping[int, PriceNow] | None = None, *, all_of_it: bool = False) -> None:
    """Bring lines to today's prices: those whose number of pieces has changed, by which they may cost something else. The others keep what has
    been said to the customer until somebody takes over today's (all_of_it), see `new_prices`.

    Where the channel shows prices otherwise by now, with or without tax, all are brought there together. A line whose product is no longer
    sold here keeps its last price.
    """
    cart, today = contents.cart, prices_today(contents) if today is None else today
    contents.today.update(today)
    all_of_it = all_of_it or cart.prices_include_tax != cart.channel.prices_include_tax
    cart.prices_include_tax = cart.channel.prices_include_tax
    for line in contents.lines:
        price = today.get(line.variant_id)
        if price and (all_of_it or line.gift_of_id or price.amount == line.unit_price or _is_changed(contents, line.variant_id)):
            line.list_price = price.list_amount
            if line.price_source not in AGREED:
                line.unit_price, line.price_source = price.amount, price.source


def _is_changed(contents: Contents, variant_id: int) -> bool:
    return contents.bought.get(variant_id, 0) != contents.bought_of(variant_id)


def new_prices(contents: Contents) -> dict[int, Decimal]:
    """What a piece costs today, by the ids of the lines that stand at another price, which nobody has agreed on."""
    today = contents.today or prices_today(contents)
    contents.today.update(today)
    lines = [line for line in contents.lines if line.price_source not in AGREED and line.variant_id in today]
    return {line.pk: today[line.variant_id].amount for line in lines if today[line.variant_id].amount != line.unit_price}


def refresh_rates(contents: Contents) -> None:
    """Bring the lines, and the ways that they go, to today's tax rates there. Of the exempt the home rate is kept, which they pay less."""
    rates: dict[tuple[str, str, str], Mapping[int, Decimal]] = {}
    channel = contents.cart.channel
    for group in contents.groups:
        lines, to = contents.carried_by(group), None if contents.cart.is_tax_exempt else group.address
        place = (to.country, to.region, to.postal_code) if to else ("", "", "")
        if lines and place not in rates:
            rates[place] = rates_for(channel, *place)
        for line in lines:
            line.rate = rates[place][line.variant.product.tax_class_id]
        if lines and group.method:
            group.rate = rate_of_shipping(channel, group.method, rates[place], [line.rate for line in lines])
