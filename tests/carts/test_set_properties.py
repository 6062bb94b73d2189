"""Custom properties of a cart and of the order that it becomes (O9)."""

import re
from typing import Any

import pytest
from django.test import Client

from agents.models import AuditEntry, AuditPersonal, CallSession
from carts.actions import add_item, set_properties
from carts.models import Cart
from contactcenter.errors import Refusal
from orders.actions import place_order
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
TWO = {"items": "one = 1|2", "Größe 2.b_c-d": "x"}
"""Names that a template, a file or a page might take for something else."""


@pytest.fixture
def cart(world: World) -> Cart:
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


def let(world: World, cart: Cart, properties: dict[str, str], behind: int = 0) -> Cart:
    return set_properties(world.as_(world.ada), cart, properties=properties, version=cart.version - behind)


def post(client: Client, cart: Cart, *rows: str, **more: Any) -> tuple[int, str]:
    """Names and values by turns."""
    sent = {f"{('name', 'value')[nth % 2]}_{nth // 2}": text for nth, text in enumerate(rows)}
    answer = client.post(f"/carts/{cart.number}/properties/", {"version": cart.version, **sent, **more})
    return answer.status_code, answer.content.decode()


def test_they_are_kept_told_without_a_word_and_asked_again_they_change_nothing(world: World, cart: Cart) -> None:
    cart = let(world, cart, {"Ticket": "4711"})
    assert Cart.objects.get().properties == {"Ticket": "4711"}
    entry = AuditEntry.objects.get(verb="cart.properties_changed")
    assert entry.data == {"number": 1} and AuditPersonal.objects.get().data == {"before": {}, "after": {"Ticket": "4711"}}
    before = everything()
    let(world, cart, {"Ticket": "4711"})
    assert everything() == before
    assert let(world, cart, {}).properties == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"": "x"},
        {"x": ""},
        {"x" * 41: "x"},
        {"x": "x" * 201},
        {"a/b": "x"},
        {"a\n": "x"},
        {"x": "a\tb"},
        {"x": "\u2060"},
        {f"n{n}": "x" for n in range(21)},
    ],
)
def test_what_cannot_be_a_property_is_refused(world: World, cart: Cart, wrong: dict[str, str]) -> None:
    before = everything()
    with pytest.raises(Refusal):
        let(world, cart, wrong)
    assert everything() == before


def test_of_an_older_cart_nothing_is_overwritten(world: World, cart: Cart) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        let(world, cart, {"Ticket": "4711"}, behind=1)
    assert refused.value.code == "cart_changed" and everything() == before


def test_they_are_typed_in_rows_with_an_empty_one_for_the_next(as_ada: Client, cart: Cart) -> None:
    status, page = post(as_ada, cart, "Ticket", "4711", "", "", " Cost centre ", "7")
    assert status == 200 and Cart.objects.get().properties == {"Ticket": "4711", "Cost centre": "7"}
    assert re.findall(r'name="name_(\d)"', page) == ["0", "1", "2"] and re.search(r'autofocus[^>]* id="property-\w+-name_2"', page)
    cart.refresh_from_db()
    status, page = post(as_ada, cart, "", "", "Ticket", "4711")
    assert status == 200 and Cart.objects.get().properties == {"Ticket": "4711"}


def test_each_mistake_stands_at_its_row_and_nothing_typed_is_lost(as_ada: Client, cart: Cart) -> None:
    status, page = post(as_ada, cart, "Ticket", "", "ticket", "1", "", "2", "a/b", "3")
    assert status == 422 and Cart.objects.get().properties == {} and "notice-wrong" not in page
    told = {"value_0": "Type a value", "name_1": "there twice", "name_2": "Type a name.", "name_3": "letters, digits"}
    for field, words in told.items():
        assert re.search(rf'id="property-\w+-{field}_error">[^<]*{words}', page), field
    assert 'value="a/b"' in page and page.count("aria-invalid") == 4


def test_after_anothers_change_what_was_typed_says_that_it_was_not_saved(world: World, as_ada: Client, cart: Cart) -> None:
    let(world, cart, {"Ticket": "4711"})
    status, page = post(as_ada, cart, "Ticket", "12", was_name_0="", was_value_0="")
    assert status == 409 and page.count("Not saved.") == 1 and 'value="12"' in page


def test_the_order_keeps_and_shows_them_and_those_of_its_lines(world: World, as_ada: Client, cart: Cart) -> None:
    cart.lines.update(properties={"items": "Oma"})
    cart = let(world, cart, TWO)
    assert "items: Oma" in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    order = place_order(world.as_(world.ada), cart, version=cart.version)
    assert order.properties == TWO
    session = CallSession.objects.create(agent=world.ada, customer=world.mina, label="Mina Harker", current="order")
    session.tabs.create(kind="order", number=order.number, label=order.number)
    page = as_ada.get(f"/console/sessions/{session.pk}/order/{order.number}/").content.decode()
    assert "<dt>items</dt><dd>one = 1|2</dd>" in page and "items: Oma" in page
