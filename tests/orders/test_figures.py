"""An order's figures, as a table: what was asked, what came, what went back, what is owed."""

from decimal import Decimal

import pytest
from django.db import connection

from orders.counts import PAYMENT_STATUS
from orders.figures import goods_of, money_of, payment_status, reckon, shipping_of
from orders.models import Order, Payment, Shipment, ShipmentLine
from tests.world import World

P = Payment.Status
# what happened; total; payments as (status, amount, collected, refunded); pending, collected, refunded, balance; the status that follows
CASES = [
    ("nothing asked", "100", [], "0", "0", "0", "100", "none"),
    ("an open invoice", "100", [(P.PENDING, 100, 0, 0)], "100", "0", "0", "100", "pending"),
    ("a card stands good", "100", [(P.AUTHORIZED, 100, 0, 0)], "100", "0", "0", "100", "authorized"),
    ("paid", "100", [(P.COLLECTED, 100, 100, 0)], "0", "100", "0", "0", "paid"),
    ("sent back whole, all of it paid back", "156.90", [(P.CREDITED, "156.90", "156.90", "156.90")], "0", "156.90", "156.90", "0", "refunded"),
    ("a part of it paid back", "100", [(P.COLLECTED, 100, 100, 30)], "0", "100", "30", "0", "partially_refunded"),
    ("paid in part", "100", [(P.COLLECTED, 40, 40, 0), (P.PENDING, 60, 0, 0)], "60", "40", "0", "60", "partially_paid"),
    ("paid in part, of that a part paid back", "100", [(P.COLLECTED, 40, 40, 10)], "0", "40", "10", "60", "partially_refunded"),
    ("too much came", "100", [(P.COLLECTED, 120, 120, 0)], "0", "120", "0", "-20", "paid"),
    ("too much came and went back", "100", [(P.COLLECTED, 120, 120, 20)], "0", "120", "20", "0", "paid"),
    ("refused", "100", [(P.DECLINED, 100, 0, 0)], "0", "0", "0", "100", "declined"),
    ("refused, then by invoice", "100", [(P.DECLINED, 100, 0, 0), (P.PENDING, 100, 0, 0)], "100", "0", "0", "100", "pending"),
    ("withdrawn", "100", [(P.VOIDED, 100, 0, 0)], "0", "0", "0", "100", "void"),
    ("more asked than is owed", "50", [(P.PENDING, 100, 0, 0)], "50", "0", "0", "50", "pending"),
    ("for nothing", "0", [(P.PENDING, 0, 0, 0)], "0", "0", "0", "0", "paid"),
]


def payments_of(rows: list[tuple[str, object, object, object]], **of: Order) -> list[Payment]:
    return [Payment(status=s, amount=Decimal(str(a)), collected=Decimal(str(c)), refunded=Decimal(str(r)), **of) for s, a, c, r in rows]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_money_is_what_was_asked_had_given_back_and_owed(case: tuple[object, ...]) -> None:
    _what, total, rows, *figures, status = case
    payments = payments_of(rows)  # type: ignore[arg-type]
    found = reckon(Decimal(str(total)), Decimal(str(total)), payments)
    assert [found.pending, found.collected, found.refunded, found.balance] == [Decimal(str(one)) for one in figures]
    assert payment_status(Decimal(str(total)), payments) == status


@pytest.mark.parametrize(
    ("collected", "refunded", "balance", "status"),
    [(0, 0, 0, "pending"), (100, 100, 0, "refunded"), (100, 0, -100, "owed_back"), (100, 40, -60, "owed_back")],
)
def test_of_a_removed_order_nothing_is_owed_but_what_was_kept_has_to_go_back(
    world: World, collected: int, refunded: int, balance: int, status: str
) -> None:
    order, payment = world.order, world.order.payments.get()
    order.status = Order.Status.REMOVED
    Payment.objects.filter(pk=payment.pk).update(collected=collected, refunded=refunded)
    assert (money_of(order).balance, money_of(order).pending) == (balance, 0)
    assert payment_status(order.total, list(order.payments.all()), came_to_nothing=True) == status
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT {PAYMENT_STATUS} FROM orders_payment WHERE order_id = o.id) FROM (SELECT %s AS id, 'REMOVED' AS status, 20 AS total) o",
            [order.pk],
        )
        assert cursor.fetchone() == (status,)


@pytest.mark.parametrize(
    ("status", "known", "balance"),
    [("paid", True, 0), ("refunded", True, 0), ("pending", True, 20), ("partially_paid", False, 20), ("none", False, 20)],
)
def test_an_imported_order_without_payments_is_paid_as_its_status_says_or_unknown(world: World, status: str, known: bool, balance: int) -> None:
    order = world.order
    order.payments.all().delete()
    order.imported, order.payment_status = True, status
    assert (money_of(order).known, money_of(order).balance, money_of(order).assumed) == (known, balance, known)


def test_shipping_is_free_only_where_an_import_told_of_it(world: World) -> None:
    order = world.order
    assert shipping_of(order) == [("", 0)]
    order.imported = True
    assert shipping_of(order) == []
    order.groups.update(method_name="Parcel")
    assert shipping_of(order) == [("Parcel", 0)]


def test_items_are_ordered_less_cancelled_and_remaining_what_no_parcel_took(world: World) -> None:
    order, line = world.order, world.order.lines.get()
    assert (goods_of(order).items, goods_of(order).remaining) == (2, 2)
    ready, gone = (Shipment.objects.create(order=order, position=at, status=state) for at, state in ((1, "ready"), (2, "shipped")))
    for parcel in (ready, gone):
        ShipmentLine.objects.create(shipment=parcel, line=line, quantity=1)
    found = goods_of(order)
    assert (found.items, found.remaining, found.parcels, found.gone) == (2, 1, 2, 1)
    order.lines.update(cancelled=1)
    assert (goods_of(order).items, goods_of(order).cancelled, goods_of(order).remaining) == (1, 1, 0)


def test_nothing_remains_of_what_came_to_nothing_or_left_without_our_parcels(world: World) -> None:
    world.order.fulfilment_status = Order.FulfilmentStatus.FULFILLED
    assert goods_of(world.order).remaining == 0
    world.guest_order.status = Order.Status.FAILED
    assert goods_of(world.guest_order).remaining == 0
