"""The second factor and the list of log-ins by hand, in a real browser; the screenshots of the four widths are for who looks at them."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

from carts.models import Cart
from tests.browser.axe import violations
from tests.browser.desk import Desk, nothing_missing
from tests.browser.test_log_in import log_in, run_out, type_sku
from tests.world import PASSWORD, World

Desks = Callable[..., Desk]
PICTURES = os.environ.get("PICTURES", "")


def code(secret: str) -> str:
    """What the phone shows; at the end of a half minute it waits for the next."""
    if time.time() % 30 > 22:
        time.sleep(31 - time.time() % 30)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def looks_right(page: Page, name: str) -> None:
    """At each width, in light and dark, with nothing sticking out; axe finds nothing."""
    for width in (390, 800, 1100, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert nothing_missing(page) == {"wider": 0, "out": []}
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    assert violations(page) == []


def set_up(page: Page) -> tuple[str, list[str]]:
    """By way of the preferences; gives the phone's secret and the recovery codes."""
    page.goto("/accounts/preferences/")
    page.get_by_role("link", name="Second factor").click()
    picture = page.get_by_role("img", name="Picture for the authenticator app")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    looks_right(page, "set-up")
    secret = page.locator(".letters").inner_text().replace(" ", "")
    page.get_by_label("Code that the phone shows").fill("000000")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text("This is not the code that belongs to the picture")).to_be_visible()
    assert page.locator(".letters").inner_text().replace(" ", "") == secret
    page.get_by_label("Code that the phone shows").fill(code(secret))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    looks_right(page, "codes")
    return secret, page.locator(".codes code").all_inner_texts()


def log_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("User name or e-mail")).to_be_visible()


def give(page: Page, typed: str, button: str = "Log in") -> None:
    page.get_by_label("Code", exact=True).fill(typed)
    page.get_by_role("button", name=button, exact=True).click()


def forget_used() -> None:
    """As if the half minute of the last code were over, without waiting for it: the cache's mark of it goes by time alone."""
    Authenticator.objects.update(last_used_at=None)


@pytest.mark.long
def test_set_up_log_out_and_log_in_with_code_wrong_code_and_recovery_code(desk_of: Desks, world: World) -> None:
    page = desk_of(world.ada).page
    secret, codes = set_up(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
    looks_right(page, "is-on")
    log_out(page)
    log_in(page, "ada")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    looks_right(page, "code")
    page.goto("/console/")  # round the second step
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    give(page, "123456")
    expect(page.get_by_text("This code is wrong")).to_be_visible()
    forget_used()
    give(page, code(secret))
    expect(page.get_by_role("searchbox", name="Search")).to_be_visible()
    log_out(page)
    log_in(page, "ada")
    give(page, codes[0])
    expect(page.get_by_role("searchbox", name="Search")).to_be_visible()
    log_out(page)
    log_in(page, "ada")
    give(page, codes[0])
    expect(page.get_by_text("This code is wrong")).to_be_visible()


@pytest.mark.long
def test_over_a_page_the_code_is_asked_for_in_the_same_dialog(ada: Desk, world: World) -> None:
    _secret, codes = set_up(ada.page)
    ada.call(world.mina)
    run_out(ada.page.context)
    type_sku(ada, "LAMP-1")
    dialog = ada.page.get_by_role("dialog", name="Please log in again")
    expect(dialog).to_be_visible()
    log_in(ada.page, "ada", button="Log in and go on")
    expect(dialog.get_by_label("Code", exact=True)).to_be_focused()
    give(ada.page, "123456", "Log in and go on")
    expect(dialog.get_by_text("This code is wrong")).to_be_visible()
    give(ada.page, codes[0], "Log in and go on")
    expect(dialog).to_be_hidden()
    expect(ada.page.get_by_text("Desk lamp").first).to_be_visible()
    assert Cart.objects.get().lines.get().quantity == 1


@pytest.mark.long
def test_another_browser_is_logged_out_from_here(page: Page, new_context: Callable[..., BrowserContext], world: World) -> None:
    page.goto("/")
    log_in(page, "ada")
    expect(page.get_by_role("searchbox", name="Search")).to_be_visible()
    other = new_context().new_page()
    other.goto("/")
    log_in(other, "ada")
    expect(other.get_by_role("searchbox", name="Search")).to_be_visible()
    page.goto("/accounts/preferences/")
    page.get_by_role("link", name="Where you are logged in").click()
    rows = page.locator(".log-ins li")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="this browser").get_by_role("button")).to_have_count(0)
    looks_right(page, "log-ins")
    rows.filter(has_not_text="this browser").get_by_role("button", name="Log out").click()
    expect(rows).to_have_count(1)
    other.goto("/console/")
    expect(other.get_by_label("User name or e-mail")).to_be_visible()
