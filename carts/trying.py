"""What a promotion would do to a cart, tried without writing anything; also one that does not run yet, or no more."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from agents.models import Channel
from carts.contents import Contents
from carts.models import Cart, CartLine, CartShippingGroup
from carts.pricing import refresh_prices
from carts.promoting import Promoted, basket_of, buyer_of, give_gifts, promote
from catalog.models import Variant
from contactcenter.money import ZERO
from promotions.basket import Taken
from promotions.engine import Offer
from promotions.models import Promotion
from promotions.offers import NEVER, Buyer, offer_of, offers_for, used_of, with_terms
from promotions.sentences import period_of


@dataclass(frozen=True)
class TriedPart:
    """A line of the cart, or a way to ship. before: what it costs without any promotion; off: what this one takes off it."""

    name: str
    quantity: int
    before: Decimal
    off: Decimal


@dataclass(frozen=True)
class Trial:
    """why: what stands against it, "" where it counts; notes: what was taken as given; off: what it takes off in all, in the cart's currency."""

    currency: str
    parts: list[TriedPart]
    off: Decimal
    why: str = ""
    notes: list[str] = field(default_factory=list)


def try_promotion(promotion: Promotion, contents: Contents) -> Trial:
    """What it would do to the cart today beside all others that count there. The contents are not to be saved."""
    coupons = [one.coupon for one in contents.codes]
    buyer = buyer_of(contents.cart)
    others = [one for one in offers_for(buyer, coupons) if one.id != promotion.pk]
    offer, notes = _as_if_it_ran(promotion, buyer, contents)
    offers = [*others, offer]
    promoted = promote(contents, offers)
    if give_gifts(contents, promoted):
        promoted = promote(contents, offers)
    skip = promoted.outcome.skipped.get(promotion.pk)
    if skip is None and promotion.pk in promoted.outcome.gifts and not any(line.gift_of_id == promotion.pk for line in contents.lines):
        notes.append(_("Its gift is not sold here, or there are not enough of it."))
    return Trial(
        contents.cart.currency, _parts(contents, promoted, promotion.pk), promoted.outcome.off(promotion.pk), skip.words if skip else "", notes
    )


def _as_if_it_ran(promotion: Promotion, buyer: Buyer, contents: Contents) -> tuple[Offer, list[str]]:
    """The promotion as an offer that runs, and for which its code was entered; what of that is not so."""
    read = copy(with_terms(Promotion.objects.filter(pk=promotion.pk)).select_related("channel").get())
    notes = _not_so(read, buyer)
    read.active, read.starts_at, read.ends_at = True, min(read.starts_at, buyer.at), None
    entered = next((one.coupon for one in contents.codes if one.coupon.promotion_id == read.pk), None)
    offer = offer_of(read, buyer, used_of([read], buyer.customer_id).get(read.pk, NEVER), entered)
    if offer.needs_code and entered is None:
        notes.append(_("It needs a code: as if one of it had been entered."))
        offer = replace(offer, entered=offer.code)
    return offer, notes


def _not_so(promotion: Promotion, buyer: Buyer) -> list[str]:
    said = {
        Promotion.State.OFF: _("It is off: as if it ran."),
        Promotion.State.PLANNED: _("It is planned (%(period)s): as if it ran.") % {"period": period_of(promotion)},
        Promotion.State.ENDED: _("It has ended: as if it ran."),
    }
    text = said.get(promotion.state_at(buyer.at))
    return [text] if text else []


def _parts(contents: Contents, promoted: Promoted, promotion: int) -> list[TriedPart]:
    basket = basket_of(contents, [])
    taken = [one for one in promoted.outcome.taken if one.promotion == promotion]
    lines = [
        TriedPart(f"{line.variant.sku} · {line.variant.title}", line.quantity, amount.amount, _sum(one for one in taken if one.line == at))
        for at, (line, amount) in enumerate(zip(contents.lines, basket.lines, strict=True))
    ]
    ways = [
        TriedPart(str(group.method), 1, cost, _sum(one for one in taken if one.way == at))
        for at, (group, cost) in enumerate(zip(contents.groups, basket.ways, strict=True))
        if group.method is not None and cost
    ]
    return lines + ways


def _sum(taken: Iterable[Taken]) -> Decimal:
    return sum((one.amount for one in taken), ZERO)


def cart_of(channel: Channel, where: str, wanted: Iterable[tuple[Variant, int]]) -> Contents:
    """A cart that is written nowhere, of somebody unknown: so many of these, by the first way to ship.

    where: of `Promotion.Where`, in which it is sold; the variants are read by `catalog.called.find_sellable`.
    """
    source = Cart.Source.SHOP if where == Promotion.Where.STOREFRONT else Cart.Source.DESK
    cart = Cart(channel=channel, source=source, currency=channel.currency, prices_include_tax=channel.prices_include_tax)
    group = CartShippingGroup(cart=cart, position=1)
    contents = Contents(cart, [group], [], [], {})
    for variant, quantity in wanted:
        line = next((one for one in contents.lines if one.variant.pk == variant.pk), None)
        if line is None:
            line = CartLine(cart=cart, variant=variant, group=group, quantity=0, unit_price=variant.price, list_price=variant.price)  # type: ignore[attr-defined]
            contents.lines.append(line)
        line.quantity += quantity
    refresh_prices(contents)
    group.method = next((one for one in contents.ways if one.active), None)
    return contents
