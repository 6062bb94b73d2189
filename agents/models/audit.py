"""What was done and what was read.

Rows are only ever added: triggers of the database refuse update, delete and truncate, and set `at` whatever the row brings. Of what is
personal the triggers let go, and only while a transaction says that it erases (`agents.seal`).
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.kinds import ActorKind
from agents.verbs import say


class AuditEntry(models.Model):
    """One act (A3): who, for whom, what, before and after, from where. Holds ids and amounts, nothing personal.

    The columns are no foreign keys, so that a row outlives what it speaks of. actor_id: of an agent, a customer or a key, as actor_kind
    says; on_behalf_of: the number of the customer in whose own shop somebody else acted, and their id beside it; request_id: the same
    for all that one request did; reason: the code of the reason that was chosen; personal_hash: of the AuditPersonal that belongs to it.
    """

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    verb = models.CharField(_("act"), max_length=60)
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    on_behalf_of_id = models.BigIntegerField(null=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=60, blank=True, db_default="")
    call_session_id = models.BigIntegerField(null=True)
    request_id = models.UUIDField(_("request"), null=True)
    ip = models.GenericIPAddressField(_("from"), null=True)
    channel_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    thing_type = models.CharField(_("kind of thing"), max_length=60)
    thing_id = models.BigIntegerField(null=True)
    thing_number = models.CharField(_("number"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True, db_default="")
    data = models.JSONField(_("details"), default=dict)
    personal_hash = models.CharField(max_length=64, blank=True, db_default="")

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
        """What was done, in words."""
        return say(self.verb, self.data)

    @property
    def who(self) -> str:
        """Who did it, as a reader calls them."""
        return gettext("The system") if self.actor_kind == ActorKind.SYSTEM else self.actor_name


class AuditPersonal(models.Model):
    """What of an act is personal: words somebody wrote, an address as it was. It can be erased, and the audit row stays as it is.

    salt: random, so that from the hash that the row keeps nobody can guess what was erased.
    """

    entry = models.OneToOneField(AuditEntry, models.DO_NOTHING, primary_key=True, related_name="personal")
    salt = models.CharField(max_length=32)
    data = models.JSONField(_("details"))

    class Meta:
        verbose_name, verbose_name_plural = _("personal details of an act"), _("personal details of acts")

    def __str__(self) -> str:
        return f"audit entry {self.entry_id}"


class AuditSeal(models.Model):
    """A hash over the audit rows from `first` to `last` and over the seal before, so that no row can change or vanish unseen.

    rows: how many there were; columns: those that were hashed, which may be more one day; previous: the hash of the seal before, empty in
    the first.
    """

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    first = models.BigIntegerField(_("first row"), unique=True)
    last = models.BigIntegerField(_("last row"), unique=True)
    rows = models.PositiveIntegerField(_("rows"))
    columns = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name, verbose_name_plural = _("seal of the audit trail"), _("seals of the audit trail")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class ReadEntry(models.Model):
    """Who opened whose record, and when. Beside it a page view writes only, every ten minutes, that a log-in is still in use.

    listed: it was not opened, but shown with personal data in full on a further page of a list.
    """

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    actor_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    thing_type = models.CharField(_("kind of thing"), max_length=60)
    thing_id = models.BigIntegerField()
    listed = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("read entry"), _("read log")
        indexes = [models.Index(fields=["customer_id", "-id"], name="read_customer"), models.Index(fields=["actor_id", "-id"], name="read_actor")]

    def __str__(self) -> str:
        return f"{self.thing_type} {self.thing_id}"
