"""Two hands on one cart: the second is told; two first lines make one cart. Each race is also run without its lock."""

import pytest
from django.db import IntegrityError

from carts.actions import add_item, keeping, lines, resume_cart, save_for_later, set_quantity
from carts.models import Cart, CartQuerySet
from contactcenter.errors import Conflict
from contactcenter.invariants import broken
from tests.factories import line_in
from tests.races.together import Meeting, outcomes_of, together
from tests.world import World


def change_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    monkeypatch.setattr(lines, "contents_of", Meeting(2).after(lines.contents_of))
    ada, sam = world.as_(world.ada), world.as_(world.sam)
    return together(
        lambda: set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=5, version=cart.version),
        lambda: set_quantity(sam, cart, line=line_in(cart, "LAMP-1"), quantity=7, version=cart.version),
    )


def test_of_two_agents_the_second_is_told_who_was_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = change_at_once(world, monkeypatch)
    first, told = sorted(outcomes, key=lambda one: isinstance(one, Conflict))
    assert isinstance(first, Cart) and isinstance(told, Conflict)
    assert first.changed_by in str(told.message)
    assert Cart.objects.get().total == first.total and broken() == {}


def test_control_without_the_lock_one_change_is_overwritten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CartQuerySet, "locked", lambda carts: carts)
    outcomes = change_at_once(world, monkeypatch)
    assert outcomes_of(Cart, outcomes) == 2 and Cart.objects.get().version == 2


def two_first_lines(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    monkeypatch.setattr(lines, "lock_current_cart", Meeting(2).after(lines.lock_current_cart))
    ada = world.as_(world.ada)
    return together(*[lambda sku=sku: add_item(ada, world.mina, sku=sku, quantity=1) for sku in ("LAMP-1", "MUG-1")])  # type: ignore[misc]


def test_two_first_lines_at_once_lie_in_one_cart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = two_first_lines(world, monkeypatch)
    cart = Cart.objects.get()
    assert outcomes == [cart, cart] and cart.lines.count() == 2 and broken() == {}


def test_control_without_the_customers_lock_one_of_them_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "lock", lambda thing: thing)
    outcomes = two_first_lines(world, monkeypatch)
    assert (outcomes_of(Cart, outcomes), outcomes_of(IntegrityError, outcomes)) == (1, 1)


def test_the_same_line_added_by_two_clicks_counts_twice(world: World) -> None:
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    together(*[lambda: add_item(ada, world.mina, sku="LAMP-1", quantity=1)] * 4)
    assert Cart.objects.get().lines.get().quantity == 5 and broken() == {}


def test_one_form_sent_by_four_clicks_at_once_adds_once(world: World) -> None:
    ada = world.as_(world.ada)
    outcomes = together(*[lambda: add_item(ada, world.mina, sku="LAMP-1", quantity=1, key="of-this-form")] * 4)
    cart = Cart.objects.get()
    assert outcomes == [cart] * 4 and cart.lines.get().quantity == 1 and broken() == {}


def two_resumed(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two saved carts, each resumed by another agent at once."""
    ada, sam, saved = world.as_(world.ada), world.as_(world.sam), []
    for sku in ("LAMP-1", "MUG-1"):
        cart = add_item(ada, world.mina, sku=sku, quantity=1)
        saved.append(save_for_later(ada, cart, version=cart.version))
    monkeypatch.setattr(keeping, "leave_current", Meeting(2).after(keeping.leave_current))
    return together(*[lambda who=who, cart=cart: resume_cart(who, cart, version=cart.version) for who, cart in zip((ada, sam), saved, strict=True)])  # type: ignore[misc]


def test_of_two_carts_resumed_at_once_one_is_current_and_one_saved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = two_resumed(world, monkeypatch)
    assert outcomes_of(Cart, outcomes) == 2 and broken() == {}
    assert sorted(Cart.objects.values_list("status", "is_current")) == [("open", False), ("open", True)]
    assert sum(one.left is not None for one in outcomes if isinstance(one, Cart)) == 1


def test_control_without_the_customers_lock_one_is_not_resumed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "lock", lambda thing: thing)
    outcomes = two_resumed(world, monkeypatch)
    assert (outcomes_of(Cart, outcomes), outcomes_of(IntegrityError, outcomes)) == (1, 1)


def test_one_cart_resumed_by_two_is_resumed_once(world: World) -> None:
    ada, sam = world.as_(world.ada), world.as_(world.sam)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    saved = save_for_later(ada, cart, version=cart.version)
    outcomes = together(*[lambda who=who: resume_cart(who, saved, version=saved.version) for who in (ada, sam)])  # type: ignore[misc]
    assert (outcomes_of(Cart, outcomes), outcomes_of(Conflict, outcomes)) == (1, 1)
    assert Cart.objects.get().is_current and broken() == {}
