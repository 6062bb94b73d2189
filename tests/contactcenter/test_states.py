"""Only existing steps are taken, and each leaves its row of history."""

import pytest

from carts.models import Cart
from contactcenter.errors import Conflict
from contactcenter.states import may_move, move
from customers.models import Message
from orders.models import Order
from tests.snapshot import everything
from tests.world import World

WITH_STEPS = [Cart, Message, Order]


@pytest.mark.parametrize("model", WITH_STEPS)
def test_every_status_says_what_may_follow(model: type[Order]) -> None:
    assert set(model.STEPS) == set(model.Status.values)
    assert set().union(*model.STEPS.values()) <= set(model.Status.values)


@pytest.mark.parametrize("status", Order.Status.values)
@pytest.mark.parametrize("to", Order.Status.values)
def test_an_order_takes_the_steps_of_its_table_and_no_other(status: str, to: str) -> None:
    assert may_move(Order(status=status), to) == (to in Order.STEPS[status])


def test_a_step_is_saved_with_its_history(world: World) -> None:
    order = world.guest_order
    move(order, Order.Status.PROCESSING)
    order.refresh_from_db()
    assert order.status == Order.Status.PROCESSING
    assert [(one.before, one.after) for one in order.steps.all()] == [("", "SUBMITTED"), ("SUBMITTED", "PROCESSING")]


def test_a_step_that_does_not_exist_changes_nothing(world: World) -> None:
    before = everything()
    with pytest.raises(Conflict, match="Fulfilled"):
        move(world.order, Order.Status.PROCESSING)
    assert everything() == before and world.order.status == Order.Status.NO_PENDING_ACTION


def test_a_status_unknown_to_the_table_leads_nowhere() -> None:
    assert not may_move(Order(status="GONE"), Order.Status.SUBMITTED)
