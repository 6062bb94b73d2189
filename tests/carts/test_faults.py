"""What stands in the way of placing is said at once, each with what mends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from carts.actions import add_item, set_quantity
from carts.contents import contents_of
from carts.faults import faults_of
from carts.models import Cart, CartShippingGroup
from catalog.models import Price, ShippingMethod, Stock
from orders.models import Order
from tests.factories import line_in
from tests.world import World


@pytest.fixture
def cart(world: World) -> Cart:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=3)
    return add_item(ada, world.mina, sku="MUG-1", quantity=1, version=cart.version)


def listed_on(page: str) -> str:
    return page.split('<ul class="faults"')[1].split("</ul>")[0]


def _spoil(world: World) -> None:
    Stock.objects.filter(variant=world.lamp).update(start=2)
    Price.objects.filter(variant=world.mug).update(amount=9)
    ShippingMethod.objects.filter(code="parcel").update(active=False)


def test_all_of_it_at_once_in_the_order_of_the_page(world: World, cart: Cart, as_ada: Client) -> None:
    assert faults_of(contents_of(cart)) == []
    _spoil(world)
    assert [(one.code, one.left) for one in faults_of(contents_of(cart))] == [("out_of_stock", 2), ("new_prices", 0), ("method_gone", 0)]
    quiet = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    refused = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
    assert refused.status_code == 422 and not Order.objects.filter(cart=cart).exists()
    for page, alarms in (quiet, False), (refused.content.decode(), True):
        listed = listed_on(page)
        assert listed.count("<li") == 3 and all(word in listed for word in ("Lower to 2", "Use today's prices", "#cart-method"))
        assert page.count("is no longer offered. Choose") == 1 and ('role="alert"' in listed.partition(">")[0]) == alarms


def test_each_act_that_is_offered_mends_it(world: World, cart: Cart, as_ada: Client) -> None:
    _spoil(world)
    set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=2, version=cart.version)
    cart.refresh_from_db()
    as_ada.post(f"/carts/{cart.number}/reprice/", {"version": cart.version})
    cart.refresh_from_db()
    as_ada.post(f"/carts/{cart.number}/shipping/", {"version": cart.version, "method": "express"})
    cart.refresh_from_db()
    assert faults_of(contents_of(cart)) == []
    assert as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version}).status_code == 303


def _homeless(world: World) -> None:
    CartShippingGroup.objects.update(address=None)


def _off_sale(world: World) -> None:
    Price.objects.filter(variant=world.lamp).delete()


def _gone(world: World) -> None:
    Stock.objects.filter(variant=world.lamp).update(start=0)


@pytest.mark.parametrize(("spoil", "control"), [(_homeless, "#cart-ship-to"), (_off_sale, "/remove/"), (_gone, "/remove/")])
def test_what_mends_it_stands_beside_it(world: World, cart: Cart, as_ada: Client, spoil: Callable[[World], None], control: str) -> None:
    spoil(world)
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert control in listed_on(page)


def test_who_may_only_place_is_told_and_offered_nothing(world: World, cart: Cart, client: Client) -> None:
    _spoil(world)
    for right in ("edit_cart", "override_price"):
        world.ada.roles.get().rights.filter(right=right).delete()
    client.force_login(world.ada)
    page = client.get(f"/carts/of/{world.mina.number}/").content.decode()
    listed = listed_on(page)
    assert listed.count("<li") == 3 and "<button" not in listed


def test_a_day_before_anything_can_be_there_is_said(world: World, cart: Cart) -> None:
    ShippingMethod.objects.update(days_from=5, days_to=7)
    CartShippingGroup.objects.update(wished_on=localdate() + timedelta(days=1))
    assert [one.code for one in faults_of(contents_of(cart))] == ["too_early"]
    CartShippingGroup.objects.update(wished_on=localdate() + timedelta(days=30))
    assert faults_of(contents_of(cart)) == []
