"""Which of a variation's prices counts: for this customer, for so many."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from agents.models import Channel
from catalog.models import PastPrice, Price

REDUCED_WITHIN = timedelta(days=30)
"""So long before a reduction prices count for what the lowest of them was."""


@dataclass(frozen=True, slots=True)
class PriceNow:
    """amount: of one piece, as the channel shows prices; list_amount: what the price list says of one, never less; source: of Price.Source."""

    amount: Decimal
    list_amount: Decimal
    source: str


def prices_for(channel: Channel, wanted: Mapping[int, int], group_id: int | None = None) -> dict[int, PriceNow]:
    """Of each variation what a piece costs now, in one query; what is not sold in the channel is left out.

    wanted: how many in all, by the variation's id; group_id: the customer's price group.
    """
    rows: defaultdict[int, list[Price]] = defaultdict(list)
    for row in Price.objects.that_may_count(channel, wanted, group_id):
        rows[row.variant_id].append(row)
    found = {variant: price_of(rows[variant], quantity, group_id) for variant, quantity in wanted.items()}
    return {variant: price for variant, price in found.items() if price is not None}


def price_of(rows: Collection[Price], quantity: int, group_id: int | None = None) -> PriceNow | None:
    """Which of a variation's prices in a channel counts; None where everybody's from one on is not among them, without which it is not sold.

    A price of the customer's group goes before everybody's; within each the highest quantity that is reached. The list price is the row's own
    or, of a group or for more pieces, what everybody pays for one.
    """
    for_one = next((row for row in rows if row.is_for_one), None)
    if for_one is None:
        return None
    reached = [row for row in rows if row.from_quantity <= max(quantity, 1)]
    own = [row for row in reached if group_id is not None and row.price_group_id == group_id]
    row = max(own or [row for row in reached if row.price_group_id is None], key=lambda one: one.from_quantity)
    listed = row.list_amount or for_one.list_amount or for_one.amount
    return PriceNow(row.amount, max(listed, row.amount), row.source)


def tiers_of(rows: Collection[Price], group_id: int | None = None) -> list[tuple[int, Decimal]]:
    """From how many pieces of a variation on a piece costs something else than of fewer: quantity and amount, rising."""
    found, before = list[tuple[int, Decimal]](), price_of(rows, 1, group_id)
    for quantity in sorted({row.from_quantity for row in rows} - {1}):
        now = price_of(rows, quantity, group_id)
        if now and before and now.amount != before.amount:
            found.append((quantity, now.amount))
        before = now
    return found


def lowest_before(channel: Channel, variants: Collection[int]) -> dict[int, Decimal]:
    """Of each variation the lowest price that everybody paid for one piece in the 30 days before the present one began, in one query; where
    nobody knows of another, it is left out."""
    rows: defaultdict[int, list[tuple[Decimal, datetime]]] = defaultdict(list)
    held = PastPrice.objects.filter(channel=channel, variant__in=variants).order_by("pk")
    for variant, amount, since in held.values_list("variant", "amount", "since"):
        rows[variant].append((amount, since))
    found = {}
    for variant, prices in rows.items():
        begin = prices[-1][1] - REDUCED_WITHIN
        counting = [amount for (amount, _since), (_next, until) in pairwise(prices) if until > begin]
        if counting:
            found[variant] = min(counting)
    return found
