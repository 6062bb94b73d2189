"""What an order's first screen says is wrong."""

from datetime import date

from orders.figures import problems
from orders.models import Shipment
from tests.world import World


def test_a_late_shipment_names_its_day_as_the_page_writes_days(world: World) -> None:
    """Not 11/02/2026, which is read as two days."""
    Shipment.objects.create(order=world.order, promised_on=date(2026, 2, 11))
    assert problems(world.order, world.as_(world.ada)) == ["Shipment 1 is late: promised for 11 Feb 2026."]
