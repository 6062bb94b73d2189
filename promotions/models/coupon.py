"""Codes of promotions: how they are made, whose they are, and which order used them (P2, P3)."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agents.actors import Actor
from agents.models import Agent
from agents.visibility import SeenByActor
from contactcenter.names import check_name
from customers.models import Customer
from promotions.models.promotion import Promotion, check_moment

DRAWN = "#"
"""Stands in a pattern for a letter or figure that is drawn by lot."""
LEAST_DRAWN = 5
"""With fewer a code could be guessed."""


_AROUND = " \t\r\n\u00a0\"'“”„‚‘’«».,;:!?()[]<>"
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")


def bare_code(typed: str) -> str:
    """A code without what mails and sentences put around it, its dashes as one types them."""
    return _DASHES.sub("-", typed.strip(_AROUND))


def check_pattern(pattern: str) -> None:
    """Raises ValidationError for a pattern whose codes could be guessed, or that is longer than a code."""
    if pattern.count(DRAWN) < LEAST_DRAWN:
        raise ValidationError(_("Put at least %(least)d # into it: each becomes a letter or a figure.") % {"least": LEAST_DRAWN})


class CodeGroup(models.Model):
    """How codes of a promotion are made. most_uses: of each code, in orders; none: any number; days_valid: from the day it is made;
    by_agents: agents may make them, a_day: each of them at most so many a day."""

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="code_groups")
    pattern = models.CharField(
        _("pattern"), max_length=40, validators=[check_name, check_pattern], help_text=_("Each # becomes a letter or a figure: SORRY-######")
    )
    most_uses = models.PositiveIntegerField(_("uses of each code, at most"), null=True, blank=True, default=1, validators=[MinValueValidator(1)])
    days_valid = models.PositiveIntegerField(_("days valid"), null=True, blank=True, validators=[MinValueValidator(1)])
    by_agents = models.BooleanField(_("agents may make codes"), default=True)
    a_day = models.PositiveIntegerField(_("codes a day for each agent, at most"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("code group"), _("code groups")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.pattern

    @property
    def channel_id(self) -> int:
        return self.promotion.channel_id


class CouponQuerySet(SeenByActor["Coupon"]):
    CHANNEL = "promotion__channel_id"

    def of_shopper(self, actor: Actor) -> "CouponQuerySet":
        """Those that are theirs."""
        return self.filter(customer=actor.customer_id) if actor.customer_id else self.none()

    def called(self, code: str) -> "CouponQuerySet":
        """The one with this code, however it is written."""
        return self.filter(code__iexact=bare_code(code))

    def in_state(self, state: str, at: datetime) -> "CouponQuerySet":
        """Those of which `Coupon.state_at` says so."""
        states, over = Coupon.State, models.Q(expires_at__lte=at)
        unused = models.Q(revoked_at=None, used_at=None)
        said = {
            states.REVOKED: ~models.Q(revoked_at=None),
            states.USED: models.Q(revoked_at=None) & ~models.Q(used_at=None),
            states.EXPIRED: unused & over,
            states.OPEN: unused & (models.Q(expires_at=None) | models.Q(expires_at__gt=at)),
        }
        return self.filter(said[states(state)])


class Coupon(models.Model):
    """One code of a promotion, for one customer or for anybody. most_uses: in how many orders, None for any number; used_at: when it was used
    as often as it may be."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        USED = "used", _("used")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("revoked")

    promotion = models.ForeignKey(Promotion, models.CASCADE, related_name="coupons")
    code = models.CharField(_("code"), max_length=40, validators=[check_name])
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="coupons")
    given_by = models.ForeignKey(Agent, models.SET_NULL, null=True, blank=True, related_name="+")
    most_uses = models.PositiveIntegerField(_("uses, at most"), null=True, blank=True, validators=[MinValueValidator(1)])
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True, validators=[check_moment])
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("coupon"), _("coupons")
        constraints = [models.UniqueConstraint(models.functions.Upper("code"), name="coupon_code_once")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Raises ValidationError for a customer of another channel, for a change of one that was used up or revoked, but that it is revoked, and
        for one that orders were given, that it is of another promotion or customer, or may be used no more often than it was."""
        super().clean()
        if self.customer is not None and self.promotion_id is not None and self.customer.channel_id != self.channel_id:
            raise ValidationError({"customer": _("This customer belongs to another channel than the promotion.")})
        held = Coupon.objects.filter(pk=self.pk).first() if self.pk is not None else None
        if held is None:
            return
        used, fixed = held.redemptions.filter(released_at=None).count(), []
        if held.is_settled:
            fixed = ["promotion_id", "code", "customer_id", "most_uses", "expires_at", *(["revoked_at"] if held.revoked_at is not None else [])]
        elif used:
            fixed = ["promotion_id", "code", "customer_id"]
        if changed := [name for name in fixed if getattr(held, name) != getattr(self, name)]:
            raise ValidationError({changed[0].removesuffix("_id"): _("This code was used or revoked: it stays as it is.")})
        if self.used_at is None and self.most_uses is not None and used >= self.most_uses:
            text = ngettext(
                "It was used %(n)d time already: allow more, or revoke it.", "It was used %(n)d times already: allow more, or revoke it.", used
            )
            raise ValidationError({"most_uses": text % {"n": used}})

    @property
    def is_settled(self) -> bool:
        """Whether nobody can use it any more."""
        return self.revoked_at is not None or self.used_at is not None

    @property
    def channel_id(self) -> int:
        return self.promotion.channel_id

    def state_at(self, at: datetime) -> State:
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.used_at is not None:
            return self.State.USED
        return self.State.EXPIRED if self.expires_at is not None and self.expires_at <= at else self.State.OPEN

    @property
    def state(self) -> State:
        return self.state_at(timezone.now())


class Redemption(models.Model):
    """That an order was given a promotion, as it was sold. coupon: by which code, None where it needed none; customer: None of a guest;
    amount: what it took off, as the channel shows prices; definition: its conditions and benefits then; released_at: given back, since the
    order was cancelled whole, so that it does not count."""

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="redemptions", db_index=False)
    coupon = models.ForeignKey(Coupon, models.PROTECT, null=True, related_name="redemptions")
    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="redemptions")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    definition = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "promotion"], name="redeemed_once_an_order")]
        indexes = [models.Index(fields=["promotion", "customer"], name="redemption_of_customer")]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.order_id}"
