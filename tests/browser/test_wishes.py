"""A delivery for a day, with a note and a greeting (O12)."""

import re

import pytest
from playwright.sync_api import expect

from orders.models import Order
from tests.browser.axe import violations
from tests.browser.desk import Desk
from tests.world import World


@pytest.mark.long
def test_what_is_wished_is_typed_without_the_mouse_and_nothing_of_it_is_lost(ada: Desk, world: World) -> None:
    page, keys = ada.page, ada.page.keyboard
    ada.call(world.mina)
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    fold = ada.cart.locator("details.wishes summary")
    fold.press("Enter")
    day, note, gift = (ada.cart.get_by_label(name, exact=True) for name in ("Wished date", "Delivery note", "Gift message"))
    keys.press("Tab")
    expect(day).to_be_focused()
    keys.type("31.2.")
    keys.press("Tab")
    expect(ada.cart.get_by_text("There is no such day.")).to_be_visible()
    expect(day).to_have_value("31.2.")
    day.fill("24.12.")
    note.fill("Ring twice")
    gift.fill("For Gran")
    expect(day).to_have_value(re.compile(r"24/12/\d{4}"))
    assert violations(page) == []
    gift.press("Enter")
    keys.type("with love")
    page.reload()  # in the middle of a word
    expect(ada.cart.get_by_label("Gift message", exact=True)).to_have_value("For Gran\nwith love")
    ada.sku.press("Control+Enter")
    expect(ada.place).to_be_focused()
    keys.press("Enter")
    expect(ada.record.get_by_text("Ring twice")).to_be_visible()
    group = Order.objects.latest("pk").groups.get()
    assert (group.wished_on and (group.wished_on.month, group.wished_on.day), group.delivery_note) == ((12, 24), "Ring twice")
    assert group.gift_message == "For Gran\nwith love"
    assert violations(page) == []
