"""Above a ceiling somebody else decides: who may, once, and what follows (A2)."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from agents.actors import Actor, system
from agents.approvals import KINDS, Kind, approve_request, ask, decline_request, register, within_ceiling
from agents.models import Agent, Approval, AuditEntry, Ceiling, Role, Step
from agents.states import move
from contactcenter.errors import Conflict, NotAllowed
from orders.models import Order
from tests.snapshot import everything
from tests.world import World

KIND = "favour"


def removed(actor: Actor, order: Order, approval: Approval) -> None:
    move(actor, order, Order.Status.PENDING_REMOVE)


def told_off(actor: Actor, order: Order, approval: Approval) -> None:
    move(actor, order, Order.Status.BEING_AMENDED)


@pytest.fixture(autouse=True)
def favours() -> Iterator[None]:
    """A kind of act as an app registers one: a yes removes an order, a no has it amended."""
    before = KINDS.copy()
    register(Kind(KIND, "Favour", removed, told_off, has_percent=True))
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def asked(world: World) -> Approval:
    """Ada asks for thirty euros on the guest's order; Sam may decide up to fifty."""
    ceiling(world.sam, "50")
    return ask(world.as_(world.ada), KIND, world.guest_order, Decimal(30), "EUR", "They waited long")


def ceiling(agent: Agent, amount: str, currency: str = "EUR", percent: str | None = None, *, role: str = "") -> None:
    to = Role.objects.get_or_create(code=role, name=role)[0] if role else agent.roles.get()
    agent.roles.add(to)
    Ceiling.objects.create(role=to, kind=KIND, currency=currency, amount=Decimal(amount), percent=Decimal(percent) if percent else None)


def may(world: World, agent: Agent, amount: str, currency: str = "EUR", percent: str | None = None) -> bool:
    return within_ceiling(world.as_(agent), KIND, Decimal(amount), currency, Decimal(percent) if percent else None)


def test_without_a_ceiling_nothing_is_allowed(world: World) -> None:
    assert not may(world, world.ada, "0.01") and may(world, world.ada, "0")
    assert not within_ceiling(system("job"), KIND, Decimal("0.01"), "EUR")
    ceiling(world.ada, "20")
    assert not within_ceiling(system("job"), KIND, Decimal("0.01"), "EUR")


def test_a_ceiling_is_of_its_kind_and_currency(world: World) -> None:
    ceiling(world.ada, "20")
    assert may(world, world.ada, "20") and not may(world, world.ada, "20.01")
    assert not may(world, world.ada, "1", "GBP")
    assert not within_ceiling(world.as_(world.ada), "other", Decimal(1), "EUR")


def test_amount_and_percentage_both_hold(world: World) -> None:
    ceiling(world.ada, "20", percent="10")
    assert may(world, world.ada, "20", percent="10")
    assert not may(world, world.ada, "20", percent="10.01") and not may(world, world.ada, "20.01", percent="10")
    ceiling(world.sam, "20")
    assert may(world, world.sam, "20") and not may(world, world.sam, "20", percent="1")


def test_of_several_roles_the_highest_counts(world: World) -> None:
    ceiling(world.ada, "20", percent="30")
    ceiling(world.ada, "50", percent="10", role="senior")
    assert may(world, world.ada, "50", percent="30") and not may(world, world.ada, "50.01", percent="30")


def test_a_yes_does_what_was_asked_for_in_the_same_transaction(world: World, asked: Approval, audit: Callable[[], list[str]]) -> None:
    approval = approve_request(world.as_(world.sam), asked, note="Go on")
    world.guest_order.refresh_from_db()
    assert world.guest_order.status == Order.Status.PENDING_REMOVE
    assert (approval.status, approval.decided_by, approval.decided_by_id, approval.note) == ("approved", "Sam", world.sam.pk, "Go on")
    assert (approval.requested_by, approval.requested_by_kind, approval.why) == ("Ada", "agent", "They waited long")
    assert [step.after for step in Step.objects.all()] == ["approved", "PENDING_REMOVE"]
    assert audit() == ["approval.asked", "approval.given"]
    assert [one.sentence for one in AuditEntry.objects.order_by("pk")] == ["Approval asked for: Favour, €30.00", "Approved: Favour, €30.00"]
    assert [one.personal.data for one in AuditEntry.objects.order_by("pk")] == [{"why": "They waited long"}, {"note": "Go on"}]


def test_a_no_does_what_the_kind_says_and_needs_no_ceiling(world: World, asked: Approval) -> None:
    approval = decline_request(world.as_(world.grace), asked)
    world.guest_order.refresh_from_db()
    assert (approval.status, world.guest_order.status) == ("declined", Order.Status.BEING_AMENDED)


def test_what_a_yes_cannot_do_is_not_approved(world: World, asked: Approval) -> None:
    move(world.as_(world.sam), world.guest_order, Order.Status.PROCESSING)
    move(world.as_(world.sam), world.guest_order, Order.Status.FAILED)
    before = everything()
    with pytest.raises(Conflict):
        approve_request(world.as_(world.sam), asked)
    assert everything() == before


def refused(world: World, who: Agent, asked: Approval, code: str, act: Callable[..., Any] = approve_request) -> None:
    before = everything()
    with pytest.raises(NotAllowed) as told:
        act(world.as_(who), asked)
    assert told.value.code == code and everything() == before


@pytest.mark.parametrize("act", [approve_request, decline_request])
def test_nobody_decides_their_own_request(world: World, act: Callable[..., Any]) -> None:
    ceiling(world.sam, "50")
    refused(world, world.sam, ask(world.as_(world.sam), KIND, world.guest_order, Decimal(30), "EUR", "x"), "own_request", act)
    with pytest.raises(IntegrityError, match="approval_by_another"), transaction.atomic():
        Approval.objects.update(decided_by_kind="agent", decided_by_id=world.sam.pk)


@pytest.mark.parametrize("record", ["order", "guest_order", "rma", "mina"])
@pytest.mark.parametrize("act", [approve_request, decline_request])
def test_nobody_decides_on_their_own_record(world: World, record: str, act: Callable[..., Any]) -> None:
    """An agent who is a customer too is known by the e-mail."""
    email = world.guest_order.email if record == "guest_order" else world.mina.email
    Agent.objects.filter(pk=world.sam.pk).update(email=email.title())
    ceiling(world.sam, "50")
    refused(world, world.sam, ask(world.as_(world.ada), KIND, getattr(world, record), Decimal(30), "EUR", "x"), "own_record", act)


def test_above_ones_own_ceiling_somebody_else_decides(world: World, asked: Approval) -> None:
    Ceiling.objects.update(amount=Decimal("29.99"))
    refused(world, world.sam, asked, "above_ceiling")
    refused(world, world.ada, asked, "not_allowed")


def test_the_second_is_told_that_it_was_decided(world: World, asked: Approval) -> None:
    approve_request(world.as_(world.sam), asked)
    before = everything()
    with pytest.raises(Conflict) as told:
        decline_request(world.as_(world.grace), asked)
    assert (told.value.code, told.value.fresh.decided_by) == ("already_decided", "Sam")
    assert str(told.value.message) == "Sam has decided this already: Approved." and everything() == before


def test_the_same_is_asked_once_at_a_time(world: World, asked: Approval) -> None:
    before = everything()
    with pytest.raises(Conflict) as told:
        ask(world.as_(world.ada), KIND, world.guest_order, Decimal(40), "EUR", "x")
    assert (told.value.code, told.value.fresh) == ("already_asked", asked) and everything() == before
    decline_request(world.as_(world.sam), asked)
    assert ask(world.as_(world.ada), KIND, world.guest_order, Decimal(40), "EUR", "x").pk != asked.pk


def test_it_is_decided_in_the_administration(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    client = as_(world.sam)
    page = f"/admin/agents/approval/{asked.pk}/change/"
    listed, shown = client.get("/admin/agents/approval/").content.decode(), client.get(page).content.decode()
    assert "Favour" in listed and "They waited long" in listed and "€30.00" in listed
    assert 'value="approve"' in shown and 'value="decline"' in shown and "They waited long" in shown
    assert client.post(page, {"decision": "approve", "note": "Fine"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by, asked.note) == ("approved", "Sam", "Fine")
    assert "Sam has decided this already: Approved." in client.get(page).content.decode()
    again = client.post(page, {"decision": "decline", "note": "No"})
    assert again.status_code == 403 and "Sam has decided this already: Approved." in again.content.decode()


def test_of_a_kind_that_no_app_knows_any_more_only_a_no_is_left(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    Approval.objects.update(kind="gone")
    Ceiling.objects.update(kind="gone")
    page = f"/admin/agents/approval/{asked.pk}/change/"
    told = as_(world.sam).post(page, {"decision": "approve", "note": ""})
    assert told.status_code == 200 and "Nothing here knows any more how to do this" in told.content.decode()
    assert as_(world.sam).post(page, {"decision": "decline", "note": ""}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "declined"


def test_in_the_administration_ones_own_waits_for_others(world: World, as_: Callable[[Agent], Client]) -> None:
    asked = ask(world.as_(world.sam), KIND, world.guest_order, Decimal(30), "EUR", "x")
    page = as_(world.sam).get(f"/admin/agents/approval/{asked.pk}/change/").content.decode()
    assert "You asked for this yourself" in page and 'value="approve"' not in page


def test_above_ones_ceiling_the_page_says_so(world: World, asked: Approval, as_: Callable[[Agent], Client]) -> None:
    page = f"/admin/agents/approval/{asked.pk}/change/"
    answer = as_(world.grace).post(page, {"decision": "approve", "note": ""})
    asked.refresh_from_db()
    assert answer.status_code == 403 and asked.status == "waiting"


def test_of_other_channels_nothing_shows(world: World, as_: Callable[[Agent], Client]) -> None:
    asked = ask(world.as_(world.ada), KIND, world.uma_order, Decimal(30), "GBP", "for Uma")
    world.sam.all_channels = False
    world.sam.save()
    world.sam.channels.set([world.de])
    client = as_(world.sam)
    assert "for Uma" not in client.get("/admin/agents/approval/").content.decode()
    assert client.get(f"/admin/agents/approval/{asked.pk}/change/").status_code == 302
