"""Promotions and codes on a cart: what they take off, why they do not count, and what the order keeps of them (P2, P3)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import now

from carts import actions as carts
from carts.models import Cart
from catalog.models import Price, Stock
from contactcenter.errors import Conflict, Refusal, RuleError
from contactcenter.invariants import broken
from customers.models import Customer
from orders.actions import place_at_todays_prices, place_order
from orders.models import Order
from promotions.models import Coupon, Promotion, Redemption
from tests.factories import promotion_of
from tests.snapshot import everything
from tests.world import World


def coupon_of(promotion: Promotion, code: str = "TEN", **facts: Any) -> Coupon:
    return Coupon.objects.create(promotion=promotion, code=code, **facts)


@pytest.fixture
def cart(world: World) -> Cart:
    """Mina's: three lamps of 10.00 and shipping of 4.90."""
    return carts.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=3)


def apply(world: World, code: str, **more: Any) -> Cart:
    return carts.apply_code(world.as_(world.ada), world.mina, code=code, **more)


def refusal(world: World, code: str, **more: Any) -> str:
    before = everything()
    with pytest.raises(RuleError) as error:
        apply(world, code, **more)
    assert everything() == before
    assert error.value.field == "code"
    return str(error.value.message)


def sums(cart: Cart) -> tuple[Decimal, Decimal, Decimal]:
    cart = Cart.objects.get(pk=cart.pk)
    assert broken() == {}
    return cart.subtotal, cart.discount, cart.total


def test_a_code_takes_off_what_its_promotion_gives(world: World, cart: Cart) -> None:
    coupon_of(promotion_of(world.de))
    apply(world, " ten ")
    assert sums(cart) == (Decimal("30.00"), Decimal("-3.00"), Decimal("31.90"))


def test_twice_is_once(world: World, cart: Cart) -> None:
    coupon_of(promotion_of(world.de))
    apply(world, "TEN")
    apply(world, "TEN")
    assert sums(cart) == (Decimal("30.00"), Decimal("-3.00"), Decimal("31.90"))


WHY: dict[str, tuple[Callable[[World], object], str]] = {
    "unknown": (lambda w: None, "There is no code “TEN”. Have the caller read it again, letter by letter."),
    "other channel": (lambda w: coupon_of(promotion_of(w.uk)), "“TEN” does not count: not for this channel."),
    "other customer": (lambda w: coupon_of(promotion_of(w.de), customer=w.bo), "“TEN” does not count: it belongs to another customer."),
    "revoked": (lambda w: coupon_of(promotion_of(w.de), revoked_at=now()), "“TEN” does not count: revoked."),
    "used": (lambda w: coupon_of(promotion_of(w.de), used_at=now()), "“TEN” does not count: used up."),
    "storefront": (lambda w: coupon_of(promotion_of(w.de, where="storefront")), "“TEN” does not count: only in the shop."),
    "off": (lambda w: coupon_of(promotion_of(w.de, active=False)), "“TEN” does not count: no longer offered."),
    "minimum": (
        lambda w: coupon_of(promotion_of(w.de, conditions=[{"kind": "subtotal", "amount": "42.40"}])),
        "“TEN” does not count: €12.40 short of its minimum.",
    ),
    "pieces": (
        lambda w: coupon_of(promotion_of(w.de, conditions=[{"kind": "quantity", "quantity": 2, "skus": ["MUG-1"]}])),
        "“TEN” does not count: 2 pieces of MUG-1 too few.",
    ),
    "first": (
        lambda w: (coupon_of(promotion_of(w.de, conditions=[{"kind": "first_order"}])), Customer.objects.update(order_count=1)),
        "“TEN” does not count: for first orders only.",
    ),
    "goods": (lambda w: coupon_of(promotion_of(w.de, skus=["MUG-1"])), "“TEN” does not count: it takes nothing off this cart."),
    "budget": (
        lambda w: w.order.redemptions.create(promotion=coupon_of(promotion_of(w.de, most_uses=1)).promotion, amount=Decimal(1)),
        "“TEN” does not count: used up.",
    ),
    "spent": (
        lambda w: w.order.redemptions.create(promotion=coupon_of(promotion_of(w.de, most_spent=Decimal(5))).promotion, amount=Decimal(5)),
        "“TEN” does not count: used up.",
    ),
    "spent with this": (lambda w: coupon_of(promotion_of(w.de, most_spent=Decimal("2.99"))), "“TEN” does not count: used up."),
    "per customer": (
        lambda w: w.order.redemptions.create(
            promotion=coupon_of(promotion_of(w.de, per_customer=1)).promotion, amount=Decimal(1), customer=w.mina
        ),
        "“TEN” does not count: this customer had it as often as one may.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WHY)
def test_a_code_that_does_not_count_says_exactly_why(world: World, cart: Cart, name: str) -> None:
    make, why = WHY[name]
    make(world)
    assert refusal(world, "TEN") == why


def test_expired_is_said_with_its_day(world: World, cart: Cart) -> None:
    coupon_of(promotion_of(world.de), expires_at=now() - timedelta(days=1))
    assert refusal(world, "TEN").startswith("“TEN” does not count: expired on ")


def test_without_a_cart_the_product_comes_first(world: World) -> None:
    coupon_of(promotion_of(world.de))
    assert refusal(world, "TEN") == "Put a product in the cart first, then apply the code."


def test_a_replaced_code_leaves_nothing_behind(world: World, cart: Cart) -> None:
    coupon_of(promotion_of(world.de, is_exclusive=True))
    coupon_of(promotion_of(world.de, "twenty", percent=Decimal(20), is_exclusive=True), "TWENTY")
    apply(world, "TEN")
    assert refusal(world, "TWENTY") == "“TWENTY” does not count together with “TEN”."
    apply(world, "TWENTY", instead=True)
    assert sums(cart) == (Decimal("30.00"), Decimal("-6.00"), Decimal("28.90"))
    assert [one.coupon.code for one in cart.codes.all()] == ["TWENTY"]


def test_a_code_that_would_silence_another_is_refused(world: World, cart: Cart) -> None:
    coupon_of(promotion_of(world.de))
    coupon_of(promotion_of(world.de, "first", priority=1, is_exclusive=True), "FIRST")
    apply(world, "TEN")
    assert refusal(world, "FIRST") == "“FIRST” does not count together with “TEN”."


def test_another_code_of_one_promotion_takes_the_place_of_the_first(world: World, cart: Cart) -> None:
    promotion = promotion_of(world.de)
    coupon_of(promotion)
    coupon_of(promotion, "TEN-2")
    apply(world, "TEN")
    apply(world, "TEN-2")
    assert [one.coupon.code for one in cart.codes.all()] == ["TEN-2"]
    assert sums(cart)[1] == Decimal("-3.00")


def test_a_code_taken_off_gives_the_full_price_back(world: World, cart: Cart) -> None:
    coupon = coupon_of(promotion_of(world.de))
    cart = apply(world, "TEN")
    cart = carts.remove_code(world.as_(world.ada), cart, coupon=coupon.pk, version=cart.version)
    assert sums(cart) == (Decimal("30.00"), Decimal(0), Decimal("34.90"))
    with pytest.raises(Conflict):
        carts.remove_code(world.as_(world.ada), cart, coupon=coupon.pk, version=cart.version)


def test_a_code_whose_condition_fails_later_takes_nothing_off_and_comes_back(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    coupon_of(promotion_of(world.de, conditions=[{"kind": "subtotal", "amount": "30.00"}]))
    cart = apply(world, "TEN")
    line = cart.lines.get()
    cart = carts.set_quantity(ada, cart, line=line.pk, quantity=2, version=cart.version)
    assert sums(cart) == (Decimal("20.00"), Decimal(0), Decimal("24.90"))
    cart = carts.set_quantity(ada, cart, line=line.pk, quantity=4, version=cart.version)
    assert sums(cart) == (Decimal("40.00"), Decimal("-4.00"), Decimal("40.90"))


def test_an_automatic_promotion_applies_by_itself_and_before_shipping_is_paid(world: World, cart: Cart) -> None:
    promotion_of(world.de, "free", kind="shipping", amount=Decimal(0), needs_code=False, conditions=[{"kind": "subtotal", "amount": "40.00"}])
    cart = carts.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1, version=cart.version)
    assert sums(cart) == (Decimal("40.00"), Decimal("-4.90"), Decimal("40.00"))
    assert cart.adjustments.get().group is not None


def test_a_gift_comes_and_goes_with_its_promotion(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    promotion_of(world.de, "gift", kind="gift", sku="MUG-1", quantity=1, needs_code=False, conditions=[{"kind": "subtotal", "amount": "40.00"}])
    cart = carts.add_item(ada, world.mina, sku="LAMP-1", quantity=1, version=cart.version)
    assert sums(cart) == (Decimal("47.95"), Decimal("-7.95"), Decimal("44.90"))
    gift = cart.lines.exclude(gift_of=None).get()
    with pytest.raises(RuleError, match="This is a gift"):
        carts.remove_item(ada, cart, line=gift.pk, version=cart.version)
    lamps = cart.lines.get(gift_of=None)
    cart = carts.set_quantity(ada, cart, line=lamps.pk, quantity=3, version=cart.version)
    assert sums(cart) == (Decimal("30.00"), Decimal(0), Decimal("34.90"))
    assert cart.lines.count() == 1


def test_a_gift_that_is_bought_as_well_stands_on_lines_of_its_own(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    promotion_of(world.de, "gift", kind="gift", sku="LAMP-1", quantity=1, needs_code=False)
    cart = carts.add_item(ada, world.mina, sku="LAMP-1", quantity=1, version=cart.version)
    assert sorted(cart.lines.values_list("quantity", flat=True)) == [1, 4]
    assert sums(cart) == (Decimal("50.00"), Decimal("-10.00"), Decimal("44.90"))


def test_a_gift_that_is_not_there_uses_up_no_code(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    coupon = coupon_of(promotion_of(world.de, "gift", kind="gift", sku="RARE-1", quantity=1), "GIFT", most_uses=1)
    assert [one.gift_of is not None for one in apply(world, "GIFT").lines.all()] == [False, True]
    Stock.objects.filter(variant=world.rare).update(start=0)
    cart.refresh_from_db()
    carts.remove_code(ada, cart, coupon=coupon.pk, version=cart.version)
    assert refusal(world, "GIFT") == "“GIFT” does not count: its gift is not in stock."
    Stock.objects.filter(variant=world.rare).update(start=1)
    cart = apply(world, "GIFT")
    Stock.objects.filter(variant=world.rare).update(start=0)
    with pytest.raises(Refusal):
        place_order(ada, cart, version=cart.version)
    coupon.refresh_from_db()
    assert coupon.state == Coupon.State.OPEN


def test_the_order_keeps_the_promotion_as_it_was_sold(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    coupon = coupon_of(promotion_of(world.de, name="Ten off", translations={"de": {"name": "Zehn weniger"}}), most_uses=1)
    cart = apply(world, "TEN")
    order = place_order(ada, cart, version=cart.version)
    assert (order.total, order.discount, order.coupon_codes) == (Decimal("31.90"), Decimal("-3.00"), ["TEN"])
    assert [(one.label, one.gross, one.source) for one in order.adjustments.all()] == [("Ten off", Decimal("-3.00"), "TEN")]
    redemption = Redemption.objects.get()
    assert (redemption.coupon, redemption.amount, redemption.customer) == (coupon, Decimal("3.00"), world.mina)
    assert redemption.definition["benefits"][0]["percent"] == "10.0000"
    coupon.refresh_from_db()
    assert coupon.state == Coupon.State.USED
    assert sum((one.amount for one in order.payments.all()), Decimal(0)) == order.total
    assert broken() == {}


def test_a_used_code_is_refused_for_the_next_cart(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    coupon_of(promotion_of(world.de), most_uses=1)
    cart = apply(world, "TEN")
    place_order(ada, cart, version=cart.version)
    carts.add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    assert refusal(world, "TEN") == "“TEN” does not count: used up."


def test_a_code_used_up_meanwhile_places_nothing_at_the_full_price(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    coupon = coupon_of(promotion_of(world.de), most_uses=1)
    cart = apply(world, "TEN")
    Coupon.objects.filter(pk=coupon.pk).update(used_at=now())
    with pytest.raises(Refusal):
        place_at_todays_prices(ada, cart, version=cart.version)
    assert not Order.objects.filter(cart=cart).exists()
    assert sums(cart) == (Decimal("30.00"), Decimal(0), Decimal("34.90"))


def test_a_price_that_has_changed_with_the_promotion_is_said_before_placing(world: World, cart: Cart) -> None:
    promotion = promotion_of(world.de, needs_code=False)
    cart = carts.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1, version=cart.version)
    Promotion.objects.filter(pk=promotion.pk).update(active=False)
    with pytest.raises(Conflict) as error:
        place_order(world.as_(world.ada), cart, version=cart.version)
    assert error.value.code == "sums_changed"


def test_discounts_of_a_line_are_its_own(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    Price.objects.filter(variant=world.mug).update(amount=Decimal("9.99"))
    carts.add_item(ada, world.mina, sku="MUG-1", quantity=1, version=cart.version)
    coupon_of(promotion_of(world.de, amount=Decimal("10.00"), kind="amount"))
    cart = apply(world, "TEN")
    shares = {one.line.variant.sku: one.gross for one in cart.adjustments.select_related("line__variant") if one.line}
    assert shares == {"LAMP-1": Decimal("-7.50"), "MUG-1": Decimal("-2.50")}
