"""Every page of the administration as a person meets it: named fields, enough contrast in light and dark, nothing beside the screen."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from playwright.sync_api import Page, expect

from agents.models import Agent, Channel
from catalog.models import Price
from contactcenter.admin import RightsAdmin
from customers.models import Segment
from promotions.models import Coupon
from tests.browser.axe import violations
from tests.browser.desk import Desk
from tests.browser.widths import at
from tests.factories import promotion_of
from tests.world import World

Desks = Callable[..., Desk]
OURS = [model for model, page in admin.site._registry.items() if isinstance(page, RightsAdmin)]


def pages() -> list[str]:
    """The first page; of each kind of thing its list, an empty form where there is one, and a thing that is there."""
    found = ["/admin/"]
    for model in OURS:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        thing = model._default_manager.order_by("-pk").first()
        found += [base, f"{base}add/", *([f"{base}{thing.pk}/change/"] if thing is not None else [])]
    return found


def fill(world: World) -> None:
    Segment.objects.create(organization=world.organization, code="vip", name="VIP")
    Coupon.objects.create(promotion=promotion_of(world.de, "ten"), code="TEN-1")


@pytest.fixture
def grace(desk_of: Desks, world: World) -> Page:
    """The administrator, who has been at all pages once, so that trail and read log hold something."""
    fill(world)
    page = desk_of(world.grace).page
    page.goto("/admin/")
    page.get_by_role("button", name="Send a test mail to me").click()
    return page


FORMS = ("/admin/", "/admin/agents/auditentry/", "/admin/agents/agent/add/", "/admin/agents/role/add/", "/admin/promotions/promotion/add/",
         "/admin/promotions/coupon/add/", "/admin/catalog/product/add/")  # fmt: skip
"""One page of each sort; the long tests look at all of them."""


@pytest.mark.parametrize("which", ["one of each sort", pytest.param("all", marks=pytest.mark.long)])
def test_every_page_is_named_and_readable(grace: Page, world: World, which: str) -> None:
    """And whatever its scripts or styles complain of under the policy fails the test."""
    wrong = []
    for path in pages() if which == "all" else FORMS:
        response = grace.goto(path)
        assert response is not None and (response.status == 200 or which == "all")
        if response.status == 200:  # some things are not added here
            wrong += violations(grace, preload=False)
    assert wrong == []


@pytest.mark.long
@pytest.mark.parametrize("width", [800, 1440])
def test_no_page_is_wider_than_the_screen(grace: Page, world: World, width: int) -> None:
    grace.set_viewport_size({"width": width, "height": 900})
    wide = []
    for path in pages():
        grace.goto(path)
        if grace.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert wide == []


@pytest.mark.long
@pytest.mark.parametrize("width", at(800, 1440))
def test_every_column_of_the_variations_can_be_reached(grace: Page, world: World, width: int) -> None:
    """At 1440 px without scrolling, with three channels."""
    Channel.objects.create(organization=world.organization, code="pro", name="Shop Pro", country="DE", currency="EUR", timezone="Europe/Berlin")
    grace.set_viewport_size({"width": width, "height": 900})
    grace.goto(f"/admin/catalog/product/{world.shirt.pk}/change/")
    last = grace.locator("tr.form-row:not(.empty-form)").first.get_by_role("checkbox").last
    if width < 1440:
        last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)
    [inside, right] = grace.evaluate("""[document.querySelector('.tabular fieldset, .inline-group fieldset').getBoundingClientRect().right,
        [...document.querySelectorAll('tr.form-row:not(.empty-form) input[type=checkbox]')].at(-1).getBoundingClientRect().right]""")
    assert right <= inside


def test_cells_of_a_spreadsheet_are_pasted_into_the_grid(grace: Page, world: World) -> None:
    """Of each channel the price and the list price, then how many there are."""
    grace.goto(f"/admin/catalog/product/{world.shirt.pk}/change/")
    grace.get_by_label("Shop DE SHIRT-S").focus()
    cells = "31.50\t35\t25.00\t\t7\n32.50\t\t\t\t8\n33\t\t27\t\t9\n"
    grace.evaluate(
        """cells => { const data = new DataTransfer(); data.setData("text/plain", cells);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        cells,
    )
    rows = grace.locator("tr.form-row:not(.empty-form)")
    expect(rows).to_have_count(3)
    rows.nth(2).get_by_label("SKU").fill("SHIRT-L")
    rows.nth(2).get_by_label("Size").fill("L")
    grace.get_by_role("button", name="Save", exact=True).click()
    expect(grace.get_by_text("was changed successfully")).to_be_visible()
    prices = {(price.variant.sku, price.channel.code): price.amount for price in Price.objects.filter(variant__product=world.shirt)}
    assert prices == {("SHIRT-S", "de"): 31.5, ("SHIRT-S", "uk"): 25, ("SHIRT-M", "de"): 32.5, ("SHIRT-L", "de"): 33, ("SHIRT-L", "uk"): 27}


@pytest.mark.long
def test_in_german_nothing_is_left_in_english(desk_of: Desks, world: World) -> None:
    Agent.objects.filter(pk=world.grace.pk).update(language="de")
    page = desk_of(world.grace).page
    page.goto("/admin/catalog/product/add/")
    expect(page.get_by_role("heading", name="Varianten")).to_be_visible()
    for words in ("Add ", "Change", "on hand", "channel", "Please"):
        assert words not in page.locator("#content").inner_text(), words
