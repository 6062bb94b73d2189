"""What promotions make of a cart: how they look at it, and the gifts that they put into it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.timezone import now
from django.utils.translation import gettext as _

from carts.contents import Contents
from carts.models import Cart, CartLine
from carts.parcels import lines_in, shipping_in
from carts.totals import amounts_of, fees_of
from catalog.models import Variant
from promotions.basket import Basket, BasketLine, Terms
from promotions.engine import Offer, Outcome, run
from promotions.models import Promotion
from promotions.offers import Buyer, asked_of, offers_for


@dataclass(frozen=True)
class Promoted:
    """What promotions make of a cart, and which were asked."""

    offers: list[Offer]
    outcome: Outcome

    def why_not(self, promotion: int) -> str:
        """Why a promotion takes nothing off, in words; "" where it does."""
        if promotion in self.outcome.skipped:
            return self.outcome.skipped[promotion].words
        return "" if self.outcome.off(promotion) else _("its gift is not in stock")

    def offer(self, promotion: int) -> Offer:
        return next(one for one in self.offers if one.id == promotion)


def promote(contents: Contents, offers: Sequence[Offer] | None = None) -> Promoted:
    """What today's promotions, or these, make of the cart as it is priced."""
    offers = offers_for(buyer_of(contents.cart), [one.coupon for one in contents.codes]) if offers is None else offers
    return Promoted(list(offers), run(basket_of(contents, offers), offers))


def buyer_of(cart: Cart) -> Buyer:
    where = Promotion.Where.STOREFRONT if cart.source == Cart.Source.SHOP else Promotion.Where.CONTACT_CENTRE
    return Buyer(cart.channel, where, cart.customer_id, now())


def basket_of(contents: Contents, offers: Iterable[Offer]) -> Basket:
    """The cart as promotions look at it. offers: for which; what only some ask of the buyer is read only for these."""
    cart = contents.cart
    asked = {terms.kind for offer in offers for terms in offer.conditions}
    amounts = amounts_of(lines_in(contents), cart.currency)
    lines = [
        BasketLine(
            line.variant.sku,
            line.variant.product.sku,
            line.variant.product.category,
            line.quantity,
            amount,
            line.list_price is not None and line.unit_price < line.list_price,
            line.gift_of_id or 0,
        )
        for line, amount in zip(contents.lines, amounts, strict=True)
    ]
    return Basket(
        cart.currency,
        tuple(lines),
        tuple(fees_of(lines_in(contents), [shipping_in(contents, group) for group in contents.groups], cart.currency)),
        **asked_of(cart.customer, asked),
    )


def give_gifts(contents: Contents, promoted: Promoted) -> bool:
    """Put what promotions give into the cart, and take out what they no longer do; whether anything changed. What is not sold here any more,
    or not there, is not given."""
    wanted, before = dict(promoted.outcome.gifts), len(contents.lines)
    for line in [one for one in contents.lines if one.gift_of_id]:
        terms = wanted.pop(line.gift_of_id or 0, None)
        if terms is None or (terms.sku, terms.quantity) != (line.variant.sku, line.quantity) or not line.variant.is_sold:
            contents.lines.remove(line)
    given = _gifts(contents, wanted)
    contents.lines.extend(given)
    return bool(given) or len(contents.lines) != before


def _gifts(contents: Contents, wanted: Mapping[int, Terms]) -> list[CartLine]:
    """Lines of what promotions, by their ids, give."""
    if not wanted:
        return []
    cart = contents.cart
    skus = {terms.sku for terms in wanted.values()}
    sold = Variant.objects.sold_in(cart.channel).filter(organization=cart.channel.organization_id, sku__in=skus)
    variants = {one.sku: one for one in sold.select_related("product", "stock")}
    lines = []
    for promotion, terms in wanted.items():
        variant = variants.get(terms.sku)
        if variant is None or variant.available < terms.quantity:
            continue
        line = CartLine(cart=cart, variant=variant, group=contents.main, quantity=terms.quantity, gift_of_id=promotion)
        line.unit_price = line.list_price = variant.price  # type: ignore[attr-defined]
        lines.append(line)
    return lines
