"""What an act leaves with its cart for the answer: nothing else than what the database holds."""

import re
from typing import Any

import pytest
from django.test import Client

from carts.actions import add_item, set_line_shipping
from carts.models import Cart
from customers.models import Address
from tests.factories import line_in
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def cart(world: World) -> Cart:
    """Two lamps, and a mug that goes by itself to another address."""
    ada, gran = world.as_(world.ada), Address.objects.create(customer=world.mina, last_name="Harker", street="Weg 2", city="Bonn", country="DE")
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    way = {"method": "express", "shipping": str(gran.pk)}
    return set_line_shipping(ada, cart, line=line_in(cart, "MUG-1"), version=cart.version, **way)


def shown(client: Client, path: str, fields: dict[str, Any] | None = None) -> str:
    headers = {"HX-Request": "true"}
    answer = client.get(path, headers=headers) if fields is None else client.post(path, fields, headers=headers)
    assert answer.status_code == 200
    return TOKEN.sub("", answer.content.decode())


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("quantity", {"line": "LAMP-1", "quantity": 3}),
        ("shipping", {"method": "express"}),
        ("addresses", {"shipping": "", "billing": ""}),
        ("payment", {"po_number": "7"}),
    ],
)
def test_a_changed_cart_is_shown_as_it_is_read_anew(world: World, as_ada: Client, cart: Cart, act: str, fields: dict[str, Any]) -> None:
    named = {**fields, "version": cart.version}
    if "line" in fields:
        named["line"] = line_in(cart, fields["line"])
    answer = shown(as_ada, f"/carts/{cart.number}/{act}/", named)
    assert answer == shown(as_ada, f"/carts/of/{world.mina.number}/")


@pytest.mark.parametrize("sku", ["LAMP-1", "SOFA-1"])
def test_a_line_that_was_added_is_shown_as_it_is_read_anew(world: World, as_ada: Client, cart: Cart, sku: str) -> None:
    form = {"sku": sku, "quantity": 1, "version": cart.version}
    parts = re.findall(r"<hx-partial[^>]*>(.*?)</hx-partial>", shown(as_ada, f"/carts/of/{world.mina.number}/items/", form), re.DOTALL)
    dock = shown(as_ada, f"/carts/of/{world.mina.number}/")
    assert len(parts) == 3 and all(part in dock for part in parts)


def test_a_new_cart_is_shown_as_it_is_read_anew(world: World, as_ada: Client) -> None:
    form = {"sku": "LAMP-1", "quantity": 1, "version": 0}
    parts = re.findall(r"<hx-partial[^>]*>(.*?)</hx-partial>", shown(as_ada, f"/carts/of/{world.mina.number}/items/", form), re.DOTALL)
    dock = shown(as_ada, f"/carts/of/{world.mina.number}/")
    assert len(parts) == 5 and all(part in dock for part in parts)


@pytest.mark.parametrize(("act", "way"), [("remove", {}), ("line-shipping", {"method": "", "shipping": ""})])
def test_what_one_line_leaves_behind_is_shown_as_it_is_read_anew(world: World, as_ada: Client, cart: Cart, act: str, way: dict[str, str]) -> None:
    """Its group goes, and its copy of an address. (The line itself is offered back, or stays open.)"""
    form = {"line": line_in(cart, "MUG-1"), "version": cart.version, **way}
    answer, dock = shown(as_ada, f"/carts/{cart.number}/{act}/", form), shown(as_ada, f"/carts/of/{world.mina.number}/")
    assert answer[answer.index('id="cart-delivery"') :] == dock[dock.index('id="cart-delivery"') :]
