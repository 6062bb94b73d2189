"""Mails to customers: written with the act they tell of, sent by the worker, each once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models import HasStatus
from customers.models.customer import Customer


class Message(HasStatus):
    """A mail that waits, was sent, or failed for good. An order's confirmation may go to a guest, who is no customer."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    STEPS = {Status.WAITING: {Status.SENT, Status.FAILED}, Status.FAILED: {Status.SENT}, Status.SENT: set()}

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="messages")
    order = models.ForeignKey("orders.Order", models.CASCADE, null=True, related_name="messages")
    coupon = models.ForeignKey("promotions.Coupon", models.CASCADE, null=True, related_name="messages")
    kind = models.CharField(_("kind"), max_length=40)
    sender = models.EmailField(_("from"), blank=True)
    recipient = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.WAITING)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("message"), _("messages")
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], condition=models.Q(kind="order_confirmation"), name="one_confirmation_per_order")
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def organization_id(self) -> int:
        """Of the order, which may be a guest's, or of the customer: it has one of them."""
        of = self.order or self.customer
        assert of is not None
        return of.channel.organization_id
