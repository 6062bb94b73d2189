"""Taking a line out of the cart (O2)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item, put_back_item, remove_item, set_addresses, set_line_shipping
from carts.contents import billed_to, contents_of
from carts.models import Cart
from contactcenter.errors import Refusal
from tests.factories import AddressFactory, line_in
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
    cart = remove_item(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), version=cart.version)
    assert [line.variant.sku for line in cart.lines.all()] == ["MUG-1"]
    assert cart.total == Decimal("12.85")
    entry = AuditEntry.objects.first()
    assert entry is not None and (entry.verb, entry.data) == ("cart.item_removed", {"sku": "LAMP-1", "quantity": 2})


def test_an_empty_cart_costs_nothing(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    cart = remove_item(ada, cart, line=line_in(cart, "LAMP-1"), version=cart.version)
    cart = remove_item(ada, cart, line=line_in(cart, "MUG-1"), version=cart.version)
    assert (cart.subtotal, cart.shipping, cart.tax, cart.total) == (0, 0, 0, 0)


@pytest.mark.parametrize(("sku", "behind", "code"), [("RARE-1", 0, "line_gone"), ("LAMP-1", 1, "cart_changed")])
def test_refusals_change_nothing(world: World, cart: Cart, sku: str, behind: int, code: str) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        remove_item(world.as_(world.ada), cart, line=line_in(cart, sku), version=cart.version - behind)
    assert refused.value.code == code and everything() == before


def test_a_line_is_removed_once(world: World, as_ada: Client, cart: Cart, audit: Verbs) -> None:
    form = {"line": line_in(cart, "MUG-1"), "version": cart.version}
    assert as_ada.post(f"/carts/{cart.number}/remove/", form).status_code == 200
    assert as_ada.post(f"/carts/{cart.number}/remove/", form).status_code == 409
    assert audit().count("cart.item_removed") == 1


@pytest.mark.parametrize(("act", "more"), [("remove", {}), ("quantity", {"quantity": "0"})])
def test_a_removed_line_is_put_back_as_it_was(world: World, as_ada: Client, cart: Cart, act: str, more: dict[str, str]) -> None:
    page = as_ada.post(f"/carts/{cart.number}/{act}/", {"line": line_in(cart, "LAMP-1"), "version": cart.version, **more}).content.decode()
    [undo] = re.findall(r'id="cart-removed".*?</li>', page, re.DOTALL)
    assert "2 × " in undo and page.index("cart-removed") < page.index("MUG-1")  # in its place
    assert "cart-removed" not in undone(as_ada, page)
    assert {line.variant.sku: line.quantity for line in cart.lines.all()} == {"MUG-1": 1, "LAMP-1": 2}


def undone(as_ada: Client, page: str) -> str:
    """The dock after the way back that the page offers."""
    [undo] = re.findall(r'id="cart-removed".*?</li>', page, re.DOTALL)
    [address] = re.findall(r'hx-post="([^"]+)"', undo)
    return as_ada.post(address, dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo))).content.decode()


def ways(cart: Cart) -> dict[str, str]:
    return {line.variant.sku: line.group.method.code for line in contents_of(cart).lines if line.group.method}


@pytest.mark.parametrize("sku", ["LAMP-1", "MUG-1"])
def test_a_line_is_put_back_to_go_as_it_went_and_the_cart_goes_as_it_did(world: World, as_ada: Client, cart: Cart, sku: str) -> None:
    cart = set_line_shipping(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), method="express", shipping="", version=cart.version)
    main, total = contents_of(cart).main.method, cart.total
    page = as_ada.post(f"/carts/{cart.number}/remove/", {"line": line_in(cart, sku), "version": cart.version}).content.decode()
    assert "cart-removed" not in undone(as_ada, page)
    cart.refresh_from_db()
    assert ways(cart) == {"LAMP-1": "express", "MUG-1": "parcel"}
    assert (contents_of(cart).main.method, cart.total) == (main, total)


def test_what_was_added_again_meanwhile_goes_as_was_chosen_then(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    cart = put_back_item(ada, cart, sku="MUG-1", quantity=2, method="express", shipping="", position=2, version=cart.version)
    assert ways(cart) == {"LAMP-1": "parcel", "MUG-1": "parcel"} and cart.lines.get(pk=line_in(cart, "MUG-1")).quantity == 3


def test_a_position_that_no_group_has_had_hinders_no_further_group(world: World, cart: Cart) -> None:
    cart = put_back_item(
        world.as_(world.ada), cart, sku="RARE-1", quantity=1, method="express", shipping="", position=2**15 - 1, version=cart.version
    )
    assert max(cart.groups.values_list("position", flat=True)) == 2


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"method": "drone"}, "unknown_method"),
        ({"shipping": "own-0"}, "unknown_address"),
        ({"quantity": 10**4}, "bad_quantity"),
        ({"version": 0}, "cart_changed"),
    ],
)
def test_a_refused_way_back_changes_nothing(world: World, cart: Cart, wish: dict[str, object], code: str) -> None:
    before = everything()
    asked = {"sku": "RARE-1", "quantity": 1, "method": "", "shipping": "", "position": 1, "version": cart.version, **wish}
    with pytest.raises(Refusal) as refused:
        put_back_item(world.as_(world.ada), cart, **asked)
    assert refused.value.code == code and everything() == before


def test_the_way_of_the_lines_that_are_left_becomes_the_carts(world: World, as_ada: Client, cart: Cart) -> None:
    """Else it would be billed, or go on to say that it goes, where nothing goes."""
    ada, gran = world.as_(world.ada), AddressFactory.create(customer=world.mina, city="Köln", postal_code="50667", default_shipping=False)
    cart = set_addresses(ada, cart, shipping=str(world.mina.addresses.exclude(pk=gran.pk).get().pk), billing="", version=cart.version)
    mug = {"line": line_in(cart, "MUG-1"), "method": "express", "shipping": str(gran.pk)}
    cart = set_line_shipping(ada, cart, **mug, version=cart.version)
    cart = remove_item(ada, cart, line=line_in(cart, "LAMP-1"), version=cart.version)
    billed = billed_to(contents_of(cart))
    assert billed is not None and billed.city == "Köln" and cart.groups.count() == 1
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert "Ships separately" not in page and "by invoice to 50667 Köln" in page
    assert re.search(r"Same as shipping: [^<]*Köln", page) and 'data-was="express"' in page
    cart = add_item(ada, world.mina, sku="RARE-1", quantity=1, version=cart.version)
    assert ways(cart) == {"MUG-1": "express", "RARE-1": "express"}
