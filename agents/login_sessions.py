"""The log-in's session, in the database (`settings.SESSION_ENGINE`): read at every request with its agent, in one query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from agents.browsers import browser_name
from agents.models import Agent, LoginSession
from agents.models.agent import rights_and_channels

DESCRIPTION = ("browser", "address", "since")
"""What the log-in notes in the session's data, and the row repeats in columns."""
SEEN_EVERY = timedelta(minutes=10)
_FROM_AGENT = tuple(rights_and_channels())


class SessionStore(db.SessionStore):
    """Django's own, but for how a row is read."""

    _agent: Agent | None = None
    _seen_at: datetime | None = None

    @property
    def claimed_agent(self) -> Agent | None:
        """Whose it is as its row says, with rights and channels; `backends.agent_of` asks what is signed."""
        self._get_session()  # type: ignore[attr-defined]  # not in the stubs; reads the row once
        return self._agent

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        session: LoginSession = super().create_model_instance(data)  # type: ignore[assignment]
        session.agent_id = data.get(SESSION_KEY)
        for name in DESCRIPTION:
            if name in data:
                setattr(session, name, data[name])
        return session

    def describe(self, browser: str, address: str) -> None:
        """Note at the log-in what its owner knows it by in the list of their log-ins."""
        self.update({"browser": browser[:200], "address": address or None, "since": timezone.now().isoformat()})

    def keep_seen(self) -> None:
        """Note that somebody is there, at most every ten minutes, so that hardly a page view writes."""
        if self._seen_at is not None and timezone.now() - self._seen_at > SEEN_EVERY:
            LoginSession.objects.filter(session_key=self.session_key).update(seen_at=timezone.now())

    def _get_session_from_db(self) -> LoginSession | None:
        running = LoginSession.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
        found = running.select_related("agent").annotate(**rights_and_channels()).first()
        if found is None:
            self._session_key = None
            return None
        self._seen_at = found.seen_at
        if found.agent is not None:
            for name in _FROM_AGENT:
                setattr(found.agent, name, getattr(found, name))
            self._agent = found.agent
        return found


@dataclass(frozen=True)
class LogIn:
    """A place where somebody is logged in, as its owner sees it. handle: names it in a form, and opens nothing, as its key would."""

    handle: str
    browser: str
    address: str | None
    since: datetime
    seen_at: datetime
    is_this: bool


def log_ins_of(agent: Agent, current_key: str | None = None) -> list[LogIn]:
    """Where the account is logged in now, the last used first; what has been idle for too long has ended."""
    return [
        LogIn(_handle(row.session_key), browser_name(row.browser), row.address, row.since, row.seen_at, row.session_key == current_key)
        for row in _rows(agent)
    ]  # fmt: skip


def end(agent: Agent, handle: str) -> int:
    """End the log-in of this handle; gives how many ended."""
    return _delete([row.session_key for row in _rows(agent) if constant_time_compare(_handle(row.session_key), handle)])


def end_others(agent: Agent, handle: str) -> int:
    """End all log-ins but the one of this handle, those that are just beginning too; gives how many ended.

    What the account proves itself by is another then: the one that is kept has to be told (`update_session_auth_hash`).
    """
    ended = _delete([row.session_key for row in _rows(agent) if not constant_time_compare(_handle(row.session_key), handle)])
    _prove_anew(agent)
    return ended


def end_log_ins(agent: Agent) -> None:
    """End all log-ins of the account for good, those that are just beginning too: none fits the account any more."""
    _prove_anew(agent)
    LoginSession.objects.filter(agent_id=agent.pk).delete()


def _prove_anew(agent: Agent) -> None:
    Agent.objects.filter(pk=agent.pk).update(logins_ended=F("logins_ended") + 1)
    agent.refresh_from_db(fields=["logins_ended"])


def handle_of(session: SessionStore) -> str:
    """By which the request's own log-in is known in the list."""
    return _handle(session.session_key or "")


def _rows(agent: Agent) -> list[LoginSession]:
    """Those that still prove to be the account's, as `backends.agent_of` asks it."""
    latest = timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS) - SEEN_EVERY
    rows = LoginSession.objects.filter(agent=agent, expire_date__gt=timezone.now(), seen_at__gt=latest).order_by("-seen_at")
    proof = agent.get_session_auth_hash()
    return [row for row in rows if constant_time_compare(row.get_decoded().get(HASH_SESSION_KEY, ""), proof)]


def _delete(keys: list[str]) -> int:
    return LoginSession.objects.filter(session_key__in=keys).delete()[0]


def _handle(session_key: str) -> str:
    return salted_hmac("agents.login_sessions", session_key, algorithm="sha256").hexdigest()[:32]
