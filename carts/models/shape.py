"""The shape that carts and orders share: addresses of their own, shipping groups, lines, adjustments. Orders add what was sold and told."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from carts.totals import tax_by_rate
from catalog.models import Price
from customers.models import Address
from customers.models.address import PostalAddress
from customers.postal import country_name, place_of


class Amounts(models.Model):
    """net + tax = gross, in the currency of the cart or order, before adjustments; rate: the tax rate as a fraction (0.19)."""

    net = models.DecimalField(max_digits=18, decimal_places=4, default=0, db_default=0)
    tax = models.DecimalField(max_digits=18, decimal_places=4, default=0, db_default=0)
    gross = models.DecimalField(max_digits=18, decimal_places=4, default=0, db_default=0)
    rate = models.DecimalField(max_digits=6, decimal_places=5, default=0, db_default=0)

    class Meta:
        abstract = True

    def shown(self, *, includes_tax: bool) -> Decimal:
        """As its channel shows prices: with tax or without."""
        return self.gross if includes_tax else self.net


class AddressCopy(PostalAddress):
    """An address of a cart's or order's own: nothing that becomes of the customer's book changes it.

    source: the row of the book that it was copied from, if any.
    """

    class Kind(models.TextChoices):
        BILLING = "billing", _("Billing address")
        SHIPPING = "shipping", _("Shipping address")

    kind = models.CharField(max_length=10, choices=Kind)
    source = models.ForeignKey(Address, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True


def names_of_ways(ways: "Sequence[tuple[str, PostalAddress | None]]") -> list[str]:
    """What shipping groups are called, each by its method's name and, of several, by where it goes to as well."""
    return [" · ".join(filter(None, [name, place_of(address) if len(ways) > 1 and address else ""])) for name, address in ways]


class ShippingGroup(Amounts):
    """What goes together: by one method, to one address. net, tax and gross are what that costs.

    position: from 1; shows_prices: whether the papers in the parcel may tell prices.
    """

    WISHES = {"wished_on": None, "delivery_note": "", "gift_message": "", "shows_prices": True}
    """What can be wished of it, and how each stands where nothing is."""

    position = models.PositiveSmallIntegerField(default=1)
    wished_on = models.DateField(_("wished date"), null=True, blank=True)
    delivery_note = models.CharField(_("delivery note"), max_length=300, blank=True, default="", db_default="")
    gift_message = models.CharField(_("gift message"), max_length=500, blank=True, default="", db_default="")
    shows_prices = models.BooleanField(_("prices on the papers"), default=True, db_default=True)

    class Meta:
        abstract = True

    @property
    def wishes(self) -> dict[str, Any]:
        """Those of `WISHES` that differ from none."""
        return {name: wish for name, none in self.WISHES.items() if (wish := getattr(self, name)) != none}


class Line(Amounts):
    """So many of one variant, in one shipping group. The same variant may stand on several lines.

    list_price: what the price list asks, None where none told it; unit_price: what a piece is sold at, and price_source how it came to
    that; price_reason, price_set_by: of an override; properties: what was wished of it, by name.
    """

    class PriceSource(models.TextChoices):
        LIST = Price.Source.LIST, _("List price")
        SALE = Price.Source.SALE, _("Sale price")
        GROUP = Price.Source.GROUP, _("Price of the customer's group")
        TIER = Price.Source.TIER, _("Quantity price")
        MATCH = "match", _("Price match")
        OVERRIDE = "override", _("Price override")

    quantity = models.PositiveIntegerField(_("quantity"))
    list_price = models.DecimalField(_("list price"), max_digits=18, decimal_places=4, null=True)
    unit_price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    price_source = models.CharField(max_length=10, choices=PriceSource, default=PriceSource.LIST, db_default=PriceSource.LIST)
    price_reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    price_set_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    properties = models.JSONField(default=dict, blank=True, db_default={})

    class Meta:
        abstract = True


class Adjustment(Amounts):
    """A signed amount on a line, on a shipping group, or on the whole, with its source and the label people read.

    A tax is one of those that an import told of the whole alone, beside prices that include it or not.
    """

    class Kind(models.TextChoices):
        DISCOUNT = "discount", _("Discount")
        SURCHARGE = "surcharge", _("Surcharge")
        FEE = "fee", _("Fee")
        TAX = "tax", _("Tax")
        IMPORTED = "imported", _("Imported difference")

    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=120)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


def tax_by_place(parts: "Iterable[tuple[Amounts, ShippingGroup | None]]") -> list[tuple[Decimal, str, Decimal]]:
    """What tax there is at each rate, as of `tax_by_rate`, with the countries' names. parts: lines, groups and adjustments, each with the group
    by which it goes."""
    told = ((part.rate, group.address.country if group and group.address else "", part.tax) for part, group in parts)  # type: ignore[attr-defined]
    return [(rate, country_name(country) if country else "", tax) for rate, country, tax in tax_by_rate(told)]
