"""What promotions gave to an order, claimed for good as it is placed (P3)."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from carts.promoting import Promoted
from contactcenter.errors import Conflict
from orders.models import Order
from promotions.models import Coupon, Promotion, Redemption
from promotions.offers import NEVER, Buyer, definition_of, used_of, why_not


def redeem(order: Order, promoted: Promoted, coupons: Sequence[Coupon]) -> None:
    """Claim each promotion that applied, and the code that was entered for it, in the caller's transaction.

    What may be used so often only is counted under the locks of promotions and codes, in the order of their ids, so that of orders placed at
    once no more get it. Raises Conflict("code_used_up") where nothing is left.
    """
    applied = [promoted.offer(one) for one in promoted.outcome.applied if promoted.outcome.off(one)]  # a gift that is not there uses up no code
    entered = {one.promotion_id: one for one in coupons}
    if not applied:
        return
    limits = Promotion.objects.filter(pk__in=[one.id for one in applied]).exclude(most_uses=None, most_spent=None, per_customer=None)
    limited = list(limits.select_for_update(no_key=True).order_by("pk"))
    used = used_of(limited, order.customer_id)
    for one in limited:
        buyer = Buyer(order.channel, one.where, order.customer_id, order.placed_at)
        so_far = used.get(one.pk, NEVER)
        off = promoted.outcome.off(one.pk)
        if one.most_spent is not None and so_far.spent + off > one.most_spent:
            raise _gone(str(one), _("used up"))
        if why := why_not(one, buyer, so_far):
            raise _gone(str(one), why)
    claimed = _claim_codes([entered[one.id] for one in applied if one.entered])
    Redemption.objects.bulk_create(
        Redemption(
            promotion_id=one.id,
            coupon=claimed.get(one.id),
            order=order,
            customer_id=order.customer_id,
            amount=promoted.outcome.off(one.id),
            definition=definition_of(one),
        )
        for one in applied
    )


def _claim_codes(coupons: Sequence[Coupon]) -> dict[int, Coupon]:
    """The codes under their locks, by their promotions; the last use that a code has is noted."""
    claimed = {}
    for coupon in _locked_coupons([one.pk for one in coupons]):
        uses = 0 if coupon.most_uses is None else coupon.redemptions.filter(released_at=None).count()
        if coupon.state != Coupon.State.OPEN or (coupon.most_uses is not None and uses >= coupon.most_uses):
            raise _gone(coupon.code, str(coupon.state.label))
        if coupon.most_uses is not None and uses + 1 >= coupon.most_uses:
            coupon.used_at = now()
            coupon.save(update_fields=["used_at"])
        claimed[coupon.promotion_id] = coupon
    return claimed


def _locked_coupons(ids: Sequence[int]) -> "QuerySet[Coupon]":
    return Coupon.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")


def _gone(name: str, why: str) -> Conflict:
    text = _("“%(name)s” counts no more: %(why)s. The cart is shown without it; check the sums and place again.")
    return Conflict("code_used_up", text % {"name": name, "why": why})
