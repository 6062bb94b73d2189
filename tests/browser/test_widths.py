"""Four widths, light and dark: nothing sticks out, nothing is missing, and axe finds nothing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from agents.models import Agent
from customers.models import Customer
from orders.models import Order
from search.terms import fold
from tests.browser.axe import violations
from tests.browser.desk import Desk, nothing_missing
from tests.browser.widths import WIDTHS, at
from tests.factories import customer_of, placed
from tests.world import World

pytestmark = pytest.mark.long

Desks = Callable[..., Desk]


@pytest.fixture(params=at(*WIDTHS))
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def desk(width: int, desk_of: Desks, world: World) -> Desk:
    desk = desk_of(world.ada, viewport={"width": width, "height": 844})
    desk.page.goto("/console/")
    return desk


def test_every_act_of_a_call_is_in_reach(desk: Desk, world: World, width: int) -> None:
    """Search, sessions, tabs, cart and the agent's menu: beside the record, or folded behind a button that is named."""
    page = desk.page
    desk.call(world.bo)
    page.goto("/console/")
    desk.call(world.mina)
    height = desk.bar.bounding_box()["height"]
    fits(desk)
    desk.record.get_by_role("link", name=world.order.number, exact=True).click()
    desk.tab_labels("New Search", "Mina Harker", f"Order {world.order.number}")
    assert desk.bar.bounding_box()["height"] == height
    fits(desk)

    open_the_dock(desk, width)
    desk.add("LAMP-1")
    expect(desk.lines).to_have_count(1)
    fits(desk)
    desk.place.scroll_into_view_if_needed()
    expect(desk.place).to_be_in_viewport()
    if width < 1200:
        page.get_by_role("button", name="Close the dock").click()
        expect(desk.place).to_be_hidden()

    open_the_sidebar(desk, width)
    expect(page.get_by_role("link", name="Start New Call")).to_be_visible()
    expect(page.get_by_role("link", name="Recent")).to_be_visible()
    page.get_by_role("button", name="Ada").click()
    expect(page.get_by_role("link", name="Preferences")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Preferences")).to_be_hidden()
    desk.sessions.first.click()
    desk.on_the_line("Bo Møller")


@pytest.mark.long
def test_axe_finds_nothing_on_any_page(desk: Desk, world: World, width: int) -> None:
    page = desk.page
    found = violations(page)
    desk.call(world.mina)
    desk.record.get_by_role("link", name=world.order.number, exact=True).click()
    expect(desk.tabs).to_have_count(3)
    open_the_dock(desk, width)
    desk.add("LAMP-1")
    expect(desk.lines).to_have_count(1)
    desk.add("no-such-thing")
    expect(desk.cart.get_by_role("alert")).to_be_visible()
    found += violations(page)
    desk.sku.fill("")
    page.goto(page.url)
    session = page.url.rsplit("/", 3)[0]
    rma = Desk(page)
    page.goto(f"{session}/search/")
    found += violations(page)
    rma.find(world.rma.number, "Return")
    expect(desk.tabs).to_have_count(4)
    for path in (page.url, f"{session}/customer/", "/console/recent/", "/console/help/", "/accounts/preferences/", "/console/nowhere/"):
        page.goto(path)
        found += violations(page)
        assert nothing_missing(page) == {"wider": 0, "out": []}
    assert found == []


@pytest.mark.long
def test_the_administration_follows(desk: Desk, desk_of: Desks, world: World, width: int) -> None:
    """The admin wears the same clothes; what Django draws there is Django's."""
    sam = desk_of(world.sam, viewport={"width": width, "height": 844})
    sam.page.goto("/console/")
    open_the_sidebar(sam, width)
    sam.page.get_by_role("button", name="Sam").click()
    sam.page.get_by_role("link", name="Administration").click()
    expect(sam.page.get_by_role("heading", level=1)).to_be_visible()


def test_long_names_stay_in_their_cells(desk: Desk, world: World, width: int) -> None:
    long = "Zimmermann-Wolfeschlegelsteinhausenbergerdorff " * 2
    Customer.objects.filter(pk=world.mina.pk).update(last_name=long.strip(), search_last=fold(long), first_name=long.strip(), company=long.strip())
    desk.page.goto("/console/search/?kind=customer&q=zimmermann")
    expect(desk.page.get_by_role("table", name="Results").locator("tbody a")).to_have_count(1)
    fits(desk)
    email = desk.page.get_by_role("columnheader", name="E-mail")
    assert width < WIDTHS[2] or email.bounding_box()["x"] < width


LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessen-X"
ARABIC = ("عبد الرحمن بن عبد العزيز بن محمد بن سعود الكبير", "آل سعود بن فيصل التميمي القرشي")


def test_names_of_any_length_and_direction_leave_the_facts_in_sight(desk: Desk, world: World, width: int) -> None:
    """The name ends in … at its own end, with the whole on hover; number, phone, tabs and their buttons stay where they are."""
    for customer, (first, last), direction in ((world.mina, ("Hubert", LONG), "ltr"), (world.bo, ARABIC, "rtl")):
        Customer.objects.filter(pk=customer.pk).update(first_name=first, last_name=last, search_last=fold(last), search_first=fold(first))
        desk.page.goto("/console/")
        desk.find(customer.number)
        caller = desk.bar.locator(".caller")
        expect(caller).to_have_attribute("title", re.compile(f"{re.escape(first)} {re.escape(last)}"))
        name = caller.get_by_role("link")
        assert name.evaluate("one => getComputedStyle(one).direction") == direction
        assert name.evaluate("one => one.scrollWidth > one.clientWidth")
        expect(desk.bar.get_by_role("button", name="End contact")).to_be_in_viewport()
        expect(desk.page.get_by_role("button", name=re.compile("^Close tab"))).to_be_in_viewport()
        fits(desk)
    assert desk.page.title().startswith("\N{FIRST STRONG ISOLATE}") and f"\N{POP DIRECTIONAL ISOLATE} · {world.bo.number}" in desk.page.title()
    open_the_sidebar(desk, width)
    for session in desk.sessions.all():
        expect(session).to_have_attribute("title", re.compile("Hubert|عبد"))
        assert session.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    assert nothing_missing(desk.page) == {"wider": 0, "out": []}


def open_the_dock(desk: Desk, width: int) -> None:
    if width < 768:
        desk.page.get_by_role("button", name="Cart", exact=True).click()
    elif width < 1200:
        desk.page.get_by_role("button", name="Open the cart").click()
    expect(desk.sku).to_be_visible()


def open_the_sidebar(desk: Desk, width: int) -> None:
    if width < 768:
        desk.page.get_by_role("button", name="Sessions", exact=True).click()


def fits(desk: Desk) -> None:
    for scheme in ("light", "dark"):
        desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert nothing_missing(desk.page) == {"wider": 0, "out": []}


def test_what_an_order_comes_to_is_in_sight(desk: Desk, world: World, width: int) -> None:
    """Also where its items are scrolled within their box."""
    desk.call(world.mina)
    desk.record.get_by_role("link", name=world.order.number, exact=True).click()
    box = desk.record.locator(".table-scroll").filter(has=desk.page.locator("tfoot"))
    for scrolled in (0, 9999):
        box.evaluate("(box, by) => box.scrollTo(by, 0)", scrolled)
        for row in box.locator("tfoot tr").all():
            words, figure = row.locator("th > span"), row.locator("td").last
            seen, said, amount = box.bounding_box(), words.bounding_box(), figure.bounding_box()
            assert seen and said and amount and seen["x"] <= said["x"] and said["x"] + said["width"] <= amount["x"]
            assert amount["x"] + amount["width"] <= seen["x"] + seen["width"] + 1


def test_that_a_record_was_changed_covers_none_of_its_head(desk: Desk, world: World, width: int) -> None:
    desk.call(world.mina)
    desk.page.locator("#changed p").evaluate("line => { line.hidden = false; }")
    line, head = desk.record.get_by_text("Changed just now."), desk.record.locator(".record-head")
    expect(line).to_be_in_viewport()
    above, below = head.bounding_box(), line.bounding_box()
    assert above and below and above["y"] + above["height"] < below["y"]


def test_on_a_telephone_the_words_of_a_state_are_whole(desk_of: Desks, world: World) -> None:
    """In the longer language, with dates and sums of their full length; what is cut are figures."""
    Agent.objects.filter(pk=world.ada.pk).update(language="de")
    quiet = customer_of(world.de, first_name="Konstanze", last_name="Oberhuber")
    for status, days in ((Order.Status.NO_PENDING_ACTION, 400), (Order.Status.PROCESSING, 300), (Order.Status.SUBMITTED, 0)):
        placed(quiet, world.de, total="12345.50", status=status, placed_at=now() - timedelta(days=days))
    desk = desk_of(world.ada, viewport={"width": 390, "height": 844})
    desk.page.goto(f"/console/search/?kind=customer&q={quiet.number}")
    desk.page.locator("#page-results tbody a").first.click()
    states = desk.page.locator("#record table").first.locator("td.state:not(.spare) .mark")
    expect(states).to_have_count(3)
    cut = "one => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > one.closest('td').getBoundingClientRect().right + 1"
    assert [one.inner_text() for one in states.all() if one.evaluate(cut)] == []
    assert nothing_missing(desk.page) == {"wider": 0, "out": []}
    new = customer_of(world.de, first_name="Konstanze", last_name="Unterhuber")
    desk.page.goto(f"/console/search/?kind=customer&q={new.number}")
    desk.page.locator("#page-results tbody a").first.click()
    right = desk.page.get_by_text("Nichts offen").bounding_box()
    end = desk.page.locator(".session-bar .end").bounding_box()
    assert right["x"] + right["width"] <= end["x"]


def test_a_state_is_as_wide_as_its_word_and_a_place_never_missing(desk: Desk, world: World, width: int) -> None:
    Customer.objects.filter(pk=world.mina.pk).update(search_postal_code="10969")
    placed(world.mina, world.de, status=Order.Status.PENDING_CUSTOMER_ACTION, payment_status=Order.PaymentStatus.PENDING)
    desk.page.goto("/console/search/?kind=customer&q=10969")
    expect(desk.results.get_by_text("10969").and_(desk.page.locator(":visible"))).to_be_in_viewport()
    desk.call(world.mina)
    if width >= WIDTHS[1]:
        states = desk.record.get_by_role("table").first.locator("td.state:not(.spare) .mark")
        assert states.evaluate_all("all => all.length && all.every((one) => one.scrollWidth <= one.clientWidth)")
    fits(desk)
