"""Choosing where the cart is shipped and billed (O3)."""

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item, set_addresses
from carts.models import Cart
from contactcenter.errors import Refusal
from customers.models import Address
from tests.factories import AddressFactory
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


@pytest.fixture
def office(world: World) -> Address:
    return AddressFactory(customer=world.mina, street="Kontorweg 9", default_shipping=False)


def test_shipping_and_billing_may_differ(world: World, cart: Cart, office: Address) -> None:
    home = world.mina.addresses.exclude(pk=office.pk).get()
    cart = set_addresses(world.as_(world.ada), cart, shipping=office.pk, billing=home.pk, version=cart.version)
    assert (cart.ships_to, cart.bills_to) == (office, home)


def test_without_a_billing_address_it_is_billed_where_it_is_shipped(world: World, cart: Cart, office: Address) -> None:
    cart = set_addresses(world.as_(world.ada), cart, shipping=office.pk, billing=None, version=cart.version)
    assert cart.bills_to == office


def test_the_audit_row_tells_before_and_after_and_the_same_again_none(world: World, cart: Cart, office: Address) -> None:
    ada, was = world.as_(world.ada), [cart.shipping_address_id, cart.billing_address_id]
    cart = set_addresses(ada, cart, shipping=office.pk, billing=None, version=cart.version)
    assert AuditEntry.objects.get(verb="cart.address_changed").data["before"] == was
    before = everything()
    set_addresses(ada, cart, shipping=office.pk, billing=None, version=cart.version)
    assert everything() == before


@pytest.mark.parametrize("field", ["shipping", "billing"])
def test_somebody_elses_address_is_unknown(world: World, cart: Cart, field: str) -> None:
    chosen = {"shipping": None, "billing": None, field: world.uma.addresses.get().pk}
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_addresses(world.as_(world.ada), cart, **chosen, version=cart.version)
    assert (refused.value.code, refused.value.field) == ("unknown_address", field) and everything() == before


def test_a_newer_cart_is_left_alone(world: World, cart: Cart, office: Address) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_addresses(world.as_(world.ada), cart, shipping=office.pk, billing=None, version=cart.version - 1)
    assert refused.value.code == "cart_changed" and everything() == before


def test_a_forged_address_is_refused_in_the_console(world: World, as_ada: Client, cart: Cart) -> None:
    forged = {"shipping": world.uma.addresses.get().pk, "billing": "", "version": cart.version}
    answer = as_ada.post(f"/carts/{cart.number}/addresses/", forged)
    assert answer.status_code == 422 and "High Street" not in answer.content.decode()
