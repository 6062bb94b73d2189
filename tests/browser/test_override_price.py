"""Another price for a line: set alone up to the ceiling, asked for above it, decided by somebody else (O6)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from agents.models import Approval, Ceiling, Reason
from carts.actions import add_item, ask_for_price
from orders.models import Order
from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of
from tests.factories import line_in
from tests.world import World


@pytest.fixture
def called(ada: Desk, world: World) -> Desk:
    """A lamp of 10.00 in Mina's cart; Ada may give up 1.00 and 10 % of a line, Sam 50.00 and 60 %."""
    Reason.objects.create(organization=world.organization, kind="price_override", code="match", label="Found cheaper")
    for agent, amount, percent in ((world.ada, 1, 10), (world.sam, 50, 60)):
        Ceiling.objects.create(role=agent.roles.get(), kind="price_override", currency="EUR", amount=amount, percent=percent)
    ada.call(world.mina)
    ada.add("LAMP-1")
    expect(ada.lines).to_have_count(1)
    return ada


def test_by_keyboard_within_the_ceiling_and_back(called: Desk, world: World) -> None:
    page, line = called.page, called.lines.first
    opener = line.get_by_role("button", name="Override price: Desk lamp")
    opener.press("Enter")
    price = line.get_by_role("textbox", name="Price of a piece, EUR")
    expect(price).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("9,10")
    page.keyboard.press("Escape")
    expect(price).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(price).to_be_focused()
    page.keyboard.type("9,10")
    page.keyboard.press("Tab")
    page.keyboard.type("Found")
    page.keyboard.press("Tab")
    page.keyboard.type("Corner shop")
    page.keyboard.press("Enter")
    expect(line.get_by_text("Price by Ada: Found cheaper: Corner shop")).to_be_visible()
    expect(line.get_by_text("€9.10").first).to_be_visible()
    expect(called.sku).to_be_focused()
    assert violations(page) == []
    line.get_by_role("button", name="Use the list price: Desk lamp").click()
    expect(line.get_by_text("Price by Ada")).to_be_hidden()
    assert cart_of(world.mina).subtotal == 10


@pytest.mark.long
def test_what_is_typed_stays_while_the_cart_changes(called: Desk) -> None:
    line = called.lines.first
    line.get_by_role("button", name="Override price").click()
    price = line.get_by_label("Price of a piece, EUR")
    price.fill("9.50")
    called.add("MUG-1")
    expect(called.lines).to_have_count(2)
    expect(price).to_have_value("9.50")
    line.get_by_label("Reason").select_option(label="Found cheaper")
    line.get_by_role("button", name="Save").click()
    expect(line.get_by_text("Price by Ada: Found cheaper")).to_be_visible()


def test_above_the_ceiling_a_colleague_is_asked_and_the_dock_hears_the_answer(called: Desk, world: World, desk_of: Callable[..., Desk]) -> None:
    line = called.lines.first
    line.get_by_role("button", name="Override price").click()
    line.get_by_label("Price of a piece, EUR").fill("8")
    line.get_by_label("Reason").select_option(label="Found cheaper")
    line.get_by_role("button", name="Save").click()
    expect(line.get_by_text("Alone you may give up €1.00")).to_be_visible()
    expect(line.get_by_label("Price of a piece, EUR")).to_be_focused()
    assert violations(called.page) == []
    line.get_by_role("button", name="Ask for approval").click()
    expect(line.get_by_text("Waits for approval: €8.00 instead of €10.00, asked by Ada")).to_be_visible()
    assert violations(called.page) == []
    called.place.click()
    alarm = called.cart.get_by_role("alert", name="Before it can be placed")  # it stood there before, but for the alarm
    expect(alarm.get_by_text("The price of LAMP-1 waits for approval, asked by Ada.")).to_be_visible()
    called.record.click(position={"x": 5, "y": 5})
    sam = desk_of(world.sam)
    sam.page.goto(f"/admin/agents/approval/{Approval.objects.get().pk}/change/")
    sam.page.get_by_role("radio", name="Approve").check()
    sam.page.get_by_label("Note").fill("Once")
    sam.page.get_by_role("button", name="Save", exact=True).click()
    expect(sam.page.get_by_text("was changed successfully")).to_be_visible()
    expect(line.get_by_text("Price by Ada: Found cheaper · approved by Sam: Once")).to_be_visible()
    called.place.click()
    expect(called.messages.filter(has_text="is placed")).to_be_visible()
    assert Order.objects.latest("pk").lines.get().unit_price == Decimal(8)


@pytest.mark.long
def test_the_queue_shows_a_request_by_itself_and_is_walked_by_keyboard(called: Desk, world: World, desk_of: Callable[..., Desk]) -> None:
    sam = desk_of(world.sam)
    sam.page.goto("/console/queues/")
    expect(sam.page.get_by_text("Nothing waits")).to_be_visible()
    actor = world.as_(world.ada)
    for customer, sku, price in ((world.mina, "LAMP-1", 8), (world.bo, "MUG-1", 6)):
        cart = add_item(actor, customer, sku=sku, quantity=1, version=1)
        ask_for_price(actor, cart, line=line_in(cart, sku), price=Decimal(price), reason="match", version=cart.version)
        note = sam.page.get_by_label(re.compile(f"Note on . × {sku}"))
        expect(note).to_be_visible(timeout=3000)
        if customer == world.mina:
            note.fill("Once")
    expect(sam.page.get_by_label("Note on 2 × LAMP-1")).to_have_value("Once")
    expect(sam.page.locator("#queue-count")).to_have_text("2")
    assert violations(sam.page) == []
    mina, bo = sam.page.get_by_role("link", name="Mina Harker"), sam.page.get_by_role("link", name="Bo Møller")
    mina.focus()
    sam.page.keyboard.press("ArrowDown")
    expect(bo).to_be_focused()
    sam.page.locator("tr", has=mina).get_by_role("button", name="Approve").click()
    expect(mina).to_be_hidden()
    sam.page.locator("tr", has=bo).get_by_role("button", name="Decline").click()
    expect(sam.page.get_by_text("Nothing waits")).to_be_visible()
    assert sorted(Approval.objects.values_list("status", "note")) == [("approved", "Once"), ("declined", "")]
