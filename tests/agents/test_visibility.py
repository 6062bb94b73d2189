"""Who sees which rows, by kind of actor: a shopper their own only, somebody without an account none, a key what its channels hold."""

import pytest

from agents.actors import NOBODY, Actor
from agents.kinds import ActorKind
from carts.actions import add_item
from carts.models import Cart
from customers.models import Customer
from orders.models import Order
from returns.models import Return
from tests.world import World


@pytest.fixture
def carts(world: World) -> list[Cart]:
    return [add_item(world.as_(world.ada), one, sku="LAMP-1", quantity=1) for one in (world.mina, world.bo)]


def test_a_shopper_sees_what_is_theirs(world: World, carts: list[Cart]) -> None:
    mina = Actor(kind=ActorKind.SHOPPER, name="", customer_id=world.mina.pk, channel_ids=(world.de.pk, world.uk.pk))
    assert list(Customer.objects.visible_to(mina)) == [world.mina]
    assert list(Cart.objects.visible_to(mina)) == carts[:1]
    for model in (Order, Return):
        assert {one.customer_id for one in model.objects.visible_to(mina)} <= {world.mina.pk}
    assert Order.objects.visible_to(mina).exists()


@pytest.mark.parametrize("actor", [Actor(kind=ActorKind.SHOPPER, name=""), NOBODY])
def test_who_has_no_account_sees_nothing_least_of_all_what_guests_ordered(world: World, carts: list[Cart], actor: Actor) -> None:
    assert Order.objects.filter(customer=None).exists()
    assert not any(model.objects.visible_to(actor).exists() for model in (Customer, Cart, Order, Return))


def test_the_id_of_a_cart_that_is_somebodys_opens_it_to_nobody_else(world: World, carts: list[Cart]) -> None:
    stranger = Actor(kind=ActorKind.SHOPPER, name="", cart_id=carts[0].pk)
    assert not Cart.objects.visible_to(stranger).exists()


def test_a_key_and_the_system_see_their_channels(world: World, carts: list[Cart]) -> None:
    for kind in (ActorKind.KEY, ActorKind.SYSTEM):
        seen = Actor(kind=kind, name="", channel_ids=(world.de.pk,))
        assert {one.channel_id for one in Order.objects.visible_to(seen)} == {world.de.pk}
        assert not Order.objects.visible_to(Actor(kind=kind, name="")).exists()
