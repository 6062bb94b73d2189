"""Up to which amount somebody decides alone, and what others were asked to decide."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models.agent import Role
from agents.models.organization import Channel
from agents.models.step import HasStatus
from agents.visibility import SeenByActor


class Ceiling(models.Model):
    """The most that a role may do of one kind by itself in one currency. Without a row that is nothing.

    kind: a code of `agents.approvals.KINDS`; percent: of a hundred, 15.00 for 15 %, for kinds that have one; without it none.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="ceilings")
    kind = models.CharField(_("kind of act"), max_length=40)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount, at most"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)])
    percent = models.DecimalField(
        _("per cent, at most"), max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name, verbose_name_plural = _("ceiling"), _("ceilings")
        ordering = ["kind", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["role", "kind", "currency"], name="ceiling_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="ceiling_not_negative"),
            models.CheckConstraint(condition=models.Q(percent__range=(0, 100)), name="ceiling_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency}"


QUEUE = "queue"


class ApprovalQuerySet(SeenByActor["Approval"]):
    def of_shopper(self, actor: Actor) -> "ApprovalQuerySet":
        """None yet: nothing is asked of customers."""
        return self.none()

    def waiting(self) -> "ApprovalQuerySet":
        """What nobody has decided yet, oldest first."""
        return self.filter(status=Approval.Status.WAITING).order_by("pk")


class Approval(HasStatus):
    """What somebody could not do alone: one kind of act on one thing, for an amount, waiting for or decided by somebody else.

    kind: a code of `agents.approvals.KINDS`; thing_type, thing_id, thing_number: what it is about; percent: of a hundred, where the kind
    has one; details: what a yes needs to know, as its kind says it. Who asked and who decided, or took it back, stand there by kind, id and
    name, since it may be an agent or a customer.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    STEPS = {
        Status.WAITING: {Status.APPROVED, Status.DECLINED, Status.WITHDRAWN},
        Status.APPROVED: set(),
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
    }

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of act"), max_length=40)
    thing_type = models.CharField(_("kind of thing"), max_length=60)
    thing_id = models.BigIntegerField()
    thing_number = models.CharField(_("number"), max_length=60, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2, null=True)
    details = models.JSONField(default=dict, db_default={})
    why = models.CharField(_("why"), max_length=500)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.WAITING)
    requested_by_kind = models.CharField(max_length=10)
    requested_by_id = models.BigIntegerField(null=True)
    requested_by = models.CharField(_("asked by"), max_length=150)
    requested_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    decided_by_kind = models.CharField(max_length=10, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("approval"), _("approvals")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["thing_type", "thing_id"], name="approval_thing")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing_type", "thing_id"], condition=models.Q(status="waiting"), name="one_approval_waits"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="approval_not_negative"),
            models.CheckConstraint(condition=models.Q(status="waiting") | models.Q(decided_at__isnull=False), name="approval_decided"),
            models.CheckConstraint(
                condition=~models.Q(requested_by_kind=models.F("decided_by_kind"), requested_by_id=models.F("decided_by_id")),
                name="approval_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_number}".strip()

    @property
    def number(self) -> str:
        """By which pages hear of it: they show all that waits, not one."""
        return QUEUE
