"""What was asked of a payment stays as it was asked, its state moves once, and its sums are told by one rule."""

from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from contactcenter.money import ZERO
from orders.models import Payment, Transaction
from orders.sums import SQL, add, sums_of
from tests.world import World

S, K = Transaction.State, Transaction.Kind
MOVES = {(S.ASKED, S.UNKNOWN)} | {(before, after) for before in (S.ASKED, S.UNKNOWN) for after in (S.SUCCEEDED, S.DECLINED, S.FAILED)}


def asked(world: World, kind: str = K.CAPTURE, state: str = S.ASKED, amount: str = "20", **more: object) -> Transaction:
    return Transaction.objects.create(payment=world.order.payments.get(), kind=kind, state=state, amount=Decimal(amount), **more)


def refused(change: object, **columns: object) -> bool:
    """Whether the database refuses to write these columns."""
    try:
        with transaction.atomic():
            Transaction.objects.filter(pk=change.pk).update(**columns)  # type: ignore[attr-defined]
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(("before", "after"), [(before, after) for before, after in product(S, S) if before != after])
def test_a_state_moves_once_and_never_back(world: World, before: str, after: str) -> None:
    assert refused(asked(world, state=before), state=after) is ((before, after) not in MOVES)


@pytest.mark.parametrize(
    "column", [{"amount": 21}, {"kind": "refund"}, {"currency": "JPY"}, {"request_id": "0" * 32}, {"imported": True}, {"actor_name": "Sam"}]
)
def test_what_was_asked_for_never_changes(world: World, column: dict[str, object]) -> None:
    one = asked(world)
    assert refused(one, **column) and refused(one, state=S.SUCCEEDED, **column)
    assert refused(one, payment=world.guest_order.payments.get())
    assert not refused(one, state=S.SUCCEEDED, reference="ch_1", code="00", answer="Approved")
    assert refused(one, answer="Not approved")


def test_what_a_file_told_a_file_may_tell_anew(world: World) -> None:
    one = asked(world, state=S.SUCCEEDED, imported=True)
    assert not refused(one, state=S.DECLINED, amount=21)
    assert refused(one, imported=False, state=S.ASKED)


@pytest.mark.parametrize("sql", ["DELETE FROM orders_transaction", "UPDATE orders_transaction SET amount = -1 WHERE imported"])
def test_no_row_is_deleted_or_below_zero(world: World, sql: str) -> None:
    asked(world, imported=True)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(ProtectedError):
        world.order.payments.get().delete()


def test_two_are_never_asked_under_one_request(world: World) -> None:
    one = asked(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        asked(world, request_id=one.request_id)


CASES = [
    ("authorised and captured in part", [("authorization", "succeeded", 20), ("capture", "succeeded", 5)], (20, 5, 0, 0)),
    ("a refused capture and one in flight", [("capture", "declined", 20), ("capture", "asked", 20)], (0, 0, 0, 0)),
    ("one refund done, one asked, one unknown", [("refund", "succeeded", 5), ("refund", "asked", 3), ("refund", "unknown", 2)], (0, 0, 5, 5)),
    ("a debit that came back", [("capture", "succeeded", 20), ("returned_debit", "succeeded", 20)], (0, 0, 0, 0)),
    ("a dispute that was won", [("capture", "succeeded", 20), ("chargeback", "succeeded", 20), ("reversal", "succeeded", 20)], (0, 20, 0, 0)),
    ("asked by invoice, given up", [("request", "succeeded", 20), ("void", "succeeded", 20)], (0, 0, 0, 0)),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_sums_agree_for_one_payment_and_as_sql(world: World, case: tuple[str, list[tuple[str, str, int]], tuple[int, ...]]) -> None:
    _what, rows, expected = case
    made = [asked(world, kind, state, str(amount)) for kind, state, amount in rows]
    found = sums_of(made)
    assert (found.authorized, found.collected, found.refunded, found.refunding) == expected
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SQL} FROM orders_transaction t")
        assert tuple(one or ZERO for one in cursor.fetchone()) == expected


def test_what_an_import_told_of_a_payment_counts_and_what_is_done_here_adds_to_it(world: World) -> None:
    payment = Payment(order=world.order, collected=Decimal(40), refunded=Decimal(10))
    add(payment, Transaction(kind=K.CAPTURE, state=S.SUCCEEDED, amount=Decimal(5)), Transaction(kind=K.REFUND, state=S.ASKED, amount=Decimal(5)))
    assert (payment.collected, payment.refunded) == (45, 10)
