"""A customer's carts as wholes, by the keyboard alone: emptied and undone, saved for later, resumed."""

import re

import pytest
from playwright.sync_api import Locator, expect

from carts.actions import add_item
from tests.browser.axe import violations
from tests.browser.desk import Desk, nothing_missing
from tests.world import World


def press(ada: Desk, button: Locator) -> None:
    """By the keyboard: reached by Tab, pressed by Enter."""
    for _each in range(60):
        if button.evaluate("one => one === document.activeElement"):
            return ada.page.keyboard.press("Enter")
        ada.page.keyboard.press("Shift+Tab")
    raise AssertionError("not reached")


def act(ada: Desk, name: str) -> Locator:
    return ada.cart.get_by_role("button", name=name, exact=True)


def test_emptied_undone_saved_and_resumed_by_keyboard(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    assert act(ada, "Empty cart").is_disabled() and act(ada, "Save for later").is_disabled()
    height = ada.page.locator("#cart-acts").evaluate("one => one.offsetHeight")
    ada.page.keyboard.press("o")
    ada.page.keyboard.type("LAMP-1*2\n")
    expect(ada.lines).to_have_count(1)
    assert ada.page.locator("#cart-acts").evaluate("one => one.offsetHeight") == height
    number = ada.page.locator("#cart-totals").get_attribute("data-number")
    press(ada, act(ada, "Empty cart"))
    expect(ada.cart.get_by_role("status").filter(has_text=f"Cart {number} emptied")).to_be_visible()
    expect(ada.lines).to_have_count(0)
    expect(ada.sku).to_be_focused()
    assert violations(ada.page) == []
    undo = act(ada, "Undo")
    undo.focus()
    ada.page.keyboard.press("Enter")
    expect(ada.lines).to_have_count(1)
    expect(ada.sku).to_be_focused()
    press(ada, act(ada, "Save for later"))
    expect(ada.cart.get_by_text(f"Cart {number} is saved for later.")).to_be_visible()
    expect(ada.sku).to_be_focused()
    ada.page.keyboard.type("MUG-1\n")
    expect(ada.lines).to_have_count(1)
    press(ada, act(ada, "All carts"))
    panel = ada.page.get_by_role("dialog", name="All carts")
    expect(panel.get_by_role("button", name="Resume", exact=True)).to_be_focused()
    expect(panel).to_contain_text(re.compile("current.*saved", re.DOTALL))
    assert violations(ada.page) == []
    ada.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(act(ada, "All carts")).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Resume", exact=True)).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator("#cart-totals")).to_have_attribute("data-number", number or "")
    expect(panel).to_be_hidden()
    expect(ada.sku).to_be_focused()
    expect(ada.cart.get_by_text("is saved for later.")).to_be_visible()


@pytest.mark.long
def test_all_carts_are_reached_on_a_telephone(ada: Desk, world: World) -> None:
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    ada.call(world.mina)
    ada.page.set_viewport_size({"width": 390, "height": 844})
    ada.page.get_by_role("button", name="Cart", exact=True).click()
    act(ada, "Save for later").click()
    expect(ada.lines).to_have_count(0)
    act(ada, "All carts").click()
    resume = ada.page.get_by_role("dialog", name="All carts").get_by_role("button", name="Resume", exact=True)
    expect(resume).to_be_in_viewport()
    assert nothing_missing(ada.page)["wider"] == 0
    assert violations(ada.page) == []
    resume.click()
    expect(ada.lines).to_have_count(1)
    expect(ada.place).to_be_in_viewport()


def test_an_order_is_copied_into_a_new_cart_by_keyboard(ada: Desk, world: World) -> None:
    begun = add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    ada.page.goto(f"/console/open/order/{world.order.number}/")
    expect(ada.record.get_by_role("heading", level=1)).to_contain_text(world.order.number)
    copy = ada.record.get_by_role("button", name="Copy to new cart", exact=True)
    copy.focus()
    ada.page.keyboard.press("Enter")
    expect(ada.cart.get_by_text(f"Order {world.order.number} is copied to cart")).to_contain_text(f"Cart {begun.number} is saved for later.")
    expect(ada.lines).to_have_count(1)
    expect(ada.lines).to_contain_text("LAMP-1")
    expect(ada.sku).to_be_focused()
    assert violations(ada.page) == []
    ada.page.set_viewport_size({"width": 390, "height": 844})
    copy.click()  # where the dock is folded away it opens
    expect(ada.place).to_be_in_viewport()
    assert nothing_missing(ada.page)["wider"] == 0
