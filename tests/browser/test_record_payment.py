"""Money that came in is recorded over the order's page, which shows before what comes of it; a payment is voided there too."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from orders.models import Order
from tests.browser.desk import Desk
from tests.factories import placed
from tests.world import World


def test_a_part_is_recorded_and_what_was_foreseen_is_there(desk_of: Callable[..., Desk], world: World) -> None:
    order = placed(world.mina, world.de, total="59.80", status=Order.Status.PENDING_PAYMENT)
    sam = desk_of(world.sam)
    page = sam.page
    page.goto(f"/console/open/order/{order.number}/")
    page.get_by_text("Payments", exact=True).click()
    page.get_by_role("button", name="Void").click()
    expect(page.get_by_role("dialog", name="Void payment")).to_contain_text("Voided")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Record payment").click()
    sheet = page.get_by_role("dialog", name="Record payment")
    amount = sheet.get_by_label("Amount, EUR")
    expect(amount).to_be_focused()
    expect(sheet.get_by_role("status")).to_contain_text(re.compile("Owed.*€0.00.*Paid.*Submitted to Fulfillment", re.S))
    amount.fill("20,5")
    expect(sheet.get_by_role("status")).to_contain_text(re.compile("Owed.*€39.30.*Partially paid", re.S))
    sheet.get_by_label("Reference").fill("RF 18")
    day = sheet.get_by_label("Day received")
    today = day.input_value()
    day.fill("2199-01-01")
    page.keyboard.press("Enter")
    expect(sheet).to_contain_text("This day is yet to come.")
    expect(day).to_be_focused()
    day.fill(today)
    page.keyboard.press("Enter")
    expect(page.get_by_text("€20.50 is recorded")).to_be_visible()
    expect(sam.record).to_contain_text("Partially paid")
    expect(sam.record.get_by_role("button", name="Void")).to_have_count(0)
