"""What is sold: products with their variations, prices per channel, stock, tax rates, ways to ship. Reads mostly."""

from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Channel, Organization
from contactcenter.money import check_amounts
from contactcenter.names import check_code, check_name


class Product(models.Model):
    """A product (master). What is bought is one of its variants; a plain product has exactly one."""

    class TaxClass(models.TextChoices):
        STANDARD = "standard", _("Standard rate")
        REDUCED = "reduced", _("Reduced rate")
        ZERO = "zero", _("No tax")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="products")
    sku = models.CharField(_("product SKU"), max_length=60, validators=[check_name])
    name = models.CharField(_("name"), max_length=200, validators=[check_name])
    name_de = models.CharField(_("name in German"), max_length=200, blank=True, validators=[check_name])
    description = models.TextField(_("description"), blank=True)
    description_de = models.TextField(_("description in German"), blank=True)
    category = models.CharField(_("category"), max_length=120, blank=True, validators=[check_name])
    options = models.JSONField(_("options"), default=list, blank=True, help_text=_('Names of what varies, such as ["Size", "Colour"]'))
    returnable = models.BooleanField(_("returnable"), default=True)
    non_returnable_reason = models.CharField(_("why not returnable"), max_length=200, blank=True, validators=[check_name])
    tax_class = models.CharField(_("tax class"), max_length=10, choices=TaxClass, default=TaxClass.STANDARD)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("product"), _("products")
        constraints = [models.UniqueConstraint(fields=["organization", "sku"], name="product_sku_once")]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name in a language, falling back to the default one."""
        return (self.name_de if language.startswith("de") else "") or self.name


class VariantQuerySet(models.QuerySet["Variant"]):
    def sold_in(self, channel: "Channel | models.OuterRef") -> "models.QuerySet[Variant]":
        """What can be bought in a channel, with its `.price` there; channel: itself, or what stands for it in a subquery."""
        return self.filter(active=True, product__active=True, prices__channel=channel).annotate(price=models.F("prices__amount"))


class Variant(models.Model):
    """One thing that can be bought, with its own SKU. `attributes` gives a value to each of the product's options."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    sku = models.CharField(_("SKU"), max_length=60, validators=[check_name])
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
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


class Price(models.Model):
    """Today's price of a variant in a channel; a variant without one is not sold there."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="prices")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+")
    amount = models.DecimalField(_("price"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name, verbose_name_plural = _("price"), _("prices")
        constraints = [
            models.UniqueConstraint(fields=["variant", "channel"], name="price_once_per_channel"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"

    def clean(self) -> None:
        """Raises ValidationError for a price that its channel's currency does not have."""
        if hasattr(self, "channel"):
            check_amounts(self.channel.currency, amount=self.amount)


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


class TaxRate(models.Model):
    """The rate of a tax class in a channel, as a fraction: 0.19."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="tax_rates")
    tax_class = models.CharField(_("tax class"), max_length=10, choices=Product.TaxClass)
    label = models.CharField(_("label"), max_length=60, validators=[check_name])
    rate = models.DecimalField(_("rate"), max_digits=6, decimal_places=5)

    class Meta:
        verbose_name, verbose_name_plural = _("tax rate"), _("tax rates")
        constraints = [
            models.UniqueConstraint(fields=["channel", "tax_class"], name="tax_rate_once"),
            models.CheckConstraint(condition=models.Q(rate__gte=0, rate__lt=1), name="tax_rate_fraction"),
        ]

    def __str__(self) -> str:
        return self.label


class ShippingMethod(models.Model):
    """A way to ship in a channel: a price for what goes together, nothing from a subtotal of the whole order on if set."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="shipping_methods")
    code = models.SlugField(_("code"), max_length=40, validators=[check_code])
    name = models.CharField(_("name"), max_length=120, validators=[check_name])
    name_de = models.CharField(_("name in German"), max_length=120, blank=True, validators=[check_name])
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4, default=Decimal(0))
    free_from = models.DecimalField(
        _("free from an order subtotal of"), max_digits=18, decimal_places=4, null=True, blank=True,
        help_text=_("Of all that is ordered, at list prices and before discounts, in however many parcels it goes."),
    )  # fmt: skip
    carrier = models.CharField(_("carrier"), max_length=60, blank=True, validators=[check_name])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("shipping method"), _("shipping methods")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["channel", "code"], name="shipping_method_once")]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def clean(self) -> None:
        """Raises ValidationError for amounts that the channel's currency does not have."""
        if hasattr(self, "channel"):
            check_amounts(self.channel.currency, price=self.price, free_from=self.free_from)
        if self.free_from == 0 and self.price:
            raise ValidationError({"free_from": gettext("From 0 on it is always free: leave this empty, and enter 0 as the price.")})

    @property
    def is_free(self) -> bool:
        """Whatever is ordered. (A file may have brought a price that is never asked.)"""
        return not self.price or self.free_from == 0

    def name_in(self, language: str) -> str:
        return (self.name_de if language.startswith("de") else "") or self.name
