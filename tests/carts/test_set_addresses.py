"""Choosing where the cart is shipped and billed (O3)."""

import re

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item, set_addresses, set_line_shipping
from carts.contents import billed_to, contents_of
from carts.models import Cart
from contactcenter.errors import Refusal
from customers.models import Address
from tests.factories import AddressFactory, line_in
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


@pytest.fixture
def office(world: World) -> Address:
    return AddressFactory(customer=world.mina, street="Kontorweg 9", default_shipping=False)


def goes(cart: Cart) -> tuple[dict[str, str], dict[str, str]]:
    """Where it is shipped and billed."""
    contents = contents_of(cart)
    to, billing = contents.main.address, billed_to(contents)
    assert to is not None and billing is not None
    return to.facts(), billing.facts()


def test_shipping_and_billing_may_differ(world: World, cart: Cart, office: Address) -> None:
    home = world.mina.addresses.exclude(pk=office.pk).get()
    cart = set_addresses(world.as_(world.ada), cart, shipping=str(office.pk), billing=str(home.pk), version=cart.version)
    assert goes(cart) == (office.facts(), home.facts())


def test_without_a_billing_address_it_is_billed_where_it_is_shipped(world: World, cart: Cart, office: Address) -> None:
    cart = set_addresses(world.as_(world.ada), cart, shipping=str(office.pk), billing="", version=cart.version)
    assert goes(cart) == (office.facts(), office.facts())


def test_the_audit_row_tells_before_and_after_and_the_same_again_none(world: World, cart: Cart, office: Address) -> None:
    ada, was = world.as_(world.ada), [str(world.mina.addresses.exclude(pk=office.pk).get().pk)] * 2
    cart = set_addresses(ada, cart, shipping=str(office.pk), billing="", version=cart.version)
    assert AuditEntry.objects.get(verb="cart.address_changed").data["before"] == was
    before = everything()
    set_addresses(ada, cart, shipping=str(office.pk), billing="", version=cart.version)
    assert everything() == before


@pytest.mark.parametrize("field", ["shipping", "billing"])
def test_somebody_elses_address_is_unknown(world: World, cart: Cart, field: str) -> None:
    chosen = {"shipping": "", "billing": "", field: str(world.uma.addresses.get().pk)}
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_addresses(world.as_(world.ada), cart, **chosen, version=cart.version)
    assert (refused.value.code, refused.value.field) == ("unknown_address", field) and everything() == before


def test_a_newer_cart_is_left_alone(world: World, cart: Cart, office: Address) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_addresses(world.as_(world.ada), cart, shipping=str(office.pk), billing="", version=cart.version - 1)
    assert refused.value.code == "cart_changed" and everything() == before


def test_a_forged_address_is_refused_in_the_console(world: World, as_ada: Client, cart: Cart) -> None:
    forged = {"shipping": world.uma.addresses.get().pk, "billing": "", "version": cart.version}
    answer = as_ada.post(f"/carts/{cart.number}/addresses/", forged)
    assert answer.status_code == 422 and "High Street" not in answer.content.decode()


def test_what_the_cart_holds_stays_when_the_book_is_changed_and_only_who_is_billed_is_chosen(world: World, cart: Cart, office: Address) -> None:
    ada, home = world.as_(world.ada), world.mina.addresses.exclude(pk=office.pk).get()
    Address.objects.filter(pk=home.pk).update(street="Moved away 1")
    cart = set_addresses(ada, cart, shipping=str(home.pk), billing=str(office.pk), version=cart.version)
    assert goes(cart)[0]["street"] == "Lindenstraße 5"
    cart = set_addresses(ada, cart, shipping=str(office.pk), billing="", version=cart.version)
    cart = set_addresses(ada, cart, shipping=str(home.pk), billing="", version=cart.version)
    assert goes(cart)[0]["street"] == "Moved away 1"


def offered(as_ada: Client, world: World) -> list[tuple[str, str]]:
    """What can be chosen to ship to: keys and labels."""
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    select = page[page.index('id="cart-ship-to"') : page.index('id="cart-bill-to"')]
    return re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', select)


def test_what_the_book_has_changed_since_can_be_chosen_beside_what_the_cart_holds(world: World, as_ada: Client, cart: Cart) -> None:
    ada, home = world.as_(world.ada), str(world.mina.addresses.get().pk)
    cart = set_addresses(ada, cart, shipping=home, billing=home, version=cart.version)
    assert [key for key, _label in offered(as_ada, world)] == [home]
    Address.objects.filter(pk=home).update(street="Moved away 1")
    assert offered(as_ada, world) == [
        (home, "Lindenstraße 5, 10969 Berlin"),
        (f"book-{home}", "Moved away 1, 10969 Berlin (changed since)"),
    ]
    cart = set_addresses(ada, cart, shipping=f"book-{home}", billing=home, version=cart.version)
    assert [one["street"] for one in goes(cart)] == ["Moved away 1", "Lindenstraße 5"]
    keys = {label: key for key, label in offered(as_ada, world)}
    assert keys["Moved away 1, 10969 Berlin"] == home and keys["Lindenstraße 5, 10969 Berlin"].startswith("own-") and len(keys) == 2
    cart = set_addresses(ada, cart, shipping=keys["Lindenstraße 5, 10969 Berlin"], billing=home, version=cart.version)
    assert [one["street"] for one in goes(cart)] == ["Lindenstraße 5", "Moved away 1"]


def test_a_line_goes_to_what_the_book_has_changed_since(world: World, cart: Cart) -> None:
    ada, home = world.as_(world.ada), world.mina.addresses.get().pk
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    Address.objects.filter(pk=home).update(street="Moved away 1")
    mug = {"line": line_in(cart, "MUG-1"), "method": "parcel"}
    cart = set_line_shipping(ada, cart, **mug, shipping=f"book-{home}", version=cart.version)
    assert [line.group.address.street for line in contents_of(cart).lines if line.group.address] == ["Lindenstraße 5", "Moved away 1"]
