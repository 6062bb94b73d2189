"""The search box: what is typed is looked for, however early, and only the newest answer shows."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.axe import violations
from tests.browser.desk import Desk
from tests.browser.widths import WIDTHS, at
from tests.factories import customer_of, placed
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


def test_the_next_page_and_back_keep_place_by_keyboard(ada: Desk, world: World) -> None:
    for _time in range(30):
        placed(world.mina, world.mina.channel)
    keys = ada.page.keyboard
    rows = ada.find("harker", "Order")
    expect(rows).to_have_count(25)
    first = rows.first.get_by_role("link").inner_text()
    keys.press("PageDown")
    expect(ada.page.get_by_role("link", name="First page")).to_be_visible()
    expect(rows.first.get_by_role("link")).to_be_focused()
    assert rows.first.get_by_role("link").inner_text() != first
    ada.page.go_back()
    expect(rows.first.get_by_role("link")).to_have_text(first)
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    keys.press("Enter")
    ada.on_the_line("Mina Harker")
    ada.page.go_back()
    expect(ada.box).to_have_value("harker")
    expect(rows).to_have_count(25)


def test_ctrl_enter_opens_a_row_in_a_session_of_its_own(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.page.get_by_role("tab", name="New Search").click()
    rows = ada.find("moller", "Customer")
    expect(rows.first.get_by_role("link")).to_be_focused()
    ada.page.keyboard.press("Control+Enter")
    ada.on_the_line("Bo Møller")
    expect(ada.sessions).to_have_count(2)


@pytest.mark.long
@pytest.mark.parametrize("width", at(*WIDTHS))
def test_columns_are_chosen_in_a_menu_by_keyboard(ada: Desk, world: World, width: int) -> None:
    ada.page.set_viewport_size({"width": width, "height": 900})
    ada.find("harker", "Order")
    heads = ada.results.get_by_role("columnheader")
    menu = ada.page.locator("summary").and_(ada.page.get_by_label("Columns"))
    menu.focus()
    ada.page.keyboard.press("Enter")
    ada.page.get_by_role("checkbox", name="Show Ships to").check()
    up = ada.page.get_by_role("button", name="Move Ships to up")
    for _time in range(12):
        up.press("Enter")
    ada.page.get_by_role("radio", name="Compact").check()
    assert violations(ada.page) == []
    ada.page.get_by_role("button", name="Apply").press("Enter")
    expect(heads.first).to_have_text("Ships to")
    expect(ada.results).to_have_class(re.compile("compact"))
    ada.page.reload()
    expect(heads.first).to_have_text("Ships to")
    assert violations(ada.page) == []


@pytest.mark.long
def test_an_empty_box_offers_what_was_looked_for(ada: Desk, world: World) -> None:
    rows = ada.find("mina harker")
    expect(rows.first.get_by_role("link")).to_be_focused()
    ada.page.keyboard.press("Enter")
    ada.on_the_line("Mina Harker")
    ada.page.goto("/console/")
    assert violations(ada.page) == []
    ada.page.get_by_role("link", name="mina harker", exact=True).click()
    expect(rows).to_have_count(1)
    ada.page.goto("/console/")
    ada.page.get_by_role("region", name="Recently opened").get_by_role("link", name="Mina Harker").click()
    ada.on_the_line("Mina Harker")


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1440])
def test_of_many_those_in_touch_lately_come_first_by_keyboard(ada: Desk, world: World, width: int) -> None:
    smiths = [customer_of(world.de, first_name=first, last_name="Smith") for first in ("Ann", "Ben", "Cy", "Dan", "Eve")]
    placed(smiths[3], world.de, name=("Dan", "Smith"))
    ada.page.set_viewport_size({"width": width, "height": 900})
    rows = ada.find("smith")
    block = ada.page.get_by_role("region", name="In touch lately")
    expect(block.get_by_role("link", name="Dan Smith")).to_be_focused()
    assert violations(ada.page) == []
    ada.page.keyboard.press("ArrowDown")
    expect(rows.first.get_by_role("link")).to_be_focused()
    ada.page.keyboard.press("ArrowUp")
    ada.page.keyboard.press("Enter")
    ada.on_the_line("Dan Smith")
