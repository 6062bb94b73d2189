"""Carts, orders, returns and customers count their changes, so that a stale page overwrites nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.actors import Actor, system
from agents.models import Versioned
from agents.states import move
from agents.versions import bump_version, check_version
from carts.actions import add_address, add_item
from contactcenter.errors import Conflict
from customers.models import Customer
from orders.models import Order
from returns.models import Return
from tests.acts import ADDRESS
from tests.world import World

THINGS: dict[str, Callable[[World], Any]] = {
    "cart": lambda world: add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1),
    "order": lambda world: world.guest_order,
    "return": lambda world: world.rma,
    "customer": lambda world: world.mina,
}


def refusal(actor: Actor, thing: Versioned, version: int) -> Conflict:
    with pytest.raises(Conflict) as refused:
        check_version(actor, thing, version)
    return refused.value


@pytest.mark.parametrize("noun", THINGS)
def test_a_stale_version_is_told_who_was_there_and_given_what_is_there_now(world: World, noun: str) -> None:
    thing, ada, sam = THINGS[noun](world), world.as_(world.ada), world.as_(world.sam)
    version = thing.version
    check_version(ada, thing, version)
    bump_version(sam, thing)
    thing.refresh_from_db()
    assert (thing.version, thing.changed_by, thing.changed_by_id) == (version + 1, "Sam", world.sam.pk)
    told = refusal(ada, thing, version)
    assert (told.code, told.fresh) == (f"{noun}_changed", thing)
    assert str(told.message).startswith(f"Sam changed this {noun} in the meantime.")
    assert str(refusal(sam, thing, version).message).startswith(f"You changed this {noun} in another window")
    bump_version(system("import"), thing)
    assert str(refusal(sam, thing, version).message).startswith(f"This {noun} was changed in the meantime.")


def test_only_the_columns_that_were_changed_are_saved(world: World) -> None:
    other = Customer.objects.get(pk=world.mina.pk)
    other.phone, other.mobile = "1", "2"
    bump_version(world.as_(world.ada), other, "phone")
    other.refresh_from_db()
    assert (other.phone, other.mobile) == ("1", world.mina.mobile)


def test_a_step_counts_and_brings_the_time(world: World) -> None:
    order, rma = world.guest_order, world.rma
    before = order.updated_at
    move(world.as_(world.ada), order, Order.Status.PROCESSING)
    move(world.as_(world.ada), rma, Return.Status.REJECTED)
    for thing in (order, rma):
        thing.refresh_from_db()
        assert (thing.version, thing.changed_by) == (2, "Ada")
    assert order.updated_at > before


def test_an_address_in_the_book_changes_its_customer(world: World) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    cart = add_address(ada, cart, version=cart.version, save=False, use_for="shipping", **ADDRESS)
    assert Customer.objects.get(pk=world.mina.pk).version == 1
    add_address(ada, cart, version=cart.version, save=True, use_for="shipping", **ADDRESS)
    assert Customer.objects.get(pk=world.mina.pk).version == 2
