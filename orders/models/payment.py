"""How an order is paid, and every word exchanged about it. Never a card number: tokens, brand and last four digits only."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models import HasStatus
from orders.models.order import Order


class Payment(HasStatus):
    """One payment of an order; several may share its total."""

    class Method(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CARD = "card", _("Card")
        DIRECT_DEBIT = "direct_debit", _("Direct debit")
        GIFT_CARD = "gift_card", _("Gift card")
        STORE_CREDIT = "store_credit", _("Store credit")
        PAYPAL = "paypal", _("PayPal")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        NEW = "new", _("New")
        PENDING = "pending", _("Pending")
        AUTHORIZED = "authorized", _("Authorised")
        COLLECTED = "collected", _("Collected")
        DECLINED = "declined", _("Declined")
        VOIDED = "voided", _("Voided")
        CREDITED = "credited", _("Credited")

    STEPS = {
        Status.NEW: {Status.PENDING, Status.AUTHORIZED, Status.COLLECTED, Status.DECLINED, Status.VOIDED},
        Status.PENDING: {Status.AUTHORIZED, Status.COLLECTED, Status.DECLINED, Status.VOIDED},
        Status.AUTHORIZED: {Status.COLLECTED, Status.DECLINED, Status.VOIDED},
        Status.DECLINED: {Status.PENDING, Status.AUTHORIZED, Status.COLLECTED, Status.VOIDED},
        Status.COLLECTED: {Status.CREDITED},
        Status.VOIDED: set(),
        Status.CREDITED: set(),
    }

    order = models.ForeignKey(Order, models.CASCADE, related_name="payments")
    method = models.CharField(_("method"), max_length=20, choices=Method)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    amount = models.DecimalField(_("requested"), max_digits=18, decimal_places=4)
    collected = models.DecimalField(_("collected"), max_digits=18, decimal_places=4, default=0)
    refunded = models.DecimalField(_("refunded"), max_digits=18, decimal_places=4, default=0)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    brand = models.CharField(max_length=20, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(refunded__lte=models.F("collected")), name="refunds_within_payment")]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.last_four}".strip()

    @property
    def organization_id(self) -> int:
        return self.order.organization_id


class PaymentInteraction(models.Model):
    """One exchange with the payment service, or one manual entry."""

    class Kind(models.TextChoices):
        AUTHORIZATION = "authorization", _("Authorisation")
        CAPTURE = "capture", _("Capture")
        VOID = "void", _("Void")
        CREDIT = "credit", _("Credit")
        REQUEST = "request", _("Payment requested")

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="interactions")
    kind = models.CharField(max_length=20, choices=Kind)
    success = models.BooleanField(default=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    reference = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    manual = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
