"""The lowest price of the 30 days before a reduction: noted by the database, told where the channel says so."""

from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from agents.models import Channel
from carts.actions import add_item
from catalog.actions import set_price
from catalog.models import PastPrice, Price
from catalog.prices import lowest_before
from customers.models import PriceGroup
from tests.world import World


def history(world: World, *held: tuple[str, int]) -> None:
    """The lamp's prices, each with how many days ago it began; the last is today's, reduced from 12."""
    Price.objects.filter(variant=world.lamp).update(amount=D(held[-1][0]), list_amount=D(12))
    PastPrice.objects.filter(variant=world.lamp).delete()
    for amount, days in held:
        PastPrice.objects.create(variant=world.lamp, channel=world.de, amount=D(amount), since=now() - timedelta(days=days))


@pytest.mark.parametrize(
    ("held", "lowest"),
    [
        ([("10", 0)], None),
        ([("12", 5), ("10", 0)], "12"),
        ([("12", 90), ("11", 40), ("10", 5)], "11"),  # still held when the 30 days began
        ([("9", 90), ("12", 36), ("10", 5)], "12"),  # gone before they began
        ([("9", 90), ("12", 34), ("10", 5)], "9"),
        ([("12", 20), ("9", 15), ("11", 12), ("10", 2)], "9"),
    ],
)
def test_the_lowest_of_the_30_days_before_the_present_price_counts(world: World, held: list[tuple[str, int]], lowest: str | None) -> None:
    PastPrice.objects.filter(variant=world.lamp).delete()
    for amount, days in held:
        PastPrice.objects.create(variant=world.lamp, channel=world.de, amount=D(amount), since=now() - timedelta(days=days))
    assert lowest_before(world.de, [world.lamp.pk]).get(world.lamp.pk) == (D(lowest) if lowest else None)


def test_each_change_is_noted_whoever_makes_it_and_what_no_longer_counts_goes(world: World) -> None:
    PastPrice.objects.filter(variant=world.lamp).update(since=now() - timedelta(days=50))
    for days, amount in ((40, "11"), (20, "9"), (0, "8")):
        set_price(world.as_(world.grace), world.lamp, channel=world.de, amount=D(amount), list_amount=D(12) if days == 0 else None)
        PastPrice.objects.filter(variant=world.lamp, amount=D(amount)).update(since=now() - timedelta(days=days))
    assert [str(one.amount.normalize()) for one in PastPrice.objects.filter(variant=world.lamp)] == ["11", "9", "8"]
    Price.objects.filter(variant=world.lamp).update(list_amount=D(13))
    Price.objects.filter(variant=world.lamp).update(amount=D(8))
    assert PastPrice.objects.filter(variant=world.lamp).count() == 4


def test_a_group_s_price_or_one_for_more_pieces_is_not_noted(world: World) -> None:
    group = PriceGroup.objects.create(organization=world.organization, code="trade", name="Trade")
    keys: list[dict[str, Any]] = [{"price_group": group}, {"from_quantity": 5}]
    for key in keys:
        Price.objects.create(variant=world.lamp, channel=world.de, amount=D(5), **key)
    assert [one.amount for one in PastPrice.objects.filter(variant=world.lamp)] == [10]


def test_panel_and_cart_line_tell_it_where_the_channel_says_so(world: World, as_ada: Client) -> None:
    history(world, ("9.50", 20), ("11.00", 10), ("9.00", 3))
    add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    pages = (f"/carts/of/{world.mina.number}/product/?sku=LAMP-1", f"/carts/of/{world.mina.number}/")
    for url in pages:
        assert "Lowest in 30 days" not in as_ada.get(url).content.decode()
    Channel.objects.filter(pk=world.de.pk).update(shows_lowest_price=True)
    for url in pages:
        assert "Lowest in 30 days: €9.50" in as_ada.get(url).content.decode()
    Price.objects.filter(variant=world.lamp).update(list_amount=None)
    assert "Lowest in 30 days" not in as_ada.get(pages[0]).content.decode()
