"""Names that are markup, scripts, endless, or written the other way round: text is text, and fits."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from agents.models import Agent, Channel
from catalog.models import Product, ShippingMethod
from catalog.search import fill as fill_variant
from customers.models import Customer
from customers.search import fill as fill_customer
from orders.models import Order, OrderNote
from returns.models import Return, ReturnLine
from tests.browser.desk import Desk, nothing_missing
from tests.factories import AddressFactory, customer_of, placed
from tests.world import World

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
QUOTE = "'\"></textarea><svg/onload=alert(1)>{{7*7}}${7*7}"
LINK = "javascript:alert(1)"
INJECTED = "#cart b, img[src=x], svg[onload], body script:not([src]), [onerror], [onload], [onclick], a[href^='javascript:' i]"
Desks = Callable[..., Desk]

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
NAMES = {
    "long": (LONG[:110], LONG[:110]),
    "arabic": ("محمد", "عبد الرحمن الخوارزمي"),
    "hebrew": ("יעל", "בן-דוד"),
    "japanese": ("太郎", "山田"),
    "zalgo": ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "‮reversed‬"),
}


@pytest.fixture
def mallory(world: World) -> Customer:
    """A customer of whom every field is an attack, with an order and a return to match."""
    mallory = customer_of(
        world.de, first_name=SCRIPT, last_name=IMAGE, company=QUOTE, email="mallory@example.org", phone=LINK, tax_id=LINK, language="en",
    )  # fmt: skip
    AddressFactory.create(customer=mallory, first_name=SCRIPT, last_name=IMAGE, street=QUOTE, city=LINK, company=SCRIPT, default_billing=True)
    facts = {"po_number": QUOTE, "external_number": LINK, "coupon_codes": [IMAGE], "status": Order.Status.NO_PENDING_ACTION}
    order = placed(mallory, world.de, name=(SCRIPT, IMAGE), **facts)
    order.lines.update(title=IMAGE, sku=SCRIPT)
    order.payments.update(reference=IMAGE)
    OrderNote.objects.create(order=order, agent=world.ada, text=SCRIPT + QUOTE)
    waiting = Return.Status.PENDING_CUSTOMER_ACTION
    rma = Return.objects.create(order=order, channel=world.de, customer=mallory, currency="EUR", status=waiting, refund_amount=1)
    ReturnLine.objects.create(request=rma, line=order.lines.get(), quantity=1, reason_code="x", reason=IMAGE, refund=1)
    return mallory


@pytest.fixture
def hostile_shop(world: World) -> None:
    """Products, channels, shipping methods and colleagues of that kind."""
    Product.objects.filter(sku="SHIRT").update(name=IMAGE, translations={"de": {"name": SCRIPT}}, options=[SCRIPT])
    for variant in world.shirt.variants.all():
        variant.attributes = {SCRIPT: IMAGE}
        fill_variant(variant)
        variant.save()
    Product.objects.filter(sku="LAMP-1").update(name=QUOTE)
    Channel.objects.filter(pk=world.de.pk).update(name=IMAGE)
    ShippingMethod.objects.filter(channel=world.de).update(name=IMAGE)
    Agent.objects.filter(pk=world.ada.pk).update(display_name=SCRIPT)


def test_markup_in_every_field_stays_text(desk_of: Desks, mallory: Customer, hostile_shop: None, world: World) -> None:
    desk = desk_of(world.ada)
    page = desk.page
    page.goto("/console/")
    desk.find("mallory")
    expect(desk.results.locator("tbody tr")).to_have_count(1)
    harmless(page)
    desk.results.locator("tbody a.link").first.click()
    expect(desk.record.get_by_role("heading", level=1)).to_contain_text("<script>")
    harmless(page)
    desk.record.locator("a.link.number").first.click()
    expect(desk.record.get_by_role("heading", level=1)).to_contain_text("Order")
    harmless(page)
    page.get_by_role("tab", name="New Search").click()
    desk.find(Return.objects.get(customer=mallory).number, "Return")
    expect(desk.record.get_by_role("heading", level=1)).to_contain_text("Return")
    harmless(page)
    build_a_cart(desk)
    desk.place.click()
    expect(desk.record.get_by_role("heading", level=1)).to_contain_text("Order")
    harmless(page)
    page.get_by_role("button", name=re.compile("^Close session")).click()
    page.get_by_role("link", name="Recent").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recent sessions")
    harmless(page)


def build_a_cart(desk: Desk) -> None:
    """With a product whose variations have such names, a refused SKU, and an address."""
    desk.sku.press_sequentially("LAMP")
    expect(desk.cart.get_by_role("option")).to_have_count(1)
    harmless(desk.page)
    desk.add("LAMP-1")
    expect(desk.lines).to_have_count(1)
    desk.add("SHIRT")
    desk.page.get_by_role("dialog").get_by_role("radio").first.check()
    desk.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Add")).click()
    expect(desk.lines).to_have_count(2)
    harmless(desk.page)
    desk.add("<b>nothing</b>")
    expect(desk.cart.get_by_role("alert")).to_be_visible()
    harmless(desk.page)
    desk.sku.fill("")
    desk.cart.get_by_role("button", name="New address").click()
    new = desk.dialog("New address")
    new.get_by_label("Last name").fill(IMAGE)
    new.get_by_label("Street and number").fill(SCRIPT)
    new.get_by_role("button", name="Use this address").click()
    expect(new.locator(".error").first).to_be_visible()
    harmless(desk.page)
    new.get_by_role("button", name="Cancel").click()


def test_hostile_words_in_the_address_line_stay_text(ada: Desk) -> None:
    for words in (SCRIPT, IMAGE, QUOTE, LINK, "%00", "a" * 5000):
        ada.page.goto("/console/search/?kind=customer&q=" + words.replace("%", "%25").replace("&", "%26"))
        expect(ada.box).to_be_visible()
        harmless(ada.page)
    ada.page.goto(f"/console/search/?kind={SCRIPT}&q=mina&sort={IMAGE}")
    expect(ada.results.locator("tbody tr")).to_have_count(1)
    harmless(ada.page)


@pytest.mark.long
def test_a_log_in_leads_nowhere_else(page: Page, world: World) -> None:
    for target in ("//evil.example/", "https://evil.example/", LINK, "/\\evil.example"):
        page.context.clear_cookies()
        page.goto(f"/accounts/login/?next={target}")
        page.get_by_label("User name or e-mail").fill("ada")
        page.get_by_label("Password", exact=True).fill("correct horse 42")
        page.get_by_role("button", name="Log in").click()
        expect(page).to_have_url(re.compile(r"^http://127\.0\.0\.1:\d+/console/$"))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["long", "arabic", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("hebrew", "japanese", "zalgo"))])
def test_endless_and_foreign_names_fit_a_narrow_screen(desk_of: Desks, world: World, kind: str) -> None:
    first, last = NAMES[kind]
    mina = world.mina
    mina.first_name, mina.last_name, mina.company = first, last, last
    fill_customer(mina)
    mina.save()
    mina.addresses.update(first_name=first, last_name=last, street=last, city=last)
    Product.objects.update(name=first)
    desk = desk_of(world.ada, viewport={"width": 390, "height": 844})
    desk.page.goto("/console/")
    desk.find("mina@example")
    expect(desk.results.locator("tbody tr")).to_have_count(1)
    fits(desk.page)
    desk.results.locator("tbody a.link").first.click()
    expect(desk.record.get_by_role("heading", level=1)).to_contain_text(first[:20])
    fits(desk.page)
    desk.record.locator("a.link.number").first.click()
    expect(desk.record.get_by_role("heading", level=1)).to_contain_text("Order")
    fits(desk.page)
    desk.page.get_by_role("button", name="Cart", exact=True).click()
    desk.add("LAMP-1")
    expect(desk.lines).to_have_count(1)
    fits(desk.page)


@pytest.mark.long
def test_empty_lists_say_what_to_do(ada: Desk, world: World) -> None:
    ada.box.fill("nobody by this name")
    expect(ada.page.get_by_text("No customer matches")).to_be_visible()
    ada.page.get_by_role("link", name="Recent").click()
    expect(ada.page.get_by_text("Nothing here yet")).to_be_visible()
    ada.call(world.bo)
    expect(ada.record.get_by_text("No orders yet")).to_be_visible()
    expect(ada.cart.get_by_text("No items yet")).to_be_visible()
    expect(ada.place).to_have_count(0)


def harmless(page: Page) -> None:
    """Nothing of it became an element, or was evaluated; dialogs and blocked scripts would be troubles."""
    expect(page.locator(INJECTED)).to_have_count(0)
    expect(page.get_by_text("49", exact=True)).to_have_count(0)


def fits(page: Page) -> None:
    assert nothing_missing(page) == {"wider": 0, "out": []}
