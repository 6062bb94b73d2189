"""Products with their variations, and how many of each there are."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Channel, Organization
from catalog.models.taxes import TaxClass
from contactcenter.names import check_name
from contactcenter.texts import InLanguages


class Product(InLanguages):
    """A product (master). What is bought is one of its variants; a plain product has exactly one."""

    TEXTS = ("name", "description")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="products")
    sku = models.CharField(_("product SKU"), max_length=60, validators=[check_name])
    name = models.CharField(_("name"), max_length=200, validators=[check_name])
    description = models.TextField(_("description"), blank=True)
    category = models.CharField(_("category"), max_length=120, blank=True, validators=[check_name])
    options = models.JSONField(_("options"), default=list, blank=True, help_text=_('Names of what varies, such as ["Size", "Colour"]'))
    returnable = models.BooleanField(_("returnable"), default=True)
    non_returnable_reason = models.CharField(_("why not returnable"), max_length=200, blank=True, validators=[check_name])
    tax_class = models.ForeignKey(TaxClass, models.PROTECT, related_name="products", verbose_name=_("tax class"))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("product"), _("products")
        constraints = [models.UniqueConstraint(fields=["organization", "sku"], name="product_sku_once")]


FOR_ONE: dict[str, Any] = {"price_group": None, "from_quantity": 1}
"""The price that everybody pays for one piece."""


class VariantQuerySet(models.QuerySet["Variant"]):
    def sold_in(self, channel: "Channel | models.OuterRef") -> "models.QuerySet[Variant]":
        """What can be bought in a channel, since it has a price for everybody from one piece on, which is its `.price`.

        channel: itself, or what stands for it in a subquery.
        """
        for_one = {f"prices__{name}": value for name, value in FOR_ONE.items()}
        return self.filter(active=True, product__active=True, prices__channel=channel, **for_one).annotate(price=models.F("prices__amount"))


class Variant(models.Model):
    """One thing that can be bought, with its own SKU. `attributes` gives a value to each of the product's options."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    sku = models.CharField(_("SKU"), max_length=60, validators=[check_name])
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    weight = models.PositiveIntegerField(_("weight (grams)"), default=0)
    backorderable = models.BooleanField(_("may be back-ordered"), default=False)
    active = models.BooleanField(_("active"), default=True)
    # SKU and names as words, for the quick order's box; filled by catalog.search.fill().
    search = SearchVectorField(null=True, editable=False)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("variation"), _("variations")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(models.F("organization"), models.functions.Upper("sku"), name="variant_sku_once")]
        indexes = [GinIndex(fields=["search"], name="variant_search")]

    def __str__(self) -> str:
        return self.sku

    @property
    def is_sold(self) -> bool:
        """Whether it can be bought wherever it has a price."""
        return self.active and self.product.active

    @property
    def available(self) -> int:
        """How many could be promised now: none where none were ever counted."""
        stock: Stock | None = getattr(self, "stock", None)
        return stock.available if stock is not None else 0

    @property
    def title(self) -> str:
        """Product and attribute values in the agent's language."""
        return self.title_in(get_language() or "en")

    def title_in(self, language: str) -> str:
        """ "Trail jacket, M, blue"."""
        return ", ".join([self.product.name_in(language), *map(str, self.attributes.values())])


class Stock(models.Model):
    """Quantities of one variant. on hand = start − shipped + restocked; available = on hand − reserved, never below zero.

    Back-ordered quantities are not reserved.
    """

    variant = models.OneToOneField(Variant, models.CASCADE, related_name="stock", primary_key=True)
    start = models.IntegerField(_("counted"), default=0)
    shipped = models.PositiveIntegerField(_("shipped"), default=0)
    restocked = models.PositiveIntegerField(_("restocked"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)
    next_delivery = models.DateField(_("next delivery"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("stock"), _("stock")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reserved__lte=models.F("start") - models.F("shipped") + models.F("restocked")), name="stock_available_not_negative"
            )
        ]

    def __str__(self) -> str:
        return str(self.available)

    @property
    def on_hand(self) -> int:
        return self.start - self.shipped + self.restocked

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    def wrong_count(self, on_hand: int) -> str:
        """What is wrong with a count of what is on the shelves: what is promised to orders must be there. "" for nothing."""
        if on_hand >= self.reserved:
            return ""
        return gettext("%(count)s are promised to orders: at least as many must be there.") % {"count": self.reserved}
