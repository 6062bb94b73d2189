"""Two who decide at once: one does, the other is told. The race is also run without its locks and must then go wrong."""

from dataclasses import replace
from decimal import Decimal

import pytest

from agents import approvals
from agents.actors import Actor
from agents.approvals import Kind, approve_request, ask, decline_request
from agents.models import Approval, AuditEntry, Ceiling, Reason, Step
from carts.actions import add_item, ask_for_price
from carts.overrides import KIND
from contactcenter.errors import Conflict
from contactcenter.invariants import broken
from orders.models import Order
from tests.factories import line_in
from tests.races.together import Meeting, outcomes_of, together
from tests.world import World


def nothing(actor: Actor, order: Order, approval: Approval) -> None:
    """What a yes does is another matter."""


def decide_twice(world: World, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> list[object]:
    monkeypatch.setitem(approvals.KINDS, kind.code, kind)
    monkeypatch.setattr(approvals, "check_may_decide", Meeting(2).after(approvals.check_may_decide))
    Ceiling.objects.create(role=world.sam.roles.get(), kind=kind.code, currency="EUR", amount=30)
    asked = ask(world.as_(world.ada), kind.code, world.guest_order, Decimal(30), "EUR", "They waited long")
    sam, grace, its_own = world.as_(world.sam), world.as_(world.grace), Approval.objects.get(pk=asked.pk)
    return together(lambda: approve_request(sam, asked), lambda: decline_request(grace, its_own))


def test_one_of_two_decides_and_the_other_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = decide_twice(world, monkeypatch, Kind("favour", "Favour", nothing))
    assert (outcomes_of(Approval, outcomes), outcomes_of(Conflict, outcomes)) == (1, 1)
    assert Step.objects.count() == 1 and broken() == {}


def test_control_without_the_locks_both_decide(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "lock", lambda approval: approval)
    decide_twice(world, monkeypatch, Kind("favour", "Favour", nothing, lock_thing=lambda order: order))
    assert Step.objects.count() == 2 and "A step begins where the one before it ended." in broken()


def approve_twice(world: World) -> list[object]:
    """Sam and Rhea, a supervisor too, say yes to what Ada asked for a line of Mina's cart."""
    sam, rhea = world.sam, world.rhea
    rhea.roles.add(sam.roles.get())
    Reason.objects.create(organization=world.organization, kind="price_override", code="match", label="Found cheaper")
    Ceiling.objects.create(role=sam.roles.get(), kind="price_override", currency="EUR", amount=30, percent=50)
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    ask_for_price(ada, cart, line=line_in(cart, "LAMP-1"), price=Decimal(8), reason="match", version=cart.version)
    first, second = Approval.objects.get(), Approval.objects.get()
    actors = world.as_(sam), world.as_(rhea)
    return together(lambda: approve_request(actors[0], first), lambda: approve_request(actors[1], second))


def test_a_price_is_set_once_by_two_who_say_yes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "check_may_decide", Meeting(2).after(approvals.check_may_decide))
    outcomes = approve_twice(world)
    assert (outcomes_of(Approval, outcomes), outcomes_of(Conflict, outcomes)) == (1, 1)
    assert AuditEntry.objects.filter(verb="cart.price_overridden").count() == 1 and broken() == {}


def test_control_without_the_locks_the_price_is_set_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "check_may_decide", Meeting(2).after(approvals.check_may_decide))
    monkeypatch.setattr(approvals, "lock", lambda approval: approval)
    monkeypatch.setitem(approvals.KINDS, KIND.code, replace(KIND, lock_thing=lambda line: line))
    approve_twice(world)
    assert AuditEntry.objects.filter(verb="cart.price_overridden").count() == 2
