"""What is half typed is neither sent nor lost: sizes not chosen, addresses under way, fields emptied again."""

import re

import pytest
from playwright.sync_api import Locator, expect

from carts.actions import set_addresses, set_payment, set_quantity
from catalog.models import Stock
from customers.models import Address
from orders.models import Order
from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of, pieces
from tests.browser.widths import at
from tests.factories import line_in, product_of, variant_of
from tests.world import World

pytestmark = pytest.mark.long


@pytest.fixture
def half(ada: Desk, world: World) -> Desk:
    """Ada with Mina on the line and a mug in the cart."""
    ada.call(world.mina)
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    return ada


def boots_of(world: World) -> None:
    boots = product_of(world.organization, sku="HB-041", name="Hiking boots", options=["Size", "Colour"])
    for size in ("38", "4", "44"):
        for colour in ("brown", "black"):
            variant_of(boots, world.de, f"HB-041-{size}-{colour}", "80.00", Size=size, Colour=colour)


def test_no_size_goes_into_the_cart_that_nobody_chose(half: Desk, world: World) -> None:
    boots_of(world)
    keys = half.page.keyboard
    half.add("HB-041")
    which = half.dialog("Which Hiking boots?")
    checked = which.get_by_role("radio", checked=True)
    expect(which.get_by_role("textbox")).to_be_focused()
    for typed in ("", "MUG-1", "44"):  # nothing, the next article, what two have
        which.get_by_role("textbox").fill(typed)
        keys.press("Enter")
        expect(checked).to_have_count(0)
        expect(which).to_be_visible()
    for typed, name in (("4 bl", "4 · black"), ("44 br", "44 · brown"), ("hb-041-38-black", "38 · black")):
        which.get_by_role("textbox").fill(typed)
        expect(checked).to_have_accessible_name(re.compile(f"^{name}"))
    checked.focus()
    keys.type("44 black\n")  # also from among the choices
    expect(which).to_be_hidden()
    expect(half.lines).to_have_count(2)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "HB-041-44-black": 1}


def new_address(desk: Desk) -> Locator:
    desk.cart.get_by_role("button", name="New address").click()
    new = desk.dialog("New address")
    expect(new.get_by_label("City")).to_be_visible()
    return new


def unsent(desk: Desk) -> Locator:
    return desk.page.locator("#sidebar li.is-current .unsent")


def test_an_address_under_way_stops_the_order_until_it_is_used_or_cancelled(half: Desk, world: World) -> None:
    keys = half.page.keyboard
    new = new_address(half)
    for label, text in (("Street", "Seeweg 4"), ("Postcode", "10115"), ("City", "Berlin")):
        new.get_by_label(label).fill(text)
    for _time in range(2):
        keys.press("Escape")
        expect(new).to_be_hidden()
        half.sku.focus()
        keys.press("Control+Enter")
        keys.press("Enter")
        expect(half.messages.filter(has_text="A new address was begun")).to_be_visible()
        expect(half.cart.get_by_role("button", name="New address")).to_be_focused()
        assert not Order.objects.filter(cart__customer=world.mina).exists()
        half.page.reload()
        expect(unsent(half)).to_be_visible()
        expect(new_address(half).get_by_label("Street")).to_have_value("Seeweg 4")
    new.get_by_role("button", name="Cancel").click()
    expect(unsent(half)).to_be_hidden()
    expect(half.page.locator("#cart-new-address .unsent")).to_be_hidden()
    expect(new_address(half).get_by_label("Street")).to_have_value("")
    keys.press("Escape")
    half.place.click()
    expect(half.record.get_by_role("heading", level=1)).to_contain_text("Order")


def test_a_refused_address_another_country_and_back_lose_nothing_typed(half: Desk) -> None:
    typed = {"First name": "Lucy", "Last name": "Westenra", "Street": "Seeweg 4", "City": "Berlin", "Postcode": "1234"}
    new = new_address(half)
    for label, text in typed.items():
        new.get_by_label(label).fill(text)
    new.get_by_label("Save to").uncheck()
    new.get_by_role("button", name="Use this address").click()
    expect(new.get_by_label("Postcode")).to_have_attribute("aria-invalid", "true")
    for country, code in (("US", "ZIP code"), ("DE", "Postcode")):
        new.get_by_label("Country").select_option(country)
        expect(new.get_by_label(code)).to_be_visible()
    new.get_by_label("Postcode").fill("10115")
    half.page.reload()
    new = new_address(half)
    for label, text in {**typed, "Postcode": "10115"}.items():
        expect(new.get_by_label(label)).to_have_value(text)
    expect(new.get_by_label("Save to")).not_to_be_checked()
    new.get_by_label("Country").select_option("US")
    expect(new.get_by_label("ZIP code")).to_be_visible()
    new.get_by_label("State").fill("New York")
    half.page.reload()
    new = new_address(half)
    expect(new.get_by_label("State")).to_have_value("New York")  # with the fields of its country
    expect(new.get_by_label("Street")).to_have_value("Seeweg 4")


def test_an_emptied_field_is_no_unsent_text(half: Desk) -> None:
    half.page.get_by_role("spinbutton", name="Quantity").fill("2")
    half.add("NONSENSE")
    expect(half.page.locator("#cart-add-error")).to_be_visible()
    expect(unsent(half)).to_be_visible()
    half.sku.fill("")
    expect(unsent(half)).to_be_hidden()
    half.cart.get_by_role("button", name="Add several").click()
    wanted = half.page.locator("#wanted")
    wanted.fill("NONSENSE")
    half.cart.get_by_role("button", name="Add all").click()
    expect(half.page.locator("#cart-several-error")).to_be_visible()
    expect(unsent(half)).to_be_visible()
    wanted.fill(" ")
    expect(unsent(half)).to_be_hidden()
    half.page.reload()
    expect(half.lines).to_have_count(1)
    expect(unsent(half)).to_be_hidden()


def test_a_number_that_met_anothers_change_says_that_it_is_not_saved(half: Desk, world: World) -> None:
    cart, sam = cart_of(world.mina), world.as_(world.sam)
    set_quantity(sam, cart, line=line_in(cart, "MUG-1"), quantity=3, version=cart.version)
    field = half.lines.get_by_role("spinbutton")
    field.fill("2")
    field.press("Enter")
    expect(field).to_have_accessible_description("Not saved. In the cart: 3.")
    expect(field).to_be_focused()
    expect(field).to_have_value("2")
    half.place.click()
    expect(half.messages.filter(has_text="“Pieces of Enamel mug” is not part of the order yet")).to_be_visible()
    expect(field).to_be_focused()
    half.add("LAMP-1")
    expect(half.lines).to_have_count(2)
    expect(half.messages).to_have_count(0)  # what was refused is past
    expect(half.cart.get_by_role("alert")).to_have_count(0)
    mug = half.lines.first.get_by_role("spinbutton")
    expect(mug).to_have_value("2")  # what was typed is not
    expect(mug).to_have_accessible_description("Not saved.")
    half.cart.get_by_role("button", name="Save it").click()
    expect(mug).to_have_accessible_description("")
    expect(mug).to_be_focused()
    assert pieces(cart_of(world.mina)) == {"MUG-1": 2, "LAMP-1": 1}


def test_a_number_that_found_no_network_is_saved_after_a_reload_and_stays_marked_until_then(half: Desk, world: World) -> None:
    half.hears_nothing()
    half.page.reload()
    field = half.lines.get_by_role("spinbutton")
    half.page.route("**/quantity/", lambda route: route.abort("connectionreset"))
    field.fill("4")
    field.press("Tab")
    for _time in range(2):
        expect(field).to_have_accessible_description("Not saved.")
        expect(field).to_have_value("4")
        expect(unsent(half)).to_be_visible()
        half.page.reload()
    expect(field).to_have_accessible_description("Not saved.")  # else what this page sends would get through, and the next one not hear of it
    half.page.unroute("**/quantity/")
    half.page.reload()
    expect(half.cart.get_by_role("button", name="Place order").locator("xpath=..")).to_contain_text("4 pieces")
    expect(unsent(half)).to_be_hidden()
    assert pieces(cart_of(world.mina)) == {"MUG-1": 4}


def test_of_a_line_that_is_gone_nothing_is_unsent(half: Desk, world: World) -> None:
    half.page.route("**/quantity/", lambda route: route.abort("connectionreset"))
    half.lines.get_by_role("spinbutton").fill("4")
    half.lines.get_by_role("spinbutton").press("Tab")
    expect(unsent(half)).to_be_visible()
    half.lines.get_by_role("button", name="Remove Enamel mug").click()
    expect(half.lines).to_have_count(0)
    expect(unsent(half)).to_be_hidden()


def test_the_sheet_of_a_narrow_window_becomes_the_column_of_a_wide_one(half: Desk) -> None:
    for width, opener in ((1100, "Open the cart"), (800, "Open the cart"), (390, "Cart")):
        half.page.set_viewport_size({"width": width, "height": 900})
        half.page.get_by_role("button", name=opener).click()
        half.sku.fill("half a na")
        half.page.set_viewport_size({"width": 1440, "height": 900})
        expect(half.page.locator("#dock:popover-open")).to_have_count(0)
        expect(half.sku).to_be_focused()
        expect(half.sku).to_have_value("half a na")
        assert half.sku.evaluate("one => one.getBoundingClientRect().left") > 1000


ON_TOP = (
    "one => { const at = one.getBoundingClientRect(); return one.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2)); }"
)


@pytest.mark.parametrize("width", at(390, 600, 800, 1100))
def test_a_message_is_seen_above_the_sheet_of_a_narrow_window(half: Desk, width: int) -> None:
    half.page.set_viewport_size({"width": width, "height": 844})
    half.page.get_by_role("button", name="Cart" if width < 768 else "Open the cart", exact=True).click()
    half.sku.fill("half a na")
    half.place.click()
    said = half.messages.filter(has_text="is not part of the order yet")
    expect(said).to_be_visible()
    assert said.evaluate(ON_TOP)
    assert half.place.evaluate(ON_TOP)  # nor does it cover what is pressed next
    half.page.get_by_role("button", name="Close the dock").click()
    expect(half.page.locator("body > #messages")).to_be_attached()
    expect(said).to_be_visible()


def test_the_region_of_messages_stays_in_the_document_whatever_dialog_is_replaced(half: Desk, world: World) -> None:
    boots_of(world)
    Stock.objects.filter(variant__sku="HB-041-44-brown").update(start=0)
    half.page.evaluate("""() => { window.gone = 0; const look = () => { if (!document.getElementById("messages")) window.gone += 1; };
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true }); }""")
    half.add("HB-041")
    which = half.dialog("Which Hiking boots?")
    expect(which).to_be_visible()
    half.page.evaluate("document.dispatchEvent(new CustomEvent('message', { detail: { text: 'Said before.', kind: 'attention' } }))")
    expect(which.get_by_text("Said before.")).to_be_visible()
    which.get_by_role("textbox").fill("44 brown")
    half.page.keyboard.press("Enter")
    expect(which.get_by_role("alert").filter(has_text="HB-041")).to_be_visible()
    expect(which.locator("#messages")).to_be_attached()
    half.page.keyboard.press("Escape")
    expect(which).to_be_hidden()
    expect(half.page.locator("body > #messages")).to_be_attached()
    assert half.page.evaluate("window.gone") == 0
    expect(half.sku).to_be_focused()
    expect(half.sku).to_have_value("HB-041")


@pytest.mark.parametrize("leave", ["Escape", "Cancel"])
def test_who_leaves_the_choice_has_what_was_typed_in_the_box_again(half: Desk, world: World, leave: str) -> None:
    boots_of(world)
    quantity = half.page.get_by_role("spinbutton", name="Quantity")
    quantity.fill("2")
    half.add("HB-041")
    which = half.dialog("Which Hiking boots?")
    expect(which.get_by_role("button", name="Add 2 to the cart")).to_be_visible()
    if leave == "Escape":
        half.page.keyboard.press("Escape")
    else:
        which.get_by_role("button", name="Cancel").click()
    expect(which).to_be_hidden()
    expect(half.sku).to_be_focused()
    expect(half.sku).to_have_value("HB-041")
    expect(quantity).to_have_value("2")
    half.page.wait_for_timeout(500)  # no double click
    half.sku.press("Enter")
    which.get_by_role("textbox").fill("44 black")
    half.page.keyboard.press("Enter")
    expect(half.lines).to_have_count(2)
    expect(half.sku).to_have_value("")
    expect(quantity).to_have_value("1")
    expect(unsent(half)).to_be_hidden()


def test_the_dash_of_the_keyboard_means_every_dash_and_either_end_means_both(half: Desk, world: World) -> None:
    socks = product_of(world.organization, sku="HS-1", name="Hiking socks", options=["Size"])
    for size in ("36–38", "39–41", "-2.50", "+2.50"):
        variant_of(socks, world.de, f"HS-1-{len(size)}{size[:2]}", "9.00", Size=size)
    half.add("HS-1")
    which = half.dialog("Which Hiking socks?")
    checked = which.get_by_role("radio", checked=True)
    for typed, said in (("36-38", "36–38"), ("38", "36–38"), ("39", "39–41"), ("39 – 41", "39–41"), ("-2.50", "-2.50"), ("+2.50", r"\+2.50")):
        which.get_by_role("textbox").fill(typed)
        expect(checked).to_have_accessible_name(re.compile(f"^{said}"))
    which.get_by_role("textbox").fill("2.50")  # with which sign?
    expect(checked).to_have_count(0)
    which.get_by_role("button", name="Add 1 to the cart").click()
    expect(which.get_by_role("textbox")).to_be_focused()
    expect(which.get_by_role("status").filter(has_text="None is called so.")).to_be_visible()
    half.page.keyboard.press("Escape")
    half.add("Hiking Socks, 39-41")
    expect(half.lines).to_have_count(2)
    expect(half.lines.nth(1)).to_contain_text("39–41")
    half.add("hiking socks 36-38")
    expect(half.page.locator("#suggestions [role=option]:not([aria-disabled])")).to_contain_text("36–38")


@pytest.mark.parametrize("width", at(1100, 390))
@pytest.mark.parametrize("leave", ["Escape", "Cancel"])
def test_after_a_dialog_the_sheet_is_there_again_with_the_hands_in_it(half: Desk, world: World, width: int, leave: str) -> None:
    boots_of(world)
    half.page.set_viewport_size({"width": width, "height": 900})
    half.page.get_by_role("button", name="Cart" if width == 390 else "Open the cart").click()
    half.add("HB-041")
    which = half.dialog("Which Hiking boots?")
    expect(which).to_be_visible()
    if leave == "Escape":
        half.page.keyboard.press("Escape")
    else:
        which.get_by_role("button", name="Cancel").click()
    expect(which).to_be_hidden()
    expect(half.sku).to_be_focused()
    new = new_address(half)
    half.page.keyboard.press("Escape")
    expect(new).to_be_hidden()
    expect(half.cart.get_by_role("button", name="New address")).to_be_focused()


def test_the_sheet_is_there_again_when_the_dialog_has_done_its_work(half: Desk, world: World) -> None:
    boots_of(world)
    half.page.set_viewport_size({"width": 390, "height": 900})
    half.page.get_by_role("button", name="Cart").click()
    half.add("HB-041")
    half.dialog("Which Hiking boots?").get_by_role("textbox").fill("44 brown")
    half.page.keyboard.press("Enter")
    expect(half.lines).to_have_count(2)
    expect(half.sku).to_be_focused()


def test_the_arrow_goes_to_what_was_typed_and_nowhere_where_nothing_is_called_so(half: Desk, world: World) -> None:
    boots_of(world)
    half.add("HB-041")
    which = half.dialog("Which Hiking boots?")
    which.get_by_role("textbox").fill("44")
    half.page.keyboard.press("ArrowDown")
    expect(which.get_by_role("radio", checked=True)).to_have_accessible_name(re.compile("^44 · "))
    for typed, said in (("44", "2 are called so: type on, or choose one."), ("suede", "None is called so."), ("44 black", "")):
        which.get_by_role("textbox").fill(typed)
        expect(which.get_by_role("status")).to_have_text(said)
    which.get_by_role("textbox").fill("suede")
    half.page.keyboard.press("Enter")
    half.page.keyboard.press("ArrowDown")
    expect(which.get_by_role("radio", checked=True)).to_have_count(0)
    expect(which.get_by_role("textbox")).to_be_focused()


def test_a_number_refused_for_anothers_is_not_written_over_it_by_a_reload(half: Desk, world: World) -> None:
    field = half.cart.get_by_label("PO number")
    cart = cart_of(world.mina)
    set_payment(world.as_(world.sam), cart, po_number="OTHER", version=cart.version)
    field.fill("MINE")
    field.press("Tab")
    expect(field).to_have_accessible_description("Not saved. In the cart: OTHER.")
    for _time in range(2):
        half.page.reload()
        expect(field).to_have_value("MINE")
        expect(unsent(half)).to_be_visible()
        expect(half.place.locator("xpath=..")).to_contain_text("PO OTHER")
    assert cart_of(world.mina).po_number == "OTHER"
    field.press("Enter")  # seen, and meant
    expect(half.place.locator("xpath=..")).to_contain_text("PO MINE")


def address_of(world: World, name: str, town: str, postal_code: str) -> Address:
    return Address.objects.create(
        customer=world.mina, first_name=name, last_name="Harker", street="Weg 2", postal_code=postal_code, city=town, country="DE"
    )


def test_a_choice_that_met_anothers_change_stays_and_says_that_it_is_not_saved(half: Desk, world: World) -> None:
    """Only what was chosen here: what the page showed beside it shows what is in the cart by now."""
    oma, opa = address_of(world, "Oma", "Köln", "50667"), address_of(world, "Opa", "Bonn", "53111")
    half.hears_nothing()
    half.page.reload()
    cart, sam = cart_of(world.mina), world.as_(world.sam)
    ship_to = half.cart.get_by_role("combobox", name="Ship to", exact=True)
    bill_to = half.cart.get_by_role("combobox", name="Bill to", exact=True)
    with half.page.expect_response("**/addresses/"):
        ship_to.select_option(cart.groups.get().address.key)  # touched, as it was
    set_addresses(sam, cart, shipping=str(oma.pk), billing="", version=cart.version)
    bill_to.select_option(str(opa.pk))
    expect(bill_to).to_have_accessible_description("Not saved.")
    expect(bill_to).to_have_value(str(opa.pk))
    expect(bill_to).to_be_focused()
    expect(ship_to).to_have_accessible_description("")
    expect(ship_to).to_have_value(str(oma.pk))
    half.place.click()
    expect(half.messages.filter(has_text="“Bill to” is not part of the order yet")).to_be_visible()
    half.cart.get_by_role("button", name="Save it").click()
    expect(bill_to).to_have_accessible_description("")
    cart = cart_of(world.mina)
    assert {one.kind: one.source_id for one in cart.addresses.all()} == {"shipping": oma.pk, "billing": opa.pk}


def test_a_way_of_a_line_that_met_anothers_change_stops_the_order(half: Desk, world: World) -> None:
    half.hears_nothing()
    half.page.reload()
    half.add("LAMP-1")
    expect(half.lines).to_have_count(2)
    half.lines.nth(1).locator("summary").click()
    method = half.cart.get_by_role("combobox", name="Shipping method of Desk lamp")
    expect(method).to_be_focused()
    cart = cart_of(world.mina)
    set_quantity(world.as_(world.sam), cart, line=line_in(cart, "MUG-1"), quantity=3, version=cart.version)
    method.select_option("express")
    expect(method).to_have_accessible_description("Not saved.")
    expect(method).to_have_value("express")
    half.place.click()
    expect(half.messages.filter(has_text="“Shipping method of Desk lamp” is not part of the order yet")).to_be_visible()
    expect(method).to_be_focused()
    assert not Order.objects.filter(cart__customer=world.mina).exists()
    method.select_option("")
    expect(method).to_have_accessible_description("")
    half.page.wait_for_timeout(500)  # no double click
    half.place.click()
    expect(half.record.get_by_role("heading", level=1)).to_contain_text("Order")


def test_after_several_were_added_the_hands_are_in_the_box_for_one(half: Desk) -> None:
    half.cart.get_by_role("button", name="Add several").click()
    half.page.locator("#wanted").fill("LAMP-1")
    half.cart.get_by_role("button", name="Add all").click()
    expect(half.lines).to_have_count(2)
    expect(half.sku).to_be_focused()


@pytest.mark.parametrize(("width", "button"), [(800, ".dock-rail button >> nth=0"), (390, ".foot-bar button >> nth=1")])
def test_where_the_cart_is_folded_away_its_button_tells_pieces_and_unsent_text(half: Desk, width: int, button: str) -> None:
    half.add("MUG-1*2")
    expect(half.lines.get_by_role("spinbutton")).to_have_value("3")
    half.page.set_viewport_size({"width": width, "height": 900})
    cart = half.page.locator(button)
    expect(cart.locator(".tally")).to_have_text("3")
    expect(cart.locator(".unsent")).to_be_hidden()
    half.page.locator("#dock").evaluate("dock => dock.showPopover()")
    half.sku.fill("half a na")
    half.page.locator("#dock").evaluate("dock => dock.hidePopover()")
    for dot in (cart.locator(".unsent"), *([unsent(half)] if width == 800 else [])):
        expect(dot).to_be_visible()
        assert dot.bounding_box()["width"] == 8  # type: ignore[index]
    assert violations(half.page) == []


def test_what_is_placed_is_in_one_line_beside_the_act(half: Desk, world: World) -> None:
    Address.objects.create(customer=world.mina, first_name="Oma", last_name="Harker", street="Weg 2", postal_code="50667", city="Köln", country="DE")
    half.add("LAMP-1*2")
    expect(half.place.locator("xpath=..")).to_contain_text("3 pieces · ")
    half.cart.get_by_label("PO number").fill("4711/A")
    half.cart.get_by_label("PO number").press("Enter")
    expect(half.place.locator("xpath=..")).to_contain_text("· PO 4711/A")
    half.lines.nth(1).locator("summary").click()
    expect(half.cart.get_by_role("combobox", name="Shipping method of Desk lamp")).to_be_focused()
    half.cart.get_by_role("combobox", name="Ship Desk lamp to").select_option(label="Weg 2, 50667 Köln · Oma Harker")
    expect(half.place.locator("xpath=..")).to_contain_text("3 pieces · 2 addresses · PO 4711/A")
