"""Which promotions concern a cart, read from the database as the engine takes them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Model, OuterRef, Q, Sum, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agents.models import Channel
from contactcenter.dates import Dates
from contactcenter.money import ZERO
from customers.models import Customer
from promotions.basket import Basket, Terms
from promotions.conditions import CONDITIONS
from promotions.engine import Offer
from promotions.models import Coupon, Promotion, PromotionBenefit, PromotionCondition, Redemption
from promotions.models.promotion import terms_of

Where = Promotion.Where


@dataclass(frozen=True)
class Buyer:
    """For whom a cart is, as far as promotions ask. where: in which of `Promotion.Where` it is sold; customer_id: None of a guest."""

    channel: Channel
    where: str
    customer_id: int | None
    at: datetime


@dataclass(frozen=True)
class Used:
    """How often a promotion was given and not taken back: in all, to one customer, and what it took off."""

    orders: int = 0
    of_customer: int = 0
    spent: Decimal = ZERO


NEVER = Used()


def with_terms(promotions: Any) -> Any:
    """A query of promotions with their conditions and benefits, read in the same statement; `offer_of` makes an offer of each."""
    return promotions.annotate(
        told_conditions=_rows_as_json(PromotionCondition, PromotionCondition.FIGURES),
        told_benefits=_rows_as_json(PromotionBenefit, PromotionBenefit.FIGURES),
    )


def _rows_as_json(model: type[Model], figures: Sequence[str]) -> ArraySubquery:
    decimals = {name: Cast(name, TextField()) for name in figures if name in ("amount", "percent")}
    facts: dict[str, Any] = {"kind": "kind", **{name: name for name in figures}, **decimals}
    return ArraySubquery(model._default_manager.filter(promotion=OuterRef("pk")).order_by("pk").values(told=JSONObject(**facts)))


def offers_for(buyer: Buyer, coupons: Sequence[Coupon]) -> list[Offer]:
    """What concerns a cart: all that needs no code, and what these codes, which were entered for it, are of."""
    entered = {one.promotion_id: one for one in coupons}
    here = Q(where__in=(buyer.where, Where.BOTH), needs_code=False) & _running(buyer.at)
    found = with_terms(Promotion.objects.filter(Q(channel=buyer.channel) & here | Q(pk__in=entered)))
    promotions = list(found.order_by("priority", "code"))
    used = used_of(promotions, buyer.customer_id)
    return [offer_of(one, buyer, used.get(one.pk, NEVER), entered.get(one.pk)) for one in promotions]


def asked_of(customer: Customer | None, kinds: Collection[str]) -> dict[str, Any]:
    """What conditions of these kinds ask of a buyer, None for a guest, as a `Basket` holds it."""
    return {
        "first_order": customer is None or customer.order_count == 0,
        "segments": frozenset(customer.segments.values_list("code", flat=True)) if customer and "segments" in kinds else frozenset(),
        "customer_set": customer.customer_set.code if customer and "customer_sets" in kinds and customer.customer_set else "",
    }


OF_BUYER = ("first_order", "segments", "customer_sets")
"""Conditions that ask nothing of a cart."""


def why_not_for(promotion: Promotion, customer: Customer) -> str:
    """Which of its conditions a customer does not meet, whatever they buy; "" where they meet them."""
    terms = [one.terms for one in promotion.conditions.filter(kind__in=OF_BUYER)]
    basket = Basket("", (), **asked_of(customer, [one.kind for one in terms]))
    return "; ".join(filter(None, (CONDITIONS[one.kind].missing(one, basket) for one in terms)))


def _running(at: datetime) -> Q:
    return Q(active=True, starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))


def used_of(promotions: Iterable[Promotion], customer_id: int | None) -> dict[int, Used]:
    """Of those with a limit how often they were given, by their ids; asked only where there is one."""
    limited = [one.pk for one in promotions if one.is_limited]
    if not limited:
        return {}
    rows = Redemption.objects.filter(promotion__in=limited, released_at=None).values("promotion")
    told = rows.annotate(orders=Count("pk"), of_customer=Count("pk", filter=Q(customer=customer_id, customer__isnull=False)), spent=Sum("amount"))
    return {one["promotion"]: Used(one["orders"], one["of_customer"], one["spent"] or ZERO) for one in told}


def offer_of(promotion: Any, buyer: Buyer, used: Used, coupon: Coupon | None = None) -> Offer:
    """promotion: read by `with_terms`; coupon: the code that was entered for it."""
    conditions: tuple[Terms, ...] = tuple(terms_of(row) for row in promotion.told_conditions)
    return Offer(
        promotion.pk,
        promotion.code,
        promotion.name_in(get_language() or "en"),
        promotion.priority,
        promotion.is_exclusive,
        promotion.needs_code,
        conditions,
        tuple(terms_of(row) for row in promotion.told_benefits),
        coupon.code if coupon else "",
        (why_code_not(coupon, buyer) if coupon else "") or why_not(promotion, buyer, used),
        None if promotion.most_spent is None else promotion.most_spent - used.spent,
    )


def why_code_not(coupon: Coupon, buyer: Buyer) -> str:
    """What stands against a code, whatever lies in the cart; "" for nothing."""
    dates, states = Dates.of_page(), Coupon.State
    if coupon.customer_id is not None and coupon.customer_id != buyer.customer_id:
        return _("it belongs to another customer")
    match coupon.state_at(buyer.at):
        case states.REVOKED:
            return _("revoked")
        case states.USED:
            return _("used up")
        case states.EXPIRED:
            assert coupon.expires_at is not None
            return _("expired on %(date)s") % {"date": dates.day(localtime(coupon.expires_at).date())}
    return ""


def why_not(promotion: Promotion, buyer: Buyer, used: Used = NEVER) -> str:
    """What stands against a promotion, whatever lies in the cart; "" for nothing. used: how often it was given, as far as that matters."""
    dates = Dates.of_page()
    if promotion.channel_id != buyer.channel.pk:
        return _("not for this channel")
    if promotion.starts_at > buyer.at:
        return _("valid from %(date)s on") % {"date": dates.day(localtime(promotion.starts_at).date())}
    if promotion.ends_at is not None and promotion.ends_at <= buyer.at:
        return _("expired on %(date)s") % {"date": dates.day(localtime(promotion.ends_at).date())}
    if not promotion.active:
        return _("no longer offered")
    if promotion.where not in (buyer.where, Where.BOTH):
        return _("only in the shop") if promotion.where == Where.STOREFRONT else _("only by the contact centre")
    if (promotion.most_uses is not None and used.orders >= promotion.most_uses) or (
        promotion.most_spent is not None and used.spent >= promotion.most_spent
    ):
        return _("used up")
    if promotion.per_customer is not None and used.of_customer >= promotion.per_customer:
        return _("this customer had it as often as one may")
    return ""


def definition_of(offer: Offer) -> dict[str, Any]:
    """A promotion as it was sold, for the order to keep."""
    return {
        "code": offer.code,
        "name": offer.name,
        "priority": offer.priority,
        "exclusive": offer.exclusive,
        "entered": offer.entered,
        "conditions": [_as_json(one) for one in offer.conditions],
        "benefits": [_as_json(one) for one in offer.benefits],
    }


def _as_json(terms: Terms) -> dict[str, Any]:
    goods = {name: sorted(getattr(terms.goods, name)) for name in ("skus", "categories", "except_skus", "except_categories")}
    figures = {"amount": str(terms.amount), "percent": str(terms.percent), "quantity": terms.quantity, "free": terms.free}
    return {"kind": terms.kind, **goods, "unreduced": terms.goods.unreduced, **figures, "sku": terms.sku, "codes": list(terms.codes)}
