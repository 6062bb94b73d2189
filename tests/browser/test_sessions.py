"""Sessions and tabs: they survive everything, they never mix, and the keys lead everywhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from agents.models import CallSession
from customers.models import Customer
from tests.browser.axe import violations
from tests.browser.conftest import cookies_of
from tests.browser.desk import Desk, nothing_missing
from tests.browser.web import Web
from tests.factories import customer_of, placed
from tests.world import World

Desks = Callable[..., Desk]


@pytest.fixture
def callers(world: World) -> list[Customer]:
    """Five people with a name each."""
    names = ("Alma", "Bert", "Cleo", "Dirk", "Edda")
    return [customer_of(world.de, first_name=name, last_name="Caller", email=f"{name.lower()}@example.org") for name in names]


@pytest.mark.long
def test_tabs_survive_reload_back_and_a_second_browser(ada: Desk, desk_of: Desks, world: World) -> None:
    ada.call(world.mina)
    ada.record.get_by_role("link", name=world.order.number, exact=True).click()
    three = ("New Search", "Mina Harker", f"Order {world.order.number}")
    ada.tab_labels(*three)
    ada.page.reload()
    ada.tab_labels(*three)
    ada.tabs.nth(1).click()
    expect(ada.record.get_by_role("heading", level=1)).to_have_text("Mina Harker")
    ada.page.go_back()
    expect(ada.record.get_by_role("heading", level=1)).to_have_text(f"Order {world.order.number}")

    elsewhere = desk_of(world.ada)
    elsewhere.page.goto("/console/")
    elsewhere.sessions.first.click()
    elsewhere.tab_labels(*three)


@pytest.mark.long
def test_tabs_survive_a_restart(ada: Desk, desk_of: Desks, world: World, web: Web) -> None:
    ada.call(world.mina)
    ada.record.get_by_role("link", name=world.order.number, exact=True).click()
    three = ("New Search", "Mina Harker", f"Order {world.order.number}")
    ada.tab_labels(*three)
    web.restart()
    again = desk_of(world.ada, storage_state=cookies_of(ada.page.context))
    again.page.goto(ada.page.url)
    again.tab_labels(*three)
    expect(again.record.get_by_role("heading", level=1)).to_have_text(f"Order {world.order.number}")


def test_a_fifth_session_replaces_the_one_opened_first(ada: Desk, callers: list[Customer]) -> None:
    for one in callers[:4]:
        ada.call(one)
    ada.session_labels("Alma Caller", "Bert Caller", "Cleo Caller", "Dirk Caller")
    ada.call(callers[4])
    ada.session_labels("Edda Caller", "Bert Caller", "Cleo Caller", "Dirk Caller")  # the others keep their numbers
    said = ada.messages.filter(has_text="Alma Caller was closed to make room.")
    said.get_by_role("button", name="Undo").click()
    ada.on_the_line("Alma Caller")
    ada.session_labels("Alma Caller", "Bert Caller", "Cleo Caller", "Dirk Caller")
    ada.page.get_by_role("link", name="Recent").click()
    ada.page.get_by_role("button", name="Open Edda Caller again").click()
    ada.on_the_line("Edda Caller")
    ada.session_labels("Alma Caller", "Edda Caller", "Cleo Caller", "Dirk Caller")


def test_a_session_with_unsent_text_or_a_cart_is_kept(ada: Desk, callers: list[Customer]) -> None:
    ada.call(callers[0])
    ada.sku.fill("half a na")
    ada.call(callers[1])
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    for one in callers[2:]:
        ada.call(one)
    ada.session_labels("Alma Caller", "Bert Caller", "Edda Caller", "Dirk Caller")
    expect(ada.sessions.first.get_by_label("unsent text")).to_be_visible()
    ada.sessions.first.click()
    expect(ada.sku).to_have_value("half a na")


@pytest.mark.long
def test_with_unsent_text_in_all_four_the_agent_chooses(ada: Desk, callers: list[Customer]) -> None:
    for one in callers[:4]:
        ada.call(one)
        ada.sku.fill("half a na")
    ada.page.goto("/console/")
    ada.find(callers[4].number)
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Which session makes room?")
    assert CallSession.objects.open().count() == 4
    expect(ada.page.get_by_text("To be opened: Edda Caller")).to_be_visible()
    expect(ada.page.locator(".items li").filter(has_text="Cleo Caller")).to_contain_text("unsent text · since")
    ada.page.set_viewport_size({"width": 390, "height": 844})
    assert nothing_missing(ada.page) == {"wider": 0, "out": []}
    assert violations(ada.page) == []
    ada.page.set_viewport_size({"width": 1440, "height": 900})
    ada.page.get_by_role("link", name="Cancel").click()
    assert CallSession.objects.open().count() == 4
    ada.find(callers[4].number)
    ada.page.get_by_role("button", name="Replace Cleo Caller").click()
    ada.on_the_line("Edda Caller")
    ada.session_labels("Alma Caller", "Bert Caller", "Edda Caller", "Dirk Caller")


def test_close_and_reopen_with_tabs_and_cart(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.record.get_by_role("link", name=world.order.number, exact=True).click()
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    ada.page.get_by_role("button", name="Close session Mina Harker").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text(re.compile("Find"))
    expect(ada.sessions).to_have_count(0)
    ada.page.get_by_role("link", name="Recent").click()
    ada.page.get_by_role("button", name="Open Mina Harker again").click()
    ada.tab_labels("New Search", "Mina Harker", f"Order {world.order.number}")
    expect(ada.lines).to_have_count(1)
    ada.page.get_by_role("button", name=f"Close tab Order {world.order.number}").click()
    ada.tab_labels("New Search", "Mina Harker")
    ada.page.get_by_role("button", name="End contact").click()
    expect(ada.sessions).to_have_count(0)


def test_new_search_opens_tabs_of_its_session_one_of_each_kind(ada: Desk, world: World) -> None:
    second = placed(world.mina, world.de)
    ada.call(world.mina)
    ada.page.get_by_role("tab", name="New Search").click()
    ada.find(world.rma.number, "Return")
    ada.tab_labels("New Search", "Mina Harker", f"Return {world.rma.number}")
    for order in (world.order, second):
        ada.page.get_by_role("tab", name="New Search").click()
        ada.find("harker", "Order")
        ada.results.get_by_role("link", name=order.number).click()
        ada.tab_labels("New Search", "Mina Harker", f"Order {order.number}", f"Return {world.rma.number}")
    ada.session_labels("Mina Harker")


@pytest.mark.long
def test_an_own_session_again_is_the_same_session(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.page.goto("/console/")
    ada.find(world.order.number, "Order")
    ada.tab_labels("New Search", "Mina Harker", f"Order {world.order.number}")
    ada.session_labels("Mina Harker")


def test_another_customers_record_is_never_mixed_in_by_accident(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.page.get_by_role("tab", name="New Search").click()
    ada.find(world.bo.number)
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Bo Møller is not Mina Harker")
    ada.page.get_by_role("button", name="Open in the contact with Mina Harker").click()
    banner = ada.record.get_by_role("note").filter(has_text="You are talking to")
    expect(banner).to_contain_text("Mina Harker")
    expect(banner).to_contain_text("Bo Møller")
    ada.on_the_line("Mina Harker")

    ada.page.get_by_role("tab", name="New Search").click()
    ada.find(world.guest_order.number, "Order")
    ada.page.get_by_role("button", name="Open in a new session").click()
    ada.on_the_line("Gil Guest")
    ada.session_labels("Mina Harker", "Gil Guest")


@pytest.mark.long
def test_keys_lead_to_sessions_tabs_and_back(ada: Desk, callers: list[Customer], world: World) -> None:
    keys = ada.page.keyboard
    for one in (*callers[:3], world.mina):
        ada.call(one)
    for place, name in ((1, "Alma"), (2, "Bert"), (3, "Cleo"), (4, "Mina")):
        keys.press(f"Alt+{place}")
        ada.on_the_line(name)
    ada.record.get_by_role("link", name=world.order.number, exact=True).click()
    title = ada.page.get_by_role("tab", selected=True)
    expect(title).to_contain_text(world.order.number)
    for key, label in (("[", "Mina Harker"), ("[", "New Search"), ("]", "Mina Harker"), ("]", "Order"), ("Alt+BracketLeft", "Mina Harker"),
                       ("Alt+BracketLeft", "New Search")):  # fmt: skip
        keys.press(key)
        expect(title).to_contain_text(label)
    expect(ada.box).to_be_focused()
    keys.type("a]")  # what is being typed is not eaten
    expect(ada.box).to_have_value("a]")
    keys.press("Alt+BracketRight")
    expect(title).to_contain_text("Mina Harker")
    keys.press("o")
    keys.press("]")
    expect(title).to_contain_text("Order")
    keys.press("o")
    expect(ada.sku).to_be_focused()
    keys.type("n[]/")
    expect(ada.sku).to_have_value("n[]/")
    keys.press("Control+A")
    keys.press("Delete")
    keys.press("Escape")
    expect(ada.sku).not_to_be_focused()
    keys.press("n")
    expect(ada.bar).to_have_count(0)
    expect(ada.box).to_be_focused()


@pytest.mark.long
def test_digits_pick_a_row_once_the_list_is_entered(ada: Desk, callers: list[Customer]) -> None:
    ada.box.fill("caller")
    expect(ada.results.locator("tbody tr")).to_have_count(5)
    name = ada.results.locator("tbody tr").nth(2).get_by_role("cell").nth(1).inner_text()
    ada.page.keyboard.press("ArrowDown")
    ada.page.keyboard.press("3")
    ada.on_the_line(name)


@pytest.mark.long
def test_headers_sort(ada: Desk, callers: list[Customer]) -> None:
    ada.find("caller")
    names = ada.results.locator("tbody tr td:nth-child(2)")
    ada.results.get_by_role("link", name="First name").click()
    expect(names).to_have_text(["Alma", "Bert", "Cleo", "Dirk", "Edda"])
    ada.results.get_by_role("link", name="First name").click()
    expect(names).to_have_text(["Edda", "Dirk", "Cleo", "Bert", "Alma"])
    expect(ada.results.get_by_role("columnheader", name="First name")).to_have_attribute("aria-sort", "descending")
