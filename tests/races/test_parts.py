"""An order completed twice at once is asked for once; of a cart that is split, taken apart and placed at once each piece is ordered once. Each
race is also run without its locks and must then go wrong."""

from collections import Counter

import pytest
from django.db.models import Model

from carts.actions import add_item, part, set_lines_aside, split_line, splitting
from carts.models import Cart, CartLine, CartQuerySet
from contactcenter.errors import Conflict
from contactcenter.invariants import broken
from orders.actions import complete, complete_order, place, place_order
from orders.models import Order, OrderLine
from tests.factories import line_in, placed
from tests.races.together import Meeting, outcomes_of, together
from tests.world import World


def unlocked(thing: Model) -> Model:
    """As `lock` gives it: fresh, but anybody's."""
    return type(thing)._base_manager.get(pk=thing.pk)


def complete_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Order, list[object]]:
    """Mina's order of 20.00 that waits for its payment and for which nothing was asked, and what both were answered."""
    order = placed(world.mina, world.de, status=Order.Status.PENDING_PAYMENT)
    order.payments.all().delete()
    monkeypatch.setattr(complete, "check_version", Meeting(2).after(complete.check_version))
    monkeypatch.setattr(complete, "send_confirmation", lambda order: None)  # which the database keeps from being written twice
    actors = world.as_(world.ada), world.as_(world.sam)
    return order, together(*[lambda actor=actor: complete_order(actor, order, po_number=actor.name, version=order.version) for actor in actors])  # type: ignore[misc]


def test_an_order_completed_by_two_is_asked_for_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order, outcomes = complete_twice(world, monkeypatch)
    assert [(one.method, one.status, one.amount) for one in order.payments.all()] == [("invoice", "pending", order.total)]
    assert outcomes_of(Conflict, outcomes) == 1 and broken() == {}


def test_control_without_the_lock_it_is_asked_for_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete, "lock", unlocked)
    order, _outcomes = complete_twice(world, monkeypatch)
    assert order.payments.count() == 2


def pull_at(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two lamps and a mug: the lamps are split, placed alone, and all of it is placed, at the same moment."""
    ada, sam = world.as_(world.ada), world.as_(world.sam)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    lamps, version, meeting = line_in(cart, "LAMP-1"), cart.version, Meeting(3)
    monkeypatch.setattr(splitting, "locked_cart", meeting.after(splitting.locked_cart))
    for module in (part, place):
        monkeypatch.setattr(module, "check_cart", meeting.after(module.check_cart))

    def place_lamps() -> Order:
        apart = set_lines_aside(ada, cart, lines=[lamps], version=version)
        return place_order(ada, apart, version=apart.version)

    return together(
        lambda: split_line(ada, cart, line=lamps, quantity=1, version=version),
        place_lamps,
        lambda: place_order(sam, cart, version=version),
    )


def pieces() -> Counter[str]:
    """By SKU, how many were ordered of the carts or wait in them."""
    counted = Counter[str]()
    for sku, quantity in OrderLine.objects.exclude(order__cart=None).values_list("sku", "quantity"):
        counted[sku] += quantity
    for sku, quantity in CartLine.objects.filter(cart__status=Cart.Status.OPEN).values_list("variant__sku", "quantity"):
        counted[sku] += quantity
    return counted


def test_each_piece_is_ordered_once_and_the_others_are_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = pull_at(world, monkeypatch)
    assert outcomes_of(Conflict, outcomes) == 2
    assert pieces() == {"LAMP-1": 2, "MUG-1": 1} and broken() == {}


def test_control_without_the_locks_some_pieces_are_there_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (part, place):
        monkeypatch.setattr(module, "lock", unlocked)
    monkeypatch.setattr(CartQuerySet, "locked", lambda carts: carts.select_related("channel", "customer"))
    outcomes = pull_at(world, monkeypatch)
    assert outcomes_of(Conflict, outcomes) < 2 and (pieces() != {"LAMP-1": 2, "MUG-1": 1} or broken())
