"""Live pages: what others do shows within two seconds, and nothing moves under the hands."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from agents.login_sessions import end_log_ins
from agents.models import Export
from carts.actions import add_item, set_quantity
from console.jobs import write_export
from orders.actions import place_order
from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of
from tests.factories import line_in
from tests.world import PASSWORD, World

SOON = 5_000  # two seconds are promised; a machine that runs tests is busier than one that serves
CHANGED = "Sam changed this cart just now."


@pytest.fixture
def there(ada: Desk, world: World) -> Desk:
    """Ada with Mina on the line and a mug in the cart; her page listens."""
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    with listens(ada.page):
        ada.call(world.mina)
    expect(ada.lines).to_have_count(1)
    ada.page.locator("#record").focus()
    return ada


def listens(page: Page):  # type: ignore[no-untyped-def]
    """Until a page of a call hears the stream."""
    return page.expect_response(lambda answer: "/events/" in answer.url and "carts-of" in answer.url and answer.status == 200)


def add_lamp(world: World) -> None:
    add_item(world.as_(world.sam), world.mina, sku="LAMP-1", quantity=1, version=cart_of(world.mina).version)


def test_a_line_of_one_window_shows_in_the_other(there: Desk, world: World) -> None:
    with there.page.context.expect_page() as opened:
        there.page.evaluate("window.open(location.href)")
    other = Desk(opened.value)
    expect(other.lines).to_have_count(1)
    tab = other.tabs.nth(1)
    tab.focus()
    other.page.wait_for_timeout(500)  # it listens
    there.add("LAMP-1")
    expect(other.lines).to_have_count(2, timeout=SOON)
    expect(tab).to_be_focused()
    there.add("LAMP-1")
    expect(other.lines.nth(1).get_by_role("spinbutton")).to_have_value("2", timeout=SOON)
    expect(there.cart.get_by_text("changed this cart")).to_be_hidden()  # its own act
    expect(there.lines).to_have_count(2)


def test_where_something_is_half_typed_a_line_says_it_and_nothing_moves(there: Desk, world: World) -> None:
    there.sku.fill("SOF")
    where = there.lines.first.bounding_box()
    add_lamp(world)
    said = there.cart.get_by_text(CHANGED)
    expect(said).to_be_visible(timeout=SOON)
    expect(there.lines).to_have_count(1)
    assert there.lines.first.bounding_box() == where
    expect(there.sku).to_be_focused()
    assert violations(there.page) == []
    there.cart.get_by_role("button", name="Show", exact=True).click()
    expect(there.lines).to_have_count(2)
    expect(said).to_be_hidden()
    expect(there.sku).to_be_focused()
    expect(there.sku).to_have_value("SOF")


@pytest.mark.long
def test_a_field_left_half_typed_is_in_hand_too(there: Desk, world: World) -> None:
    there.cart.get_by_label("PO number").evaluate("field => { field.value = 'PO 7'; }")  # typed, and not left yet
    add_lamp(world)
    expect(there.cart.get_by_text(CHANGED)).to_be_visible(timeout=SOON)
    expect(there.cart.get_by_label("PO number")).to_have_value("PO 7")


@pytest.mark.long
def test_the_field_in_hand_stays_in_sight_beside_the_line(there: Desk, world: World) -> None:
    there.page.set_viewport_size({"width": 1440, "height": 620})  # the lines and what can be chosen scroll
    number = there.cart.get_by_label("PO number")
    number.focus()
    number.press("7")
    add_lamp(world)
    expect(there.cart.get_by_text(CHANGED)).to_be_visible(timeout=SOON)
    expect(number).to_be_in_viewport(ratio=1)
    line, field = there.cart.get_by_text(CHANGED).bounding_box(), number.bounding_box()
    assert line and field and field["y"] + field["height"] <= line["y"]


@pytest.mark.long
@pytest.mark.parametrize("in_hand", [True, False])
def test_that_the_cart_was_placed_elsewhere_is_said_with_the_way_to_its_order(there: Desk, world: World, in_hand: bool) -> None:
    cart = cart_of(world.mina)
    if in_hand:
        there.sku.fill("SOF")
        there.cart.get_by_label("PO number").press_sequentially("PO 7")  # sent when it is left, which is too late
    place_order(world.as_(world.sam), cart, version=cart.version)
    said = there.cart.get_by_text(f"Sam placed order {cart.number} of this cart.")
    expect(said).to_be_visible(timeout=SOON)
    if in_hand:
        expect(there.lines).to_have_count(1)
        there.cart.get_by_role("button", name="Show", exact=True).click()
    expect(there.lines).to_have_count(0)
    there.page.wait_for_timeout(500)
    expect(said).to_be_visible()
    expect(there.page.locator("#sidebar li.is-current .unsent")).to_be_visible(visible=in_hand)  # in the box for the next one, not of that cart
    assert there.page.evaluate("Object.keys(localStorage).filter(key => key.includes('payment'))") == []
    assert violations(there.page) == []
    there.cart.get_by_role("link", name="Open the order").click()
    expect(there.record.get_by_role("heading", level=1)).to_have_text(f"Order {cart.number}")
    there.on_the_line("Mina Harker")


@pytest.mark.long
def test_after_the_log_in_was_renewed_the_page_hears_at_once(there: Desk, world: World) -> None:
    there.sku.focus()
    with there.page.expect_response(lambda answer: "/events/" in answer.url and answer.status == 401, timeout=15_000):
        end_log_ins(world.ada)
        there.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    there.add("LAMP-1")
    over = there.dialog("Please log in again")
    over.get_by_label("User name or e-mail").fill("ada")
    over.get_by_label("Password", exact=True).fill(PASSWORD)
    with listens(there.page):
        over.get_by_label("Password", exact=True).press("Enter")
    expect(there.lines).to_have_count(2)
    there.page.locator("#record").focus()
    cart = cart_of(world.mina)
    set_quantity(world.as_(world.sam), cart, line=line_in(cart, "LAMP-1"), quantity=5, version=cart.version)
    expect(there.lines.nth(1).get_by_role("spinbutton")).to_have_value("5", timeout=SOON)


@pytest.mark.long
def test_the_line_goes_with_an_act_whose_answer_shows_the_change(there: Desk, world: World) -> None:
    there.sku.focus()
    add_lamp(world)
    expect(there.cart.get_by_text(CHANGED)).to_be_visible(timeout=SOON)
    there.add("SOFA-1")
    expect(there.lines).to_have_count(2)
    expect(there.cart.get_by_text(CHANGED)).to_be_hidden()


@pytest.mark.long
def test_a_record_that_was_changed_says_so_and_stays_where_it_is(there: Desk, world: World) -> None:
    heading = there.page.get_by_role("heading", level=1)
    where = heading.bounding_box()
    cart = cart_of(world.mina)
    place_order(world.as_(world.sam), cart, version=cart.version)
    said = there.record.get_by_text("Changed just now.")
    expect(said).to_be_visible(timeout=SOON)
    assert heading.bounding_box() == where
    expect(there.record).to_be_focused()
    expect(there.lines).to_have_count(0, timeout=SOON)  # what was placed lies in no cart
    assert violations(there.page) == []
    there.record.get_by_role("button", name="Show again").click()
    expect(there.record.get_by_role("link", name=cart.number, exact=True)).to_be_visible()
    expect(said).to_be_hidden()
    there.page.wait_for_timeout(1000)
    expect(said).to_be_hidden()  # it shows that act


@pytest.mark.long
def test_an_address_saved_to_the_book_is_told_to_the_page_of_its_customer(there: Desk, desk_of: Callable[..., Desk], world: World) -> None:
    sam = desk_of(world.sam)
    with listens(sam.page):
        sam.call(world.mina)
    there.cart.get_by_role("button", name="New address").click()
    new = there.dialog("New address")
    for label, text in (("Street", "Seeweg 4"), ("Postcode", "10115"), ("City", "Berlin")):
        new.get_by_label(label).fill(text)
    new.get_by_role("button", name="Use this address").click()
    expect(new).to_be_hidden()
    expect(sam.record.get_by_text("Changed just now.")).to_be_visible(timeout=SOON)
    expect(there.record.get_by_text("Changed just now.")).to_be_visible()  # the record does not show it yet
    for desk in (sam, there):
        desk.record.get_by_role("button", name="Show again").click()
        expect(desk.record.get_by_text("Seeweg 4")).to_be_visible()
        expect(desk.page.locator("#changed p")).to_be_hidden()


def test_what_was_missed_while_the_line_was_broken_shows_afterwards(there: Desk, world: World) -> None:
    there.page.context.set_offline(True)
    there.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")  # as a network that goes
    add_lamp(world)
    there.page.context.set_offline(False)
    there.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(there.lines).to_have_count(2, timeout=SOON)


@pytest.mark.long
def test_behind_a_proxy_that_holds_the_stream_back_the_page_asks(ada: Desk, world: World) -> None:
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)

    def hold(route: Route) -> None:
        if "text/event-stream" not in route.request.headers.get("accept", ""):
            route.continue_()

    ada.page.context.route("**/events/**", hold)
    ada.page.clock.install()
    ada.call(world.mina)
    expect(ada.lines).to_have_count(1)
    ada.page.locator("#record").focus()
    add_lamp(world)
    ada.page.clock.run_for(26_000)
    expect(ada.lines).to_have_count(2, timeout=SOON)
    cart = cart_of(world.mina)
    set_quantity(world.as_(world.sam), cart, line=line_in(cart, "LAMP-1"), quantity=5, version=cart.version)
    ada.page.clock.run_for(26_000)
    expect(ada.lines.nth(1).get_by_role("spinbutton")).to_have_value("5", timeout=SOON)


@pytest.mark.long
def test_after_the_log_in_nobody_asks_on(there: Desk, world: World) -> None:
    asked: list[Request] = []
    there.page.clock.install()
    with there.page.expect_response(lambda answer: "/events/" in answer.url and answer.status == 401, timeout=15_000):
        there.page.on("request", lambda request: asked.append(request) if "/events/" in request.url else None)
        end_log_ins(world.ada)
        add_lamp(world)
        there.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    there.page.clock.run_for(26_000)
    there.page.wait_for_timeout(300)
    before = len(asked)
    for _ in range(4):
        there.page.clock.run_for(30_000)
    there.page.wait_for_timeout(300)
    assert len(asked) == before <= 3


def test_an_export_shows_itself_finished(desk_of: Callable[..., Desk], world: World) -> None:
    sam = desk_of(world.sam)
    sam.page.goto("/console/search/?kind=order&q=harker")
    with sam.page.expect_response(lambda answer: "/events/" in answer.url and "export" in answer.url):
        sam.page.get_by_role("button", name="Export as CSV").click()
    expect(sam.page.get_by_role("link", name="Download")).to_have_count(0)
    sam.page.clock.install()  # without the clock that asks every five seconds
    sam.page.clock.pause_at(sam.page.evaluate("Date.now()") + 1000)
    write_export(export_id=Export.objects.get().pk)
    expect(sam.page.get_by_role("link", name=re.compile("Download"))).to_be_visible(timeout=SOON)
