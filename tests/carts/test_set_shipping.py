"""Choosing how the cart is shipped (O2)."""

import re
from decimal import Decimal

import pytest
from django.db.models import F
from django.test import Client

from agents.models import AuditEntry, Channel
from carts.actions import add_item, reprice_cart, set_quantity, set_shipping
from carts.models import Cart
from catalog.models import Price, ShippingMethod, ShippingRate, Variant
from contactcenter.errors import Refusal
from customers.models import Address, Customer, PriceGroup
from orders.actions import place_order
from tests.factories import class_of, line_in, ships, taxed
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
    ("steps", "said"),
    [
        ({0: "4.90", 100: "0"}, "Parcel · €4.90, free from €100.00 per order<"),
        ({0: "4.90", 100: "2.90"}, "Parcel · €4.90<"),
        ({0: "4.90", 1: "0"}, "Parcel · free<"),
        ({0: "0"}, "Parcel · free<"),
    ],
)
def test_the_menu_says_what_a_way_costs(world: World, as_ada: Client, cart: Cart, steps: dict[int, str], said: str) -> None:
    ShippingRate.objects.filter(method__code="parcel").delete()
    for subtotal, amount in steps.items():
        ShippingRate.objects.create(method=ShippingMethod.objects.get(channel=world.de, code="parcel"), from_subtotal=subtotal, price=Decimal(amount))
    assert said in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()


def test_another_channels_way_to_ship_is_unknown(world: World, cart: Cart) -> None:
    ships(world.uk, "royal", "3.00")
    with pytest.raises(Refusal, match="not offered"):
        set_shipping(world.as_(world.ada), cart, method="royal", version=cart.version)


def test_a_method_taken_off_is_refused_at_its_field(world: World, as_ada: Client, cart: Cart) -> None:
    ShippingMethod.objects.filter(code="express").update(active=False)
    answer = as_ada.post(f"/carts/{cart.number}/shipping/", {"method": "express", "version": cart.version})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count("not offered here") == 1 and "notice-wrong" not in page
    assert re.search(r'<select [^>]*id="cart-method" [^>]*aria-invalid="true" aria-describedby="cart-method-error">', page)
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


def only_to(country: str, code: str = "parcel") -> None:
    """Let a way to ship lead to this country alone."""
    ShippingRate.objects.filter(method__code=code).update(countries=[country])


def test_a_way_that_does_not_lead_there_is_shown_off_and_costs_not_silently_nothing(world: World, as_ada: Client, cart: Cart) -> None:
    only_to("AT")
    only_to("AT", "express")
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert re.search(r'<option value="parcel" selected>Parcel: not offered to this address</option>', page)
    assert re.search(r'<option value="express" disabled>Express: not offered to this address</option>', page)
    assert "<dt>Shipping</dt><dd>not offered</dd>" in page
    assert "“Parcel” is not offered to 10969 Berlin. Choose another shipping method, or another address." in page


def test_placing_refuses_it_with_the_address_and_changes_nothing(world: World, as_ada: Client, cart: Cart) -> None:
    only_to("AT")
    before = everything()
    with pytest.raises(Refusal, match="“Parcel” is not offered to 10969 Berlin. Choose another shipping method, or another address.") as refused:
        place_order(world.as_(world.ada), cart, version=cart.version)
    assert (refused.value.code, refused.value.field) == ("not_offered", "method") and everything() == before
    ShippingRate.objects.filter(method__code="parcel").update(countries=["DE"], from_subtotal=F("from_subtotal") + 5000)
    assert "Parcel: for more than this<" in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    with pytest.raises(Refusal, match="“Parcel” to 10969 Berlin is for more than this. Choose another shipping method, or add to the order."):
        place_order(world.as_(world.ada), cart, version=cart.version)


def test_a_new_cart_goes_by_the_first_way_that_leads_to_its_address(world: World) -> None:
    only_to("AT")
    bo = world.bo
    Address.objects.create(customer=bo, street="Weg 1", postal_code="89073", city="Ulm", country="DE", default_shipping=True)
    cart = add_item(world.as_(world.ada), bo, sku="LAMP-1", quantity=1)
    assert cart.groups.get().method == ShippingMethod.objects.get(channel=world.de, code="express")
    assert cart.shipping == Decimal("12.90")


def test_weight_counts_for_the_parcel_and_the_subtotal_at_the_customers_prices(world: World, cart: Cart) -> None:
    ada, parcel = world.as_(world.ada), ShippingMethod.objects.get(channel=world.de, code="parcel")
    ShippingRate.objects.create(method=parcel, countries=["DE"], price=Decimal("5.00"))
    ShippingRate.objects.create(method=parcel, countries=["DE"], from_weight=2000, price=Decimal("8.00"))
    ShippingRate.objects.create(method=parcel, countries=["DE"], from_subtotal=200, price=Decimal("3.00"))
    Variant.objects.filter(sku="LAMP-1").update(weight=400)
    cart = set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=4, version=cart.version)
    assert cart.shipping == 5
    cart = set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=5, version=cart.version)
    assert cart.shipping == 8
    cart = set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=20, version=cart.version)
    assert cart.shipping == 3
    group = PriceGroup.objects.create(organization=world.organization, code="trade", name="Trade")
    Customer.objects.filter(pk=world.mina.pk).update(price_group=group)
    Price.objects.create(variant=world.lamp, channel=world.de, amount=9, price_group=group)
    cart = reprice_cart(ada, cart, version=cart.version)
    assert (cart.subtotal, cart.shipping) == (180, 8)  # less than 200 at what the customer pays


def test_shipping_is_taxed_by_its_own_class_where_the_channel_says_so(world: World, cart: Cart) -> None:
    taxed(world.de, "0.07", tax_class="reduced")
    ShippingMethod.objects.filter(code="parcel").update(tax_class=class_of(world.organization, "reduced"))
    ada = world.as_(world.ada)
    cart = reprice_cart(ada, cart, version=cart.version)
    assert cart.groups.get().rate == Decimal("0.19")
    Channel.objects.filter(pk=world.de.pk).update(shipping_taxed="own")
    cart = reprice_cart(ada, Cart.objects.get(pk=cart.pk), version=cart.version)
    group = cart.groups.get()
    assert (group.rate, group.gross, group.tax) == (Decimal("0.07"), Decimal("4.90"), Decimal("0.32"))
    order = place_order(ada, cart, version=cart.version)
    assert order.groups.get().rate == Decimal("0.07")
