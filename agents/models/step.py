"""The states that things went through. Rows are only ever added: triggers of the database refuse update, delete and truncate."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.kinds import ActorKind


class HasStatus(models.Model):
    """Something with a `status`, of which STEPS says which may follow which; `agents.states.move` alone writes it."""

    STEPS: Mapping[str, Iterable[str]]

    class Meta:
        abstract = True

    @property
    def organization_id(self) -> int:
        """Whose it is."""
        return self.channel.organization_id  # type: ignore[attr-defined, no-any-return]


class StepQuerySet(models.QuerySet["Step"]):
    def of(self, thing: models.Model) -> "StepQuerySet":
        """What a thing went through, oldest first."""
        return self.filter(thing_type=thing._meta.label, thing_id=thing.pk).order_by("pk")


class Step(models.Model):
    """One change of a status: who did it, for whom, in which request, when and why.

    The columns are those of the audit trail, and no foreign keys, so that a row outlives what it speaks of. The status in which a thing
    was made, or came here from a file, has no row: it is the `before` of the first. at: when it happened; of what files tell, when they
    were read. actor_id: of an agent, a customer or a key, as actor_kind says; on_behalf_of: the number of the customer in whose own shop
    somebody else acted, and their id beside it; reason: the code of the reason that was chosen.
    """

    at = models.DateTimeField(_("at"), db_default=Now())
    organization_id = models.BigIntegerField(null=True)
    thing_type = models.CharField(_("kind of thing"), max_length=60)
    thing_id = models.BigIntegerField()
    before = models.CharField(_("before"), max_length=30)
    after = models.CharField(_("after"), max_length=30)
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    on_behalf_of_id = models.BigIntegerField(null=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=60, default="", db_default="")
    request_id = models.UUIDField(_("request"), null=True)
    reason = models.CharField(_("reason"), max_length=60, default="", db_default="")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("step"), _("steps")
        ordering = ["pk"]
        indexes = [models.Index(fields=["thing_type", "thing_id", "id"], name="step_thing")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

    @property
    def who(self) -> str:
        """Who did it, as a reader calls them."""
        return gettext("The system") if self.actor_kind == ActorKind.SYSTEM else self.actor_name
