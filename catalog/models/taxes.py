"""By which rates what is sold is taxed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Channel, Organization
from agents.models.organization import BEGINNINGS
from contactcenter.names import check_code, check_name
from contactcenter.standards import check_country
from contactcenter.texts import InLanguages


class TaxClass(InLanguages):
    """What is taxed alike: the standard rate, a reduced one, none. The first of an organisation's list is what a new product gets."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="tax_classes")
    code = models.SlugField(_("code"), max_length=40, validators=[check_code])
    name = models.CharField(_("name"), max_length=120, validators=[check_name])
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("The first of the list is what a new product gets."))

    class Meta:
        verbose_name, verbose_name_plural = _("tax class"), _("tax classes")
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="tax_class_once")]


def give_tax_classes(organization: Organization) -> None:
    """The three with which most shops get by, for a new organisation."""
    TaxClass.objects.bulk_create(
        TaxClass(organization=organization, code=code, name=name, translations={"de": {"name": name_de}}, position=position)
        for position, (code, name, name_de) in enumerate(FIRST_CLASSES)
    )


FIRST_CLASSES = (("standard", "Standard rate", "Regelsatz"), ("reduced", "Reduced rate", "Ermäßigter Satz"), ("zero", "No tax", "Keine Steuer"))
"""Code, English and German name. The migration that made rows of what was a fixed list keeps its own copy."""
BEGINNINGS.append(give_tax_classes)


class TaxRateQuerySet(models.QuerySet["TaxRate"]):
    def at_home(self) -> "models.QuerySet[TaxRate]":
        """Those of each channel's own country as a whole."""
        return self.filter(country=models.F("channel__country"), region="", postal_prefix="")


class TaxRate(models.Model):
    """The rate of a tax class, as a fraction (0.19), for what a channel sends to a country, or to a part of it; see `catalog.taxes`."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="tax_rates")
    tax_class = models.ForeignKey(TaxClass, models.PROTECT, related_name="rates", verbose_name=_("tax class"))
    label = models.CharField(_("label"), max_length=60, validators=[check_name])
    rate = models.DecimalField(_("rate"), max_digits=6, decimal_places=5)
    country = models.CharField(_("country"), max_length=2, validators=[check_country])
    region = models.CharField(_("region"), max_length=120, blank=True, validators=[check_name])
    postal_prefix = models.CharField(_("postcodes that begin with"), max_length=20, blank=True, validators=[check_name])

    objects = TaxRateQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("tax rate"), _("tax rates")
        constraints = [
            models.UniqueConstraint(fields=["channel", "country", "region", "postal_prefix", "tax_class"], name="tax_rate_once"),
            models.CheckConstraint(condition=models.Q(rate__gte=0, rate__lt=1), name="tax_rate_fraction"),
        ]

    def __str__(self) -> str:
        return self.label
