"""What a return waits for, and where the pieces of an order's line are."""

from decimal import Decimal

import pytest

from console.standing import standing_of
from orders.models import Order, Shipment, ShipmentLine
from returns.lines import states_of
from returns.models import Return, ReturnLine
from returns.troubles import return_troubles
from tests.world import World

S = Return.Status


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (S.INCOMPLETE, "not complete: somebody here has to finish the request."),
        (S.PENDING_CUSTOMER_ACTION, "parcel not received: the customer has to send it."),
        (S.PARTIAL_RETURN, "1 of 2 pieces received"),
        (S.FULL_RETURN, "Received: somebody here has to check it and refund €10.00."),
        (S.PENDING_REFUND, "Received: the refund of €10.00 waits to be paid."),
        (S.MANUAL_REFUND, "Received: somebody here has to refund €10.00 by hand."),
    ],
)
def test_an_open_return_says_what_it_waits_for_and_who_has_to_do_it(world: World, status: str, words: str) -> None:
    Return.objects.filter(pk=world.rma.pk).update(status=status, comment="Next size.")
    ReturnLine.objects.filter(request=world.rma).update(quantity=2, received=1)
    (found,) = return_troubles(Return.objects.get(pk=world.rma.pk))
    assert words in found.words and found.note == "“Next size.”"
    assert (found.label, found.record, found.number) == (world.rma.number, "return", world.rma.number)


@pytest.mark.parametrize("status", [S.COMPLETE, S.CANCELLED, S.REJECTED])
def test_a_return_that_ended_asks_for_nothing_unless_its_refund_failed(world: World, status: str) -> None:
    world.rma.status = status  # of the instance alone
    assert return_troubles(world.rma) == []
    world.rma.refund_status = Return.RefundStatus.FAILED
    (found,) = return_troubles(world.rma)
    assert found.words == "The refund of €10.00 failed: somebody here has to try it again." and found.wrong


def where(world: World) -> list[tuple[int, str, str]]:
    order = Order.objects.get(pk=world.order.pk)
    return [(one.pieces, one.words, one.rma) for one in states_of(order.lines.get(), order)]


def test_every_piece_of_a_line_is_somewhere(world: World) -> None:
    number, line = world.rma.number, world.order.lines.get()
    assert where(world) == [(1, "returning", number), (1, "not shipped", "")]
    parcel = Shipment.objects.create(order=world.order, status="delivered")
    ShipmentLine.objects.create(shipment=parcel, line=line, quantity=2)
    assert where(world) == [(1, "returning", number), (1, "delivered", "")]
    ReturnLine.objects.filter(line=line).update(received=1)
    assert where(world)[0] == (1, "returned, refund waits", number)
    Return.objects.filter(pk=world.rma.pk).update(status=S.COMPLETE, refund_status="refunded")
    assert where(world) == [(1, "returned, refunded", number), (1, "delivered", "")]
    Return.objects.filter(pk=world.rma.pk).update(status=S.REJECTED)
    assert where(world) == [(2, "delivered", "")]


R = Return.RefundStatus


@pytest.mark.parametrize("amount", [0, 10])
@pytest.mark.parametrize(
    ("status", "states", "words"),
    [
        (S.COMPLETE, {"refund_status": R.REFUNDED}, "returned, refunded"),
        (S.COMPLETE, {"refund_status": R.PARTIALLY_REFUNDED}, "returned, refunded in part"),
        (S.COMPLETE, {"refund_status": R.FAILED}, "returned, refund failed"),
        (S.COMPLETE, {"refund_status": R.NOT_REFUNDED}, "returned"),
        (S.PENDING_REFUND, {"refund_status": R.FAILED}, "returned, refund failed"),
        (S.PENDING_REFUND, {}, "returned, refund waits"),
        (S.FULL_RETURN, {"type": "replace", "replace_status": "not_replaced"}, "returned, replacement waits"),
        (S.COMPLETE, {"type": "replace", "replace_status": "replaced"}, "returned, replaced"),
        (S.COMPLETE, {"type": "replace", "replace_status": "not_replaced"}, "returned, not replaced"),
        (S.COMPLETE, {"type": "replace"}, "returned"),
    ],
)
def test_what_was_refunded_or_replaced_is_what_its_status_says(world: World, amount: int, status: str, states: dict[str, str], words: str) -> None:
    """And not what an amount makes believe."""
    Return.objects.filter(pk=world.rma.pk).update(status=status, refund_amount=Decimal(amount), **states)
    ReturnLine.objects.filter(request=world.rma).update(received=1)
    assert where(world)[0] == (1, words, world.rma.number)


def test_the_bar_calls_no_return_open_that_ended(world: World) -> None:
    """It is still to see: its refund failed."""
    said = {True: "1 open return", False: "1 return to see"}
    for status, is_open in ((S.PENDING_REFUND, True), (S.COMPLETE, False)):
        Return.objects.filter(pk=world.rma.pk).update(status=status, refund_status=R.FAILED)
        (brief,) = standing_of(world.as_(world.ada), world.mina.pk).briefs(world.mina.number)
        assert (brief.words, brief.number) == (said[is_open], world.rma.number)


def test_a_cancelled_piece_is_said_and_of_what_was_not_told_nothing(world: World) -> None:
    Return.objects.update(status=S.CANCELLED)
    world.order.lines.update(cancelled=1)
    assert where(world) == [(1, "cancelled", ""), (1, "not shipped", "")]
    Order.objects.filter(pk=world.order.pk).update(imported=True)
    assert where(world) == [(1, "cancelled", "")]
