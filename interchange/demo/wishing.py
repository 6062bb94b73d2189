"""What was wished of deliveries in the demo world, a note here and a present there; and properties of orders."""

from datetime import timedelta
from random import Random

from carts.wishes import wish
from interchange.demo.content import words
from interchange.demo.sale import Sale
from orders.models import OrderShippingGroup

NOTED, GIVEN, TICKETED = 0.05, 0.02, 0.02
"""The shares of orders that have a delivery note, are presents, or have a property."""


def make_wishes(sales: list[Sale]) -> None:
    """Of some orders; by chances of their own, so that nothing else of the world depends on them."""
    random = Random("wishes")  # noqa: S311  a demo's chances guard nothing
    for sale in sales:
        group = sale.lines[-1].group
        chance = random.random()
        if chance < NOTED + GIVEN:
            _wish(random, sale, group, is_gift=chance < GIVEN)
        elif chance > 1 - TICKETED:
            sale.order.properties = {"Ticket": f"T-{random.randrange(1000, 9999)}"}


def _wish(random: Random, sale: Sale, group: OrderShippingGroup, *, is_gift: bool) -> None:
    told = words("trade")["wishes"][sale.order.language]
    if is_gift:
        wished_on = sale.at.date() + timedelta(days=random.randrange(3, 12))
        wish(group, wished_on=wished_on, gift_message=random.choice(told["gifts"]), shows_prices=False)
    else:
        wish(group, delivery_note=random.choice(told["notes"]))
