"""The quick order at the agent's hands: many lines, refusals, variations, a new address."""

import re

import pytest
from playwright.sync_api import expect

from carts.actions import add_item, add_items
from carts.models import Cart
from carts.wanted import Wanted
from tests.browser.axe import violations
from tests.browser.desk import Desk, cart_of, nothing_missing, pieces
from tests.browser.widths import WIDTHS, at
from tests.factories import product_of, sellable, variant_of
from tests.world import World

MANY = 30
LONG = "Wetterfeste Dreilagen-Hardshelljacke mit abnehmbarer Kapuze und Unterarmbelüftung"


@pytest.fixture
def many(ada: Desk, world: World) -> Desk:
    """Mina's cart with thirty lines of long names."""
    for number in range(MANY):
        stock = {"stock": 3 if number else 0, "backorderable": not number}
        sellable(world.de, f"LONG-{number:02}-TRAILJACKET-XXL", "1234.50", name=f"{LONG} {number}", **stock)
    skus = [f"LONG-{number:02}-TRAILJACKET-XXL" for number in range(MANY)]
    add_items(world.as_(world.ada), world.mina, wanted=[Wanted(sku, sku) for sku in skus])
    ada.call(world.mina)
    expect(ada.lines).to_have_count(MANY)
    return ada


@pytest.mark.long
@pytest.mark.parametrize("width", at(*WIDTHS))
def test_totals_and_the_act_to_place_are_in_sight_whatever_the_number_of_lines(many: Desk, width: int) -> None:
    many.page.set_viewport_size({"width": width, "height": 844})
    if width < 1200:
        many.page.get_by_role("button", name="Cart" if width == 390 else "Open the cart", exact=True).click()
    expect(many.place).to_be_in_viewport()
    expect(many.cart.get_by_text("Total", exact=True)).to_be_in_viewport()
    assert nothing_missing(many.page)["wider"] == 0
    heights = many.lines.evaluate_all("lines => lines.map((one) => one.offsetHeight)")
    assert max(heights[1:]) <= 72 and heights[0] <= 96  # the first is on back-order, which is said below it
    assert many.lines.nth(1).locator(".what").get_attribute("title") == f"{LONG} 1"
    last = many.lines.nth(MANY - 1).get_by_role("spinbutton")
    last.focus()
    covered = "one => { const at = one.getBoundingClientRect(); return document.elementFromPoint(at.x + 9, at.y + 9) === one; }"
    assert last.evaluate(covered)  # not below the totals
    assert violations(many.page) == []


def test_what_is_refused_is_replaced_by_the_next_one_typed(ada: Desk, world: World) -> None:
    sellable(world.de, "NONE-1", "5.00", stock=0)
    ada.call(world.mina)
    keys = ada.page.keyboard
    keys.press("o")
    for refused in ("RARE-1*2", "NONE-1", "NOPE", "LAMP-1 0"):
        keys.type(f"{refused}\n")
        expect(ada.cart.get_by_role("alert")).to_be_visible()
        expect(ada.sku).to_be_focused()
        expect(ada.sku).to_have_value(refused)
        ada.page.wait_for_function("text => getSelection().toString() === text", arg=refused)  # selected once the answer has come
    keys.type("MUG-1\n")  # replaces it
    expect(ada.lines).to_have_count(1)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1}
    keys.type("LAMP-1")
    ada.page.get_by_role("spinbutton", name="Quantity").fill("0")
    keys.press("Enter")
    expect(ada.page.get_by_role("spinbutton", name="Quantity")).to_be_focused()  # where it is the quantity that is wrong


def test_a_product_is_one_row_and_its_variation_chosen_by_keyboard(ada: Desk, world: World) -> None:
    jacket = product_of(world.organization, sku="HJ", name="Hail jacket", options=["Size"])
    for size in ("S", "M", "L"):
        variant_of(jacket, world.de, f"HJ-{size}", "80.00" if size != "L" else "95.00", Size=size)
    sellable(world.de, "T34", "12.00", name="Tarp 3×4")
    sellable(world.de, "T3", "9.00", name="Tarp 3")
    ada.call(world.mina)
    keys = ada.page.keyboard
    keys.press("o")
    keys.type("2 x hail")
    row = ada.page.locator("#suggestions [role=option]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(re.compile("2 × Hail jacket.*from €80.00.*3 variations.*in stock", re.DOTALL))
    assert violations(ada.page) == []
    keys.press("ArrowDown")
    keys.press("Enter")
    which = ada.dialog("Which Hail jacket?")
    expect(which.get_by_role("textbox")).to_be_focused()
    assert violations(ada.page) == []
    keys.press("ArrowDown")
    expect(which.get_by_role("radio", name=re.compile("^S"))).to_be_checked()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(ada.lines).to_have_count(1)
    keys.type("HJ-L\n")  # the SKU itself asks nothing
    expect(ada.lines).to_have_count(2)
    keys.type("tarp 3×4")
    expect(ada.page.locator("#suggestions [role=option]")).to_contain_text("Tarp 3×4")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(ada.lines).to_have_count(3)
    assert pieces(cart_of(world.mina)) == {"HJ-M": 2, "HJ-L": 1, "T34": 1}


def test_a_new_address_begins_with_the_caller_and_says_what_is_wrong_at_its_field(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.add("LAMP-1")
    ada.cart.get_by_role("button", name="New address").click()
    new = ada.dialog("New address")
    expect(new.get_by_label("Last name")).to_have_value("Harker")
    new.get_by_label("Country").select_option("US")
    expect(new.get_by_label("ZIP code")).to_be_visible()
    expect(new.get_by_label("Last name")).to_have_value("Harker")
    for label, text in (("Street and number", "1 A St"), ("City", "Holtsville"), ("State", "Newyork"), ("ZIP code", "00501")):
        new.get_by_label(label).fill(text)
    new.get_by_role("button", name="Use this address").click()
    expect(new.get_by_text("Is it one of these: New York")).to_be_visible()
    expect(new.get_by_label("State")).to_be_focused()
    expect(new.get_by_label("State")).to_have_value("Newyork")
    assert violations(ada.page) == []
    new.get_by_label("State").fill("new york")
    new.get_by_role("button", name="Use this address").click()
    expect(new).to_be_hidden()
    expect(ada.cart.get_by_label("Ship to").locator("option:checked")).to_contain_text("Holtsville, NY 00501")


@pytest.mark.long
def test_a_double_tap_on_cart_places_nothing(ada: Desk, world: World) -> None:
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    ada.call(world.mina)
    ada.page.set_viewport_size({"width": 390, "height": 844})
    tapped = """tapped => {
      tapped.click();
      const place = document.getElementById("place-order"), at = place.getBoundingClientRect();
      return [at.width > 0, place.contains(document.elementFromPoint(at.x + 40, at.y + 18))];
    }"""
    assert ada.page.get_by_role("button", name="Cart", exact=True).evaluate(tapped) == [True, False]
    ada.place.click()  # waits until it takes a click
    expect(ada.record.get_by_role("heading", level=1)).to_contain_text("Order")


@pytest.mark.long
def test_a_customers_own_number_that_shows_is_ordered_and_forgotten(ada: Desk, world: World) -> None:
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    ada.call(world.mina)
    ada.cart.get_by_label("PO number").press_sequentially("PO 17")
    ada.page.reload()
    expect(ada.cart.get_by_label("PO number")).to_have_value("PO 17")
    ada.place.click()
    expect(ada.record.get_by_role("heading", level=1)).to_contain_text("Order")
    assert Cart.objects.get(customer=world.mina).po_number == "PO 17"
    ada.add("LAMP-1")
    expect(ada.lines).to_have_count(1)
    expect(ada.cart.get_by_label("PO number")).to_have_value("")
    for mark in ada.page.locator(".dock .unsent").all():
        expect(mark).to_be_hidden()


def test_nothing_is_placed_while_a_field_shows_something_else(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.add("RARE-1")
    quantity = ada.lines.get_by_role("spinbutton")
    quantity.fill("5000")
    for _ in range(2):  # while it is being refused, and after it was
        ada.place.click()
        expect(ada.messages).to_contain_text("not part of the order yet")
        expect(quantity).to_be_focused()
        expect(quantity).to_have_attribute("aria-invalid", "true")
        ada.page.wait_for_timeout(450)  # no double click
    quantity.fill("1")
    quantity.press("Enter")
    expect(quantity).not_to_have_attribute("aria-invalid", "true")
    ada.sku.fill("MUG-1")
    ada.place.click()
    expect(ada.sku).to_be_focused()
    assert pieces(cart_of(world.mina)) == {"RARE-1": 1}


def test_a_double_click_and_a_double_enter_add_once_and_a_change_is_sent_once(ada: Desk, world: World) -> None:
    ada.call(world.mina)
    ada.sku.fill("MUG-1")
    ada.cart.get_by_role("button", name="Add", exact=True).dblclick()
    expect(ada.lines).to_have_count(1)
    ada.sku.fill("LAMP-1")
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Enter")
    expect(ada.lines).to_have_count(2)
    ada.cart.get_by_role("button", name="Add several").click()
    ada.page.locator("#wanted").fill("LAMP-1 2\nNOPE")
    ada.page.keyboard.press("Control+Enter")
    expect(ada.cart.get_by_role("alert")).to_contain_text("Nothing was added yet")
    ada.page.locator("#wanted").fill("LAMP-1 2")
    ada.cart.get_by_role("button", name="Add all").dblclick()
    expect(ada.lines.nth(1).get_by_role("spinbutton")).to_have_value("3")
    expect(ada.page.locator("#cart-several-error")).to_have_count(0)
    assert pieces(cart_of(world.mina)) == {"MUG-1": 1, "LAMP-1": 3}
    sent: list[str] = []
    ada.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    ada.lines.nth(0).get_by_role("spinbutton").fill("0")
    ada.page.keyboard.press("Enter")
    expect(ada.lines).to_have_count(1)
    expect(ada.cart.get_by_role("alert")).to_have_count(0)
    assert len(sent) == 1


@pytest.mark.long
def test_a_name_that_needs_two_rows_and_all_that_was_refused_of_a_list_are_whole(ada: Desk, world: World) -> None:
    cut = "one => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight"
    sellable(world.de, "TREK-1", "1086.00", name="Kaddelmoos Larch Zip-Off Trousers for hiking, XS")
    add_items(world.as_(world.ada), world.mina, wanted=[Wanted("TREK-1", "TREK-1")])
    ada.call(world.mina)
    name = ada.lines.nth(0).locator(".what")
    assert name.evaluate("one => one.getBoundingClientRect().height") > 24 and not name.evaluate(cut)
    ada.cart.get_by_role("button", name="Add several").click()
    ada.page.locator("#wanted").fill("\n".join(f"NO-SUCH-THING-{nth}" for nth in range(8)))
    ada.cart.get_by_role("button", name="Add all").click()
    refused = ada.page.locator("#cart-several-error")
    expect(refused).to_contain_text("Nothing was added yet")
    assert not refused.evaluate(cut)
    expect(refused).to_be_in_viewport(ratio=1)


@pytest.mark.long
def test_lines_pasted_into_the_box_join_the_list_and_outlive_a_reload(ada: Desk, world: World) -> None:
    paste = """(box, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    ada.call(world.mina)
    for text in ("LAMP-1 2\nMUG-1\n", "RARE-1\nMUG-1 3"):
        ada.sku.evaluate(paste, text)
    expect(ada.page.locator("#wanted")).to_have_value("LAMP-1 2\nMUG-1\nRARE-1\nMUG-1 3")
    ada.page.reload()
    expect(ada.page.locator("#wanted")).to_have_value("LAMP-1 2\nMUG-1\nRARE-1\nMUG-1 3")


def test_a_list_that_was_added_is_gone_from_its_box_and_the_order_can_be_placed(ada: Desk, world: World) -> None:
    wanted = ada.page.locator("#wanted")
    ada.call(world.mina)
    for added, lines in (("LAMP-1 2\nMUG-1", 2), ("RARE-1", 3)):
        ada.cart.get_by_role("button", name="Add several").click()
        wanted.press_sequentially(added)
        ada.cart.get_by_role("button", name="Add all").click()
        expect(ada.lines).to_have_count(lines)
        expect(wanted).to_have_value("")
    ada.cart.get_by_role("button", name="Add several").click()
    wanted.fill("NOPE")
    ada.cart.get_by_role("button", name="Add all").click()
    expect(ada.page.locator("#cart-several-error")).to_be_visible()
    expect(wanted).to_have_value("NOPE")
    wanted.fill("MUG-1")
    ada.cart.get_by_role("button", name="Add all").click()
    expect(ada.lines.nth(1).get_by_role("spinbutton")).to_have_value("2")
    expect(wanted).to_have_value("")
    ada.page.reload()
    expect(ada.lines).to_have_count(3)
    expect(wanted).to_have_value("")
    ada.place.click()
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Order")
    assert Cart.objects.get(customer=world.mina).status == Cart.Status.PLACED


@pytest.mark.long
def test_what_only_begins_names_keeps_the_list_and_typing_clears_the_error(ada: Desk, world: World) -> None:
    for number in (1, 2):
        sellable(world.de, f"CM-{number}", "1.00", name=f"Common thing {number}")
    ada.call(world.mina)
    ada.add("common")
    options = ada.page.locator("#suggestions [role=option]:not([aria-disabled])")
    expect(ada.page.locator("#suggestion-said")).to_contain_text("Several products match “common”")
    expect(options).to_have_count(2)
    assert violations(ada.page) == []
    ada.page.keyboard.press("ArrowDown")
    ada.page.keyboard.press("Enter")
    expect(ada.lines).to_have_count(1)
    ada.add("NOPE")
    expect(ada.page.locator("#cart-add-error")).to_be_visible()
    ada.sku.press_sequentially("L")
    expect(ada.page.locator("#cart-add-error")).to_have_count(0)
    ada.page.keyboard.press("Backspace")
    ada.page.evaluate("scrollTo(0, 90)")
    was = ada.page.evaluate("scrollY")
    ada.page.keyboard.press("Escape")
    assert ada.page.evaluate("scrollY") == was
    ada.lines.get_by_role("button", name="Remove").click()
    ada.cart.get_by_role("button", name="Undo").click()
    expect(ada.lines).to_have_count(1)
    expect(ada.sku).to_be_focused()
    ada.page.keyboard.press("Control+Enter")
    expect(ada.place).to_be_focused()
