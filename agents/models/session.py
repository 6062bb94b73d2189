"""What lies open on an agent's desk: call sessions and their tabs (S1–S5). They live here, so they survive everything."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models.agent import Agent
from contactcenter.names import shown

MAX_SESSIONS = 4
MAX_PINNED = 4
"""So many tabs of a session can be pinned."""
GOES_ON = timedelta(hours=1)
"""So long after a contact was ended, its own page opens the same one again; later a new one begins."""
LONGEST_LABEL = 200  # names may be longer than what stands on a tab


def numbered(kind: str, number: str) -> str:
    """An order or a return by its number, in the reader's language."""
    return (gettext("Order %(number)s") if kind == "order" else gettext("Return %(number)s")) % {"number": number}


class CallSessionQuerySet(models.QuerySet["CallSession"]):
    def visible_to(self, actor: Actor) -> "CallSessionQuerySet":
        """The agent's own, on people of channels that the agent still sees."""
        seen = models.Q(customer__channel__in=actor.channel_ids) | models.Q(guest_order__channel__in=actor.channel_ids)
        return self.of(actor.agent_id).filter(seen)

    def of(self, agent_id: int | None) -> "CallSessionQuerySet":
        return self.filter(agent_id=agent_id)

    def ended(self, actor: Actor) -> "CallSession | None":
        """The contact that the actor acts in, if it has ended."""
        acting_in = actor.call_session_id
        return None if acting_in is None else self.of(actor.agent_id).filter(pk=acting_in).exclude(closed_at=None).first()

    def open(self) -> "CallSessionQuerySet":
        """Longest on the desk first."""
        return self.filter(closed_at=None).order_by("on_desk_since", "pk")


class CallSession(models.Model):
    """One stretch of work with one caller. `customer` is empty for a guest, who is named by `label` alone.

    `current` is the tab the agent looked at last: a kind of tab, or "search". `slot` is its number on the desk, 1 to 4, which it keeps
    until it is closed. `opened_at` is the contact's beginning, `on_desk_since` when it was put there last: Undo brings back the same
    contact, which is no more the first to make room. `replaced` is what `open_session` closed to make room for it, if anything that its
    agent may see.
    """

    SEARCH = "search"

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="call_sessions")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, null=True, related_name="+")
    guest_order = models.ForeignKey("orders.Order", models.CASCADE, null=True, related_name="+")
    label = models.CharField(max_length=LONGEST_LABEL)
    current = models.CharField(max_length=10, default=SEARCH)
    opened_at = models.DateTimeField(default=timezone.now)
    on_desk_since = models.DateTimeField(default=timezone.now, db_default=Now())
    closed_at = models.DateTimeField(null=True)
    slot = models.PositiveSmallIntegerField(default=1)

    replaced: "CallSession | None" = None

    objects = CallSessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agent", "closed_at"], name="session_desk"),
            models.Index(fields=["-opened_at"], name="session_newest"),  # who was in touch lately, with whomever
        ]
        constraints = [
            models.UniqueConstraint(fields=["agent", "customer"], condition=models.Q(closed_at=None), name="session_once_per_customer"),
            models.UniqueConstraint(fields=["agent", "slot"], condition=models.Q(closed_at=None), name="session_once_per_slot"),
            models.CheckConstraint(condition=models.Q(slot__range=(1, MAX_SESSIONS)), name="session_has_a_slot"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """Whom it is about, as shown now: the customer, else the guest under the name at the opening."""
        return self.customer.name if self.customer else shown(self.label) or gettext("Guest")

    @property
    def channel_id(self) -> int | None:
        """The channel of the person it is about, by which the audit trail is shown."""
        return next((one.channel_id for one in (self.customer, self.guest_order) if one is not None), None)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def goes_on(self) -> bool:
        """Whether it ended so lately that whoever opens it again from its own page is still in it."""
        return self.closed_at is not None and timezone.now() - self.closed_at < GOES_ON


class Tab(models.Model):
    """One open record in a session: one customer, one order and one return (S3), and those that are `pinned`.

    What is opened takes the place of the one of its kind that is not pinned.
    """

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        ORDER = "order", _("Order")
        RETURN = "return", _("Return")

    session = models.ForeignKey(CallSession, models.CASCADE, related_name="tabs")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=60)
    label = models.CharField(max_length=LONGEST_LABEL)
    pinned = models.BooleanField(default=False, db_default=False)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "number"], name="tab_once_per_record"),
            models.UniqueConstraint(fields=["session", "kind"], condition=models.Q(pinned=False), name="one_tab_makes_way"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What stands on it, in the reader's language; of a customer the name."""
        if self.kind == self.Kind.CUSTOMER:
            customer = self.session.customer
            return customer.name if customer and customer.number == self.number else shown(self.label)
        return numbered(self.kind, self.number)
