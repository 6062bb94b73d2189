"""Log-ins: the sessions they begin, and how often one was tried (see `agents.lockout`)."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.timezone import now

from agents.models.agent import Agent


class LoginSession(AbstractBaseSession):
    """A log-in's session as Django keeps it, and whose it is, so that both are read at once (`agents.login_sessions`)."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+", null=True, editable=False)
    browser = models.CharField(max_length=200, blank=True, default="", db_default="")
    address = models.GenericIPAddressField(null=True)
    since = models.DateTimeField(default=now, db_default=Now())
    seen_at = models.DateTimeField(default=now, db_default=Now())  # to within ten minutes, so that hardly a page view writes

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from agents.login_sessions import SessionStore

        return SessionStore


class LoginTries(models.Model):
    """One counter: the tries, or the codes, of one account from one device or from unknown ones; the tries of one address; failures told.

    `since` is when the counting began or, once the limit is reached, when the lock began.
    """

    key = models.CharField(max_length=100, primary_key=True)
    tries = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
