"""A caller who is not found, from the search box to their cart, by the keyboard alone."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.desk import Desk
from tests.world import World


def test_a_new_caller_is_on_the_line_with_their_cart_open(ada: Desk, world: World) -> None:
    page, keys = ada.page, ada.page.keyboard
    page.goto("/console/")
    ada.box.press_sequentially("nina neumann")
    keys.press("Alt+n")
    form = page.get_by_role("region", name="New customer")
    expect(form.get_by_label("Last name")).to_have_value("Neumann")
    expect(form.get_by_label("First name")).to_be_focused()
    assert not violations(page)
    form.get_by_label("E-mail").fill(world.bo.email)
    keys.press("Enter")
    expect(form.get_by_role("link", name="Bo Møller")).to_be_visible()
    expect(form.get_by_label("First name")).to_have_value("Nina")
    form.get_by_label("E-mail").fill("nina@example.org")
    form.get_by_label("City").fill("Berlin")
    form.get_by_label("Street and number").fill("Seestraße 1")
    form.get_by_label("Postcode").fill("10115")
    form.get_by_role("button", name="Create customer").dblclick()
    ada.on_the_line("Nina Neumann")
    keys.press("o")
    expect(page.get_by_role("combobox", name="SKU or product name")).to_be_focused()
