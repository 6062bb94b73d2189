"""The demo's promotions: what each channel offers, codes for anybody and those of one customer, and what they made of its orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import override

from agents.models import Channel
from carts.pricing import LABEL
from carts.totals import AdjustmentOut, LineIn, ShippingIn, amounts_of, fees_of
from catalog.models import Variant
from interchange.demo.content import words
from interchange.demo.fates import S
from interchange.demo.folk import MINA
from interchange.demo.world import World
from orders.models import Order, OrderAdjustment, OrderLine, OrderShippingGroup
from promotions.basket import Basket, BasketLine
from promotions.engine import Offer, Outcome, run
from promotions.models import Coupon, Promotion, Redemption
from promotions.offers import NEVER, Buyer, definition_of, offer_of, with_terms

GIVEN_BACK = {S.REMOVED, S.FAILED_APPROVAL}
"""States of orders that were cancelled whole: what they were given does not count."""


def add_promotions(world: World) -> None:
    """The offers of each channel, once it has goods; a code that anybody may use exists once per channel."""
    for channel in world.channels.values():
        for told in words("trade")["promotions"]:
            _promotion(world, channel, told)
        offers = {one.code: one for one in with_terms(Promotion.objects.filter(channel=channel)).order_by("priority", "code")}
        world.offers[channel.pk] = list(offers.values())
        world.coupons[channel.pk] = [
            Coupon.objects.create(promotion=offer, code=f"{told['coupon']}-{channel.code.upper()}", created_at=offer.starts_at)
            for told in words("trade")["promotions"]
            if "coupon" in told and (offer := offers[told["code"]])
        ]


def _promotion(world: World, channel: Channel, told: dict[str, Any]) -> None:
    """Written, with its conditions, its benefits and its group of codes."""
    promotion = Promotion.objects.create(
        channel=channel,
        code=told["code"],
        name=told["name"],
        translations={"de": {"name": told["name_de"]}},
        where=told["where"],
        starts_at=world.ago(told["from_days_ago"]),
        ends_at=world.now + timedelta(days=told["days_left"]) if "days_left" in told else None,
        **told.get("facts", {}),
    )
    for condition in told.get("conditions", ()):
        promotion.conditions.create(**condition)
    for benefit in told["benefits"]:
        promotion.benefits.create(**_goods(world, channel, benefit))
    if "group" in told:
        promotion.code_groups.create(**told["group"])


def _goods(world: World, channel: Channel, benefit: dict[str, Any]) -> dict[str, Any]:
    """The benefit with SKUs: `products`, whose begin so, and `gift`, the cheapest variant whose SKU does."""
    found, shelf = dict(benefit), world.shelves[channel.pk]
    if kind := found.pop("products", ""):
        found["skus"] = sorted({variant.product.sku for variant in shelf.variants if _is_of(variant, kind)})
    if kind := found.pop("gift", ""):
        gift = min((one for one in shelf.variants if _is_of(one, kind)), key=lambda one: (shelf.prices[one.pk].amount, one.sku))
        found["sku"] = gift.sku
        world.gifts.add(gift.pk)
    return found


def _is_of(variant: Variant, kind: str) -> bool:
    return variant.product.sku.startswith(f"{kind}-")


def give_codes(world: World) -> None:
    """Mina's codes: one that she has not used, a revoked one, one that an order of hers will use, and an expired one."""
    mina = next(one for one in world.customers[world.channels["de"].pk] if one.email == MINA.email)
    offers = {one.code: one for one in world.offers[mina.channel_id]}
    for told in words("trade")["codes_of_mina"]:
        made = world.ago(told["days_ago"])
        coupon = Coupon.objects.create(
            promotion=offers[told["promotion"]],
            code=told["code"],
            customer=mina,
            given_by=world.agents["ada"],
            most_uses=1,
            created_at=made,
            expires_at=made + timedelta(days=told["days_valid"]),
            revoked_at=made + timedelta(days=1) if told.get("revoked") else None,
        )
        world.used = coupon if told.get("used") else world.used


def draw_code(world: World, order: Order) -> Coupon | None:
    """A code of those that anybody could use for this order at that time."""
    running = [one for one in world.coupons[order.channel.pk] if not _offer(one.promotion, order, one).barred]
    return world.random.choice(running) if running else None


def _offer(promotion: Promotion, order: Order, coupon: Coupon | None) -> Offer:
    where = Promotion.Where.CONTACT_CENTRE if order.agent else Promotion.Where.STOREFRONT
    with override(order.language):
        return offer_of(promotion, Buyer(order.channel, where, order.customer_id, order.placed_at), NEVER, coupon)


@dataclass(frozen=True)
class Promoted:
    """What promotions made of an order, by which code."""

    outcome: Outcome
    offers: dict[int, Offer]
    coupon: Coupon | None

    def write_down(self, world: World, order: Order, off: Sequence[AdjustmentOut], parts: tuple[list[OrderLine], list[OrderShippingGroup]]) -> None:
        """Put it on the piles. off: in the order of the order's adjustments; parts: its lines and its groups."""
        lines, groups = parts
        kind = OrderAdjustment.Kind.DISCOUNT
        for one in off:
            offer = self.offers[one.promotion]
            of = {"line": None if one.line is None else lines[one.line], "group": None if one.way is None else groups[one.way]}
            amounts = {"net": one.net, "tax": one.tax, "gross": one.gross, "rate": one.rate}
            world.add(OrderAdjustment(order=order, kind=kind, source=offer.entered or offer.code, label=offer.name[:LABEL], **of, **amounts))
        for promotion in self.outcome.applied:
            self._redeem(world, order, self.offers[promotion])

    def _redeem(self, world: World, order: Order, offer: Offer) -> None:
        coupon = self.coupon if offer.entered else None
        given = {"amount": self.outcome.off(offer.id), "definition": definition_of(offer)}
        back = order.updated_at if order.status in GIVEN_BACK else None
        row = Redemption(promotion_id=offer.id, coupon=coupon, order=order, customer=order.customer, at=order.placed_at, released_at=back, **given)
        world.add(row)
        if coupon is None:
            return
        order.coupon_codes = [coupon.code]
        if coupon.most_uses == 1:
            _use_up(coupon, order.placed_at)


def _use_up(coupon: Coupon, at: datetime) -> None:
    coupon.used_at = at
    coupon.save(update_fields=["used_at"])


def promote(
    world: World, order: Order, lines: list[OrderLine], priced: tuple[list[LineIn], Sequence[ShippingIn | None]], coupon: Coupon | None
) -> Promoted:
    """What the promotions of that day make of an order, with this code. priced: its lines, and the ways that they go."""
    running = [one for one in world.offers[order.channel.pk] if one.starts_at <= order.placed_at]
    entered = {coupon.promotion_id: coupon} if coupon else {}
    offers = [_offer(one, order, entered.get(one.pk)) for one in running if not one.needs_code or one.pk in entered]
    customer = order.customer
    goods = [
        BasketLine(line.sku, line.variant.product.sku, line.variant.product.category, line.quantity, amount)
        for line, amount in zip(lines, amounts_of(priced[0], order.currency), strict=True)
        if line.variant
    ]
    basket = Basket(
        order.currency,
        tuple(goods),
        tuple(fees_of(*priced, order.currency)),
        first_order=customer is None or customer.pk not in world.ordered,
        segments=frozenset(world.belongs.get(customer.pk, ())) if customer else frozenset(),
        customer_set=customer.customer_set.code if customer and customer.customer_set else "",
    )
    if customer:
        world.ordered.add(customer.pk)
    return Promoted(run(basket, offers), {one.id: one for one in offers}, coupon)
