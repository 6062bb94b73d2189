"""One line of the cart goes elsewhere, and otherwise, than the others (O2)."""

import re

import pytest
from playwright.sync_api import expect

from customers.models import Address
from orders.models import Order
from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of, nothing_missing, pieces
from tests.browser.widths import WIDTHS, at
from tests.world import World

pytestmark = pytest.mark.long


@pytest.fixture
def two(ada: Desk, world: World) -> Desk:
    """A lamp and a mug in the cart of a customer with a second address."""
    Address.objects.create(customer=world.mina, first_name="Oma", last_name="Harker", street="Weg 2", postal_code="50667", city="Köln", country="DE")
    ada.call(world.mina)
    for count, sku in enumerate(("LAMP-1", "MUG-1"), 1):
        ada.add(sku)
        expect(ada.lines).to_have_count(count)
    return ada


def test_by_keyboard_alone(two: Desk, world: World) -> None:
    page, mug = two.page, two.lines.nth(1)
    mug.locator("summary").press("Enter")
    method = page.get_by_role("combobox", name="Shipping method of Enamel mug")
    expect(method).to_be_focused()
    method.press("e")  # Express
    expect(mug.get_by_text("Ships separately")).to_be_visible()
    expect(method).to_be_focused()
    page.keyboard.press("Tab")
    to = page.get_by_role("combobox", name="Ship Enamel mug to")
    expect(to).to_be_focused()
    to.press("w")  # Weg 2
    ways = two.cart.get_by_role("term").filter(has_text="Shipping · ")
    expect(ways).to_have_text(["Shipping · Parcel · 10969 Berlin", "Shipping · Express · 50667 Köln"])
    expect(to).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Control+Enter")
    expect(two.place).to_be_focused()
    page.keyboard.press("Enter")
    expect(two.record.get_by_text("Some items go to")).to_be_visible()
    line = Order.objects.latest("pk").lines.get(sku="MUG-1")
    assert line.group.address and (line.group.address.city, line.group.method_name) == ("Köln", "Express")
    assert violations(page) == []


def test_after_a_new_address_for_one_line_the_hands_are_at_that_line(two: Desk) -> None:
    two.cart.get_by_role("button", name="New address").press("Enter")
    new = two.dialog("New address")
    for label, text in (("Street", "Seeweg 4"), ("Postcode", "10115"), ("City", "Berlin")):
        new.get_by_label(label).fill(text)
    new.get_by_label("Use for").select_option(label="Only for Enamel mug")
    new.get_by_role("button", name="Use this address").click()
    expect(new).to_be_hidden()
    expect(two.lines.nth(1).locator("summary")).to_be_focused()
    expect(two.page.get_by_role("combobox", name="Ship Enamel mug to")).to_have_value(re.compile("^\\d+$"))


def test_a_separate_line_that_is_put_back_ships_separately_again(two: Desk, world: World) -> None:
    mug = two.lines.nth(1)
    mug.locator("summary").click()
    two.page.get_by_role("combobox", name="Shipping method of Enamel mug").select_option("express")
    expect(mug.get_by_text("Ships separately")).to_be_visible()
    two.lines.first.get_by_role("button", name="Remove Desk lamp").click()
    expect(two.lines).to_have_count(1)
    expect(two.cart.get_by_text("Ships separately")).to_have_count(0)  # the cart goes so now
    expect(two.cart.get_by_role("combobox", name="Shipping method", exact=True)).to_have_value("express")
    two.cart.get_by_role("button", name="Undo").click()
    expect(two.lines).to_have_count(2)
    expect(two.cart.get_by_role("combobox", name="Shipping method", exact=True)).to_have_value("parcel")
    expect(two.sku).to_be_focused()
    expect(two.cart.get_by_text("Ships separately")).to_have_count(1)


def test_back_to_the_cart_s_way(two: Desk, world: World) -> None:
    mug = two.lines.nth(1)
    mug.locator("summary").click()
    method = two.page.get_by_role("combobox", name="Shipping method of Enamel mug")
    method.select_option("express")
    expect(mug.get_by_text("Ships separately")).to_be_visible()
    method.select_option("")
    expect(mug.get_by_text("Ship separately")).to_be_visible()
    expect(method).to_be_visible()
    assert {line.group.position for line in cart_of(world.mina).lines.all()} == {1}
    two.page.reload()
    expect(two.lines).to_have_count(2)
    expect(two.page.get_by_role("combobox", name="Shipping method of Enamel mug")).to_have_count(0)


def test_opening_again_asks_again(two: Desk) -> None:
    summary = two.lines.nth(1).locator("summary")
    method = two.page.get_by_role("combobox", name="Shipping method of Enamel mug")
    for _time in range(2):
        summary.click()
        expect(method).to_be_visible()
        two.add("LAMP-1")
        expect(method).to_have_count(0)


@pytest.mark.parametrize("width", at(*WIDTHS))
def test_it_fits(two: Desk, width: int) -> None:
    two.lines.nth(1).locator("summary").click()
    two.page.get_by_role("combobox", name="Ship Enamel mug to").select_option(label="Weg 2, 50667 Köln · Oma Harker")
    expect(two.lines.nth(1).get_by_text("Ships separately")).to_be_visible()
    two.page.set_viewport_size({"width": width, "height": 900})
    two.page.reload()
    if width < 1200:
        two.page.get_by_role("button", name="Cart" if width == 390 else "Open the cart", exact=True).click()
    expect(two.page.get_by_role("combobox", name="Ship Enamel mug to")).to_be_visible()
    assert nothing_missing(two.page)["wider"] == 0


def test_a_part_of_a_line_goes_elsewhere_without_the_mouse(two: Desk, world: World) -> None:
    page, lamp = two.page, two.lines.first
    pieces_box = lamp.get_by_role("spinbutton", name="Pieces of Desk lamp", exact=True)
    pieces_box.fill("3")
    pieces_box.press("Enter")
    expect(lamp.locator(".sum")).to_have_text("€30.00")
    lamp.locator("summary").press("Enter")
    part = page.get_by_role("spinbutton", name="Pieces of Desk lamp for another address")
    part.fill("3")
    part.press("Enter")
    expect(lamp.get_by_text("Enter a number between 1 and 2.")).to_be_visible()
    expect(part).to_be_focused()
    part.fill("2")
    page.keyboard.press("Enter")
    expect(two.lines).to_have_count(3)
    to = page.get_by_role("combobox", name="Ship Desk lamp to")
    expect(to).to_be_focused()
    to.press("w")  # Weg 2
    ways = two.cart.get_by_role("term").filter(has_text="Shipping · ")
    expect(ways).to_have_text(["Shipping · Parcel · 10969 Berlin", "Shipping · Parcel · 50667 Köln"])
    assert violations(page) == []
    to.select_option("")  # and back
    expect(two.lines).to_have_count(2)
    assert pieces(cart_of(world.mina)) == {"LAMP-1": 3, "MUG-1": 1}
