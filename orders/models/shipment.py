"""Parcels: an order may have several, each with its own state and tracking."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models import HasStatus
from orders.models.line import OrderLine
from orders.models.order import Order


class Shipment(HasStatus):
    """One parcel. What is told of it from outside may come in any order: that it was delivered says that it was shipped."""

    class Status(models.TextChoices):
        READY = "ready", _("Ready")
        BACKORDER = "backorder", _("On back-order")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")

    STEPS = {
        Status.READY: {Status.BACKORDER, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED},
        Status.BACKORDER: {Status.READY, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED},
        Status.SHIPPED: {Status.DELIVERED},
        Status.DELIVERED: set(),
        Status.CANCELLED: set(),
    }

    order = models.ForeignKey(Order, models.CASCADE, related_name="shipments")
    position = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.READY)
    method_name = models.CharField(_("shipping method"), max_length=120, blank=True)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=80, blank=True, db_index=True)
    tracking_url = models.URLField(_("carrier's page"), blank=True)
    promised_on = models.DateField(_("promised"), null=True)
    expected_on = models.DateField(_("expected"), null=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="shipment_position")]

    def __str__(self) -> str:
        return f"{self.order_id}-{self.position}"

    @property
    def organization_id(self) -> int:
        return self.order.organization_id

    @property
    def is_late(self) -> bool:
        """Promised for a day that has passed, and not delivered."""
        under_way = self.status not in {self.Status.DELIVERED, self.Status.CANCELLED}
        return bool(self.promised_on and self.promised_on < timezone.localdate() and under_way)


class ShipmentLine(models.Model):
    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="shipment_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="shipment_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="shipment_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"
