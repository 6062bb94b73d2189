"""What an order says is wrong: in words, where it is solved, and only while it is wrong."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.utils.timezone import localdate, now

from agents.troubles import Trouble
from console.standing import standing_of
from contactcenter.templatetags.console import day
from orders.actions import complete_order
from orders.figures import payment_status
from orders.models import Order, OrderNote, Payment, Shipment, Transaction
from orders.troubles import order_troubles
from tests.factories import placed
from tests.orders.test_figures import CASES, payments_of
from tests.world import World


def said(world: World) -> list[str]:
    return [one.words for one in troubles(world)]


def troubles(world: World) -> list[Trouble]:
    return order_troubles(Order.objects.get(pk=world.order.pk), world.as_(world.ada))


def aged(world: World, days: int, **changed: object) -> date:
    """The order as it is so many days after it was placed; the day it was placed."""
    at = now() - timedelta(days=days)
    Order.objects.filter(pk=world.order.pk).update(placed_at=at, **changed)
    Payment.objects.filter(order=world.order).update(created_at=at)
    return localdate(at)


def test_a_late_shipment_names_its_day_as_the_page_writes_days_and_how_late(world: World) -> None:
    """Not 11/02/2026, which is read as two days."""
    promised = localdate() - timedelta(days=3)
    Shipment.objects.create(order=world.order, promised_on=promised, carrier="DHL")
    assert said(world) == [f"Shipment 1 is late by 3 days: promised for {day(promised)}, with DHL."]
    Shipment.objects.update(status="delivered")
    assert said(world) == []


@pytest.mark.parametrize(("days", "span", "wrong"), [(1, "1 day", False), (59, "59 days", False), (270, "9 months", True)])
def test_unpaid_says_since_when_how_much_and_by_what(world: World, days: int, span: str, wrong: bool) -> None:
    since = aged(world, days)
    (found,) = troubles(world)
    assert found.words == f"Unpaid for {span}: €20.00 by Invoice, since {day(since)}."
    assert (found.kind, found.wrong, found.record, found.number) == ("unpaid", wrong, "order", world.order.number)


def test_one_that_was_completed_later_is_unpaid_since_it_was_asked_for(world: World) -> None:
    aged(world, 40, status=Order.Status.PENDING_PAYMENT)
    Payment.objects.filter(order=world.order).update(status="declined")
    order = Order.objects.get(pk=world.order.pk)
    complete_order(world.as_(world.ada), order, po_number="", version=order.version)
    assert said(world) == []
    Payment.objects.filter(order=order, status="pending").update(created_at=now() - timedelta(days=3))
    assert said(world) == [f"Unpaid for 3 days: €20.00 by Invoice, since {day(localdate() - timedelta(days=3))}."]


@pytest.mark.parametrize(
    "paid",
    [{"collected": 20, "status": "collected"}, {"collected": 20, "refunded": 20, "status": "credited"}, {"status": "authorized"}],
)
def test_paid_paid_back_or_held_is_not_unpaid(world: World, paid: dict[str, object]) -> None:
    aged(world, 30)
    Payment.objects.filter(order=world.order).update(**paid)
    assert said(world) == []


def test_an_order_of_today_and_one_that_came_to_nothing_are_not_unpaid(world: World) -> None:
    assert said(world) == []
    aged(world, 30, status=Order.Status.REMOVED)
    assert said(world) == []


def test_a_refused_card_says_when_why_and_what_is_open_until_another_payment_is_asked(world: World) -> None:
    payment = world.order.payments.get()
    Payment.objects.update(method="card", last_four="4242", status="declined")
    refused = now() - timedelta(days=2)
    Transaction.objects.create(payment=payment, kind="authorization", state="declined", amount=20, answer="Card expired", asked_at=refused)
    assert said(world) == ["Payment declined 2 days ago: Card 4242, Card expired. €20.00 is open."]
    Payment.objects.create(order=world.order, method="invoice", status="pending", amount=Decimal(20))
    assert said(world) == []


def test_too_much_collected_has_to_go_back(world: World) -> None:
    Payment.objects.update(collected=25, status="collected")
    assert said(world) == ["€5.00 has to go back: more was collected than is due."]


def test_who_has_to_act_comes_with_the_newest_note(world: World) -> None:
    OrderNote.objects.create(order=world.order, agent=world.sam, text="First")
    OrderNote.objects.create(order=world.order, agent=world.ada, text="Check the address.")
    aged(world, 0, status=Order.Status.PENDING_MERCHANT_ACTION)
    (found,) = troubles(world)
    assert found.words.startswith("Stuck: somebody here has to act") and found.wrong
    assert found.note == f"“Check the address.” (Ada, {day(localdate())})"


def test_more_orders_in_trouble_cost_no_more_queries_and_only_what_is_told_is_read(world: World, django_assert_num_queries: Any) -> None:
    def stuck_and_declined() -> None:
        order = placed(world.mina, world.de, status=Order.Status.PENDING_MERCHANT_ACTION)
        OrderNote.objects.create(order=order, agent=world.ada, text="Check the address.")
        payment = Payment.objects.create(order=order, amount=20, status="declined")
        Transaction.objects.create(payment=payment, kind="authorization", state="declined", amount=20)
        Payment.objects.filter(order=order).exclude(pk=payment.pk).delete()

    aged(world, 30)
    ada = world.as_(world.ada)
    with django_assert_num_queries(6):  # returns with their lines, orders with payments, shipments and mails
        assert [one.kind for one in standing_of(ada, world.mina.pk).troubles if one.kind != "return"] == ["unpaid"]
    for _order in range(2):
        stuck_and_declined()
        with django_assert_num_queries(9):  # and the bank's answers, notes with their authors
            found = standing_of(ada, world.mina.pk).troubles
    assert sorted(one.kind for one in found if one.kind != "return") == ["declined", "declined", "unpaid", "waits", "waits"]


def test_a_customer_has_the_troubles_of_all_orders_newest_first(world: World) -> None:
    """Said by the same rule as on each order's own page; what only looked like trouble is none."""
    aged(world, 90)
    Shipment.objects.create(order=world.order, promised_on=localdate() - timedelta(days=3), carrier="DHL")
    found = standing_of(world.as_(world.ada), world.mina.pk)
    assert [one.kind for one in found.troubles] == ["return", "late", "unpaid"]
    assert [one.words for one in found.troubles[1:]] == sorted(said(world))
    assert [(one.words, one.record, one.number) for one in found.briefs(world.mina.number)] == [
        (f"unpaid {world.order.number}", "order", world.order.number),
        ("late parcel", "order", world.order.number),
        ("1 open return", "return", world.rma.number),
    ]
    assert standing_of(world.as_(world.ada), world.bo.pk).troubles == []


DECLINED_REST = ("the rest refused", "100", [("collected", 40, 40, 0), ("declined", 60, 0, 0)])
MONEY: list[tuple[Any, ...]] = [*CASES, DECLINED_REST]


@pytest.mark.parametrize("case", MONEY, ids=[case[0] for case in MONEY])
def test_the_bar_knows_of_every_trouble_that_the_page_of_the_order_knows(world: World, case: tuple[Any, ...]) -> None:
    """Of today and older, ours and imported; of the states each case takes every third, so that together they take all."""
    _what, total, rows, *_figures = case
    world.order.payments.all().delete()
    Payment.objects.bulk_create(payments_of(rows, order=world.order))
    follows = payment_status(Decimal(total), list(world.order.payments.all()))
    for days, status, imported in product((0, 20), list(Order.Status)[MONEY.index(case) % 3 :: 3], (False, True)):
        aged(world, days, total=Decimal(total), status=status, imported=imported, payment_status="none" if imported else follows)
        assert at_the_bar(world) == kinds(world), (days, status, imported)


@pytest.mark.long
def test_the_bar_knows_of_an_imported_order_what_its_payment_status_alone_tells(world: World) -> None:
    world.order.payments.all().delete()
    for days, status, paid in product((0, 20), Order.Status, Order.PaymentStatus):
        aged(world, days, status=status, imported=True, payment_status=paid)
        assert at_the_bar(world) == kinds(world), (days, status, paid)


def at_the_bar(world: World) -> list[str]:
    found = standing_of(world.as_(world.ada), world.mina.pk).troubles
    return sorted(one.kind for one in found if one.number == world.order.number)


def kinds(world: World) -> list[str]:
    return sorted(one.kind for one in troubles(world))
