"""The frame: appearance, language, help, key hints, messages that are read out, and where the focus goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from agents.models import Agent
from tests.browser.desk import Desk
from tests.world import World

Desks = Callable[..., Desk]


def test_light_and_dark(ada: Desk, world: World) -> None:
    """As the system says, until the agent chooses; the choice is kept on the server."""
    root = ada.page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")
    ada.page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    ada.page.emulate_media(color_scheme="light")
    turn = ada.page.get_by_role("button", name=re.compile("Light or dark|Appearance|Theme"))
    seen = set()
    for _ in range(3):
        before = root.get_attribute("data-theme")
        turn.click()
        expect(root).not_to_have_attribute("data-theme", before or "")
        seen.add((root.get_attribute("data-theme"), root.get_attribute("data-bs-theme")))
    assert seen == {("auto", "light"), ("light", "light"), ("dark", "dark")}
    kept = root.get_attribute("data-theme")
    ada.page.reload()
    expect(root).to_have_attribute("data-theme", str(kept))
    assert Agent.objects.get(pk=world.ada.pk).theme == kept


@pytest.mark.long
def test_german_for_who_speaks_german(desk_of: Desks, world: World) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(language="de")
    desk = desk_of(world.ada)
    desk.page.goto("/console/")
    expect(desk.page.locator("html")).to_have_attribute("lang", "de")
    expect(desk.page.get_by_role("radio", name="Bestellung", exact=True)).to_be_visible()


def test_help_opens_over_the_page_and_gives_the_focus_back(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    link = ada.page.get_by_role("link", name="Help")
    link.click()
    over = ada.dialog("Help")
    expect(over.get_by_role("heading", name="Help")).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(over).to_be_hidden()
    expect(link).to_be_focused()
    ada.page.keyboard.press("?")
    expect(over).to_be_visible()
    ada.page.keyboard.press("Escape")
    ada.on_the_line("Mina Harker")
    ada.page.goto("/console/help/")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Help")


@pytest.mark.long
def test_key_hints_hide_and_single_letters_rest_as_preferred(ada: Desk) -> None:
    start = ada.page.get_by_role("link", name="Start New Call")
    expect(start.locator("kbd")).to_be_visible()
    ada.page.goto("/accounts/preferences/")
    ada.page.get_by_label("Show keys on the controls").uncheck()
    ada.page.get_by_label("Single-letter keys").uncheck()
    ada.page.get_by_role("button", name="Save").click()
    expect(ada.page.get_by_text("Your preferences are saved.")).to_be_visible()
    ada.page.goto("/console/recent/")
    expect(start.locator("kbd")).to_be_hidden()
    ada.page.keyboard.press("n")
    ada.page.keyboard.press("?")
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Recent sessions")


@pytest.mark.long
def test_messages_are_read_out(ada: Desk, world: World) -> None:
    expect(ada.page.locator("#messages")).to_have_attribute("aria-live", "polite")
    ada.call(world.mina)
    ada.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ada.record.get_by_role("button", name=re.compile(f"Copy {world.mina.number}")).click()
    expect(ada.page.get_by_role("status").filter(has_text=f"{world.mina.number} is copied.")).to_be_visible()
    assert ada.page.evaluate("navigator.clipboard.readText()") == world.mina.number
    ada.messages.get_by_role("button", name="Dismiss").click()
    expect(ada.messages).to_have_count(0)


def test_the_focus_goes_to_the_first_error(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    ada.add("nothing like it")
    expect(ada.sku).to_have_attribute("aria-invalid", "true")
    expect(ada.sku).to_be_focused()
    ada.sku.fill("")
    ada.cart.get_by_role("button", name="New address").click()
    new = ada.dialog("New address")
    new.get_by_label("Street and number").fill("Seitenweg 7")
    new.get_by_label("Postcode").fill("wrong")
    new.get_by_role("button", name="Use this address").click()
    first = new.locator("[aria-invalid=true]").first
    expect(first).to_be_focused()
    expect(new.get_by_label("Street and number")).to_have_value("Seitenweg 7")
    expect(new.get_by_label("Postcode")).to_have_value("wrong")


@pytest.mark.long
def test_dialogs_give_the_focus_back(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.add("SHIRT")
    expect(ada.dialog(re.compile("^Which"))).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(ada.dialog(re.compile("^Which"))).to_be_hidden()
    expect(ada.sku).to_be_focused()
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    opener = ada.cart.get_by_role("button", name="New address")
    opener.click()
    expect(ada.dialog("New address").get_by_label("Street and number")).to_be_focused()  # the name is the caller's
    ada.page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    ada.page.get_by_role("heading", level=1).click()
    ada.page.keyboard.press("/")
    expect(ada.box).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("dialog")).to_have_count(0)


def test_a_link_skips_to_the_record(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    fresh = Desk(ada.page.context.new_page())  # a reload may go on from where the focus was
    fresh.page.goto(ada.page.url)
    fresh.page.keyboard.press("Tab")
    expect(fresh.page.get_by_role("link", name="Skip to the record")).to_be_focused()
    fresh.page.keyboard.press("Enter")
    expect(fresh.record).to_be_focused()
