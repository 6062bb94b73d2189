"""An act under a key is done once, however often it is asked for."""

import pytest
from django.test import Client

from agents.jobs import forget_old_acts
from agents.models import AuditEntry, IdempotencyKey
from agents.once import KEPT
from carts import actions
from carts.models import Cart
from contactcenter.errors import Conflict, RuleError
from orders.actions import place_order
from tests.world import World


def pieces(world: World) -> int:
    return sum(line.quantity for line in Cart.objects.current_of(world.mina.pk).get().lines.all())


def test_the_same_key_adds_once_and_gives_the_same_cart(world: World) -> None:
    ada = world.as_(world.ada)
    first = actions.add_item(ada, world.mina, sku="LAMP-1", quantity=2, key="k1")
    again = actions.add_item(ada, world.mina, sku="LAMP-1", quantity=2, key="k1")
    assert (again.pk, again.version, pieces(world)) == (first.pk, first.version, 2)
    assert AuditEntry.objects.filter(verb="cart.item_added").count() == 1


def test_the_version_that_the_page_showed_is_no_part_of_what_is_asked(world: World) -> None:
    ada = world.as_(world.ada)
    first = actions.add_item(ada, world.mina, sku="LAMP-1", quantity=2, version=0, key="k1")
    assert actions.add_item(ada, world.mina, sku="LAMP-1", quantity=2, version=first.version, key="k1") == first and pieces(world) == 2


def test_another_key_is_another_act(world: World) -> None:
    for key in ("k1", "k2", "", ""):
        actions.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1, key=key)
    assert pieces(world) == 4


@pytest.mark.parametrize("other", [{"quantity": 3}, {"sku": "LAMP-2"}])
def test_anything_else_under_a_used_key_is_refused(world: World, other: dict[str, object]) -> None:
    actions.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2, key="k1")
    with pytest.raises(Conflict) as refused:
        actions.add_item(world.as_(world.ada), world.mina, **{"sku": "LAMP-1", "quantity": 2, "key": "k1", **other})
    assert refused.value.code == "key_reused" and pieces(world) == 2


def test_a_key_is_its_senders_own(world: World) -> None:
    actions.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1, key="k1")
    actions.add_item(world.as_(world.sam), world.mina, sku="LAMP-1", quantity=1, version=1, key="k1")
    assert pieces(world) == 2


def test_a_refused_act_leaves_no_key(world: World) -> None:
    with pytest.raises(RuleError):
        actions.add_item(world.as_(world.ada), world.mina, sku="NOTHING", quantity=1, key="k1")
    assert not IdempotencyKey.objects.exists()
    actions.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1, key="k1")


def test_old_keys_are_forgotten(world: World) -> None:
    actions.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1, key="k1")
    IdempotencyKey.objects.update(at=IdempotencyKey.objects.get().at - KEPT)
    forget_old_acts(0)
    assert not IdempotencyKey.objects.exists()


class TestInTheConsole:
    def test_a_form_sent_twice_adds_once(self, world: World, as_ada: Client) -> None:
        url = f"/carts/of/{world.mina.number}/items/"
        sent = {"sku": "LAMP-1", "quantity": "2", "version": "0", "key": "of-this-form"}
        assert [as_ada.post(url, sent).status_code for _ in range(2)] == [200, 200]
        assert pieces(world) == 2

    def test_what_was_placed_meanwhile_is_not_shown_as_the_cart(self, world: World, as_ada: Client) -> None:
        url, ada = f"/carts/of/{world.mina.number}/items/", world.as_(world.ada)
        sent = {"sku": "LAMP-1", "quantity": "2", "version": "0", "key": "of-this-form"}
        as_ada.post(url, sent)
        placed = Cart.objects.get()
        place_order(ada, placed, version=placed.version)
        begun = actions.add_item(ada, world.mina, sku="MUG-1", quantity=1)
        assert as_ada.post(url, sent).context["cart"] == begun
