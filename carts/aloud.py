"""What an agent reads aloud before the order is placed: in the customer's language, as staff wrote it for the channel, else as we do."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from carts.contents import Contents
from carts.models import CartShippingGroup
from contactcenter.dates import day_in_words
from contactcenter.money import format_money
from contactcenter.texts import fill
from customers.postal import place_of


def read_aloud(contents: Contents) -> str:
    cart = contents.cart
    channel, pieces = cart.channel, sum(line.quantity for line in contents.lines)
    language = (cart.customer.language if cart.customer else "") or channel.language
    with override(language):
        said = {
            "pieces": ngettext("%(n)s piece", "%(n)s pieces", pieces) % {"n": pieces},
            "total": format_money(cart.total, cart.currency),
            "payment": _("by invoice"),
            "delivery": "; ".join(_delivery(contents, group) for group in contents.carrying),
            "withdrawal": _withdrawal(contents),
            "number": cart.number,
            "shop": channel.name,
        }
        own = channel.text_in("read_aloud", language)
        return " ".join(fill(own or _("{pieces} for {total} in all, {payment}. Delivery {delivery}. {withdrawal}"), said).split())


def _delivery(contents: Contents, group: CartShippingGroup) -> str:
    """Where a group goes, and when it should be there."""
    place = place_of(group.address) if group.address else _("to an address to be chosen")
    if len(contents.carrying) > 1 and group.method:
        place = f"{place} ({group.method.name_in(get_language() or 'en')})"
    if group.wished_on:
        return _("to %(place)s on %(day)s, as wished") % {"place": place, "day": day_in_words(group.wished_on)}
    sent_on = _sent_on(contents, group)
    days = _days(group, sent_on)
    if sent_on is None:
        return _("to %(place)s as soon as all of it is in stock") % {"place": place}
    if days is None:
        return _("to %(place)s") % {"place": place}
    first, last = map(day_in_words, days)
    if first == last:
        return _("to %(place)s on %(day)s") % {"place": place, "day": first}
    return _("to %(place)s from %(first)s to %(last)s") % {"place": place, "first": first, "last": last}


def first_day(contents: Contents, group: CartShippingGroup) -> date | None:
    """The first day on which a group can be there; None where nobody knows."""
    days = _days(group, _sent_on(contents, group))
    return days[0] if days else None


def _days(group: CartShippingGroup, sent_on: date | None) -> tuple[date, date] | None:
    return group.method.arrives(sent_on) if group.method and sent_on else None


def _sent_on(contents: Contents, group: CartShippingGroup) -> date | None:
    """Today, or when the last of it comes in; None where nobody knows that."""
    today = localdate(timezone=contents.cart.channel.zone)
    late = [line.variant for line in contents.carried_by(group) if line.backordered]
    days = [one.stock.next_delivery if hasattr(one, "stock") else None for one in late]
    known = [day for day in days if day is not None]
    return max([today, *known]) if len(known) == len(days) else None


def _withdrawal(contents: Contents) -> str:
    """Of consumers alone: who orders for a company has no such right."""
    days = contents.cart.channel.withdrawal_days
    if not days or contents.cart.account_id:
        return ""
    text = ngettext(
        "You can withdraw within %(days)s day of receiving it, without giving a reason.",
        "You can withdraw within %(days)s days of receiving it, without giving a reason.",
        days,
    )
    return text % {"days": days}
