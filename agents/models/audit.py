"""What was done and what was read.

Rows are only ever added: triggers of the database refuse update, delete and truncate, and set `at` whatever the row brings.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act (A3): who, for whom, what, before and after, from where. Holds ids and amounts, nothing personal.

    The columns are no foreign keys, so that a row outlives what it speaks of.
    """

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    verb = models.CharField(_("act"), max_length=60)
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    call_session_id = models.BigIntegerField(null=True)
    ip = models.GenericIPAddressField(_("from"), null=True)
    channel_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    thing_type = models.CharField(_("kind of thing"), max_length=60)
    thing_id = models.BigIntegerField(null=True)
    thing_number = models.CharField(_("number"), max_length=60, blank=True)
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("audit entry"), _("audit trail")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="audit_customer"),
            models.Index(fields=["thing_type", "thing_id", "-id"], name="audit_thing"),
            models.Index(fields=["-at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What was done, in words; the sentence is declared beside the verb."""
        from agents.audit import say

        return say(self.verb, self.data)

    @property
    def who(self) -> str:
        """Who did it, as a reader calls them."""
        return gettext("The system") if self.actor_kind == "system" else self.actor_name


class ReadEntry(models.Model):
    """Who opened whose record, and when. Beside it a page view writes only, every ten minutes, that a log-in is still in use."""

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    actor_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    thing_type = models.CharField(_("kind of thing"), max_length=60)
    thing_id = models.BigIntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("read entry"), _("read log")
        indexes = [models.Index(fields=["customer_id", "-id"], name="read_customer"), models.Index(fields=["actor_id", "-id"], name="read_actor")]

    def __str__(self) -> str:
        return f"{self.thing_type} {self.thing_id}"
