"""What was ordered, at which price, and the signed amounts on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carts.models.shape import Adjustment, Line
from catalog.models import Variant
from orders.models.order import Order, OrderShippingGroup


class OrderLine(Line):
    """So many of one SKU, as it was sold. The SKU may be gone from the catalogue. Lines of an order are never deleted."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)  # order_line_position begins with it
    position = models.PositiveIntegerField()
    group = models.ForeignKey(OrderShippingGroup, models.RESTRICT, related_name="lines", db_index=False)  # groups are not deleted
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    sku = models.CharField(_("SKU"), max_length=60, db_collation="C")
    title = models.CharField(_("product"), max_length=300)
    cancelled = models.PositiveIntegerField(_("cancelled"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)
    returnable = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["sku", "-order"], name="order_line_sku")]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="order_line_quantity"),
            models.CheckConstraint(condition=models.Q(cancelled__lte=models.F("quantity")), name="order_line_cancelled"),
            models.CheckConstraint(condition=models.Q(reserved__lte=models.F("quantity")), name="order_line_reserved"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class OrderAdjustment(Adjustment):
    """What was taken off a line, a group or the whole, or put on it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="adjustments")
    line = models.ForeignKey(OrderLine, models.CASCADE, null=True, related_name="adjustments")
    group = models.ForeignKey(OrderShippingGroup, models.CASCADE, null=True, related_name="adjustments", db_index=False)

    class Meta(Adjustment.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(line=None) | models.Q(group=None), name="order_adjustment_of_one_thing")]
