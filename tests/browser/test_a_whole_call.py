"""The main job: from the log-in to a placed order, by mouse with axe looking at every page, and by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from agents.models import AuditEntry
from orders.models import Order
from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of, pieces
from tests.world import PASSWORD, World

NEW_ADDRESS = {"First name": "Mina", "Last name": "Harker", "Street and number": "Seitenweg 7", "Postcode": "20095", "City": "Hamburg"}


@pytest.mark.long
def test_by_mouse(page: Page, world: World) -> None:
    log_in_by_mouse(page)
    desk = Desk(page)
    find_mina_by_mouse(desk)
    read_an_order_by_mouse(desk, world.order.number)
    fill_the_cart_by_mouse(desk)
    say_how_and_where_by_mouse(desk)
    cart = cart_of(world.mina)
    assert pieces(cart) == {"LAMP-1": 3, "SHIRT-M": 1}

    desk.place.click()
    desk.tab_labels("New Search", "Mina Harker", f"Order {world.order.number}", f"Order {cart.number}")  # what was read stays open
    expect(desk.record).to_contain_text("72.90")
    expect(desk.messages.filter(has_text=cart.number)).to_be_visible()
    expect(desk.lines).to_have_count(0)
    assert violations(page) == []
    it_was_placed(world, cart.number)


def test_by_keyboard_alone(page: Page, world: World) -> None:
    keys = page.keyboard
    desk = Desk(page)
    page.goto("/")
    expect(page.get_by_label("User name or e-mail")).to_be_focused()
    keys.type("ada")
    keys.press("Tab")
    keys.type(f"{PASSWORD}\n")
    expect(desk.box).to_be_focused()
    keys.type("mina harker")
    expect(desk.results.locator("tbody tr")).to_have_count(1)
    keys.press("ArrowDown")
    keys.press("Enter")
    desk.on_the_line("Mina Harker")

    read_an_order_by_keyboard(desk, world.order.number)
    fill_the_cart_by_keyboard(desk)
    say_how_and_where_by_keyboard(desk)
    cart = cart_of(world.mina)
    assert pieces(cart) == {"LAMP-1": 3, "SHIRT-M": 1}
    keys.press("Control+Enter")
    expect(desk.place).to_be_focused()
    keys.press("Enter")
    desk.tab_labels("New Search", "Mina Harker", f"Order {world.order.number}", f"Order {cart.number}")
    expect(desk.record).to_contain_text("72.90")
    it_was_placed(world, cart.number)


# -- by mouse ---------------------------------------------------------------


def log_in_by_mouse(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.get_by_label("User name or e-mail").fill("ada")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/console/$"))


def find_mina_by_mouse(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("link", name="Start New Call").click()
    assert violations(page) == []
    desk.box.fill("mina harker")
    page.get_by_role("button", name="Find").click()
    expect(desk.results.locator("tbody tr")).to_have_count(1)
    expect(desk.results.get_by_role("columnheader")).to_have_text(
        ["Last name", "First name", "Customer number", "E-mail", "Phone", "Postcode", "City", "Birthday"]
    )
    assert violations(page) == []
    desk.results.get_by_role("link", name="Harker").click()
    desk.on_the_line("Mina Harker")
    desk.tab_labels("New Search", "Mina Harker")
    assert violations(page) == []


def read_an_order_by_mouse(desk: Desk, number: str) -> None:
    desk.record.get_by_role("link", name=number, exact=True).click()
    desk.tab_labels("New Search", "Mina Harker", f"Order {number}")
    expect(desk.record.get_by_role("heading", level=1)).to_have_text(f"Order {number}")
    assert violations(desk.page) == []


def fill_the_cart_by_mouse(desk: Desk) -> None:
    add = desk.cart.get_by_role("button", name="Add", exact=True)
    desk.sku.fill("LAMP-1")
    add.click()
    expect(desk.lines).to_have_count(1)
    desk.sku.fill("no-such-thing")
    add.click()
    expect(desk.cart.get_by_role("alert")).to_be_visible()
    expect(desk.sku).to_have_value("no-such-thing")
    assert violations(desk.page) == []
    desk.sku.fill("enam")
    desk.cart.get_by_role("option", name=re.compile("Enamel mug")).click()
    expect(desk.lines).to_have_count(2)
    desk.sku.fill("SHIRT")
    add.click()
    which = desk.dialog("Which Field shirt?")
    which.get_by_role("radio", name=re.compile("^M")).check()
    assert violations(desk.page) == []
    which.get_by_role("button", name=re.compile("^Add")).click()
    expect(desk.lines).to_have_count(3)
    lamps = desk.cart.get_by_label("Pieces of Desk lamp")
    lamps.fill("3")
    lamps.blur()
    expect(desk.cart.get_by_label("Totals")).to_contain_text("67.95")
    desk.cart.get_by_role("button", name="Remove Enamel mug").click()
    expect(desk.lines).to_have_count(2)


def say_how_and_where_by_mouse(desk: Desk) -> None:
    desk.cart.get_by_label("Shipping method").select_option("express")
    expect(desk.cart.get_by_label("Totals")).to_contain_text("72.90")
    desk.cart.get_by_role("button", name="New address").click()
    new = desk.dialog("New address")
    for label, text in NEW_ADDRESS.items():
        new.get_by_label(label, exact=True).fill(text)
    new.get_by_label("Use for").select_option("billing")
    assert violations(desk.page) == []
    new.get_by_role("button", name="Use this address").click()
    expect(desk.cart.get_by_label("Bill to").locator("option:checked")).to_contain_text("Seitenweg 7")
    desk.cart.get_by_label("PO number").fill("PO-77")
    desk.cart.get_by_label("PO number").blur()
    assert violations(desk.page) == []


# -- by keyboard --------------------------------------------------------------


def read_an_order_by_keyboard(desk: Desk, number: str) -> None:
    """From anywhere: `/`, the number, Enter."""
    desk.page.keyboard.press("/")
    expect(desk.box).to_be_focused()
    desk.page.keyboard.press("Shift+Tab")
    desk.page.keyboard.press("ArrowDown")
    expect(desk.page.get_by_role("radio", name="Order")).to_be_checked()
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type(f"{number}\n")
    desk.tab_labels("New Search", "Mina Harker", f"Order {number}")


def fill_the_cart_by_keyboard(desk: Desk) -> None:
    keys = desk.page.keyboard
    keys.press("o")
    expect(desk.sku).to_be_focused()
    keys.type("MUG-1\n")
    expect(desk.lines).to_have_count(1)
    keys.type("LAMP-1*2\n")
    expect(desk.lines).to_have_count(2)
    keys.type("LAMPE-1\n")
    expect(desk.cart.get_by_role("alert")).to_be_visible()
    expect(desk.sku).to_be_focused()
    keys.press("Control+A")
    keys.type("SHIRT\n")
    which = desk.dialog("Which Field shirt?")
    expect(which.get_by_role("textbox")).to_be_focused()
    keys.type("M")
    expect(which.get_by_role("radio", name=re.compile("^M"))).to_be_checked()
    keys.press("Enter")
    expect(desk.lines).to_have_count(3)
    expect(desk.sku).to_be_focused()
    expect(desk.sku).to_have_value("")


def say_how_and_where_by_keyboard(desk: Desk) -> None:
    """Every field is reached by Tab; what is chosen holds at once."""
    keys = desk.page.keyboard
    tab_to(desk.page, "Remove Enamel mug")
    keys.press("Enter")
    expect(desk.lines).to_have_count(2)
    tab_to(desk.page, "Pieces of Desk lamp", backwards=True)
    keys.press("ArrowUp")
    expect(desk.cart.get_by_label("Totals")).to_contain_text("60.00")
    tab_to(desk.page, "Shipping method")
    keys.press("ArrowDown")
    expect(desk.cart.get_by_label("Totals")).to_contain_text("72.90")
    tab_to(desk.page, "New address")
    keys.press("Enter")
    new = desk.dialog("New address")
    expect(new).to_be_visible()
    for label, text in NEW_ADDRESS.items():
        tab_to(desk.page, label)
        keys.type(text)
    tab_to(desk.page, "Use for")
    keys.press("ArrowDown")
    keys.press("Shift+Tab")
    keys.press("Enter")
    expect(new).to_be_hidden()
    expect(desk.cart.get_by_label("Bill to").locator("option:checked")).to_contain_text("Seitenweg 7")
    tab_to(desk.page, "PO number")
    keys.type("PO-77")


def tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until the control of this name has the focus."""
    wanted = page.get_by_label(name, exact=True).or_(page.get_by_role("button", name=name, exact=True)).first
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"Tab never came to {name}")


# -- what the server has --------------------------------------------------------


def it_was_placed(world: World, number: str) -> None:
    """Once, with everything that was said on the phone."""
    order = Order.objects.get(cart__customer=world.mina)
    assert (order.number, str(order.total.quantize(1)), order.po_number, order.agent) == (number, "73", "PO-77", world.ada)
    assert order.billing_address.street == "Seitenweg 7" and order.shipping_address.street == "Lindenstraße 5"
    assert sorted(order.lines.values_list("sku", "quantity")) == [("LAMP-1", 3), ("SHIRT-M", 1)]
    assert AuditEntry.objects.filter(verb="order.placed", actor_id=world.ada.pk).count() == 1
