"""The search box: what is typed is looked for, however early, and only the newest answer shows."""

from playwright.sync_api import Route, expect

from tests.browser.desk import Desk
from tests.world import World


def test_what_is_typed_before_the_scripts_are_there_is_looked_for(ada: Desk, world: World) -> None:
    held: list[Route] = []
    ada.page.route("**/htmx.min*.js", lambda route: held.append(route))
    ada.page.goto("/console/", wait_until="commit")
    expect(ada.box).to_be_focused()
    ada.page.keyboard.type("mina harker")
    ada.page.wait_for_timeout(300)
    assert held, "the script was not held back"
    held[0].continue_()
    expect(ada.results.locator("tbody tr")).to_have_count(1)


def test_a_late_answer_never_replaces_a_newer_one(ada: Desk, world: World) -> None:
    late: list[Route] = []
    ada.page.goto("/console/")
    ada.page.route("**/console/search/?*q=mina*", lambda route: late.append(route))
    with ada.page.expect_request("**/console/search/?*q=mina*"):
        ada.box.press_sequentially("mina")
    ada.box.fill("moller")
    expect(ada.results).to_contain_text("Møller")
    for route in late:
        route.continue_()
    ada.page.wait_for_timeout(500)
    expect(ada.results).to_contain_text("Møller")
    expect(ada.results).not_to_contain_text("Harker")
