"""Custom properties of a cart (O9)."""

import pytest
from playwright.sync_api import expect

from orders.models import Order
from tests.browser.axe import violations
from tests.browser.desk import Desk
from tests.world import World


@pytest.mark.long
def test_they_are_typed_row_by_row_and_kept_half_typed(ada: Desk, world: World) -> None:
    page, keys = ada.page, ada.page.keyboard
    ada.call(world.mina)
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    ada.cart.locator("details.properties summary").press("Enter")
    keys.press("Tab")
    for row, (name, value) in enumerate((("zeta", "1"), ("Alpha", "2")), 1):
        keys.type(name)
        keys.press("Tab")
        keys.type(f"{value}\n")
        expect(ada.cart.get_by_role("textbox", name=f"Property {row + 1}: Name")).to_be_focused()
    expect(ada.cart.get_by_role("textbox", name="Property 1: Name")).to_have_value("Alpha")  # by name
    expect(ada.cart.get_by_role("textbox", name="Property 2: Value")).to_have_value("1")
    keys.type("Ticket")
    page.reload()
    ada.place.click()
    expect(ada.messages.filter(has_text="Property 3: Name")).to_be_visible()
    expect(ada.cart.get_by_role("textbox", name="Property 3: Name")).to_be_focused()
    assert violations(page) == []
    ada.cart.get_by_role("textbox", name="Property 3: Value").fill("7")
    keys.press("Enter")
    expect(ada.cart.get_by_role("textbox", name="Property 4: Name")).to_be_focused()
    ada.place.click()
    expect(ada.record.get_by_role("heading", name="Properties")).to_be_visible()
    assert Order.objects.latest("pk").properties == {"Alpha": "2", "Ticket": "7", "zeta": "1"}
    assert violations(page) == []
