"""Promotions and their codes. Facts only for now: what they do to a cart comes with the promotions' own rows (P1–P3)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agents.models import Channel
from contactcenter.money import check_amounts
from customers.models import Customer


class Promotion(models.Model):
    """An offer of a channel: who may give it (storefront, contact centre, both) and what it takes off."""

    class Where(models.TextChoices):
        STOREFRONT = "storefront", _("Storefront")
        CONTACT_CENTRE = "contact_centre", _("Contact centre")
        BOTH = "both", _("Both")

    class Benefit(models.TextChoices):
        PERCENTAGE = "percentage", _("Percentage")
        AMOUNT = "amount", _("Amount")
        FREE_SHIPPING = "free_shipping", _("Free shipping")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="promotions")
    code = models.SlugField(_("promotion"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    name_de = models.CharField(_("name in German"), max_length=200, blank=True)
    where = models.CharField(_("for"), max_length=20, choices=Where, default=Where.BOTH)
    benefit = models.CharField(_("benefit"), max_length=20, choices=Benefit)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, default=0)
    minimum = models.DecimalField(_("from a subtotal of"), max_digits=18, decimal_places=4, default=0)
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("promotion"), _("promotions")
        constraints = [models.UniqueConstraint(fields=["channel", "code"], name="promotion_once")]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name in a language, falling back to the default one."""
        return (self.name_de if language.startswith("de") else "") or self.name

    def clean(self) -> None:
        """Raises ValidationError for no percentage, an end before the start, and amounts that the channel's currency does not have."""
        if self.benefit == self.Benefit.PERCENTAGE and not 0 < self.value <= 100:
            raise ValidationError({"value": _("Enter a percentage above 0 and up to 100.")})
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end is before the start.")})
        if hasattr(self, "channel"):
            value = None if self.benefit == self.Benefit.PERCENTAGE else self.value
            check_amounts(self.channel.currency, value=value, minimum=self.minimum)


class Coupon(models.Model):
    """One code of a promotion, for one customer or for anybody."""

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="coupons")
    code = models.CharField(_("code"), max_length=40)
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="coupons")
    given_by = models.ForeignKey("agents.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("coupon"), _("coupons")
        constraints = [models.UniqueConstraint(models.functions.Upper("code"), name="coupon_code_once")]

    def __str__(self) -> str:
        return self.code
