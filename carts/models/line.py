"""What lies in a cart, and the signed amounts on it."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, Approval
from carts.models.cart import Cart, CartShippingGroup
from carts.models.shape import Adjustment, Line
from catalog.models import Variant
from promotions.models import Coupon, Promotion


class CartLine(Line):
    """So many of one variant. rate: of its tax class; who is tax exempt pays none of it; gift_of: the promotion that gives it.

    request: what somebody was asked last about its price, where the line was read with it: {"price", "quantity", "by", "by_id", "status",
    "decided_by", "note"}, the price as text; new_price: what a piece costs today, where the dock has found that to be something else.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+")
    group = models.ForeignKey(CartShippingGroup, models.RESTRICT, related_name="lines", db_index=False)  # its index is built by itself
    gift_of = models.ForeignKey(Promotion, models.PROTECT, null=True, related_name="+", db_index=False)

    request: dict[str, Any] | None = None
    new_price: Decimal | None = None
    lowest: Decimal | None = None  # of the 30 days before its price was reduced, where the dock tells it

    class Meta:
        verbose_name, verbose_name_plural = _("cart line"), _("cart lines")
        ordering = ["pk"]
        indexes = [models.Index(fields=["group"], name="cart_line_group")]
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gte=1), name="cart_line_quantity")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    @property
    def waiting(self) -> dict[str, Any] | None:
        """The request that nobody has decided yet; until then the price that the line has counts."""
        return self.request if self.request and self.request["status"] == Approval.Status.WAITING else None

    @property
    def declined(self) -> dict[str, Any] | None:
        """The request that somebody has declined, while the line has the price that it had."""
        return self.request if self.request and self.request["status"] == Approval.Status.DECLINED and not self.is_overridden else None

    @property
    def approved(self) -> dict[str, Any] | None:
        """The request that gave the line its price."""
        if not self.request or not self.is_overridden or self.request["status"] != Approval.Status.APPROVED:
            return None
        return self.request if self.asked_price == self.unit_price else None

    @property
    def asked_price(self) -> Decimal | None:
        """What was asked for last."""
        return Decimal(self.request["price"]) if self.request else None

    @property
    def is_overridden(self) -> bool:
        """Whether somebody agreed on its price, be it by what another shop asks."""
        return self.price_source in {self.PriceSource.OVERRIDE, self.PriceSource.MATCH}

    @property
    def backordered(self) -> int:
        """How many of it are not in stock."""
        return max(0, self.quantity - self.variant.available)


class CartCode(models.Model):
    """A code that was entered for a cart. It reserves nothing: whether it counts, each reckoning says anew."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="codes", db_index=False)  # its constraint begins with it
    coupon = models.ForeignKey(Coupon, models.PROTECT, related_name="+", db_index=False)  # coupons are not deleted
    entered_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cart", "coupon"], name="cart_code_once")]

    def __str__(self) -> str:
        return str(self.coupon)


class CartAdjustment(Adjustment):
    """What is taken off a line, a group or the whole, or put on it. promotion: which did it; source: its code, or the one that was entered."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="adjustments")
    line = models.ForeignKey(CartLine, models.CASCADE, null=True, related_name="adjustments")
    group = models.ForeignKey(CartShippingGroup, models.CASCADE, null=True, related_name="adjustments")
    promotion = models.ForeignKey(Promotion, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta(Adjustment.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(line=None) | models.Q(group=None), name="cart_adjustment_of_one_thing")]
