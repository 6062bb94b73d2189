"""Where the hands are after an act, when they never leave the keyboard."""

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.world import World


def test_after_a_line_is_removed_the_next_one_can_be_typed(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    for count, sku in enumerate(("MUG-1", "LAMP-1"), 1):
        ada.add(sku)
        expect(ada.lines).to_have_count(count)
    ada.page.get_by_role("button", name="Remove Enamel mug").press("Enter")
    expect(ada.lines).to_have_count(1)
    expect(ada.sku).to_be_focused()


def test_the_box_has_the_focus_before_the_first_picture(ada: Desk, world: World) -> None:
    """Typed at once, a number would lose its first digit and a name with n would start a new call."""
    ada.page.add_init_script("""document.addEventListener("DOMContentLoaded", () => { window.focusedAtOnce = document.activeElement.id; });""")
    ada.page.goto("/console/")
    assert ada.page.evaluate("window.focusedAtOnce") == "page-q"
