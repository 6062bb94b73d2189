"""Who may log in, and who somebody logged in is."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare

from agents import devices, lockout
from agents.actors import Actor
from agents.audit import Verb, record
from agents.models import Agent
from agents.permissions import Can
from contactcenter.prepared import Given, Prepared

_numbered: Prepared[Agent] = Prepared(lambda: Agent.objects.with_rights().filter(pk=Given("pk")))
LOOPBACK = {"127.0.0.1", "::1", "[::1]", "localhost"}


class AgentBackend(BaseBackend):
    """Agents by user name or e-mail. Every refusal looks the same and takes as long as a wrong password.

    Only whoever knows the password of an open account hears that it has no role: `request.lacks_role`.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **more: Any,
    ) -> Agent | None:
        typed = (username or email or "").strip()
        agent = named(typed)
        attempt = lockout.count(agent, typed, devices.known(request, agent) if request else None, address_of(request))
        right = _password_is_right(agent, password or "")
        if agent is not None and right and attempt.allowed and may_log_in(agent, request):
            lockout.forgive(attempt)
            return agent
        if agent is not None and right and attempt.allowed and request is not None and lacks_role(agent):
            lockout.forgive(attempt)
            request.lacks_role = True  # type: ignore[attr-defined]
            return None
        if attempt.locks:
            record(Actor(kind="system", name="log-in", ip=address_of(request) or None), Verb.LOGIN_LOCKED, agent)
        return None

    def get_user(self, user_id: int) -> Agent | None:
        """The agent of a session with rights and channels, in one query; None from the moment the account is closed."""
        agent = _numbered.first(pk=user_id)
        return agent if agent is not None and may_stay(agent) else None


def agent_of(request: HttpRequest) -> Agent | AnonymousUser:
    """The agent whose row was read with the session, if the session proves to be theirs; else whom Django's `get_user` finds."""
    session: Any = request.session
    agent: Agent | None = session.claimed_agent
    return agent if agent is not None and _owns(agent, session) else get_user(request)  # type: ignore[return-value]  # our own user model


def _owns(agent: Agent, session: Any) -> bool:
    """As `get_user` asks it: by what is signed in the session, not by the column beside it."""
    owner, backend, proof = (session.get(key, "") for key in (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY))
    named = owner == str(agent.pk) and backend in settings.AUTHENTICATION_BACKENDS
    return named and may_stay(agent) and constant_time_compare(proof, agent.get_session_auth_hash())


def may_stay(agent: Agent) -> bool:
    """Whether a session goes on: until the account is closed; that of a demo account only where the demo is shown."""
    return agent.is_active and (settings.DEMO or not agent.is_demo)


def named(typed: str) -> Agent | None:
    """The agent with this user name, else with this e-mail, whatever the case of the letters."""
    found = list(Agent.objects.with_rights().filter(Q(username__iexact=typed) | Q(email__iexact=typed)))
    return min(found, key=lambda one: one.username.lower() != typed.lower(), default=None)


def lacks_role(agent: Agent) -> bool:
    """Whether an open account has no role that opens anything."""
    return agent.is_active and not agent.is_demo and not agent.rights() & {Can.USE_CONSOLE, Can.USE_ADMIN}


def may_log_in(agent: Agent, request: HttpRequest | None) -> bool:
    """An active account that can do something here; a demo account only on the machine that shows the demo."""
    if not agent.rights() & {Can.USE_CONSOLE, Can.USE_ADMIN}:
        return False
    return not agent.is_demo or (settings.DEMO and request is not None and _from_this_machine(request))


def address_of(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "") if request is not None else ""


def _from_this_machine(request: HttpRequest) -> bool:
    host = split_domain_port(request.get_host())[0]
    return host in LOOPBACK and address_of(request) in LOOPBACK


def _password_is_right(agent: Agent | None, password: str) -> bool:
    if agent is None:
        make_password(password)  # takes as long as checking one, so that the time does not tell that nobody has this name
        return False
    return agent.check_password(password)
