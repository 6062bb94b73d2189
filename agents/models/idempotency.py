"""What was asked for once and must not be done twice."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """One act that was done under a key of its sender: the same key again gives the same answer, and does nothing.

    body_hash: HMAC of all that the act was given; thing_type, thing_id: what it made or changed. A refused act leaves no row.
    """

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=100)
    action = models.CharField(max_length=60)
    body_hash = models.CharField(max_length=64)
    thing_type = models.CharField(max_length=60, blank=True)
    thing_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("idempotency key"), _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["actor_kind", "actor_id", "key"], name="key_used_once")]
        indexes = [models.Index(fields=["at"], name="key_at")]

    def __str__(self) -> str:
        return self.key
