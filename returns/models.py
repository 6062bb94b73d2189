"""Return requests (RMA). Facts only for now: the acts come with the returns' own rows (T1–T6)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models import Channel, HasStatus, Versioned
from agents.visibility import SeenByActor
from contactcenter.numbers import NextNumber
from customers.models import Customer
from customers.models.customer import SearchField
from orders.models import Order, OrderLine


class ReturnQuerySet(SeenByActor["Return"]):
    pass


class Return(HasStatus, Versioned):
    """A customer sends things back. `status` is the request's state; three more say what came, what was paid, what replaced."""

    class Status(models.TextChoices):
        """Keys and labels as the field's products have them (T4)."""

        INCOMPLETE = "INCOMPLETE", _("Incomplete")
        PENDING_CUSTOMER_ACTION = "PENDING_CUSTOMER_ACTION", _("Approved")
        PARTIAL_RETURN = "PARTIAL_RETURN", _("Partial Return")
        FULL_RETURN = "FULL_RETURN", _("Full Return")
        PENDING_REFUND = "PENDING_REFUND", _("Pending Refund")
        MANUAL_REFUND = "MANUAL_REFUND", _("Manual Refund")
        COMPLETE = "COMPLETE", _("Complete")
        CANCELLED = "CANCELLED", _("Cancelled")
        REJECTED = "REJECTED", _("Rejected")

    STEPS = {
        Status.INCOMPLETE: {Status.PENDING_CUSTOMER_ACTION, Status.CANCELLED, Status.REJECTED},
        Status.PENDING_CUSTOMER_ACTION: {Status.PARTIAL_RETURN, Status.FULL_RETURN, Status.CANCELLED, Status.REJECTED},
        Status.PARTIAL_RETURN: {Status.FULL_RETURN, Status.PENDING_REFUND, Status.MANUAL_REFUND, Status.COMPLETE, Status.REJECTED},
        Status.FULL_RETURN: {Status.PENDING_REFUND, Status.MANUAL_REFUND, Status.COMPLETE, Status.REJECTED},
        Status.PENDING_REFUND: {Status.MANUAL_REFUND, Status.COMPLETE},
        Status.MANUAL_REFUND: {Status.COMPLETE},
        Status.COMPLETE: set(), Status.CANCELLED: set(), Status.REJECTED: set(),
    }  # fmt: skip

    class Type(models.TextChoices):
        REFUND = "refund", _("Refund")
        REPLACE = "replace", _("Replace")

    class ReceiveStatus(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        PARTIALLY_RECEIVED = "partially_received", _("Partially received")
        RECEIVED = "received", _("Received")

    class RefundStatus(models.TextChoices):
        NOT_REFUNDED = "not_refunded", _("Not refunded")
        PARTIALLY_REFUNDED = "partially_refunded", _("Partially refunded")
        REFUNDED = "refunded", _("Refunded")
        FAILED = "failed", _("Refund failed")

    class ReplaceStatus(models.TextChoices):
        NOT_REQUESTED = "not_requested", _("Not requested")
        NOT_REPLACED = "not_replaced", _("Not replaced")
        REPLACED = "replaced", _("Replaced")

    number = models.CharField(_("return number"), max_length=40, db_collation="C", db_default=NextNumber("return_number_seq", "R-"))
    external_number = models.CharField(_("external number"), max_length=60, blank=True, db_collation="C")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="returns", db_index=False)  # indexes below begin with it
    order = models.ForeignKey(Order, models.PROTECT, related_name="returns")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="returns", db_index=False)
    status = models.CharField(_("state"), max_length=30, choices=Status)
    type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.REFUND)
    receive_status = models.CharField(_("received"), max_length=20, choices=ReceiveStatus, default=ReceiveStatus.WAITING)
    refund_status = models.CharField(_("refund"), max_length=20, choices=RefundStatus, default=RefundStatus.NOT_REFUNDED)
    replace_status = models.CharField(_("replacement"), max_length=20, choices=ReplaceStatus, default=ReplaceStatus.NOT_REQUESTED)
    action_required = models.BooleanField(_("action required"), default=False)
    refund_amount = models.DecimalField(_("refund amount"), max_digits=18, decimal_places=4, default=0)
    currency = models.CharField(max_length=3)
    comment = models.TextField(_("comment"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True)
    # Copies of the order's folded columns, so that the newest returns of a name are found at once; see returns.search.fill().
    search_last = SearchField()
    search_first = SearchField()
    search_email = SearchField(max_length=254)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("return"), _("returns")
        indexes = [
            models.Index(fields=["customer", "-created_at"], name="return_customer"),
            models.Index(fields=["channel", "-created_at"], name="return_channel"),
            models.Index(fields=["channel", "number"], name="return_number"),
            # with a condition, as those of orders
            models.Index(fields=["channel", "search_last", "-created_at", "-id"], condition=~models.Q(search_last=""), name="return_last_name"),
            models.Index(fields=["channel", "search_first", "-created_at", "-id"], condition=~models.Q(search_first=""), name="return_first_name"),
            models.Index(fields=["channel", "search_last", "search_first", "-created_at", "-id"], name="return_names"),
            models.Index(fields=["channel", "search_email", "-created_at", "-id"], name="return_email"),
            # for the criteria of the extended search; costs in docs/search-parameters.md
            models.Index(fields=["channel", "status", "-created_at", "-id"], condition=~models.Q(status="COMPLETE"), name="return_status"),
            models.Index(fields=["channel", "-created_at", "-id"], condition=models.Q(action_required=True), name="return_action_required"),
            models.Index(fields=["channel", "refund_amount"], name="return_refund"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="return_number_once"),
            models.UniqueConstraint(fields=["channel", "external_number"], condition=~models.Q(external_number=""), name="return_external_once"),
            models.CheckConstraint(condition=models.Q(refund_amount__gte=0), name="return_refund_not_negative"),
        ]

    CLOSED = frozenset({Status.COMPLETE, Status.CANCELLED, Status.REJECTED})

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status not in self.CLOSED

    @property
    def pieces(self) -> int:
        """How many pieces it asks for."""
        return sum(one.quantity for one in self.lines.all())

    @property
    def received(self) -> int:
        """How many of them came."""
        return sum(one.received for one in self.lines.all())


class ReturnLine(models.Model):
    """So many of one order line, with the reason (code of the organisation's list and the label it had)."""

    request = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField(_("quantity"))
    received = models.PositiveIntegerField(_("received"), default=0)
    restocked = models.PositiveIntegerField(_("restocked"), default=0)
    reason_code = models.CharField(_("reason"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    condition = models.CharField(_("condition"), max_length=60, blank=True)
    refund = models.DecimalField(_("refund"), max_digits=18, decimal_places=4, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "line"], name="return_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="return_line_quantity"),
            models.CheckConstraint(condition=models.Q(received__lte=models.F("quantity")), name="return_line_received"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"
