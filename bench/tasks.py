"""What is measured: each task of a call as the requests that the console sends for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.bare import Bare
from bench.browsers import Answer, Browser
from bench.desks import Call
from bench.shop import SKUS


@dataclass(frozen=True)
class Task:
    """kind: "page" or "fragment" of one request, else "flow"; run gives the answers that count; bare is the SQL it cannot do without.

    queries, milliseconds: the aims, the latter for the median at one agent. calls: which of a desk's four calls it is done in, since
    tasks that change a cart keep out of each other's way.
    """

    name: str
    kind: str
    run: Callable[[Browser, Call, int], list[Answer]]
    bare: Callable[[Bare, Call, int], object] | None
    queries: int
    milliseconds: float
    calls: tuple[int, ...] = (0, 1, 2, 3)


def _search(kind: str, word: str) -> Callable[[Browser, Call, int], list[Answer]]:
    def run(browser: Browser, call: Call, turn: int) -> list[Answer]:
        return [browser.get(f"/console/search/?{urlencode({'kind': kind, 'q': getattr(call, word)})}", fragment=True)]

    return run


def first_page(browser: Browser, call: Call, turn: int) -> list[Answer]:
    return [browser.get("/console/")]


def frame(browser: Browser, call: Call, turn: int) -> list[Answer]:
    return [browser.get("/console/help/")]


def open_by_number(browser: Browser, call: Call, turn: int) -> list[Answer]:
    """Enter in the box, then the page it leads to."""
    told = browser.post(f"/console/sessions/{call.session}/search/", {"kind": "order", "q": call.order})
    return [told, browser.get(told.goes_to)]


def customer_tab(browser: Browser, call: Call, turn: int) -> list[Answer]:
    return [browser.get(f"/console/sessions/{call.session}/customer/{call.customer}/")]


def order_tab(browser: Browser, call: Call, turn: int) -> list[Answer]:
    return [browser.get(f"/console/sessions/{call.session}/order/{call.order}/")]


def dock(browser: Browser, call: Call, turn: int) -> list[Answer]:
    return [browser.get(f"/carts/of/{call.customer}/", fragment=True)]


def suggestions(browser: Browser, call: Call, turn: int) -> list[Answer]:
    return [browser.get(f"/carts/of/{call.customer}/suggestions/?{urlencode({'sku': sku_of(turn)[:6]})}", fragment=True)]


def add_line(browser: Browser, call: Call, turn: int) -> list[Answer]:
    """A third line beside two; it is taken out again, which does not count."""
    shown = browser.get(f"/carts/of/{call.customer}/", fragment=True)
    for sku in SKUS[:2]:
        if sku not in shown.body:
            shown = _add(browser, call, sku, _version(shown))
    added = _add(browser, call, sku_of(turn), _version(shown))
    browser.post(f"/carts/{_cart(added)}/remove/", {"line": _last_line(added), "version": _version(added)})
    return [added]


def place_order(browser: Browser, call: Call, turn: int) -> list[Answer]:
    """Three lines, the first of which makes the cart; placing; the order's page."""
    added = [_add(browser, call, sku_of(3 * turn))]
    for place in (1, 2):
        added.append(_add(browser, call, sku_of(3 * turn + place), _version(added[-1])))
    placed = browser.post(f"/orders/{_cart(added[-1])}/place/", {"version": _version(added[-1])})
    return [*added, placed, browser.get(placed.goes_to)]


def sku_of(turn: int) -> str:
    return SKUS[2 + turn * 7 % (len(SKUS) - 2)]


def _add(browser: Browser, call: Call, sku: str, version: str = "0") -> Answer:
    """version: of the cart as the page shows it, 0 for none."""
    return browser.post(f"/carts/of/{call.customer}/items/", {"sku": sku, "quantity": "1", "version": version})


def _cart(answer: Answer) -> str:
    found = re.search(r"/orders/([^/]+)/place/", answer.body)
    assert found, f"no cart to place in an answer {answer.status}: {answer.body[:500]}"
    return found[1]


def _last_line(answer: Answer) -> str:
    """The id of the line that was added last."""
    return str(max(map(int, re.findall(r'name="line" value="(\d+)"', answer.body))))


def _version(answer: Answer) -> str:
    found = re.findall(r'name="version" value="(\d+)"', answer.body)
    assert found, f"no version in an answer {answer.status}: {answer.body[:500]}"
    return str(found[-1])


FRAME = Task("frame alone: the help page", "page", frame, None, 4, 15)
TASKS = (
    Task("first page, no session", "page", first_page, None, 12, 15),
    FRAME,
    Task("search: last name", "fragment", _search("customer", "last_name"), Bare.customers_by_name, 10, 5),
    Task("search: e-mail", "fragment", _search("customer", "email"), Bare.customers_by_email, 10, 5),
    Task("search: phone", "fragment", _search("customer", "phone"), Bare.customers_by_phone, 10, 5),
    Task("search: order number, results", "fragment", _search("order", "order"), Bare.order_by_number, 10, 5),
    Task("order number, Enter: opens the order", "flow", open_by_number, Bare.order_by_number, 24, 30),
    Task("customer tab", "page", customer_tab, Bare.customer, 12, 15),
    Task("order tab", "page", order_tab, Bare.order, 12, 15),
    Task("dock", "fragment", dock, None, 10, 5),
    Task("product suggestions", "fragment", suggestions, None, 10, 5),
    Task("add a line", "fragment", add_line, Bare.add_line, 20, 10, (2, 3)),
    Task("place a 3-item order (5 requests)", "flow", place_order, Bare.place_order, 60, 60, (0, 1)),
)
