"""Taking a line out of the cart (O2)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item, remove_item
from carts.models import Cart
from contactcenter.errors import Refusal
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def cart(world: World) -> Cart:
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    return add_item(ada, world.mina, sku="MUG-1", quantity=1)


def test_the_others_stay_and_the_total_follows(world: World, cart: Cart) -> None:
    cart = remove_item(world.as_(world.ada), cart, sku="LAMP-1", version=cart.version)
    assert [line.variant.sku for line in cart.lines.all()] == ["MUG-1"]
    assert cart.total == Decimal("12.85")
    entry = AuditEntry.objects.first()
    assert entry is not None and (entry.verb, entry.data) == ("cart.item_removed", {"sku": "LAMP-1", "quantity": 2})


def test_an_empty_cart_costs_nothing(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    cart = remove_item(ada, cart, sku="LAMP-1", version=cart.version)
    cart = remove_item(ada, cart, sku="MUG-1", version=cart.version)
    assert (cart.subtotal, cart.shipping, cart.tax, cart.total) == (0, 0, 0, 0)


@pytest.mark.parametrize(("sku", "behind", "code"), [("RARE-1", 0, "line_gone"), ("LAMP-1", 1, "cart_changed")])
def test_refusals_change_nothing(world: World, cart: Cart, sku: str, behind: int, code: str) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        remove_item(world.as_(world.ada), cart, sku=sku, version=cart.version - behind)
    assert refused.value.code == code and everything() == before


def test_a_line_is_removed_once(world: World, as_ada: Client, cart: Cart, audit: Verbs) -> None:
    form = {"sku": "MUG-1", "version": cart.version}
    assert as_ada.post(f"/carts/{cart.number}/remove/", form).status_code == 200
    assert as_ada.post(f"/carts/{cart.number}/remove/", form).status_code == 409
    assert audit().count("cart.item_removed") == 1


@pytest.mark.parametrize(("act", "more"), [("remove", {}), ("quantity", {"quantity": "0"})])
def test_a_removed_line_is_put_back_as_it_was(world: World, as_ada: Client, cart: Cart, act: str, more: dict[str, str]) -> None:
    page = as_ada.post(f"/carts/{cart.number}/{act}/", {"sku": "LAMP-1", "version": cart.version, **more}).content.decode()
    [undo] = re.findall(r'id="cart-removed".*?</li>', page, re.DOTALL)
    assert "2 × " in undo and page.index("cart-removed") < page.index("MUG-1")  # in its place
    [address] = re.findall(r'hx-post="([^"]+)"', undo)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo))
    assert "cart-removed" not in as_ada.post(address, sent).content.decode()
    assert {line.variant.sku: line.quantity for line in cart.lines.all()} == {"MUG-1": 1, "LAMP-1": 2}


def test_a_line_that_went_in_a_way_of_its_own_is_not_offered_back(world: World, as_ada: Client, cart: Cart) -> None:
    """Adding it again would make it go as the cart does."""
    line = cart.lines.get(variant__sku="LAMP-1")
    line.shipping_method = cart.shipping_method
    line.save()
    page = as_ada.post(f"/carts/{cart.number}/remove/", {"sku": "LAMP-1", "version": cart.version}).content.decode()
    [removed] = re.findall(r'id="cart-removed".*?</li>', page, re.DOTALL)
    assert "2 × " in removed and "<form" not in removed
