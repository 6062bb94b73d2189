"""How often a log-in was tried; see `agents.lockout`."""

from django.db import models


class LoginTries(models.Model):
    """One counter: the tries of one account from one device, of one account from unknown devices, or of one address.

    `since` is when the counting began or, once the limit is reached, when the lock began.
    """

    key = models.CharField(max_length=100, primary_key=True)
    tries = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
