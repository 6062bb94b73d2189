"""Paying by invoice (O4)."""

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item, set_payment
from carts.models import Cart
from contactcenter.errors import Refusal
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


def test_the_customers_own_order_number_is_kept_and_not_told_to_the_audit_trail(world: World, cart: Cart) -> None:
    cart = set_payment(world.as_(world.ada), cart, po_number="PO 4711", version=cart.version)
    assert (cart.payment_method, cart.po_number) == ("invoice", "PO 4711")
    entry = AuditEntry.objects.first()
    assert entry is not None and (entry.data, entry.sentence) == ({"method": "invoice"}, "PO number of the cart changed")


def test_what_a_sheet_or_mail_leaves_in_the_number_is_not_kept(world: World, cart: Cart) -> None:
    cart = set_payment(world.as_(world.ada), cart, po_number="PO\t4711\x07\r\nB", version=cart.version)
    assert cart.po_number == "PO 4711 B"


def test_the_same_number_again_changes_nothing(world: World, cart: Cart) -> None:
    """Enter in the field sends it twice: as a change and as a form."""
    ada = world.as_(world.ada)
    cart = set_payment(ada, cart, po_number="PO 4711", version=cart.version)
    before = everything()
    set_payment(ada, cart, po_number="PO 4711", version=cart.version)
    assert everything() == before


def test_a_newer_cart_is_left_alone(world: World, cart: Cart) -> None:
    before = everything()
    with pytest.raises(Refusal):
        set_payment(world.as_(world.ada), cart, po_number="PO 4711", version=cart.version - 1)
    assert everything() == before


def test_in_the_console_a_number_too_long_is_refused(world: World, as_ada: Client, cart: Cart) -> None:
    answer = as_ada.post(f"/carts/{cart.number}/payment/", {"po_number": "9" * 61, "version": cart.version})
    assert answer.status_code == 422 and Cart.objects.get().po_number == ""
