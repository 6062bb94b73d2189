"""How an order is paid, and every word exchanged about it. Never a card number: tokens, brand and last four digits only."""

from typing import Any
from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.kinds import ActorKind
from agents.models import HasStatus
from orders.models.order import Order


class Payment(HasStatus):
    """One payment of an order; several may share its total.

    amount: what is asked for; collected, refunded: what its succeeded transactions say (`orders.sums`), beside what an import told of it.
    """

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
    currency = models.CharField(_("currency"), max_length=3, default="", db_default="")  # its order's
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

    def save(self, *args: Any, **options: Any) -> None:
        self.currency = self.currency or self.order.currency
        super().save(*args, **options)

    @property
    def organization_id(self) -> int:
        return self.order.organization_id

    @property
    def takes_money(self) -> bool:
        """Whether money that came in can be for it: it waits, and nobody outside holds the money for it. From its transactions, read before."""
        if self.status == self.Status.AUTHORIZED:
            held = [one for one in self.transactions.all() if one.kind == Transaction.Kind.AUTHORIZATION and one.succeeded]
            return bool(held) and all(one.manual for one in held)
        return self.status in {self.Status.NEW, self.Status.PENDING}

    @property
    def may_be_voided(self) -> bool:
        return self.takes_money and not self.collected


class Transaction(models.Model):
    """One thing asked of whoever holds the money, or entered by hand, and what came of it. Locked with its payment.

    The database's own trigger says which state follows: it moves once from asked or unknown to succeeded, declined or failed, what was asked
    never changes, and no row is deleted. state: asked and unknown amounts count as spent; failed: it was not done, and nobody refused it.
    request_id: by which the gateway does it once; reference: how the gateway, or the bank, calls it; code, answer: what it said, in its own
    code and in a sentence; manual: somebody here did it elsewhere and says so; imported: a file told it, and may tell it anew. actor: named
    as in the audit trail. asked_at, answered_at: of what was entered by hand, both are when the money moved.
    """

    class Kind(models.TextChoices):
        AUTHORIZATION = "authorization", _("Authorisation")
        CAPTURE = "capture", _("Capture")
        VOID = "void", _("Void")
        REFUND = "refund", _("Refund")
        CHARGEBACK = "chargeback", _("Chargeback")
        REVERSAL = "reversal", _("Reversal")
        RETURNED_DEBIT = "returned_debit", _("Returned debit")
        REQUEST = "request", _("Payment requested")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        UNKNOWN = "unknown", _("unknown")
        SUCCEEDED = "succeeded", _("succeeded")
        DECLINED = "declined", _("declined")
        FAILED = "failed", _("failed")

    OPEN = frozenset({State.ASKED, State.UNKNOWN})
    """States in which nobody knows yet what comes of it."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    request_id = models.UUIDField(unique=True, default=uuid4, db_default=RandomUUID(), editable=False)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    code = models.CharField(max_length=60, blank=True, default="", db_default="")
    answer = models.CharField(max_length=300, blank=True, default="", db_default="")
    manual = models.BooleanField(default=False)
    imported = models.BooleanField(default=False, db_default=False)
    actor_kind = models.CharField(max_length=10, default=ActorKind.SYSTEM, db_default=ActorKind.SYSTEM)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, default="", db_default="")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="transaction_not_negative")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def save(self, *args: Any, **options: Any) -> None:
        self.currency = self.currency or self.payment.currency
        super().save(*args, **options)

    @property
    def succeeded(self) -> bool:
        return self.state == self.State.SUCCEEDED

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def who(self) -> str:
        """Who entered it; "" where nobody of here did."""
        return "" if self.actor_kind == ActorKind.SYSTEM else self.actor_name
