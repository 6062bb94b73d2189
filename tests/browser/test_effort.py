"""What the tasks cost the hands, counted while they are done: clicks, keys, letters, pages. The seconds of waiting are no claim."""

from collections.abc import Callable
from typing import Any

import pytest

from bench.effort.caller import COMMON_FIRST, COMMON_LAST, WANTED, make_caller, orders_of, placed_since
from bench.effort.hands import Hands
from bench.effort.walks import HOME, WALKS, Walk
from tests.browser.desk import Desk
from tests.factories import customer_of
from tests.world import World

# clicks, control keys, typed, loads, decisions, changes of hand
COUNTS = {
    ("W1", "keys"): (0, 2, 12, 2, 2, 0),
    ("W1", "mouse"): (2, 0, 12, 2, 2, 1),
    ("W1b", "keys"): (0, 2, 13, 2, 2, 0),
    ("W2", "keys"): (0, 2, 11, 2, 2, 0),
    ("W2", "mouse"): (2, 0, 11, 2, 2, 1),
    ("W3", "keys"): (0, 1, 9, 1, 1, 0),
    ("W3", "mouse"): (1, 0, 9, 1, 1, 1),
    ("W5", "keys"): (0, 7, 26, 1, 6, 0),
    ("W5", "mouse"): (5, 0, 26, 1, 6, 7),
}


QUICK = {("W1", "keys"), ("W5", "keys"), ("W5", "mouse")}
"""To find somebody and to place an order; the long tests do all."""


def each(walk: Walk) -> Any:
    return pytest.param(walk, id=f"{walk.task}-{walk.by}", marks=[] if (walk.task, walk.by) in QUICK else pytest.mark.long)


@pytest.mark.parametrize("walk", [each(walk) for walk in WALKS])
def test_a_task_costs_no_more_than_this(walk: Walk, desk_of: Callable[..., Desk], world: World) -> None:
    for _other in range(9 if walk.task == "W1b" else 0):
        customer_of(world.de, first_name=COMMON_FIRST.title(), last_name=COMMON_LAST.title())
    customer = make_caller(world.de)
    desk = desk_of(world.ada)
    desk.page.goto("/console/")
    if walk.start != HOME:
        desk.call(customer)
        desk.page.wait_for_load_state("load")
    hands, before = Hands(desk.page), orders_of(customer)
    walk.run(hands)
    effort = hands.effort
    assert placed_since(customer, before) == ([WANTED] if walk.task == "W5" else [])
    desk.page.wait_for_load_state("load")
    counted = (effort.clicks, effort.keys, effort.typed, effort.loads, effort.decisions, effort.changes)
    assert counted == COUNTS[walk.task, walk.by]
    assert effort.clicks <= walk.most_clicks
    assert walk.goal is None or effort.seconds <= walk.goal
