"""Only existing steps are taken, and each leaves its row of history, which nothing changes."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.timezone import now

from agents.actors import OnBehalfOf, actor_of, system
from agents.invariants import nouns
from agents.models import Agent, HasStatus, Reason, Step
from agents.states import may_move, move
from carts.actions import add_item
from carts.models import Cart
from contactcenter.errors import Conflict
from customers.models import Message
from orders.actions import place_order
from orders.models import Order
from returns.models import Return
from tests.snapshot import everything
from tests.world import World

OURS = ("agents", "customers", "catalog", "promotions", "carts", "orders", "returns", "interchange", "console")


def test_whatever_has_a_status_declares_its_steps() -> None:
    with_status = {one for app in OURS for one in apps.get_app_config(app).get_models() if any(each.name == "status" for each in one._meta.fields)}
    assert with_status == set(nouns())
    assert {Cart, Message, Order, Return} < with_status


@pytest.mark.parametrize("noun", nouns(), ids=lambda noun: noun.__name__)
def test_every_status_says_what_may_follow(noun: type[HasStatus]) -> None:
    statuses = {value for value, _label in noun._meta.get_field("status").flatchoices}  # type: ignore[misc]
    assert set(noun.STEPS) == statuses
    assert set().union(*noun.STEPS.values()) <= statuses


@pytest.mark.parametrize("status", Order.Status.values)
@pytest.mark.parametrize("to", Order.Status.values)
def test_an_order_takes_the_steps_of_its_table_and_no_other(status: str, to: str) -> None:
    assert may_move(Order(status=status), to) == (to in Order.STEPS[status])


def test_a_step_is_saved_with_who_did_it_for_whom_and_why(world: World) -> None:
    order, request = world.guest_order, UUID(int=7)
    ada = actor_of(Agent.objects.get(pk=world.ada.pk), request_id=request)
    for_mina = OnBehalfOf(world.mina.pk, world.mina.number)
    move(type(ada)(**{**vars(ada), "on_behalf_of": for_mina}), order, Order.Status.PROCESSING, reason="late")
    move(system("mail"), order, Order.Status.FAILED)
    order.refresh_from_db()
    assert order.status == Order.Status.FAILED
    first, second = Step.objects.of(order)
    assert (first.before, first.after, first.reason, first.request_id) == ("SUBMITTED", "PROCESSING", "late", request)
    assert (first.actor_kind, first.actor_id, first.who, first.on_behalf_of, first.on_behalf_of_id) == (
        "agent", world.ada.pk, "Ada", world.mina.number, world.mina.pk,
    )  # fmt: skip
    assert (first.organization_id, second.before, second.who) == (world.organization.pk, "PROCESSING", "The system")


def test_a_step_that_does_not_exist_changes_nothing(world: World) -> None:
    before = everything()
    with pytest.raises(Conflict, match="Fulfilled"):
        move(world.as_(world.ada), world.order, Order.Status.PROCESSING)
    assert everything() == before and world.order.status == Order.Status.NO_PENDING_ACTION


def test_a_status_unknown_to_the_table_leads_nowhere() -> None:
    assert not may_move(Order(status="GONE"), Order.Status.SUBMITTED)


def test_placing_is_a_step_of_the_cart_and_the_beginning_of_the_order(world: World) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    order = place_order(world.as_(world.sam), cart, version=cart.version)
    [step] = Step.objects.of(cart)
    assert (step.before, step.after, step.actor_name) == ("open", "placed", "Sam")
    assert not Step.objects.of(order).exists()


@pytest.mark.parametrize("change", ["UPDATE agents_step SET after = 'x'", "DELETE FROM agents_step"])
def test_the_database_refuses_to_change_a_step(world: World, change: str) -> None:
    move(world.as_(world.ada), world.guest_order, Order.Status.PROCESSING)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Step.objects.get().after == "PROCESSING"


def test_the_database_gives_a_step_its_id_and_its_time(world: World) -> None:
    long_ago = now() - timedelta(days=9)
    facts = {"thing_type": "orders.Order", "thing_id": world.order.pk, "before": "SUBMITTED", "after": "REMOVED", "actor_name": "Sam", "at": long_ago}
    with pytest.raises(IntegrityError, match="gives its rows their ids itself"), transaction.atomic():
        Step.objects.create(pk=10**9, actor_kind="agent", **facts)
    forged, told = (Step.objects.create(actor_kind=kind, **facts) for kind in ("agent", "system"))
    for one in (forged, told):
        one.refresh_from_db()
    assert now() - forged.at < timedelta(minutes=1) and told.at == long_ago


def opened(client: Client, kind: str, number: str) -> str:
    """The page of a record, as a tab of its session."""
    return client.get(client.post("/console/sessions/", {"kind": kind, "number": number})["Location"]).content.decode()


def test_a_record_shows_its_history_in_words(world: World, as_ada: Client) -> None:
    sam = world.as_(world.sam)
    Reason.objects.create(organization=world.organization, kind=Reason.Kind.CANCEL, code="late", label="Came too late")
    move(sam, world.uma_order, Order.Status.PENDING_REMOVE, reason="late")
    move(sam, world.rma, Return.Status.REJECTED)
    page = opened(as_ada, "order", world.uma_order.number)
    assert "Submitted to Fulfillment → Pending Removal" in page
    assert "Sam · " in page and "Came too late" in page
    page = opened(as_ada, "return", world.rma.number)
    assert "Approved → Rejected" in page


def test_what_is_told_of_a_stuck_order_is_since_its_last_step(world: World) -> None:
    for to in (Order.Status.PROCESSING, Order.Status.PENDING_MERCHANT_ACTION):
        move(world.as_(world.ada), world.uma_order, to)
    [order] = Order.objects.with_status_since().filter(pk=world.uma_order.pk)
    last = Step.objects.of(order).last()
    assert last is not None and order.in_status_since == last.at
    [other] = Order.objects.with_status_since().filter(pk=world.order.pk)
    assert other.in_status_since is None
