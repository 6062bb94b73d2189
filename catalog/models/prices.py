"""What a piece costs in a channel."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Channel
from catalog.models.goods import Variant
from contactcenter.money import check_amounts
from customers.models import PriceGroup


class PriceQuerySet(models.QuerySet["Price"]):
    def that_may_count(self, channel: Channel, variants: Iterable[int], group_id: int | None) -> "models.QuerySet[Price]":
        """Everybody's prices of these variants in a channel and those of a price group; `catalog.prices` says which counts."""
        own = models.Q(price_group=None) if group_id is None else models.Q(price_group=None) | models.Q(price_group=group_id)
        return self.filter(own, channel=channel, variant__in=variants)


class Price(models.Model):
    """Today's price of a piece of a variant in a channel, from so many pieces on, for a group or for everybody.

    A variant without one for everybody from one piece on is not sold there. list_amount: what it cost before, or is recommended at.
    """

    class Source:
        """How a price came to be what it is; what people read of it stands with the lines that were sold at it."""

        LIST, SALE, GROUP, TIER = "list", "sale", "group", "tier"

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="prices")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+")
    amount = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    list_amount = models.DecimalField(_("list price"), max_digits=18, decimal_places=4, null=True, blank=True)
    price_group = models.ForeignKey(PriceGroup, models.PROTECT, null=True, blank=True, related_name="+")
    from_quantity = models.PositiveIntegerField(_("from quantity"), default=1)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("price"), _("prices")
        constraints = [
            models.UniqueConstraint(fields=["variant", "channel", "price_group", "from_quantity"], nulls_distinct=False, name="price_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=models.Q(from_quantity__gte=1), name="price_from_one"),
            models.CheckConstraint(condition=models.Q(list_amount=None) | models.Q(list_amount__gte=models.F("amount")), name="price_below_list"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"

    def clean(self) -> None:
        """Raises ValidationError for prices that the channel's currency does not have, and for a list price below the price."""
        if hasattr(self, "channel"):
            check_amounts(self.channel.currency, amount=self.amount, list_amount=self.list_amount)
        if wrong := self.wrong_list(self.amount, self.list_amount):
            raise ValidationError({"list_amount": wrong})

    @staticmethod
    def wrong_list(amount: Decimal | None, listed: Decimal | None) -> str:
        """What is wrong with a list price beside a price: it is never below it. "" for nothing."""
        if listed is None or (amount is not None and listed >= amount):
            return ""
        return gettext("The list price is below the price.") if amount is not None else gettext("There is no price beside it.")

    @property
    def is_for_one(self) -> bool:
        """Whether everybody pays it for one piece."""
        return self.price_group_id is None and self.from_quantity == 1

    @property
    def source(self) -> str:
        """What kind of price it is to who pays it: of their group, for so many pieces, reduced, or the list's."""
        if self.price_group_id is not None:
            return self.Source.GROUP
        if self.from_quantity > 1:
            return self.Source.TIER
        return self.Source.SALE if self.list_amount is not None and self.list_amount > self.amount else self.Source.LIST


class PastPrice(models.Model):
    """What everybody paid for one piece from a moment on, the present price last. The database writes a row with each change of such a price or
    of its list price, whoever makes it, and then lets go what no longer held in the 30 days before."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+", db_index=False)  # the index below begins with it
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+", db_index=False)  # channels are not deleted
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    list_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["variant", "channel", "id"], name="past_price")]

    def __str__(self) -> str:
        return f"{self.amount}"
