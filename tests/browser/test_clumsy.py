"""Hurried hands, two tabs, two agents, a broken line, an ended log-in: nothing typed is lost and nothing is done twice."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import now
from playwright.sync_api import Route, expect

from agents.models import AuditEntry, LoginSession
from carts.models import Cart
from catalog.models import ShippingMethod
from orders.models import Order
from tests.browser.desk import Desk, cart_of, pieces
from tests.world import PASSWORD, World

Desks = Callable[..., Desk]


@pytest.fixture
def half(ada: Desk, world: World) -> Desk:
    """Ada with Mina on the line and a mug in the cart."""
    ada.call(world.mina)
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    return ada


def test_a_double_click_places_once(half: Desk, world: World) -> None:
    number = cart_of(world.mina).number
    half.place.dblclick()
    half.tab_labels("New Search", "Mina Harker", f"Order {number}")
    assert Order.objects.filter(cart__number=number).count() == 1


@pytest.mark.long
def test_back_after_placing_offers_nothing_to_place(half: Desk, world: World) -> None:
    number = cart_of(world.mina).number
    half.place.click()
    half.tab_labels("New Search", "Mina Harker", f"Order {number}")
    half.page.go_back()
    expect(half.record.get_by_role("heading", level=1)).to_have_text("Mina Harker")
    expect(half.lines).to_have_count(0)
    expect(half.place).to_have_count(0)


def test_placing_from_a_second_tab_opens_the_same_order(half: Desk, world: World) -> None:
    number = cart_of(world.mina).number
    second = Desk(half.page.context.new_page())
    second.hears_nothing()
    second.page.goto(half.page.url)
    expect(second.place).to_be_visible()
    half.place.click()
    half.tab_labels("New Search", "Mina Harker", f"Order {number}")
    second.place.click()
    second.tab_labels("New Search", "Mina Harker", f"Order {number}")
    assert Order.objects.filter(cart__customer=world.mina).count() == 1


def test_two_tabs_of_one_agent_lose_nothing(half: Desk, world: World) -> None:
    second = Desk(half.page.context.new_page())
    second.page.goto(half.page.url)
    second.add("LAMP-1")
    expect(second.lines).to_have_count(2)
    half.add("RARE-1")
    expect(half.lines).to_have_count(3)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "LAMP-1": 1, "RARE-1": 1}


def test_a_second_agent_is_told_and_keeps_the_typed_text(half: Desk, desk_of: Desks, world: World) -> None:
    sam = desk_of(world.sam)
    for desk in (sam, half):
        desk.hears_nothing()
    sam.page.goto("/console/")
    sam.call(world.mina)
    expect(sam.lines).to_have_count(1)
    half.page.reload()
    half.add("LAMP-1")
    expect(half.lines).to_have_count(2)

    sam.add("RARE-1")
    expect(sam.cart.get_by_role("alert")).to_contain_text("Ada changed this cart")
    expect(sam.sku).to_have_value("RARE-1")
    expect(sam.lines).to_have_count(2)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "LAMP-1": 1}
    sam.sku.press("Enter")
    expect(sam.lines).to_have_count(3)

    half.cart.get_by_label("Pieces of Enamel mug").fill("5")
    half.cart.get_by_label("Pieces of Enamel mug").press("Enter")
    expect(half.cart.get_by_role("alert")).to_contain_text("Sam changed this cart")
    expect(half.lines).to_have_count(3)
    assert pieces(cart_of(world.mina))["MUG-1"] == 1


def test_a_stale_page_places_nothing(half: Desk, desk_of: Desks, world: World) -> None:
    sam = desk_of(world.sam)
    sam.hears_nothing()
    sam.page.goto("/console/")
    sam.call(world.mina)
    expect(sam.place).to_be_visible()
    half.add("LAMP-1")
    expect(half.lines).to_have_count(2)
    sam.place.click()
    expect(sam.cart.get_by_role("alert")).to_contain_text("Ada changed this cart")
    assert not Order.objects.filter(cart__customer=world.mina).exists()


@pytest.mark.long
def test_quick_hands_are_never_told_that_they_changed_the_cart_themselves(half: Desk, world: World) -> None:
    half.cart.get_by_label("PO number").fill("PO-1")
    half.cart.get_by_label("Pieces of Enamel mug").fill("2")
    half.page.keyboard.press("Tab")
    half.cart.get_by_label("Shipping method").select_option("express")
    expect(half.cart.get_by_label("Totals")).to_contain_text("28.80")
    expect(half.cart.get_by_role("alert")).to_have_count(0)
    cart = cart_of(world.mina)
    assert (cart.po_number, pieces(cart), cart.groups.get().method.code) == ("PO-1", {"MUG-1": 2}, "express")


def test_nothing_is_placed_at_a_total_that_nobody_saw(half: Desk, world: World) -> None:
    """ "Place order" while a dearer way to ship is still on its way to the server."""
    held: list[Route] = []
    half.page.route("**/shipping/", lambda route: held.append(route))
    with half.page.expect_request("**/shipping/"):
        half.cart.get_by_label("Shipping method").select_option("express")
    half.place.click()
    held[0].continue_()
    expect(half.messages.filter(has_text="The total has changed")).to_be_visible()
    expect(half.cart.get_by_label("Totals")).to_contain_text("20.85")
    assert not Order.objects.filter(cart__customer=world.mina).exists()
    number = cart_of(world.mina).number
    half.page.wait_for_timeout(500)  # the second click of a double click would not be heard
    half.place.click()
    half.tab_labels("New Search", "Mina Harker", f"Order {number}")


@pytest.mark.long
def test_typing_on_while_a_line_is_added_keeps_what_was_typed(half: Desk, world: World) -> None:
    keys = half.page.keyboard
    half.sku.focus()
    for sku in ("LAMP-1", "RARE-1", "SOFA-1"):
        keys.type(sku)
        keys.press("Enter")
    keys.type("SHI")
    expect(half.lines).to_have_count(4)
    expect(half.sku).to_have_value("SHI")
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "LAMP-1": 1, "RARE-1": 1, "SOFA-1": 1}


def test_reload_half_way_keeps_the_cart_and_unsent_text(half: Desk) -> None:
    half.sku.fill("LAM")
    half.cart.get_by_role("button", name="New address").click()
    half.dialog("New address").get_by_label("City").fill("Neustadt an der Weinstraße")
    half.page.reload()
    expect(half.lines).to_have_count(1)
    expect(half.sku).to_have_value("LAM")
    half.cart.get_by_role("button", name="New address").click()
    expect(half.dialog("New address").get_by_label("City")).to_have_value("Neustadt an der Weinstraße")


@pytest.mark.long
def test_another_country_brings_its_fields_and_nothing_typed_stands_in_an_address(half: Desk) -> None:
    asked: list[str] = []
    half.page.on("request", lambda request: asked.append(request.url))
    half.cart.get_by_role("button", name="New address").click()
    new = half.dialog("New address")
    new.get_by_label("City").fill("Springfield")
    new.get_by_label("Country").select_option("US")
    expect(new.get_by_label("ZIP")).to_be_visible()
    expect(new.get_by_label("City")).to_have_value("Springfield")
    expect(new.get_by_label("Country")).to_have_value("US")
    assert not [url for url in asked if "Springfield" in url]


def test_a_lost_network_is_said_and_the_text_stays(half: Desk) -> None:
    half.page.context.set_offline(True)
    half.add("LAMP-1")
    expect(half.messages.filter(has_text="No answer from the server")).to_be_visible()
    expect(half.sku).to_have_value("LAMP-1")
    half.page.context.set_offline(False)
    half.sku.press("Enter")
    expect(half.lines).to_have_count(2)
    expect(half.sku).to_have_value("")
    expect(half.messages.filter(has_text="No answer from the server")).to_have_count(0)


def test_a_fault_of_the_server_is_said_and_the_text_stays(half: Desk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE carts_cartline RENAME TO mislaid")
        try:
            half.add("LAMP-1")
            expect(half.messages.filter(has_text="Something went wrong here")).to_be_visible()
        finally:
            cursor.execute("ALTER TABLE mislaid RENAME TO carts_cartline")
    expect(half.sku).to_have_value("LAMP-1")
    half.sku.press("Enter")
    expect(half.lines).to_have_count(2)


@pytest.mark.long
def test_a_cart_that_somebody_else_holds_is_said_and_the_text_stays(half: Desk, world: World) -> None:
    with transaction.atomic():
        Cart.objects.select_for_update().get(customer=world.mina)
        half.add("LAMP-1")
        expect(half.cart.get_by_role("alert")).to_contain_text("Somebody else is changing this right now")
    expect(half.sku).to_have_value("LAMP-1")
    half.sku.press("Enter")
    expect(half.lines).to_have_count(2)


def test_an_ended_log_in_opens_over_the_page_and_the_act_goes_on(half: Desk, world: World) -> None:
    po_number = half.cart.get_by_label("PO number")
    with half.page.expect_response("**/payment/"):
        po_number.fill("PO-1")
        po_number.blur()
    LoginSession.objects.all().delete()
    half.add("LAMP-1")
    again = half.dialog("Please log in again")
    again.get_by_label("User name or e-mail").fill("ada")
    again.get_by_label("Password", exact=True).fill("wrong")
    again.get_by_label("Password", exact=True).press("Enter")
    expect(again.get_by_role("alert")).to_be_visible()
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_label("Password", exact=True).press("Enter")
    expect(again).to_be_hidden()
    expect(half.lines).to_have_count(2)
    expect(po_number).to_have_value("PO-1")
    half.add("RARE-1")
    expect(half.lines).to_have_count(3)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "LAMP-1": 1, "RARE-1": 1}
    acts = AuditEntry.objects.filter(verb="cart.item_added", data__sku__in=["LAMP-1", "RARE-1"])
    assert None not in acts.values_list("call_session_id", flat=True)  # after the log-in too they belong to the call


def away_until_the_log_in_has_ended(desk: Desk) -> None:
    """Two minutes later by the page's clock."""
    desk.page.wait_for_load_state("load")  # its scripts have come and have read the clock
    desk.hears_nothing()  # else the page may ask for the log-in before the hand does
    LoginSession.objects.all().delete()
    desk.page.clock.set_fixed_time(now() + timedelta(minutes=2))


def log_in_again(desk: Desk) -> None:
    over = desk.dialog("Please log in again")
    over.get_by_label("User name or e-mail").fill("ada")
    over.get_by_label("Password", exact=True).fill(PASSWORD)
    over.get_by_label("Password", exact=True).press("Enter")


@pytest.mark.long
def test_a_row_chosen_after_the_log_in_ended_opens_once_it_is_renewed(half: Desk, world: World) -> None:
    half.sku.fill("LAM")
    half.tabs.first.click()
    row = half.find("Møller").get_by_role("link", name="Møller", exact=True)
    expect(row).to_be_focused()
    away_until_the_log_in_has_ended(half)
    row.dblclick()
    log_in_again(half)
    half.page.get_by_role("button", name="Open in a new session").click()
    half.session_labels("Mina Harker", "Bo Møller")
    half.sessions.first.click()
    expect(half.sku).to_have_value("LAM")


@pytest.mark.long
def test_enter_in_the_box_after_the_log_in_ended_finds_once_it_is_renewed(ada: Desk, world: World) -> None:
    away_until_the_log_in_has_ended(ada)
    ada.page.get_by_role("radio", name="Customer", exact=True).check()
    ada.box.fill(world.mina.number)
    ada.box.press("Enter")
    log_in_again(ada)
    ada.on_the_line(world.mina.name)


@pytest.mark.long
def test_a_form_after_a_silence_goes_out_at_once_where_the_log_in_holds(half: Desk) -> None:
    half.page.clock.set_fixed_time(now() + timedelta(minutes=2))
    half.page.get_by_role("button", name="End contact").click()
    half.session_labels()
    expect(half.dialog("Please log in again")).to_be_hidden()


@pytest.mark.long
def test_a_refused_quantity_stays_in_its_field_until_it_is_put_right(half: Desk, world: World) -> None:
    field = half.cart.get_by_label("Pieces of Enamel mug")
    field.fill("101")
    half.page.keyboard.press("Tab")
    expect(field).to_have_accessible_description(re.compile("only 100 available"))
    expect(field).to_be_focused()
    expect(field).to_have_value("101")
    field.fill("3")
    field.press("Enter")
    expect(half.cart.get_by_label("Totals")).to_contain_text("28.75")
    expect(field).to_have_accessible_description("")
    assert pieces(cart_of(world.mina)) == {"MUG-1": 3}


@pytest.mark.long
def test_a_way_to_ship_that_was_just_taken_off_is_not_shown_as_chosen(half: Desk, world: World) -> None:
    ShippingMethod.objects.filter(code="express").update(active=False)
    field = half.cart.get_by_label("Shipping method")
    field.select_option("express")
    expect(field).to_have_accessible_description(re.compile("not offered here"))
    expect(field).to_have_value("parcel")


@pytest.mark.parametrize("gateway", [True, pytest.param(False, marks=pytest.mark.long)])
def test_what_was_sent_into_the_void_and_is_sent_again_adds_once(half: Desk, world: World, gateway: bool) -> None:
    """The server has done it, its answer got lost, or a gateway answered in its place; the same typed anew is another wish."""

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        if gateway:
            route.fulfill(status=502, body="Bad gateway")
        else:
            route.abort("connectionreset")

    half.page.route("**/items/", lose_the_answer)
    half.sku.fill("LAMP-1")
    half.sku.press("Enter")
    half.page.wait_for_timeout(800)
    half.page.unroute("**/items/")
    assert pieces(cart_of(world.mina))["LAMP-1"] == 1
    half.sku.press("Enter")
    expect(half.lines).to_have_count(2)
    assert pieces(cart_of(world.mina))["LAMP-1"] == 1
    half.add("LAMP-1")
    expect(half.lines.nth(1).get_by_role("spinbutton")).to_have_value("2")


def test_what_is_sent_before_the_scripts_are_there_waits_for_them(half: Desk, world: World) -> None:
    held: list[Route] = []
    half.page.route("**/htmx.min*.js", lambda route: held.append(route))
    half.page.reload(wait_until="commit")
    half.sku.fill("LAMP-1")
    half.sku.press("Enter")
    half.page.wait_for_timeout(300)
    assert held, "the script was not held back"
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1}
    held[0].continue_()
    expect(half.lines).to_have_count(2)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "LAMP-1": 1}


@pytest.mark.long
def test_a_script_that_is_late_makes_nothing_be_sent_twice(half: Desk, world: World) -> None:
    held: list[Route] = []
    half.page.route("**/variations*.js", lambda route: held.append(route))
    half.page.reload(wait_until="commit")
    expect(half.page.locator("#cart-add[data-htmx-powered]")).to_be_attached()
    half.sku.fill("LAMP-1")
    half.sku.press("Enter")
    expect(half.lines).to_have_count(2)
    half.sku.fill("LAMP-1")
    held[0].continue_()
    half.page.wait_for_timeout(800)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "LAMP-1": 1}


@pytest.mark.long
def test_what_is_chosen_before_the_scripts_are_there_is_saved_when_they_come(half: Desk, world: World) -> None:
    held: list[Route] = []
    half.page.route("**/htmx.min*.js", lambda route: held.append(route))
    half.page.reload(wait_until="commit")
    half.cart.get_by_label("Shipping method").select_option("express")
    half.page.wait_for_timeout(300)
    held[0].continue_()
    expect(half.cart.get_by_label("Totals")).to_contain_text("20.85")
    assert cart_of(world.mina).groups.get().method.code == "express"
    expect(half.cart.get_by_label("Shipping method")).to_have_accessible_description("")


@pytest.mark.long
@pytest.mark.parametrize("gateway", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_choice_that_was_not_saved_is_marked_and_stops_the_order(half: Desk, world: World, gateway: bool) -> None:
    method = half.cart.get_by_label("Shipping method")
    half.page.route("**/shipping/", lambda route: route.fulfill(status=502, body="Bad gateway") if gateway else route.abort("connectionreset"))
    method.select_option("express")
    expect(method).to_have_accessible_description("Not saved.")
    half.page.unroute("**/shipping/")
    half.add("LAMP-1")  # another answer sweeps no mark away
    expect(half.lines).to_have_count(2)
    expect(method).to_have_accessible_description("Not saved.")
    expect(method).to_have_value("express")
    half.place.click()
    expect(half.messages.filter(has_text="“Shipping method” is not part of the order yet")).to_be_visible()
    expect(method).to_be_focused()
    assert not Order.objects.filter(cart__customer=world.mina).exists()
    half.cart.get_by_role("button", name="Save it").click()
    expect(method).to_have_accessible_description("")
    assert cart_of(world.mina).groups.get().method.code == "express"
    half.page.wait_for_timeout(500)  # no double click
    half.place.click()
    expect(half.record.get_by_role("heading", level=1)).to_contain_text("Order")


@pytest.mark.long
def test_what_was_sent_into_the_void_and_is_sent_again_after_a_reload_adds_once(half: Desk, world: World) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    half.page.route("**/items/", lose_the_answer)
    half.add("LAMP-1")
    expect(half.messages).to_contain_text("It may or may not have been done")
    expect(half.cart.get_by_text("You changed this cart in another window")).to_be_visible()
    expect(half.messages).to_contain_text("It may or may not have been done")  # also once something else was answered
    half.page.unroute("**/items/")
    half.page.reload()
    expect(half.lines).to_have_count(2)
    expect(half.sku).to_have_value("LAMP-1")
    half.sku.press("Enter")
    expect(half.sku).to_have_value("")
    assert pieces(cart_of(world.mina))["LAMP-1"] == 1
    half.add("LAMP-1")  # another wish
    expect(half.lines.nth(1).get_by_role("spinbutton")).to_have_value("2")
