"""An order once more in a new cart (O8): what of it can be had today, as it went then."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import CallSession
from carts.actions import add_item, set_addresses, set_line_shipping, set_shipping
from carts.contents import contents_of
from carts.models import Cart
from catalog.models import Price, ShippingMethod, Stock, Variant
from contactcenter.errors import RuleError
from orders.actions import copy_order, place_order
from orders.models import Order
from tests.factories import AddressFactory, line_in, promotion_of
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def order(world: World) -> Order:
    """Two lamps by express and a mug by parcel, both to a second address, billed to the first."""
    ada, home = world.as_(world.ada), world.mina.addresses.get()
    away = AddressFactory.create(customer=world.mina, street="Nordweg 2", default_shipping=False)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    cart = set_shipping(ada, cart, method="express", version=cart.version)
    cart = set_addresses(ada, cart, shipping=str(away.pk), billing=str(home.pk), version=cart.version)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1, version=cart.version)
    cart = set_line_shipping(ada, cart, line=line_in(cart, "MUG-1"), method="parcel", shipping="", version=cart.version)
    cart.lines.filter(variant=world.lamp).update(properties={"engraving": "M"})
    return place_order(ada, cart, version=cart.version)


def copied(world: World, order: Order) -> Cart:
    return copy_order(world.as_(world.ada), Order.objects.get(pk=order.pk))


def pieces(cart: Cart) -> dict[str, int]:
    return dict(cart.lines.values_list("variant__sku", "quantity"))


def test_all_of_it_goes_as_it_went_at_today_s_prices(world: World, order: Order) -> None:
    Price.objects.filter(variant=world.mug).update(amount=Decimal("8.95"))
    cart = copied(world, order)
    assert (cart.source, cart.is_current, list(cart.left_out), cart.left) == ("copy", True, [], None)
    assert pieces(cart) == {"LAMP-1": 2, "MUG-1": 1} and cart.number != order.number
    lines = {line.variant.sku: line for line in contents_of(cart).lines}
    assert lines["LAMP-1"].properties == {"engraving": "M"} and lines["MUG-1"].unit_price == Decimal("8.95")
    went = {sku: (line.group.method.code, line.group.address.street) for sku, line in lines.items() if line.group.method and line.group.address}
    assert went == {"LAMP-1": ("express", "Nordweg 2"), "MUG-1": ("parcel", "Nordweg 2")}
    billing = contents_of(cart).billing
    assert billing is not None and billing.street == "Lindenstraße 5"


def _not_sold(world: World) -> None:
    Variant.objects.filter(pk=world.mug.pk).update(active=False)


def _gone(world: World) -> None:
    Variant.objects.filter(pk=world.mug.pk).update(active=False)
    Order.objects.get(cart__isnull=False).lines.filter(sku="MUG-1").update(variant=None, reserved=0)
    Stock.objects.filter(variant=world.mug).update(reserved=0)


def _one_lamp_left(world: World) -> None:
    stock = Stock.objects.get(variant=world.lamp)
    Stock.objects.filter(pk=stock.pk).update(start=stock.start - stock.available + 1)


def _no_lamp_left(world: World) -> None:
    stock = Stock.objects.get(variant=world.lamp)
    Stock.objects.filter(pk=stock.pk).update(start=stock.start - stock.available)


@pytest.mark.parametrize(
    ("spoil", "left", "said"),
    [
        (_not_sold, {"LAMP-1": 2}, "MUG-1, Enamel mug: no longer sold here."),
        (_gone, {"LAMP-1": 2}, "MUG-1, Enamel mug: no longer sold here."),
        (_one_lamp_left, {"LAMP-1": 1, "MUG-1": 1}, "LAMP-1, Desk lamp: only 1 of 2 available."),
        (_no_lamp_left, {"MUG-1": 1}, "LAMP-1, Desk lamp: out of stock."),
    ],
)
def test_what_cannot_be_had_is_said_line_by_line(world: World, order: Order, spoil: Callable[[World], None], left: dict[str, int], said: str) -> None:
    spoil(world)
    cart = copied(world, order)
    assert pieces(cart) == left and list(cart.left_out) == [said]


def test_a_way_and_an_address_that_are_gone_give_way_to_the_usual_ones(world: World, order: Order) -> None:
    ShippingMethod.objects.filter(channel=world.de, code="express").update(active=False)
    world.mina.addresses.filter(street="Nordweg 2").delete()
    cart = copied(world, order)
    contents = contents_of(cart)
    assert [(group.method.code, group.address.street) for group in contents.groups if group.method and group.address] == [
        ("parcel", "Lindenstraße 5")
    ]
    assert any("no longer offered" in one for one in cart.left_out) and any("not among the customer's" in one for one in cart.left_out)


def test_an_imported_order_is_copied_by_sku_and_by_the_same_address(world: World) -> None:
    cart = copied(world, world.order)
    assert pieces(cart) == {"LAMP-1": 2} and list(cart.left_out) == []


def test_a_cart_with_lines_is_saved(world: World, order: Order) -> None:
    begun = add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=4)
    cart = copied(world, order)
    begun.refresh_from_db()
    assert cart.left == begun and (begun.status, begun.is_current, begun.lines.count()) == ("open", False, 1)


def test_gifts_are_given_anew(world: World) -> None:
    ada = world.as_(world.ada)
    promotion = promotion_of(world.de, "gift", kind="gift", sku="MUG-1", quantity=1, needs_code=False)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    assert pieces(cart) == {"LAMP-1": 2, "MUG-1": 1}
    order = place_order(ada, cart, version=cart.version)
    assert pieces(copied(world, order)) == {"LAMP-1": 2, "MUG-1": 1}
    promotion.active = False
    promotion.save()
    assert pieces(copied(world, order)) == {"LAMP-1": 2}


def test_nothing_of_it_and_a_guest_s_change_nothing(world: World, order: Order) -> None:
    Variant.objects.update(active=False)
    before = everything()
    for refused, code in ((order, "nothing_sold"), (world.guest_order, "guest_order")):
        with pytest.raises(RuleError) as error:
            copied(world, refused)
        assert error.value.code == code and everything() == before


def test_one_press_makes_one_cart(world: World, order: Order) -> None:
    ada = world.as_(world.ada)
    first = copy_order(ada, Order.objects.get(pk=order.pk), key="k")
    assert copy_order(ada, Order.objects.get(pk=order.pk), key="k") == first and Cart.objects.filter(source="copy").count() == 1


def test_the_dock_shows_the_new_cart_and_says_what_is_left(world: World, as_ada: Client, order: Order) -> None:
    begun = add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=4)
    _not_sold(world)
    page = as_ada.post(f"/orders/{order.number}/copy/").content.decode()
    assert f"Order {order.number} is copied to cart" in page and f"Cart {begun.number} is saved for later." in page
    assert "MUG-1, Enamel mug: no longer sold here." in page and 'data-pieces="2"' in page


def test_what_is_refused_is_said_in_the_dock(world: World, as_ada: Client, order: Order) -> None:
    Variant.objects.update(active=False)
    answer = as_ada.post(f"/orders/{order.number}/copy/")
    assert answer.status_code == 422 and "Nothing of this order can be had now." in answer.content.decode()


@pytest.mark.parametrize(("whose", "is_offered"), [("mina", True), ("guest", False)])
def test_the_order_s_page_offers_it_for_the_caller_s_own(world: World, as_ada: Client, whose: str, is_offered: bool) -> None:
    order = world.order if whose == "mina" else world.guest_order
    session = CallSession.objects.create(agent=world.ada, customer=order.customer, guest_order=None if order.customer else order, current="order")
    session.tabs.create(kind="order", number=order.number, label=order.number)
    page = as_ada.get(f"/console/sessions/{session.pk}/order/{order.number}/").content.decode()
    assert f"Order {order.number}" in page and ("Copy to new cart" in page) is is_offered


def test_a_guest_s_order_is_not_found(world: World, as_ada: Client) -> None:
    assert as_ada.post(f"/orders/{world.guest_order.number}/copy/").status_code == 404
