"""What an agent does at a desk, in the words of the console."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from carts.models import Cart
from customers.models import Customer


class Desk:
    """A page of the console and the hands in front of it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # -- finding ------------------------------------------------------------
    @property
    def box(self) -> Locator:
        return self.page.get_by_role("searchbox", name="Search")

    @property
    def results(self) -> Locator:
        return self.page.get_by_role("table", name="Results")

    def find(self, text: str, kind: str = "Customer") -> Locator:
        """Search and return the rows of the table that shows."""
        self.page.get_by_role("radio", name=kind, exact=True).check()
        self.box.fill(text)
        self.box.press("Enter")
        return self.results.locator("tbody tr")

    def open(self, name: str, text: str = "", kind: str = "Customer") -> None:
        """Start a new call, find, and open the row of this name."""
        self.page.get_by_role("link", name="Start New Call").click()
        self.open_here(name, text, kind)

    def open_here(self, name: str, text: str = "", kind: str = "Customer") -> None:
        """Find with the box of this page, and open the row of this name."""
        self.find(text or name, kind)
        self.results.get_by_role("link", name=name, exact=True).first.click()

    def call(self, customer: Customer) -> None:
        """Open a session with a customer, without a search."""
        self.page.goto("/console/")
        self.find(customer.number)
        self.on_the_line(customer.name)

    # -- where we are ---------------------------------------------------------
    @property
    def bar(self) -> Locator:
        return self.page.get_by_role("region", name="Caller")

    @property
    def record(self) -> Locator:
        return self.page.get_by_role("tabpanel")

    @property
    def tabs(self) -> Locator:
        return self.page.get_by_role("tablist").get_by_role("tab")

    @property
    def sessions(self) -> Locator:
        """The open sessions in the sidebar."""
        return self.page.get_by_role("navigation", name="Sessions").locator("li a")

    def on_the_line(self, name: str) -> None:
        expect(self.bar).to_contain_text(name)

    def tab_labels(self, *labels: str) -> None:
        expect(self.tabs).to_have_text([re.compile(re.escape(label)) for label in labels])

    def session_labels(self, *labels: str) -> None:
        expect(self.sessions).to_have_text([re.compile(re.escape(label)) for label in labels])

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages .message")

    def hears_nothing(self) -> None:
        """From the next page on, of what others do: as where nothing but pages comes through the network."""
        self.page.route("**/events/**", lambda route: route.abort())

    # -- the cart -------------------------------------------------------------
    @property
    def cart(self) -> Locator:
        return self.page.get_by_role("region", name="Quick order")

    @property
    def sku(self) -> Locator:
        return self.cart.get_by_role("combobox", name="SKU or product name")

    @property
    def lines(self) -> Locator:
        return self.cart.locator(".cart-line")

    @property
    def place(self) -> Locator:
        return self.cart.get_by_role("button", name="Place order")

    def add(self, text: str) -> None:
        self.sku.fill(text)
        self.sku.press("Enter")

    def dialog(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("dialog", name=name)


def cart_of(customer: Customer) -> Cart:
    """The customer's open cart as the server has it."""
    return Cart.objects.current_of(customer.pk).get()


def pieces(cart: Cart) -> dict[str, int]:
    """SKU and quantity of each line."""
    return dict(cart.lines.values_list("variant__sku", "quantity"))


def nothing_missing(page: Page) -> dict[str, Any]:
    """How far the page is wider than its window, and what sticks out of it on the right."""
    found: dict[str, Any] = page.evaluate(
        """() => ({
          wider: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
          out: [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
            && one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-scroll, .tabs, .session-bar, .visually-hidden"))
            .map((one) => one.tagName + "." + one.className).slice(0, 5),
        })"""
    )
    return found
