"""The log-in's session, in the database (`settings.SESSION_ENGINE`): read at every request with its agent, in one prepared query."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from agents.models import Agent, LoginSession
from agents.models.agent import rights_and_channels
from contactcenter.prepared import Given, Prepared

_FROM_AGENT = tuple(rights_and_channels())


def _read() -> Any:
    running = LoginSession.objects.select_related("agent").annotate(**rights_and_channels())
    return running.filter(session_key=Given("key", "text"), expire_date__gt=Given("now", "timestamptz"))


_running: Prepared[LoginSession] = Prepared(_read)


class SessionStore(db.SessionStore):
    """Django's own, but for how a row is read."""

    _agent: Agent | None = None

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
        return session

    def _get_session_from_db(self) -> LoginSession | None:
        found = _running.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        elif found.agent is not None:
            for name in _FROM_AGENT:
                setattr(found.agent, name, getattr(found, name))
            self._agent = found.agent
        return found
