"""The walks. Each begins where an agent would be, types the caller's words in full, and ends where the next step could begin."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from bench.effort.caller import COMMON_FIRST, COMMON_LAST, COMMON_ORDER, FIRST, LAST, ORDER, SAID_PHONE, SKUS
from bench.effort.hands import Hands

ROWS = ".lately a.link, .rows tbody a.link"


@dataclass(frozen=True)
class Walk:
    """start: the page it begins on; goal: seconds without waiting, None where clicks alone are limited; most_clicks: at most so many."""

    task: str
    name: str
    by: str
    start: str
    run: Callable[[Hands], None]
    goal: float | None
    most_clicks: int
    rival: str


def find_by_keys(hands: Hands) -> None:
    _find_by_keys(hands, f"{FIRST} {LAST}", LAST)


def find_by_mouse(hands: Hands) -> None:
    _find_by_mouse(hands, f"{FIRST} {LAST}", LAST)


def phone_by_keys(hands: Hands) -> None:
    _find_by_keys(hands, SAID_PHONE.replace(" ", ""), LAST)


def phone_by_mouse(hands: Hands) -> None:
    _find_by_mouse(hands, SAID_PHONE.replace(" ", ""), LAST)


def common_by_keys(hands: Hands) -> None:
    """Of many with the name the caller stands first, having ordered lately."""
    _find_by_keys(hands, f"{COMMON_FIRST} {COMMON_LAST}", COMMON_LAST)
    expect(hands.page.get_by_text(COMMON_ORDER).first).to_be_visible()


def _find_by_keys(hands: Hands, words: str, name: str) -> None:
    """The box has the focus. Enter lists, Enter opens the first."""
    hands.decide()
    hands.type(words)
    hands.press("Enter")
    hands.until_focused(ROWS)
    hands.decide()  # is it this one
    hands.press("Enter")
    hands.until(lambda: expect(_bar(hands.page)).to_contain_text(name, ignore_case=True))


def _find_by_mouse(hands: Hands, words: str, name: str) -> None:
    hands.decide()
    hands.type(words)
    hands.click(hands.page.get_by_role("button", name="Find"))
    hands.until_focused(ROWS)
    hands.decide()
    hands.click(hands.page.locator(ROWS).first)
    hands.until(lambda: expect(_bar(hands.page)).to_contain_text(name, ignore_case=True))


def order_by_keys(hands: Hands) -> None:
    hands.decide()
    hands.type(ORDER)
    hands.press("Enter")
    hands.until(lambda: expect(_heading(hands.page)).to_contain_text(ORDER))


def order_by_mouse(hands: Hands) -> None:
    hands.decide()
    hands.type(ORDER)
    hands.click(hands.page.get_by_role("button", name="Find"))
    hands.until(lambda: expect(_heading(hands.page)).to_contain_text(ORDER))


def place_by_keys(hands: Hands) -> None:
    """The next SKU is typed at once, while the one before is still being added."""
    hands.decide()
    hands.press("o")
    hands.until_focused("#sku")
    for text in (SKUS[0], f"{SKUS[1]}*2", SKUS[2]):
        hands.decide()
        hands.type(text)
        hands.press("Enter")
    hands.until(lambda: expect(hands.page.locator(".cart-line")).to_have_count(3))
    hands.decide()  # reads out the total
    hands.press("Control+Enter")
    hands.until_focused("#place-order")
    hands.decide()
    hands.press("Enter")
    hands.until(lambda: expect(_heading(hands.page)).to_contain_text("Order"))


def place_by_mouse(hands: Hands) -> None:
    page = hands.page
    hands.decide()
    hands.click(page.get_by_role("combobox", name="SKU or product name"))
    for count, text in enumerate((SKUS[0], f"{SKUS[1]}*2", SKUS[2]), 1):
        hands.decide()
        hands.type(text)
        hands.click(page.get_by_role("button", name="Add", exact=True))
        hands.until(lambda count=count: expect(page.locator(".cart-line")).to_have_count(count))  # type: ignore[misc]
        hands.until_focused("#sku")
    hands.decide()
    hands.decide()
    hands.click(page.get_by_role("button", name="Place order"))
    hands.until(lambda: expect(_heading(page)).to_contain_text("Order"))


def _bar(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("region", name="Caller")


def _heading(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("heading", level=1)


HOME, CUSTOMER = "home", "customer"
WALKS = (
    Walk("W1", "find by first and last name, open", "keys", HOME, find_by_keys, 6.0, 0, "Vendure 11.7 s, 4 clicks"),
    Walk("W1", "find by first and last name, open", "mouse", HOME, find_by_mouse, None, 4, "oscar and Vendure 4 clicks"),
    Walk("W1b", "find by a name that many have, open", "keys", HOME, common_by_keys, 6.5, 0, "Vendure 11.7 s and paging"),
    Walk("W2", "find by phone, open", "keys", HOME, phone_by_keys, 5.5, 0, "Vendure 12.5 s, 4 clicks"),
    Walk("W2", "find by phone, open", "mouse", HOME, phone_by_mouse, None, 4, "Vendure 4 clicks"),
    Walk("W3", "order by number, open", "keys", HOME, order_by_keys, 4.0, 0, "oscar 9.4 s, 3 clicks"),
    Walk("W3", "order by number, open", "mouse", HOME, order_by_mouse, None, 3, "oscar 3 clicks"),
    Walk("W5", "place an order, 3 SKUs (1, 2, 1), by invoice", "keys", CUSTOMER, place_by_keys, 16.0, 0, "Vendure 49.6 s, 17 clicks"),
    Walk("W5", "place an order, 3 SKUs (1, 2, 1), by invoice", "mouse", CUSTOMER, place_by_mouse, None, 8, "Vendure 17 clicks"),
)
