"""What was ordered, at which price, and the signed amounts that lead to the total."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from orders.models.order import Order, OrderAddress


class OrderLine(models.Model):
    """So many of one SKU. net + tax = gross, of the whole line; rate is a fraction. The SKU may be gone from the catalogue.

    ship_to and shipping_method are said only where the line goes elsewhere, or otherwise, than its order.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)  # order_line_position begins with it
    position = models.PositiveIntegerField()
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    sku = models.CharField(_("SKU"), max_length=60, db_collation="C")
    title = models.CharField(_("product"), max_length=300)
    quantity = models.PositiveIntegerField(_("quantity"))
    cancelled = models.PositiveIntegerField(_("cancelled"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)
    unit_price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    net = models.DecimalField(max_digits=18, decimal_places=4)
    tax = models.DecimalField(max_digits=18, decimal_places=4)
    gross = models.DecimalField(max_digits=18, decimal_places=4)
    rate = models.DecimalField(max_digits=6, decimal_places=5, default=0)
    returnable = models.BooleanField(default=True)
    ship_to = models.ForeignKey(OrderAddress, models.RESTRICT, null=True, related_name="+", db_index=False)
    shipping_method_code = models.CharField(_("shipping method"), max_length=40, blank=True, default="", db_default="")
    shipping_method_name = models.CharField(_("shipping method"), max_length=120, blank=True, default="", db_default="")

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["sku", "-order"], name="order_line_sku"),
            # of the few that have one, for whoever deletes an address
            models.Index(fields=["ship_to"], condition=models.Q(ship_to__isnull=False), name="order_line_ship_to"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="order_line_quantity"),
            models.CheckConstraint(condition=models.Q(cancelled__lte=models.F("quantity")), name="order_line_cancelled"),
            models.CheckConstraint(condition=models.Q(reserved__lte=models.F("quantity")), name="order_line_reserved"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class OrderAdjustment(models.Model):
    """A signed amount on an order or one of its lines, with its source and the label people read."""

    class Kind(models.TextChoices):
        DISCOUNT = "discount", _("Discount")
        SHIPPING = "shipping", _("Shipping")
        TAX = "tax", _("Tax")
        IMPORTED = "imported", _("Imported difference")

    order = models.ForeignKey(Order, models.CASCADE, related_name="adjustments")
    line = models.ForeignKey(OrderLine, models.CASCADE, null=True, related_name="adjustments")
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
