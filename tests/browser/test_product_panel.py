"""The product panel: opened from where the hands are, read, left, and added from (O12)."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of
from tests.world import World


def test_by_keyboard_from_the_box_and_from_a_line_and_back(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    page = ada.page
    product = page.get_by_role("region", name="Product")
    page.get_by_role("tabpanel").focus()
    page.keyboard.press("p")
    expect(product.get_by_role("textbox", name="Product to look up")).to_be_focused()
    page.keyboard.type("field shirt")
    page.keyboard.press("Enter")
    expect(product.get_by_role("heading", name="Field shirt")).to_be_focused()
    expect(product.get_by_text("Can be sent back within 30 days")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(product).to_be_hidden()
    expect(page.get_by_role("tabpanel")).to_be_focused()
    ada.add("LAMP-1")
    expect(ada.lines).to_have_count(1)
    opener = ada.lines.first.get_by_role("button", name="Details: Desk lamp")
    opener.focus()
    page.keyboard.press("p")
    expect(product.get_by_role("heading", name="Desk lamp")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


@pytest.mark.long
def test_a_variation_is_added_from_the_details_of_a_suggestion(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    page = ada.page
    ada.sku.fill("field")
    page.locator("#suggestions .details").click()
    product = page.get_by_role("region", name="Product")
    product.get_by_role("radio", name="M").check()
    product.get_by_role("spinbutton", name="Quantity").fill("9999")
    product.get_by_role("button", name="Add to cart").click()
    expect(product.get_by_role("alert")).to_contain_text("100")
    product.get_by_role("spinbutton", name="Quantity").fill("2")
    page.keyboard.press("Enter")
    expect(ada.lines).to_have_count(1)
    expect(product).to_be_hidden()
    expect(ada.sku).to_be_focused()
    expect(ada.sku).to_have_value("")
    assert [(line.variant.sku, line.quantity) for line in cart_of(world.mina).lines.all()] == [("SHIRT-M", 2)]
