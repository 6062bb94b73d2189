"""What is pressed before the page's scripts are there is not lost, nor what is typed after it."""

from playwright.sync_api import Route, expect

from tests.browser.desk import Desk
from tests.world import World


def test_what_is_typed_after_an_early_key_goes_where_that_leads(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    page, held = ada.page, []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/keys*.js", hold)
    page.reload(wait_until="commit")
    expect(ada.sku).to_be_visible()
    page.keyboard.type("oLAMP-1*2\n")
    assert ada.sku.input_value() == ""
    for route in held:
        route.continue_()
    expect(ada.lines).to_have_count(1)
    expect(ada.lines.get_by_role("spinbutton")).to_have_value("2")
