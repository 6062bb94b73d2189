"""What hands do is priced as the keystroke-level model says."""

import pytest

from bench.effort.hands import Effort


@pytest.mark.parametrize(
    ("effort", "motor", "seconds"),
    [
        (Effort(), 0.0, 0.0),
        (Effort(keys=2, typed=12, decisions=2), 2.8, 5.5),  # the least that finding by name can take
        (Effort(keys=7, typed=26, decisions=6), 6.6, 14.7),  # the least for an order of three SKUs
        (Effort(clicks=4, typed=6, changes=3, decisions=3), 7.6, 11.65),  # finding by name in the best rival, as measured
    ],
)
def test_prices(effort: Effort, motor: float, seconds: float) -> None:
    assert (round(effort.motor, 2), round(effort.seconds, 2)) == (motor, seconds)


def test_waiting_is_not_priced() -> None:
    assert Effort(typed=1, waited=99.0).seconds == Effort(typed=1).seconds
