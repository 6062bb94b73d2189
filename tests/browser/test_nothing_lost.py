"""Nothing of a call is lost, and nothing lands on the wrong person: addresses, panes, two windows, slots, digits, places, and no network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from agents.models import CallSession
from carts.actions import add_item
from carts.models import Cart
from customers.models import Customer
from orders.models import Order
from tests.browser.desk import Desk, cart_of, pieces
from tests.factories import customer_of, placed
from tests.world import World

Desks = Callable[..., Desk]


@pytest.fixture
def orders(world: World) -> list[Order]:
    """Mina's, the newest first, so many that her page scrolls."""
    return [placed(world.mina, world.de) for _n in range(9)][::-1]


@pytest.fixture
def smiths(world: World) -> list[Customer]:
    """Four of the name, of whom the last one ordered."""
    people = [customer_of(world.de, first_name=first, last_name="Smith") for first in ("Ann", "Ben", "Cy", "Dan", "Eve")]
    placed(people[3], world.de, name=("Dan", "Smith"))
    return people


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def another_window(desk: Desk, url: str = "") -> Desk:
    page = desk.page.context.new_page()
    page.goto(url or desk.page.url)
    return Desk(page)


def middle(desk: Desk, name: str) -> Desk:
    """The page that a middle click on a link of the record opens."""
    with desk.page.context.expect_page() as opened:
        desk.record.get_by_role("link", name=name, exact=True).click(button="middle")
    return Desk(opened.value)


def test_the_address_names_the_record_for_back_reload_bookmarks_and_two_windows(ada: Desk, world: World, orders: list[Order]) -> None:
    first, second = orders[:2]
    ada.call(world.mina)
    for order in (first, second):
        ada.tabs.nth(1).click()
        ada.record.get_by_role("link", name=order.number, exact=True).click()
        heading(ada.page, f"Order {order.number}")
    bookmark = ada.page.url
    assert bookmark.endswith(f"/order/{second.number}/")
    for _step in range(2):
        ada.page.go_back()
    heading(ada.page, f"Order {first.number}")
    expect(ada.tabs.nth(2)).to_have_text(re.compile(first.number))
    ada.page.reload()
    heading(ada.page, f"Order {first.number}")

    other = another_window(ada, bookmark)
    heading(other.page, f"Order {second.number}")
    heading(ada.page, f"Order {first.number}")
    ada.tabs.nth(1).click()
    apart = middle(ada, first.number)
    heading(apart.page, f"Order {first.number}")
    session = CallSession.objects.get()
    expect(apart.tabs.nth(2)).to_have_text(re.compile(first.number))
    ada.page.wait_for_load_state("load")
    ada.page.goto(f"/console/sessions/{session.pk}/order/{world.guest_order.number}/")
    heading(ada.page, "Gil Guest is not Mina Harker")
    ada.page.goto(f"/console/sessions/{session.pk}/order/999999/")
    heading(ada.page, "Not found")
    ada.on_the_line("Mina Harker")
    ada.page.get_by_role("link", name="Back to Mina Harker").click()
    heading(ada.page, re.compile("Order|Mina"))


@pytest.mark.long
def test_a_middle_click_on_a_result_opens_it_apart_and_leaves_no_place_to_go_back_to(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.tabs.first.click()
    ada.find("moller")
    found = ada.page.url
    apart = middle(ada, "Møller")
    apart.on_the_line("Bo Møller")
    apart.session_labels("Mina Harker", "Bo Møller")
    assert apart.page.evaluate("history.length") == 1 and ada.page.url == found
    ada.on_the_line("Mina Harker")
    with ada.page.context.expect_page() as opened:
        ada.results.get_by_role("cell", name=world.bo.email).click(button="middle")
    Desk(opened.value).on_the_line("Bo Møller")
    assert ada.page.url == found


def test_every_pane_and_every_fold_shows_what_is_in_it(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.add("MUG-1")
    ada.add("LAMP-1")
    expect(ada.lines).to_have_count(2)
    for record in ("customer", "order", "return"):
        if record != "customer":
            ada.record.get_by_role("link", name=getattr(world, {"order": "order", "return": "rma"}[record]).number, exact=True).first.click()
            heading(ada.page, re.compile(record, re.IGNORECASE))
        for switch in ada.page.locator(".dock-switch").all():
            switch.click()
            pane = ada.page.locator(f"[data-pane={switch.get_attribute('data-opens-pane')}]")
            expect(pane).not_to_contain_text("is loading")
            expect(pane.locator("li, label, p").first).to_be_visible()
        expect(ada.page.locator("[data-pane=timeline] li").first).to_be_visible()
        ada.page.get_by_role("button", name="Cart", exact=True).click()
        for fold in ada.page.locator("#record details, #dock details").all():
            if fold.get_attribute("open") is None:
                fold.locator("summary").click()
            expect(fold.locator("select, textarea, input:not([type=hidden]), p, li, td, button").first).to_be_visible()
    ada.tabs.first.click()
    ada.find("harker", "Order")
    ada.page.locator("summary").and_(ada.page.get_by_label("Columns")).click()
    expect(ada.page.get_by_role("checkbox", name="Show Ships to")).to_be_visible()


@pytest.mark.long
def test_an_ended_contact_says_so_in_the_other_window_and_takes_nothing_more(ada: Desk, world: World) -> None:
    ada.call(world.bo)
    ada.call(world.mina)
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    other = another_window(ada)
    ada.page.get_by_role("button", name="End contact").dblclick()
    heading(ada.page, re.compile("^Find"))  # no other customer's record
    expect(ada.messages.filter(has_text="Closed Mina Harker.")).to_have_count(1)

    other.add("LAMP-1")
    refused = other.messages.filter(has_text="This contact ended at")
    expect(refused.get_by_role("button", name="Open again")).to_be_visible()
    expect(other.sku).to_have_value("LAMP-1")
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1}
    other.page.reload()
    heading(other.page, "Mina Harker")
    expect(other.page.get_by_role("main")).to_contain_text("This contact ended at")
    other.page.get_by_role("button", name="Open again").click()
    other.on_the_line("Mina Harker")
    other.session_labels("Bo Møller", "Mina Harker")
    expect(other.sku).to_have_value("LAMP-1")

    ada.page.reload()
    ada.page.get_by_role("button", name="Close session Mina Harker").click()
    ada.messages.get_by_role("button", name="Undo").click()
    ada.on_the_line("Mina Harker")
    ada.session_labels("Bo Møller", "Mina Harker")


def test_four_carts_are_kept_until_the_agent_says_which_one_goes(ada: Desk, world: World, smiths: list[Customer]) -> None:
    for one in smiths[:4]:
        add_item(world.as_(world.ada), one, sku="MUG-1", quantity=1)
        ada.call(one)
    ada.page.goto("/console/")
    ada.find(world.mina.number)
    heading(ada.page, "Which session makes room?")
    ada.page.get_by_role("button", name="Replace Cy Smith").click()
    ada.on_the_line("Mina Harker")
    ada.session_labels("Ann Smith", "Ben Smith", "Mina Harker", "Dan Smith")
    expect(ada.messages.filter(has_text="Cy Smith was closed to make room.")).to_be_visible()
    assert Cart.objects.filter(status=Cart.Status.OPEN).count() == 4
    ada.page.get_by_role("button", name="Close session Ben Smith").click()
    expect(ada.messages.filter(has_text="Closed Ben Smith.")).to_be_visible()
    ada.page.keyboard.press("Alt+4")  # nobody has another number because Ben is gone
    ada.on_the_line("Dan Smith")


@pytest.mark.long
def test_a_digit_opens_the_row_that_it_stands_on(ada: Desk, world: World, smiths: list[Customer]) -> None:
    keys = ada.page.keyboard
    ada.find("smith")
    digits = ada.page.locator("#page-results .nth")
    expect(digits).to_have_text(["1", "2", "3", "4", "5", "6"])
    expect(digits.first).to_be_visible()
    for digit in ("1", "4"):
        row = ada.page.locator("#page-results :is(li, tr)").filter(has=ada.page.locator(".nth", has_text=digit))
        number = str(row.locator("a").first.get_attribute("data-opens")).split()[1]
        keys.press(digit)
        expect(ada.page).to_have_url(re.compile(f"/customer/{number}/$"))
        ada.page.go_back()
        ada.page.keyboard.press("Escape")
        keys.press("ArrowDown")
    ada.box.fill("0302312")
    keys.press("4")
    expect(ada.box).to_have_value("03023124")

    ada.find(f"{world.mina.number[2]}7{world.mina.number[4:]}")  # a slip in the second digit
    expect(ada.page.locator(".meant .nth").first).to_have_text("1")
    expect(ada.page.locator(".meant a").first).to_be_focused()
    ada.page.goto("/console/")
    keys.press("ArrowDown")
    name = ada.page.get_by_role("region", name="Recently opened").get_by_role("link").first.inner_text()
    keys.press("1")
    ada.on_the_line(name)


@pytest.mark.long
def test_another_call_and_back_finds_scroll_focus_and_search_again(ada: Desk, world: World, orders: list[Order]) -> None:
    keys = ada.page.keyboard
    ada.page.set_viewport_size({"width": 1440, "height": 500})
    ada.call(world.mina)
    ada.call(world.bo)
    keys.press("Alt+1")
    ada.on_the_line("Mina Harker")
    row = ada.record.get_by_role("link", name=orders[4].number, exact=True)
    row.focus()
    ada.page.evaluate("scrollTo(0, 150)")
    for key, name in (("Alt+2", "Bo Møller"), ("Alt+1", "Mina Harker")):
        keys.press(key)
        ada.on_the_line(name)
    expect(row).to_be_focused()
    expect(ada.page.locator("html")).to_have_js_property("scrollTop", 150)

    ada.tabs.first.click()
    rows = ada.find("harker", "Order")
    expect(rows.first.get_by_role("link")).to_be_focused()
    keys.press("ArrowDown")
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    for key, name in (("Alt+2", "Bo Møller"), ("Alt+1", "Mina Harker")):
        keys.press(key)
        ada.on_the_line(name)
    expect(rows.nth(1).get_by_role("link")).to_be_focused()


@pytest.mark.long
def test_preferences_and_what_is_not_there_stay_in_the_call(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.sku.fill("half a na")
    here = ada.page.url
    ada.page.get_by_role("button", name="Ada").click()
    ada.page.get_by_role("link", name="Preferences").click()
    heading(ada.page, "Preferences")
    ada.on_the_line("Mina Harker")
    expect(ada.sku).to_have_value("half a na")
    ada.page.get_by_role("button", name="Save", exact=True).click()
    expect(ada.page.get_by_text("Your preferences are saved.")).to_be_visible()
    ada.on_the_line("Mina Harker")
    ada.page.get_by_role("link", name="Back").click()
    expect(ada.page).to_have_url(here)


def test_without_a_network_one_stays_where_one_is(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.sku.fill("half a na")
    here = ada.page.url
    ada.page.context.set_offline(True)
    order = ada.record.get_by_role("link", name=world.order.number, exact=True)
    for control in (ada.page.get_by_role("button", name="End contact"), ada.tabs.first, order):
        control.click()
        expect(ada.messages.filter(has_text="There is no network.")).to_have_count(1)
    assert ada.page.url == here
    expect(ada.sku).to_have_value("half a na")
    ada.page.context.set_offline(False)
    expect(ada.messages.filter(has_text="There is no network.")).to_have_count(0)
    order.dblclick()
    heading(ada.page, f"Order {world.order.number}")
    assert CallSession.objects.get().is_open


@pytest.mark.long
def test_an_administrator_without_the_console_is_led_to_the_administration(desk_of: Desks, world: World) -> None:
    grace = desk_of(world.grace)
    grace.page.goto("/console/")
    expect(grace.page.get_by_text("Your role does not include the console")).to_be_visible()
    grace.page.get_by_role("link", name="Go to the administration").click()
    expect(grace.page).to_have_url(re.compile("/admin/$"))
