"""What is wished of a delivery (O12): on which day, words for who brings it and for whom it is, and whether its papers tell prices."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import Channel
from carts.models.shape import ShippingGroup
from contactcenter.errors import RuleError
from contactcenter.names import what_hides

FURTHEST = timedelta(days=366)
"""So far ahead a day can be wished."""


def is_past(day: date | None, channel: Channel) -> bool:
    """Whether a wished day is over where the channel sells."""
    return day is not None and day < timezone.localdate(timezone=channel.zone)


def check_wishes(channel: Channel, *, wished_on: date | None, delivery_note: str, gift_message: str, shows_prices: bool) -> None:
    """Raises RuleError at the first that is wrong."""
    if is_past(wished_on, channel):
        raise RuleError("past_day", _("This day is past. Choose today or a later one."), field="wished_on")
    if wished_on and wished_on > timezone.localdate(timezone=channel.zone) + FURTHEST:
        raise RuleError("far_day", _("A wished date is at most a year ahead."), field="wished_on")
    for field, wrong in (("delivery_note", what_hides(delivery_note)), ("gift_message", what_hides(gift_message, lines=True))):
        if wrong:
            raise RuleError("unreadable", wrong, field=field)


def wish(group: ShippingGroup, **wishes: Any) -> None:
    """Let these, by their names in `ShippingGroup.WISHES`, be all that is wished of a group."""
    for name, none in ShippingGroup.WISHES.items():
        setattr(group, name, wishes.get(name, none))


def add_wishes(group: ShippingGroup, other: ShippingGroup) -> None:
    """Of two groups that become one: what is wished of the second stays where it is not wished otherwise of the first."""
    wish(group, **{**other.wishes, **group.wishes})
