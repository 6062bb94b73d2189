"""An order that waits for its payment is completed, by invoice (O8)."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import CallSession
from contactcenter.errors import Conflict
from customers.models import Message
from orders.actions import complete_order
from orders.models import Order, Payment
from tests.factories import placed
from tests.snapshot import everything
from tests.world import World

Verbs = Callable[[], list[str]]
States, Method = Payment.Status, Payment.Method


def waiting(world: World, *payments: tuple[str, str, str, str]) -> Order:
    """Mina's order of 20.00 that waits for its payment. payments: method, status, amount and what came of it."""
    order = placed(world.mina, world.de, status=Order.Status.PENDING_PAYMENT)
    order.payments.all().delete()
    for method, status, amount, collected in payments:
        Payment.objects.create(order=order, method=method, status=status, amount=Decimal(amount), collected=Decimal(collected))
    return order


@pytest.mark.usefixtures("invariants_hold")
@pytest.mark.parametrize(
    ("payments", "asked"),
    [
        ([], "20.00"),
        ([("card", "declined", "20", "0")], "20.00"),
        ([("card", "pending", "20", "0")], "20.00"),
        ([("invoice", "declined", "20", "0")], "20.00"),
        ([("gift_card", "collected", "5", "5"), ("card", "declined", "15", "0")], "15.00"),
        ([("card", "authorized", "12", "0")], "8.00"),
    ],
)
def test_what_is_open_is_asked_for_by_one_invoice(world: World, audit: Verbs, payments: list[tuple[str, str, str, str]], asked: str) -> None:
    order = waiting(world, *payments)
    done = complete_order(world.as_(world.ada), order, po_number=" PO 7 ", version=order.version)
    invoice = done.payments.get(method=Method.INVOICE, status=States.PENDING)
    assert (done.status, done.po_number, done.payment_method) == (Order.Status.SUBMITTED, "PO 7", "invoice")
    assert invoice.amount == Decimal(asked)
    assert not done.payments.exclude(pk=invoice.pk).filter(status__in=[States.NEW, States.PENDING]).exists()
    assert done.payment_status == ("partially_paid" if "collected" in str(payments) else "pending")
    assert audit()[-1] == "order.completed" and Message.objects.filter(order=done).count() == 1


@pytest.mark.parametrize("status", ["PENDING_APPROVAL", "SUBMITTED", "REMOVED"])
def test_one_that_waits_for_no_payment_is_left_alone(world: World, status: str) -> None:
    order = placed(world.mina, world.de, status=status)
    before = everything()
    with pytest.raises(Conflict):
        complete_order(world.as_(world.ada), order, po_number="", version=order.version)
    assert everything() == before


def test_a_stale_page_and_a_second_click_change_nothing(world: World) -> None:
    ada, order = world.as_(world.ada), waiting(world)
    complete_order(ada, order, po_number="7", version=order.version)
    before = everything()
    with pytest.raises(Conflict):
        complete_order(ada, order, po_number="8", version=order.version)
    assert everything() == before


class TestInTheConsole:
    @pytest.fixture
    def page(self, world: World, as_ada: Client) -> Callable[[Order], str]:
        session = CallSession.objects.create(agent=world.ada, customer=world.mina, label="Mina Harker", current="order")
        return lambda order: as_ada.get(f"/console/sessions/{session.pk}/order/{order.number}/").content.decode()

    def test_the_act_shows_where_it_can_be_done_and_off_where_somebody_else_decides(self, world: World, page: Callable[[Order], str]) -> None:
        assert f"/orders/{(order := waiting(world)).number}/complete/" in page(order)
        for status, shown in ((Order.Status.PENDING_APPROVAL, True), (Order.Status.FAILED_APPROVAL, True), (Order.Status.SUBMITTED, False)):
            assert ("Complete order" in page(placed(world.mina, world.de, status=status))) is shown

    def test_done_it_leads_back_and_refused_it_says_who_was_there(self, world: World, as_ada: Client) -> None:
        order = waiting(world)
        url, sent = f"/orders/{order.number}/complete/", {"version": order.version, "po_number": "PO 7"}
        done = as_ada.post(url, sent, headers={"HX-Request": "true"})
        assert done.headers["HX-Redirect"] == f"/console/open/order/{order.number}/"
        again = as_ada.post(url, sent, headers={"HX-Request": "true"})
        assert again.status_code == 409 and "in another window" in again.content.decode()
