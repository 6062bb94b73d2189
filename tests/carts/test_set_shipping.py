"""Choosing how the cart is shipped (O2)."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item, set_shipping
from carts.models import Cart
from catalog.models import ShippingMethod
from contactcenter.errors import Refusal
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


def test_the_total_follows(world: World, cart: Cart) -> None:
    cart = set_shipping(world.as_(world.ada), cart, method="express", version=cart.version)
    assert (cart.shipping, cart.total) == (Decimal("12.90"), Decimal("32.90"))


def test_the_audit_row_tells_before_and_after_and_the_same_again_none(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    cart = set_shipping(ada, cart, method="express", version=cart.version)
    entry = AuditEntry.objects.get(verb="cart.shipping_changed")
    assert entry.data == {"before": "parcel", "method": "express"}
    before = everything()
    set_shipping(ada, cart, method="express", version=cart.version)
    assert everything() == before


@pytest.mark.parametrize(("method", "behind", "code"), [("drone", 0, "unknown_method"), ("", 0, "unknown_method"), ("express", 1, "cart_changed")])
def test_refusals_change_nothing(world: World, cart: Cart, method: str, behind: int, code: str) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_shipping(world.as_(world.ada), cart, method=method, version=cart.version - behind)
    assert refused.value.code == code and everything() == before


@pytest.mark.parametrize(
    ("price", "free_from", "said"),
    [("4.90", "100", "Parcel · €4.90, free from €100.00 for the whole order<"), ("4.90", "0", "Parcel · free<"), ("0", None, "Parcel · free<")],
)
def test_the_menu_says_what_a_way_costs(world: World, as_ada: Client, cart: Cart, price: str, free_from: str | None, said: str) -> None:
    ShippingMethod.objects.filter(code="parcel").update(price=Decimal(price), free_from=free_from and Decimal(free_from))
    assert said in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()


def test_another_channels_way_to_ship_is_unknown(world: World, cart: Cart) -> None:
    ShippingMethod.objects.create(channel=world.uk, code="royal", name="Royal")
    with pytest.raises(Refusal, match="not offered"):
        set_shipping(world.as_(world.ada), cart, method="royal", version=cart.version)


def test_a_method_taken_off_is_refused_at_its_field(world: World, as_ada: Client, cart: Cart) -> None:
    ShippingMethod.objects.filter(code="express").update(active=False)
    answer = as_ada.post(f"/carts/{cart.number}/shipping/", {"method": "express", "version": cart.version})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count("not offered here") == 1 and "notice-wrong" not in page
    assert '<select class="form-select" id="cart-method" name="method" aria-invalid="true" aria-describedby="cart-method-error">' in page
    assert re.search(r'id="cart-method-error">[^<]*not offered here', page)


def test_a_chosen_method_taken_off_still_shows_as_what_it_is(world: World, as_ada: Client, cart: Cart) -> None:
    ShippingMethod.objects.filter(code="parcel").update(active=False)
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert re.search(r'<option value="parcel" selected>Parcel [^<]*no longer offered</option>', page)


def test_after_each_added_line_the_forms_on_the_page_know_the_newest_cart(world: World, as_ada: Client) -> None:
    """A form that an answer leaves on the page must not post the version of before: its agent would be told of a change of their own."""
    shown = ""
    for version, sku in enumerate(("LAMP-1", "MUG-1", "LAMP-1")):
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": sku, "version": version}, headers={"HX-Request": "true"})
        found = re.search(r'<form[^>]*id="cart-shipping".*?</form>', answer.content.decode(), re.S)
        shown = found[0] if found else shown
    kept = re.search(r'name="version" value="(\d+)"', shown)
    assert f'id="cart-version" name="version" value="{Cart.objects.get().version}"' in answer.content.decode()
    assert shown and (kept is None or int(kept[1]) == Cart.objects.get().version)
