"""Where work is done: one organisation with its sales channels (sites)."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from contactcenter.names import check_code, check_name
from contactcenter.standards import check_country, check_currency, check_language, check_own_language, check_zone
from contactcenter.texts import InLanguages, field_name, wrong_blank

IN_ITS_CURRENCY = (
    *("orders.Order", "carts.Cart", "catalog.Price", "returns.Return", "catalog.ShippingMethod", "promotions.Promotion"),
    "customers.Account",  # its order limit
)
"""What holds amounts in the currency of its channel. Once there is any of it, the channel keeps its currency, whoever wants to change it."""
UNNAMED = "Organisation"
"""What an organisation is called before staff give it a name."""


BEGINNINGS: "list[Callable[[Organization], None]]" = []
"""What each app gives a new organisation to begin with."""


class OrganizationManager(models.Manager["Organization"]):
    def begin(self, **facts: Any) -> "Organization":
        """A new organisation, with what every one begins with."""
        organization = self.create(**facts)
        for give in BEGINNINGS:
            give(organization)
        return organization


class Organization(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True, validators=[check_name])
    language = models.CharField(
        _("language"),
        max_length=10,
        default="en",
        validators=[check_own_language],
        help_text=_("In which staff write names and descriptions; other languages stand beside them."),
    )
    is_demo = models.BooleanField(_("made by the demo"), default=False, editable=False)

    objects = OrganizationManager()

    class Meta:
        verbose_name, verbose_name_plural = _("organisation"), _("organisations")

    def __str__(self) -> str:
        return self.name


class Channel(InLanguages):
    """A shop or site: one country to sell from, one currency, one main language.

    A customer, cart or order belongs to exactly one channel and never moves. Its name is the same in all languages.
    """

    TEXTS = ("read_aloud",)
    READ_ALOUD = ("pieces", "total", "payment", "delivery", "withdrawal", "number", "shop")
    """The blanks that `read_aloud` may have."""

    class ShippingTaxed(models.TextChoices):
        HIGHEST = "highest", _("as the highest-taxed goods in the parcel")
        OWN = "own", _("by the tax class of the shipping method")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="channels")
    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[check_code])
    name = models.CharField(_("name"), max_length=120, validators=[check_name])
    country = models.CharField(_("country"), max_length=2, validators=[check_country], help_text=_("ISO 3166 code"))
    currency = models.CharField(_("currency"), max_length=3, validators=[check_currency], help_text=_("ISO 4217 code"))
    language = models.CharField(_("language"), max_length=10, default="en", validators=[check_language])
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_zone])
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    shipping_taxed = models.CharField(_("shipping is taxed"), max_length=10, choices=ShippingTaxed, default=ShippingTaxed.HIGHEST)
    email_from = models.EmailField(_("sender of mails"), blank=True)
    remorse_minutes = models.PositiveIntegerField(_("remorse period, minutes"), default=30)
    return_days = models.PositiveIntegerField(_("return window, days"), default=30)
    withdrawal_days = models.PositiveIntegerField(
        _("right of withdrawal, days"),
        default=14,
        db_default=14,
        help_text=_("Of consumers, by law; 0 where there is none. Have counsel confirm it."),
    )
    read_aloud = models.TextField(
        _("what agents read aloud before they place an order"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Blanks that are filled in: {pieces}, {total}, {payment}, {delivery}, {withdrawal}, {number}, {shop}. Empty: a text of ours."),
    )
    shows_lowest_price = models.BooleanField(
        _("lowest price of 30 days"), default=False, help_text=_("Told beside each reduced price, as the European Union wants it.")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("channel"), _("channels")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError for blanks that nothing fills, in any language."""
        super().clean()
        told = {
            "read_aloud": self.read_aloud,
            **{field_name("read_aloud", code): texts.get("read_aloud", "") for code, texts in self.translations.items()},
        }
        if wrong := {name: why for name, text in told.items() if (why := wrong_blank(text, self.READ_ALOUD))}:
            raise ValidationError(wrong)

    @property
    def has_money(self) -> bool:
        """Whether anything is written in its currency already."""
        return any(apps.get_model(label).objects.filter(channel=self).exists() for label in IN_ITS_CURRENCY)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Reason(InLanguages):
    """One entry of a reason list: why a return, a cancellation, a contact, another price."""

    TEXTS = ("label",)

    class Kind(models.TextChoices):
        RETURN = "return", _("Return")
        CANCEL = "cancel", _("Cancellation")
        CONTACT = "contact", _("Contact")
        PRICE_OVERRIDE = "price_override", _("Price override")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="reasons")
    kind = models.CharField(_("list"), max_length=20, choices=Kind)
    code = models.SlugField(_("code"), max_length=40, validators=[check_code])
    label = models.CharField(_("label"), max_length=120, validators=[check_name])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("reason"), _("reasons")
        ordering = ["kind", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["organization", "kind", "code"], name="reason_once")]
