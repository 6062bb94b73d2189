"""What staff do to the goods, one fact at a time, so that each leaves its own trace: prices, stock, deliveries."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.models import Channel
from agents.permissions import Can
from agents.verbs import Verb
from catalog.models import Price, Stock, Variant
from contactcenter.actions import action, lock
from contactcenter.errors import NotAllowed, RuleError
from contactcenter.money import unit, wrong_amount
from customers.models import PriceGroup

MOST_STOCK = 100_000_000
"""Of one variation on the shelves, counted by staff or told by a file."""


@action(Can.MANAGE_CATALOG)
def set_price(
    actor: Actor,
    variant: Variant,
    *,
    channel: Channel,
    amount: Decimal | None,
    list_amount: Decimal | None = None,
    price_group: PriceGroup | None = None,
    from_quantity: int = 1,
) -> Variant:
    """Sell a variation in a channel at this price, to a group or everybody, from so many pieces on; None: there is no such price, and without
    everybody's for one piece it is not sold there. Carts keep theirs until they are repriced.

    list_amount: what it is compared with, None for nothing. Raises RuleError("price") for what `wrong_amount` refuses in the channel's currency
    and a list price below the price, RuleError("quantity"), NotAllowed for a channel that the actor does not see.
    """
    variant = lock(variant)
    _check_price(actor, channel, amount, list_amount, from_quantity)
    key: dict[str, Any] = {"variant": variant, "channel": channel, "price_group": price_group, "from_quantity": from_quantity}
    held = Price.objects.filter(**key)
    before, list_before = held.values_list("amount", "list_amount").first() or (None, None)
    if (before, list_before) == (amount, list_amount):
        return variant
    if amount is None:
        held.delete()
    else:
        Price.objects.update_or_create(**key, defaults={"amount": amount, "list_amount": list_amount})
    told: dict[str, Any] = {"sku": variant.sku, "channel": channel.code, "currency": channel.currency}
    told |= {"list_before": _written(list_before, channel), "list_after": _written(list_amount, channel)} if list_before != list_amount else {}
    told |= {"price_group": price_group.code} if price_group else {}
    told |= {"from_quantity": from_quantity} if from_quantity > 1 else {}
    record(actor, Verb.PRICE_CHANGED, variant, before=_written(before, channel), after=_written(amount, channel), **told)
    return variant


def _check_price(actor: Actor, channel: Channel, amount: Decimal | None, list_amount: Decimal | None, from_quantity: int) -> None:
    if channel.pk not in actor.channel_ids:
        raise NotAllowed("other_channel", _("You do not see this channel."))
    for field, one in (("amount", amount), ("list_amount", list_amount)):
        if one is not None and (wrong := wrong_amount(one, channel.currency)):
            raise RuleError("price", wrong, field)
    if wrong := Price.wrong_list(amount, list_amount):
        raise RuleError("price", wrong, "list_amount")
    if not 1 <= from_quantity <= MOST_STOCK:
        raise RuleError("quantity", _("Enter a quantity between 1 and %(most)s.") % {"most": MOST_STOCK}, "from_quantity")


@action(Can.MANAGE_CATALOG)
def set_stock(actor: Actor, variant: Variant, *, on_hand: int) -> Stock:
    """Note how many are on the shelves now. What is promised to orders must be there: raises RuleError("reserved")."""
    variant = lock(variant)
    stock = _locked_stock(variant)
    if not 0 <= on_hand <= MOST_STOCK:
        raise RuleError("quantity", _("Enter a quantity between 0 and %(most)s.") % {"most": MOST_STOCK}, "on_hand")
    if too_few := stock.wrong_count(on_hand):
        raise RuleError("reserved", too_few, "on_hand")
    before = stock.on_hand
    if before != on_hand:
        stock.start = on_hand + stock.shipped - stock.restocked
        stock.save(update_fields=["start"])
        record(actor, Verb.STOCK_COUNTED, variant, sku=variant.sku, before=before, after=on_hand)
    return stock


@action(Can.MANAGE_CATALOG)
def set_next_delivery(actor: Actor, variant: Variant, *, on: date | None) -> Stock:
    """Note when more of it comes; None: nobody knows."""
    variant = lock(variant)
    stock = _locked_stock(variant)
    before = stock.next_delivery
    if before != on:
        stock.next_delivery = on
        stock.save(update_fields=["next_delivery"])
        record(actor, Verb.DELIVERY_EXPECTED, variant, sku=variant.sku, before=str(before or "—"), after=str(on or "—"))
    return stock


def _locked_stock(variant: Variant) -> Stock:
    Stock.objects.get_or_create(variant=variant)
    return Stock.objects.select_for_update(no_key=True).get(variant=variant)


def _written(amount: Decimal | None, channel: Channel) -> str:
    if amount is None:
        return "—"
    whole = amount.quantize(unit(channel.currency))
    return f"{whole if whole == amount else amount:f}"
