"""One use of a code, however many use it at the same moment (P3). The race is also run without its lock and must then go wrong."""

from decimal import Decimal

import pytest

from carts.actions import add_item, apply_code
from contactcenter.errors import Refusal
from contactcenter.invariants import broken
from orders import redeeming
from orders.actions import place_order
from orders.models import Order
from promotions.actions import generate_coupon
from promotions.models import Coupon, Redemption
from tests.factories import AddressFactory, customer_of, promotion_of
from tests.races.together import Meeting, outcomes_of, together
from tests.world import World

MANY = 12


def place_with_one_code(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """So many customers' carts, each of other goods, so that no stock row keeps them apart."""
    ada = world.as_(world.ada)
    Coupon.objects.create(promotion=promotion_of(world.de), code="ONCE", most_uses=1)
    carts = []
    for nth in range(MANY):
        customer = customer_of(world.de, first_name=f"No {nth}")
        AddressFactory(customer=customer)
        add_item(ada, customer, sku="LAMP-1", quantity=1)
        carts.append(apply_code(ada, customer, code="ONCE"))
    monkeypatch.setattr(redeeming, "_claim_codes", Meeting(MANY).before(redeeming._claim_codes))
    return together(*[lambda cart=cart: place_order(ada, cart, version=cart.version) for cart in carts])  # type: ignore[misc]


def test_a_code_of_one_use_is_used_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = place_with_one_code(world, monkeypatch)
    assert (outcomes_of(Order, outcomes), outcomes_of(Refusal, outcomes)) == (1, MANY - 1)
    assert Redemption.objects.count() == 1
    assert Order.objects.filter(cart__isnull=False).get().discount == Decimal("-1.00")
    assert broken() == {}


def test_an_agent_who_asks_twelve_times_gets_one_code(world: World) -> None:
    ada, promotion = world.as_(world.ada), promotion_of(world.de, "sorry", group="SORRY-######")
    outcomes = together(*[lambda: generate_coupon(ada, world.mina, promotion=promotion.pk, key="k")] * MANY)
    assert outcomes_of(Coupon, outcomes) == MANY
    assert Coupon.objects.count() == 1
