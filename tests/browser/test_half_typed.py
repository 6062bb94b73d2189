"""What is half typed is neither sent nor lost: sizes not chosen, addresses under way, fields emptied again."""

import re

import pytest
from playwright.sync_api import Locator, expect

from catalog.models import Product
from tests.browser.desk import Desk, cart_of, pieces
from tests.factories import variant_of
from tests.world import World


@pytest.fixture
def half(ada: Desk, world: World) -> Desk:
    """Ada with Mina on the line and a mug in the cart."""
    ada.call(world.mina)
    ada.add("MUG-1")
    expect(ada.lines).to_have_count(1)
    return ada


def boots_of(world: World) -> None:
    boots = Product.objects.create(organization=world.organization, sku="HB-041", name="Hiking boots", options=["Size", "Colour"])
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
