"""Coupons at the agent's hands, by keyboard alone: a code typed, one made and sent, one revoked (P2, P3)."""

import re

import pytest
from playwright.sync_api import expect

from carts.actions import add_item
from customers.models import Message
from promotions.models import Coupon
from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of, nothing_missing
from tests.factories import promotion_of
from tests.world import World


@pytest.fixture
def calling(ada: Desk, world: World) -> Desk:
    """Mina on the line with three lamps in her cart, two promotions to give, and a code that anybody may use."""
    Coupon.objects.create(promotion=promotion_of(world.de, "autumn", name="Autumn"), code="AUTUMN")
    promotion_of(world.de, "sorry", name="Sorry", percent=20, group="SORRY-######", is_exclusive=True)
    promotion_of(world.de, "much", name="Much", group="MUCH-######", conditions=[{"kind": "subtotal", "amount": "100"}])
    add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=3)
    ada.call(world.mina)
    expect(ada.lines).to_have_count(1)
    return ada


def test_a_code_is_typed_and_the_new_total_read(calling: Desk, world: World) -> None:
    keys = calling.page.keyboard
    pane = calling.page.get_by_role("region", name="Coupon")
    keys.press("c")
    expect(pane.get_by_role("textbox", name="Coupon code")).to_be_focused()
    keys.type("wrong\n")
    expect(pane.get_by_role("alert")).to_contain_text("There is no code “wrong”")
    expect(pane.get_by_role("textbox", name="Coupon code")).to_have_value("wrong")
    keys.type("autumn\n")
    expect(calling.cart).to_contain_text("AUTUMN applied: -€3.00. The total is €31.90 now.")
    expect(calling.cart.get_by_label("Totals")).to_contain_text("Autumn · AUTUMN")
    keys.press("Control+Enter")
    expect(calling.place).to_be_focused()
    calling.cart.get_by_role("button", name="Take AUTUMN off the cart").click()
    expect(calling.cart.get_by_label("Totals")).not_to_contain_text("AUTUMN")
    assert not cart_of(world.mina).codes.exists()


def test_a_code_is_made_applied_and_sent_without_the_mouse(calling: Desk, world: World) -> None:
    keys, pane = calling.page.keyboard, calling.page.get_by_role("region", name="Coupon")
    keys.press("g")
    expect(pane.get_by_role("radio").first).to_be_focused()
    expect(pane).to_contain_text("Not for this cart: €70.00 short of its minimum")
    expect(pane).to_contain_text("-€6.00")
    keys.press("ArrowDown")  # to what does not count for this cart, and back to what does
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(pane.get_by_role("status")).to_contain_text("SORRY-")
    expect(pane.get_by_role("button", name="Apply coupon")).to_be_focused()
    keys.press("Enter")
    expect(calling.cart).to_contain_text("The total is €28.90 now.")
    keys.press("Escape")
    keys.press("g")
    pane.get_by_role("button", name="Send by e-mail").click()
    expect(pane).to_contain_text("mail waiting")
    assert Message.objects.get().recipient == "mina@example.com"
    assert violations(calling.page) == []


@pytest.mark.long
def test_what_stands_against_a_code_can_give_way(calling: Desk, world: World) -> None:
    pane, page = calling.page.get_by_role("region", name="Coupon"), calling.page
    Coupon.objects.create(promotion=promotion_of(world.de, "alone", name="Alone", is_exclusive=True), code="ALONE")
    page.keyboard.press("c")
    page.keyboard.type("autumn\n")
    expect(calling.cart).to_contain_text("AUTUMN applied")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type("alone\n")
    expect(pane.get_by_role("alert")).to_contain_text("“ALONE” does not count together with “AUTUMN”.")
    pane.get_by_role("button", name="Use it instead").click()
    expect(calling.cart).to_contain_text("ALONE applied")
    assert [str(one) for one in cart_of(world.mina).codes.all()] == ["ALONE"]


def test_an_unused_code_is_revoked(calling: Desk, world: World) -> None:
    promotion = promotion_of(world.de, "mine", name="Mine", group="MINE-######")
    Coupon.objects.create(promotion=promotion, code="MINE-1", customer=world.mina, most_uses=1, given_by=world.sam)
    pane = calling.page.get_by_role("region", name="Coupon")
    calling.page.get_by_role("button", name=re.compile("^Coupon")).click()
    expect(pane.locator(".coupons-held")).to_contain_text("Sam")
    pane.get_by_role("button", name="Revoke").click()
    expect(pane.locator(".coupons-held")).to_contain_text("revoked")
    assert Coupon.objects.get(code="MINE-1").state == Coupon.State.REVOKED


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_sticks_out(calling: Desk, world: World, width: int) -> None:
    long = promotion_of(world.de, "long", name="Wetterfeste Entschuldigung für sehr geduldige Anruferinnen " * 3, group="LONG-###########")
    Coupon.objects.create(promotion=long, code="LONG-" + "W" * 30, customer=world.mina)
    calling.page.set_viewport_size({"width": width, "height": 844})
    if width < 1200:
        calling.page.get_by_role("button", name="Cart", exact=True).click()
    calling.page.get_by_role("button", name=re.compile("^Coupon")).click()
    expect(calling.page.get_by_role("region", name="Coupon")).to_contain_text("LONG-W")
    assert nothing_missing(calling.page)["wider"] == 0
    assert violations(calling.page) == []
