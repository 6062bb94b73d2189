"""The log-in by hand: at the door, over a page when the session has run out, and in the administration."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from carts.models import Cart
from tests.browser.desk import Desk
from tests.world import PASSWORD, World

Desks = Callable[..., Desk]


def log_in(page: Page, name: str, password: str = PASSWORD, button: str = "Log in") -> None:
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name=button, exact=True).click()


def run_out(context: BrowserContext) -> None:
    """As after 12 hours: the server knows this session no more."""
    context.clear_cookies(name="sessionid")


def type_sku(desk: Desk, sku: str) -> None:
    box = desk.page.get_by_role("region", name="Quick order").get_by_label("SKU or product name")
    box.fill(sku)
    box.press("Enter")


def test_at_the_door(page: Page, world: World) -> None:
    page.goto("/console/recent/")
    log_in(page, "ada", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    log_in(page, "ada")
    expect(page).to_have_url(re.compile(r"/console/recent/$"))


def test_over_the_page_and_what_was_typed_stays(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    run_out(ada.page.context)
    type_sku(ada, "LAMP-1")
    dialog = ada.page.get_by_role("dialog", name="Please log in again")
    expect(dialog).to_be_visible()
    log_in(ada.page, "ada", "wrong", "Log in and go on")
    expect(dialog.get_by_role("alert")).to_contain_text("not right")
    log_in(ada.page, "ada", button="Log in and go on")
    expect(dialog).to_be_hidden()
    expect(ada.page.get_by_role("region", name="Quick order")).to_be_visible()
    expect(ada.page.get_by_text("Desk lamp").first).to_be_visible()
    assert Cart.objects.get().lines.get().quantity == 1


@pytest.mark.long
def test_another_tab_has_logged_in_meanwhile(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    run_out(ada.page.context)
    other = ada.page.context.new_page()
    other.goto("/console/")
    log_in(other, "ada")
    expect(other.get_by_role("searchbox", name="Search")).to_be_visible()
    type_sku(ada, "LAMP-1")
    expect(ada.page.get_by_text("Desk lamp").first).to_be_visible()
    assert Cart.objects.get().lines.get().quantity == 1


def test_another_person_gets_none_of_the_page(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    run_out(ada.page.context)
    type_sku(ada, "LAMP-1")
    log_in(ada.page, "sam", button="Log in and go on")
    expect(ada.sessions).to_have_count(0)
    assert not Cart.objects.exists()


@pytest.mark.long
def test_a_role_gets_another_right_by_a_click(desk_of: Desks, world: World) -> None:
    page = desk_of(world.grace).page
    page.goto(f"/admin/agents/role/{world.rhea.roles.get().pk}/change/")
    page.get_by_label("Build orders").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert world.as_(world.rhea).may("edit_cart")


def test_an_administrator_hires_somebody_who_then_logs_in(desk_of: Desks, page: Page, world: World) -> None:
    admin = desk_of(world.grace).page
    admin.goto("/admin/agents/agent/add/")
    for label, text in {"User name:": "nia", "E-mail:": "nia@example.net", "Password to begin with:": PASSWORD}.items():
        admin.get_by_label(label, exact=True).fill(text)
    admin.get_by_label("Agent Build orders").check()
    admin.get_by_label("All channels, also future ones").check()
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("was added successfully")).to_be_visible()
    page.goto("/")
    log_in(page, "nia")
    expect(page.get_by_role("heading", name="Choose a password of your own")).to_be_visible()
