"""The first steps of a new shop that this app knows of; see contactcenter.checklist."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.models import Channel
from agents.permissions import Can
from catalog.models import ShippingRate, TaxRate, Variant
from contactcenter.checklist import Step, Text, register

Missing = QuerySet[Channel]


def _without(actor: Any, rows: QuerySet[Any]) -> Missing:
    """The channels that lack such rows of their own."""
    return _lacking(actor, rows.filter(channel=OuterRef("pk")))


def _lacking(actor: Any, rows: QuerySet[Any]) -> Missing:
    return Channel.objects.filter(pk__in=actor.channel_ids).exclude(Exists(rows))


def untaxed(actor: Any) -> Missing:
    return _without(actor, TaxRate.objects.at_home())


def unshipped(actor: Any) -> Missing:
    return _lacking(actor, ShippingRate.objects.filter(method__active=True, method__channel=OuterRef("pk")))


def unsold(actor: Any) -> Missing:
    """The channels in which nothing can be ordered: with a price, and on hand or to be back-ordered."""
    there = Q(backorderable=True) | Q(stock__start__gt=F("stock__shipped") - F("stock__restocked"))
    return _lacking(actor, Variant.objects.sold_in(OuterRef("pk")).filter(there))


def _step(place: int, title: Any, model: str, missing: Any, explained: Any) -> Step:
    def done(actor: Any) -> bool:
        return bool(actor.channel_ids) and not missing(actor).exists()

    def hint(actor: Any) -> Text:
        if not actor.channel_ids:
            return _("After the channel.")
        names = [channel.name for channel in missing(actor)]
        return format_lazy("{} {}", explained, _("Missing for: %(channels)s.") % {"channels": ", ".join(names)}) if names else explained

    def link(actor: Any) -> str:
        return reverse(f"admin:catalog_{model}_{'changelist' if done(actor) else 'add'}")

    return Step(place, title, Can.MANAGE_CATALOG, link, done, hint)


register(
    _step(40, gettext_lazy("Tax"), "taxrate", untaxed, gettext_lazy("A rate for each tax class that is sold.")),
    _step(50, gettext_lazy("Shipping"), "shippingmethod", unshipped, gettext_lazy("At least one way to ship, with its price.")),
    _step(60, gettext_lazy("Products"), "product", unsold, gettext_lazy("Something with a price, and on hand.")),
)
