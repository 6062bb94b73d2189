"""A cart that waits: Ada has asked for a price that only Sam may give."""

from decimal import Decimal

from agents.actors import actor_of
from carts.actions import add_item, ask_for_price
from contactcenter.money import round_money
from interchange.demo.world import World

WHO = 30
"""The place of the customer in the row of the first channel's."""


def ask_for_a_price(world: World) -> None:
    """Two pieces of the most popular product that is in stock, at three quarters of their price."""
    channel = world.channels["de"]
    ada, customer, shelf = actor_of(world.agents["ada"]), world.customers[channel.pk][WHO], world.shelves[channel.pk]
    variant = next(one for one in shelf.variants if one.available > 2)
    cart = add_item(ada, customer, sku=variant.sku, quantity=2)
    line = cart.lines.get(variant=variant)
    wanted = round_money(line.unit_price * Decimal("0.75"), cart.currency)
    ask_for_price(ada, cart, line=line.pk, price=wanted, reason="found-cheaper", note="Same week, other shop", version=cart.version)
