"""A part of the cart is placed, and the rest is the cart again; an order that waits for its payment is completed."""

import re

from playwright.sync_api import expect

from carts.actions import add_item
from orders.models import Order
from tests.browser.desk import Desk
from tests.factories import placed
from tests.world import World


def test_a_part_is_placed_and_the_rest_comes_back(ada: Desk, world: World) -> None:
    page, agent = ada.page, world.as_(world.ada)
    add_item(agent, world.mina, sku="LAMP-1", quantity=2)
    add_item(agent, world.mina, sku="MUG-1", quantity=1)
    ada.call(world.mina)
    page.get_by_role("button", name="Place part").click()
    panel = page.get_by_role("dialog", name="Place part")
    panel.get_by_role("checkbox", name="Enamel mug").uncheck()
    panel.get_by_role("button", name="Set the rest aside").click()
    cart = page.get_by_role("region", name="Quick order")
    expect(cart.get_by_text("waits in cart")).to_be_visible()
    expect(cart.locator(".totals")).to_contain_text("24.90")
    page.get_by_role("button", name=re.compile("^Place order")).click()
    expect(ada.record.get_by_role("heading", name=re.compile("^Order "))).to_be_visible()
    expect(cart.locator(".cart-line")).to_have_count(1)
    expect(cart.locator(".cart-line")).to_contain_text("Enamel mug")


def test_an_order_that_waits_for_its_payment_is_completed_in_place(ada: Desk, world: World) -> None:
    order = placed(world.mina, world.de, status=Order.Status.PENDING_PAYMENT)
    page = ada.page
    page.goto(f"/console/open/order/{order.number}/")
    page.get_by_role("button", name="Complete order").click()
    sheet = page.get_by_role("dialog", name="Complete order")
    expect(sheet.get_by_label("PO number")).to_be_focused()
    page.keyboard.type("PO 7")
    page.keyboard.press("Enter")
    expect(ada.record).to_contain_text("Submitted to Fulfillment")
    expect(page.get_by_role("button", name="Complete order")).to_have_count(0)
