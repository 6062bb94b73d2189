"""The panel of criteria by keyboard, its chips, and searches that are kept."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.desk import Desk
from tests.factories import AddressFactory, customer_of
from tests.world import World

pytestmark = pytest.mark.long

Desks = Callable[..., Desk]


@pytest.fixture(params=[pytest.param(390, marks=pytest.mark.long), 1440])
def desk(request: pytest.FixtureRequest, desk_of: Desks, world: World) -> Desk:
    desk = desk_of(world.sam, viewport={"width": request.param, "height": 844})
    desk.page.goto("/console/")
    return desk


def open_panel(desk: Desk) -> None:
    """From the box, without leaving the keyboard."""
    desk.box.press("Alt+m")
    expect(desk.page.get_by_label("Last name", exact=True)).to_be_focused()


def test_criteria_are_typed_searched_and_taken_away_by_keyboard(desk: Desk, world: World) -> None:
    customer_of(world.de, first_name="Jonathan", last_name="Harker")
    page = desk.page
    open_panel(desk)
    page.keyboard.type("hark")
    page.keyboard.press("Enter")
    expect(desk.results.locator("tbody tr")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?kind=customer&last_name=hark$"))
    more = page.get_by_role("button", name="More criteria")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(more).to_contain_text("1")

    page.get_by_label("First name", exact=True).fill("jon")
    page.keyboard.press("Tab")
    expect(desk.results.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("last_name=hark&first_name=jon"))
    expect(more).to_contain_text("2")
    assert violations(page) == []

    page.get_by_role("list", name="Active criteria").get_by_role("link", name="First name").press("Enter")
    expect(desk.results.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Clear all").first.click()
    expect(page.get_by_role("list", name="Active criteria")).to_have_count(0)
    expect(more).to_have_attribute("aria-expanded", "false")


def test_what_is_wrong_is_said_at_its_field_and_stays_typed(desk: Desk, world: World) -> None:
    page = desk.page
    open_panel(desk)
    birthday = page.get_by_label("Birthday")
    birthday.fill("soon")
    page.keyboard.press("Tab")
    expect(birthday).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Write a date such as 21/11/2026 or 2026-11-21.").first).to_be_visible()
    birthday.press("Enter")
    expect(page.get_by_label("Birthday")).to_have_value("soon")
    expect(page.get_by_label("Birthday")).to_have_accessible_description(re.compile("Write a date"))
    assert violations(page) == []
    page.get_by_label("Birthday").fill("21.11.1990")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Birthday")).not_to_have_attribute("aria-invalid", "true")


def test_the_panel_follows_the_kind_and_keeps_what_both_have(desk: Desk, world: World) -> None:
    page = desk.page
    open_panel(desk)
    page.get_by_label("Last name", exact=True).fill("Harker")
    page.get_by_role("radio", name="Order", exact=True).check()
    expect(page.get_by_label("Last name (billing)", exact=True)).to_have_value("Harker")
    page.get_by_label("Status", exact=True).select_option("NO_PENDING_ACTION")
    expect(desk.results.get_by_role("link", name=world.order.number, exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("status=NO_PENDING_ACTION"))
    page.reload()
    expect(page.get_by_label("Status", exact=True)).to_have_value("NO_PENDING_ACTION")
    expect(desk.results.locator("tbody tr")).to_have_count(1)


def test_a_search_is_saved_shared_and_opened_by_a_colleague(desk: Desk, world: World, desk_of: Desks) -> None:
    AddressFactory.create(customer=world.bo)
    page = desk.page
    open_panel(desk)
    page.get_by_label("Last name", exact=True).fill("Harker")
    page.get_by_label("Save this search as").fill("The Harkers")
    page.keyboard.press("Enter")
    saved = page.get_by_role("region", name="Saved searches")
    expect(saved.get_by_role("link", name="The Harkers")).to_be_visible()
    saved.get_by_label("Change “The Harkers”").click()
    assert violations(page) == []
    saved.get_by_role("button", name="Share with the organisation").click()
    expect(saved).to_contain_text("shared")

    ada = desk_of(world.ada)
    ada.page.goto("/console/")
    theirs = ada.page.get_by_role("region", name="Saved searches")
    expect(theirs).to_contain_text("shared by Sam")
    theirs.get_by_role("link", name="The Harkers").click()
    expect(ada.results.get_by_role("link", name="Harker")).to_be_visible()
