"""A shop is set up from an empty database by the administration's first page alone, and its first order is placed by a new agent."""

import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from agents.models import Channel
from contactcenter.invariants import broken
from orders.models import Order
from tests.browser.desk import Desk
from tests.browser.test_log_in import log_in
from tests.browser.web import Web
from tests.factories import AddressFactory, customer_of

OWN, HERS = "a kettle on the stove 1", "three cups before noon 2"


@pytest.fixture
def door(browser: Browser, web: Web, db: None) -> Iterator[Any]:
    """Opens browsers of people at a shop that is not there yet."""
    contexts = []

    def enter() -> Page:
        contexts.append(browser.new_context(base_url=web.url, viewport={"width": 1440, "height": 900}, locale="en-GB"))
        contexts[-1].set_default_timeout(30_000)  # passwords are hashed as dearly as in earnest
        return contexts[-1].new_page()

    yield enter
    for context in contexts:
        context.close()
    assert broken() == {}


def one_time_password() -> str:
    """What `make start` prints, hashed as the server reads it."""
    said = StringIO()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        call_command("first_administrator", stdout=said)
    found = re.search(r"one-time password\s+(\S+)", said.getvalue())
    assert found
    return found[1]


def come_in(page: Page, name: str, given: str, own: str) -> None:
    """The first log-in, which asks for a password of one's own before anything else."""
    page.goto("/")
    log_in(page, name, given)
    expect(page.get_by_role("heading", name="Choose a password of your own")).to_be_visible()
    page.get_by_label("Current Password").fill(given)
    page.get_by_label("New Password", exact=True).fill(own)
    page.get_by_label("New Password (again)").fill(own)
    page.get_by_role("button", name="Save the new password").click()


def step(page: Page, line: str, fields: dict[str, str], *, boxes: tuple[str, ...] = (), chosen: dict[str, str] | None = None) -> None:
    """Follow a line of the first page, fill in what it leads to, and come back."""
    page.goto("/admin/")
    page.locator(".checklist").get_by_role("link", name=line).click()
    for label, option in (chosen or {}).items():
        page.get_by_label(label).first.select_option(label=option)
    for label, text in fields.items():
        page.get_by_label(label, exact=True).first.fill(text)
    for box in boxes:
        page.get_by_label(box).first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def set_up(page: Page) -> None:
    shop = {"Channel:": "Kaffeehaus Wien"}
    step(page, "Name the organisation", {"Name:": "Kaffeehaus Wien"})
    step(page, "Your own e-mail", {"E-mail:": "chef@example.net"})
    where = {"Country:": "Austria (AT)", "Currency:": "EUR – Euro", "Language:": "German", "Time zone:": "Europe/Vienna"}
    step(page, "A channel", {"Name:": "Kaffeehaus Wien", "Code:": "wien"}, chosen=where)
    step(page, "Tax", {"Label:": "USt. 20 %", "Rate, per cent:": "20"}, chosen=shop)
    step(page, "Shipping", {"Name:": "Post", "Code:": "post", "Price": "4,90"}, chosen=shop)
    goods = {"Name:": "Wiener Mischung", "Product SKU:": "WM-250", "Kaffeehaus Wien": "12.50 €", "on hand": "40"}
    step(page, "Products", goods)
    person = {"User name:": "resi", "Name:": "Resi", "E-mail:": "resi@example.net", "Password to begin with:": HERS[::-1]}
    step(page, "Agents", person, boxes=("Agent Build orders", "All channels, also future ones"))


def test_the_first_administrator_comes_in_and_is_led_to_what_is_missing(door: Any) -> None:
    page = door()
    come_in(page, "admin", one_time_password(), OWN)
    expect(page.get_by_text("0 of 9 done")).to_be_visible()
    step(page, "Name the organisation", {"Name:": "Kaffeehaus Wien"})
    page.goto("/admin/")
    expect(page.get_by_text("1 of 9 done")).to_be_visible()


@pytest.mark.long
def test_from_an_empty_database_to_the_first_order(door: Any) -> None:
    page = door()
    come_in(page, "admin", one_time_password(), OWN)
    expect(page.get_by_text("0 of 9 done")).to_be_visible()
    set_up(page)
    customer = customer_of(Channel.objects.get(), first_name="Franz", last_name="Huber", email="franz@example.org")
    AddressFactory.create(customer=customer, default_billing=True, city="Wien", postal_code="1010", country="AT")
    page.goto("/admin/")
    expect(page.get_by_text("8 of 9 done")).to_be_visible()
    expect(page.locator(".checklist li.open")).to_have_text([re.compile("Mail")])

    resi = door()
    come_in(resi, "resi", HERS[::-1], HERS)
    desk = Desk(resi)
    desk.call(customer)
    desk.add("WM-250*2")
    expect(desk.lines).to_have_count(1)
    desk.place.click()
    expect(desk.messages.first).to_be_visible()
    order = Order.objects.get()
    assert (order.customer, order.total, order.currency) == (customer, Decimal("29.90"), "EUR")
