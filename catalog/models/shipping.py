"""How what is sold goes to its buyers, and what that costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Channel
from catalog.models.taxes import TaxClass
from contactcenter.money import check_amounts
from contactcenter.names import check_code, check_name
from contactcenter.standards import check_country
from contactcenter.texts import InLanguages
from customers.postal import region_key

MOST_DAYS = 90


class ShippingMethod(InLanguages):
    """A way to ship in a channel. Its rates say where it goes and what that costs; where none of them leads it is not offered."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="shipping_methods")
    code = models.SlugField(_("code"), max_length=40, validators=[check_code])
    name = models.CharField(_("name"), max_length=120, validators=[check_name])
    carrier = models.CharField(_("carrier"), max_length=60, blank=True, validators=[check_name])
    tax_class = models.ForeignKey(
        TaxClass, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tax class"),
        help_text=_("Counts where the channel taxes shipping by its own class. Empty: as the highest-taxed goods in the parcel."),
    )  # fmt: skip
    days_from = models.PositiveSmallIntegerField(_("arrives after working days, at the earliest"), null=True, blank=True)
    days_to = models.PositiveSmallIntegerField(_("at the latest"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("shipping method"), _("shipping methods")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "code"], name="shipping_method_once"),
            models.CheckConstraint(
                condition=models.Q(days_from=None, days_to=None) | models.Q(days_from__lte=models.F("days_to"), days_to__lte=MOST_DAYS),
                name="shipping_method_days",
                violation_error_message=_("Give both, the earliest first, of at most 90 working days; or neither."),
            ),
        ]

    def arrives(self, sent_on: date) -> tuple[date, date] | None:
        """The first and the last day on which what is sent on a day arrives; None where its channel does not say how long that takes."""
        if self.days_from is None or self.days_to is None:
            return None
        return _working_days_after(sent_on, self.days_from), _working_days_after(sent_on, self.days_to)


def _working_days_after(day: date, number: int) -> date:
    """Without holidays, which no list here tells. None of them: the first working day from then on."""
    while number > 0 or day.weekday() > _FRIDAY:
        day += timedelta(days=1)
        number -= day.weekday() <= _FRIDAY
    return day


_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes together, as far as it matters for what that costs. country: "" where it is not known yet, which counts as the channel's own;
    subtotal: of all that is ordered, in however many parcels, at the customer's prices and before discounts; weight: of this, in grams."""

    country: str
    region: str
    subtotal: Decimal
    weight: int


class ShippingRate(models.Model):
    """What a method costs where it goes: to these countries (none: everywhere), or to these regions of one, from a subtotal and a weight on."""

    method = models.ForeignKey(ShippingMethod, models.CASCADE, related_name="rates")
    countries = ArrayField(models.CharField(max_length=2, validators=[check_country]), verbose_name=_("countries"), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=120, validators=[check_name]), verbose_name=_("regions"), default=list, blank=True)
    from_subtotal = models.DecimalField(_("from an order subtotal of"), max_digits=18, decimal_places=4, default=Decimal(0))
    from_weight = models.PositiveIntegerField(_("from a weight of (grams)"), default=0)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name, verbose_name_plural = _("shipping rate"), _("shipping rates")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["method", "countries", "regions", "from_subtotal", "from_weight"], name="shipping_rate_once"),
            models.CheckConstraint(condition=models.Q(price__gte=0, from_subtotal__gte=0), name="shipping_rate_not_negative"),
            models.CheckConstraint(condition=models.Q(regions=[]) | models.Q(countries__len=1), name="shipping_rate_regions_of_one_country"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {' '.join(self.countries)}".strip()

    @property
    def channel(self) -> Channel:
        return self.method.channel

    def clean(self) -> None:
        """Raises ValidationError for amounts that the channel's currency does not have, and for regions of no country or of several."""
        super().clean()
        self.countries, self.regions = sorted(set(self.countries)), sorted(set(self.regions))
        if hasattr(self, "method") and self.method.channel_id is not None:
            check_amounts(self.method.channel.currency, price=self.price, from_subtotal=self.from_subtotal)
        if self.regions and len(self.countries) != 1:
            raise ValidationError({"regions": gettext("Name the one country that these regions are of.")})

    @property
    def exactness(self) -> tuple[bool, bool]:
        """How exactly it says where to: everywhere, to some countries, to regions of one."""
        return bool(self.regions), bool(self.countries)

    def leads_to(self, country: str, region: str) -> bool:
        if self.countries and country not in self.countries:
            return False
        return not self.regions or region_key(country, region) in {region_key(country, one) for one in self.regions}


def rates_as_json(method: str) -> ArraySubquery:
    """For a query whose rows name a method at this path: its rates, read in the same statement; `rates_from_json` makes rates of them again."""
    amounts = {name: Cast(name, models.TextField()) for name in ("from_subtotal", "price")}
    facts = JSONObject(**{name: name for name in ("id", "method_id", "countries", "regions", "from_weight")}, **amounts)
    return ArraySubquery(ShippingRate.objects.filter(method=models.OuterRef(method)).order_by("pk").values(told=facts))


def rates_from_json(told: Iterable[dict[str, Any]]) -> list[ShippingRate]:
    return [ShippingRate(**{**one, "from_subtotal": Decimal(one["from_subtotal"]), "price": Decimal(one["price"])}) for one in told]


def nearest(rates: Iterable[ShippingRate], country: str, region: str) -> list[ShippingRate]:
    """Of a method's rates those that lead to a place and say so most exactly: by region, else by country, else for everywhere."""
    there = [rate for rate in rates if rate.leads_to(country, region)]
    best = max((rate.exactness for rate in there), default=None)
    return [rate for rate in there if rate.exactness == best]


def rate_for(rates: Iterable[ShippingRate], parcel: Parcel) -> ShippingRate | None:
    """Which of a method's rates counts; None where it is not offered.

    Of those that name the place most exactly, the one with the highest subtotal that is reached, of these with the greatest weight that is
    reached; of two alike the cheaper.
    """
    reached = [
        rate for rate in nearest(rates, parcel.country, parcel.region) if rate.from_subtotal <= parcel.subtotal and rate.from_weight <= parcel.weight
    ]
    return max(reached, key=lambda rate: (rate.from_subtotal, rate.from_weight, -rate.price), default=None)


def free_from(rates: Iterable[ShippingRate], parcel: Parcel) -> Decimal | None:
    """The order subtotal from which the parcel, at its weight, would go for nothing, where that is still to come."""
    there = nearest(rates, parcel.country, parcel.region)
    for subtotal in sorted({rate.from_subtotal for rate in there if rate.price == 0 and rate.from_subtotal > parcel.subtotal}):
        found = rate_for(there, replace(parcel, subtotal=subtotal))
        if found and found.price == 0:
            return subtotal
    return None
