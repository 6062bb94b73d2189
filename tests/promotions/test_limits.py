"""Limits of promotions and codes that staff change: never below what orders were given already."""

import pytest

from agents.actions import save_settings
from contactcenter.errors import RuleError
from promotions.models import Coupon, Promotion
from tests.factories import customer_of, placed, promotion_of
from tests.snapshot import everything
from tests.world import World


@pytest.fixture
def offer(world: World) -> Promotion:
    """Given to two orders by its code, and to a third from which it was taken back."""
    offer = promotion_of(world.de, "ten", most_uses=9)
    coupon = offer.coupons.create(code="TEN", most_uses=5)
    orders = [placed(customer_of(world.de), world.de) for _n in range(3)]
    for order in orders:
        offer.redemptions.create(order=order, coupon=coupon, amount=2, released_at=order.placed_at if order is orders[-1] else None)
    return offer


@pytest.mark.parametrize("kind", [Promotion, Coupon])
def test_a_limit_is_not_set_below_what_orders_were_given(world: World, offer: Promotion, kind: type[Promotion | Coupon]) -> None:
    grace, before = world.as_(world.grace), everything()
    thing = kind._default_manager.get()
    for few in (0, 1):
        thing.most_uses = few
        with pytest.raises(RuleError, match="2 orders were given it|used 2 times already") as refused:
            save_settings(grace, thing, fields=["most_uses"])
        assert refused.value.field == "most_uses" and everything() == before
    for many in (3, None):
        thing.most_uses = many
        save_settings(grace, thing, fields=["most_uses"])
    thing.refresh_from_db()
    assert thing.most_uses is None


def test_a_promotion_may_end_where_it_stands_and_a_code_only_by_being_used_or_revoked(world: World, offer: Promotion) -> None:
    grace, coupon = world.as_(world.grace), offer.coupons.get()
    offer.most_uses = coupon.most_uses = 2
    save_settings(grace, offer, fields=["most_uses"])
    with pytest.raises(RuleError, match="allow more, or revoke it"):
        save_settings(grace, coupon, fields=["most_uses"])
