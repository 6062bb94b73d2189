"""Promotions: who may be given what, under which conditions (P1)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from agents.models import Channel
from agents.visibility import SeenByActor
from contactcenter.money import check_amounts
from contactcenter.names import check_code, check_name
from contactcenter.texts import InLanguages
from promotions.basket import Goods, Terms
from promotions.benefits import BENEFITS
from promotions.conditions import CONDITIONS

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What a promotion's period lies between: what is beyond cannot be written in every time zone."""


def check_moment(moment: datetime) -> None:
    """Raises ValidationError for a moment that cannot be meant."""
    if not EARLIEST <= moment <= LATEST:
        raise ValidationError(_("Enter a date between 1970 and 9000."))


class PromotionQuerySet(SeenByActor["Promotion"]):
    def running(self, at: Any) -> "PromotionQuerySet":
        """Those that are active and within their period at a time."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=at), active=True, starts_at__lte=at)

    def of_shopper(self, actor: Any) -> "PromotionQuerySet":
        """None: shoppers see what promotions do to their cart."""
        return self.none()


class Promotion(InLanguages):
    """An offer of a channel: who may give it (storefront, contact centre, both), under which conditions, and what it takes off.

    priority: lower ones are reckoned first, each on what the earlier ones left; is_exclusive: it stands alone; needs_code: it counts only
    for a code that was entered; most_uses, most_spent: its budget, in orders and in what it took off; per_customer: orders of each.
    """

    class Where(models.TextChoices):
        STOREFRONT = "storefront", _("Storefront")
        CONTACT_CENTRE = "contact_centre", _("Contact centre")
        BOTH = "both", _("Both")

    class State(models.TextChoices):
        RUNS = "runs", _("runs")
        PLANNED = "planned", _("planned")
        ENDED = "ended", _("ended")
        OFF = "off", _("off")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="promotions")
    code = models.SlugField(_("promotion"), max_length=60, validators=[check_code])
    name = models.CharField(_("name"), max_length=200, validators=[check_name])
    where = models.CharField(_("for"), max_length=20, choices=Where, default=Where.BOTH)
    needs_code = models.BooleanField(_("needs a code"), default=True, help_text=_("Without it, it applies to every cart that meets the conditions."))
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=100, help_text=_("Lower ones come first; each works on what the earlier ones left.")
    )
    is_exclusive = models.BooleanField(_("exclusive"), default=False, help_text=_("Not together with another promotion."))
    most_uses = models.PositiveIntegerField(_("orders, at most"), null=True, blank=True, validators=[MinValueValidator(1)])
    most_spent = models.DecimalField(_("given away, at most"), max_digits=18, decimal_places=4, null=True, blank=True)
    per_customer = models.PositiveIntegerField(_("orders per customer, at most"), null=True, blank=True, validators=[MinValueValidator(1)])
    starts_at = models.DateTimeField(_("starts"), default=timezone.now, validators=[check_moment])
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, validators=[check_moment])
    active = models.BooleanField(_("active"), default=True)

    objects = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("promotion"), _("promotions")
        constraints = [models.UniqueConstraint(fields=["channel", "code"], name="promotion_once")]

    @property
    def is_limited(self) -> bool:
        """Whether how often it was used matters."""
        return any(one is not None for one in (self.most_uses, self.most_spent, self.per_customer))

    def state_at(self, at: datetime) -> State:
        """Whether it counts at a time, as far as that is a matter of its switch and its period."""
        if not self.active:
            return self.State.OFF
        if self.starts_at > at:
            return self.State.PLANNED
        return self.State.ENDED if self.ends_at is not None and self.ends_at <= at else self.State.RUNS

    @property
    def state(self) -> State:
        return self.state_at(timezone.now())

    def clean(self) -> None:
        """Raises ValidationError for an end before the start, a limit that orders have passed, amounts that the channel's currency does not
        have, and another channel than that in which there are codes of it, or orders that were given it."""
        super().clean()
        held = Promotion.objects.filter(pk=self.pk).first() if self.pk is not None else None
        if held is not None and self.channel_id != held.channel_id and (held.coupons.exists() or held.redemptions.exists()):
            raise ValidationError({"channel": _("There are codes of it, or orders that were given it: it stays in its channel.")})
        if self.ends_at is not None and self.starts_at is not None and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end is before the start.")})
        given = self.redemptions.filter(released_at=None).count() if self.pk and self.most_uses is not None else 0
        if self.most_uses is not None and given > self.most_uses:
            text = ngettext("%(n)d order was given it already.", "%(n)d orders were given it already.", given)
            raise ValidationError({"most_uses": text % {"n": given}})
        if hasattr(self, "channel"):
            check_amounts(self.channel.currency, most_spent=self.most_spent)


GOODS = ("skus", "categories", "except_skus", "except_categories", "unreduced")
"""The figures that say which products are meant."""
NOTHING: tuple[Any, ...] = (None, "", [])


class PromotedGoods(models.Model):
    """Which products a condition or a benefit of a promotion means, and its figures; what they mean its `kind` says.

    skus: of products or of single variations; categories: as products name them; without either all are meant.
    """

    promotion: Any
    skus = ArrayField(models.CharField(max_length=60, validators=[check_name]), verbose_name=_("SKUs"), default=list, blank=True)
    categories = ArrayField(models.CharField(max_length=120, validators=[check_name]), verbose_name=_("categories"), default=list, blank=True)
    except_skus = ArrayField(models.CharField(max_length=60, validators=[check_name]), verbose_name=_("without SKUs"), default=list, blank=True)
    except_categories = ArrayField(
        models.CharField(max_length=120, validators=[check_name]), verbose_name=_("without categories"), default=list, blank=True
    )
    unreduced = models.BooleanField(_("at full price only"), default=False)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=4, null=True, blank=True)
    quantity = models.PositiveIntegerField(_("pieces"), null=True, blank=True)

    FIGURES: tuple[str, ...] = (*GOODS, "amount", "quantity")
    KINDS: dict[str, Any]

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sentence

    def clean(self) -> None:
        """Raises ValidationError for a figure that its kind needs and has not, one that it has and does not read, and for no pieces."""
        super().clean()
        kind = self.KINDS.get(getattr(self, "kind", ""))
        if kind is None:
            return
        wrong: dict[str, Any] = {}
        for name in self.FIGURES:
            held, is_goods = getattr(self, name), name in GOODS
            if name in kind.needs and held in NOTHING:
                wrong[name] = _("“%(kind)s” needs this.") % {"kind": kind.label}
            elif ("goods" if is_goods else name) not in kind.needs and (bool(held) if is_goods else held not in NOTHING):
                wrong[name] = _("“%(kind)s” does not read this.") % {"kind": kind.label}
            elif name in ("quantity", "free") and held == 0:
                wrong[name] = _("At least one piece.")
        if wrong:
            raise ValidationError(wrong)
        if self.amount is not None and hasattr(self, "promotion") and hasattr(self.promotion, "channel"):
            check_amounts(self.promotion.channel.currency, amount=self.amount)

    @property
    def channel(self) -> Channel:
        found: Channel = self.promotion.channel
        return found

    @property
    def channel_id(self) -> int:
        return self.channel.pk

    @property
    def terms(self) -> Terms:
        return terms_of({name: getattr(self, name) for name in ("kind", *self.FIGURES)})

    @property
    def sentence(self) -> str:
        return str(self.KINDS[self.terms.kind].sentence(self.terms, self.channel.currency))


class PromotionCondition(PromotedGoods):
    """What must hold; of a promotion's conditions all. codes: of customer segments or sets, of which one is enough."""

    KINDS = CONDITIONS
    FIGURES = (*PromotedGoods.FIGURES, "codes")

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="conditions")
    kind = models.CharField(pgettext_lazy("promotion", "condition"), max_length=20, choices=[(code, kind.label) for code, kind in CONDITIONS.items()])
    codes = ArrayField(models.CharField(max_length=60, validators=[check_name]), verbose_name=_("segments or sets"), default=list, blank=True)

    class Meta(PromotedGoods.Meta):
        verbose_name, verbose_name_plural = pgettext_lazy("promotion", "condition"), _("conditions")


class PromotionBenefit(PromotedGoods):
    """What it gives. percent: of a hundred; free: pieces for every so many bought; sku: of the variation that is given."""

    KINDS = BENEFITS
    FIGURES = (*PromotedGoods.FIGURES, "percent", "free", "sku")

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="benefits")
    kind = models.CharField(_("benefit"), max_length=20, choices=[(code, kind.label) for code, kind in BENEFITS.items()])
    percent = models.DecimalField(
        _("per cent"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(100)],
    )
    free = models.PositiveIntegerField(_("free pieces"), null=True, blank=True)
    sku = models.CharField(_("SKU of the gift"), max_length=60, blank=True, validators=[check_name])

    class Meta(PromotedGoods.Meta):
        verbose_name, verbose_name_plural = _("benefit"), _("benefits")


def terms_of(row: dict[str, Any]) -> Terms:
    """Of the columns of a condition or a benefit; amounts may be texts, as JSON has them."""
    lists = {name: frozenset(row[name]) for name in ("skus", "categories", "except_skus", "except_categories")}
    goods = Goods(**lists, unreduced=row["unreduced"])
    return Terms(
        row["kind"],
        goods,
        amount=Decimal(row["amount"] or 0),
        percent=Decimal(row.get("percent") or 0),
        quantity=row["quantity"] or 0,
        free=row.get("free") or 0,
        sku=row.get("sku") or "",
        codes=tuple(row.get("codes") or ()),
    )
