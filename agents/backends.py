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
from django.utils.crypto import constant_time_compare, salted_hmac

from agents import devices, lockout
from agents.actors import Actor
from agents.audit import record
from agents.kinds import ActorKind
from agents.models import Agent
from agents.permissions import REQUIRED_ADMIN_RIGHTS, Can
from agents.verbs import Verb

WITHOUT_ROLE = "account without a role that opens anything"
FORWARDING = {"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Original-Host", "X-Original-Url", "True-Client-Ip", "Cf-Connecting-Ip"}
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
        reason = _reason(agent, right and attempt.allowed, request)
        if agent is not None and not reason:
            lockout.forgive(attempt)
            return agent
        if agent is not None and reason == WITHOUT_ROLE and request is not None:
            lockout.forgive(attempt)
            request.lacks_role = True  # type: ignore[attr-defined]
        tell_failure(request, agent, attempt, reason, typed)
        return None

    def get_user(self, user_id: int) -> Agent | None:
        """The agent of a session with rights and channels, in one query; None from the moment the account is closed."""
        agent = Agent.objects.with_rights().filter(pk=user_id).first()
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


def _reason(agent: Agent | None, right: bool, request: HttpRequest | None) -> str:
    """Why this log-in is refused, for the audit trail alone; nothing where it is not."""
    if agent is None or not right:
        return "wrong password" if agent is not None else "unknown name"
    if not may_use_password(agent):
        return "log-in by password is switched off"
    return barred(agent, request)


def barred(agent: Agent, request: HttpRequest | None) -> str:
    """Why this account may not log in at all, whoever proves to be its owner: closed, able to do nothing here, or of the demo elsewhere."""
    if not agent.is_active:
        return "account closed"
    if not agent.rights() & {Can.USE_CONSOLE, Can.USE_ADMIN}:
        return WITHOUT_ROLE
    if agent.is_demo and not (settings.DEMO and request is not None and _from_this_machine(request)):
        return "demo account elsewhere"
    return ""


def may_use_password(agent: Agent) -> bool:
    """Whether a password opens this account.

    Where log-in by password is switched off, the first administrator still gets in by it, since the single sign-on may not answer.
    """
    if settings.PASSWORD_LOGIN or not agent.has_usable_password():
        return agent.has_usable_password()
    able = Agent.objects.with_rights().filter(is_active=True).order_by("pk").iterator()
    first = next((one for one in able if one.rights() >= REQUIRED_ADMIN_RIGHTS), None)
    return first is not None and first.pk == agent.pk


def tell_failure(request: HttpRequest | None, agent: Agent | None, attempt: lockout.Attempt | None, reason: str, typed: str = "") -> None:
    """Write a failed log-in to the audit trail; those during a lock are told by the lock's own row.

    Of a name that nobody has only a digest is kept, by which the same name is known again: it may be a password in the wrong field.
    """
    actor = Actor(kind=ActorKind.SYSTEM, name="log-in", ip=address_of(request) or None)
    if attempt is not None and attempt.locks:
        record(actor, Verb.LOGIN_LOCKED, agent)
    elif (attempt is None or attempt.allowed) and lockout.worth_telling(agent is not None):
        who: dict[str, Any] = {"username": agent.username} if agent is not None else {"digest": _digest(typed)}
        record(actor, Verb.LOGIN_FAILED, agent, reason=reason, **who)


def address_of(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "") if request is not None else ""


def _from_this_machine(request: HttpRequest) -> bool:
    """Asked by a browser of this machine, and not by a proxy that stands here for the world and may pass any Host on."""
    host = split_domain_port(request.get_host())[0]
    forwarded = any(name.startswith("X-Forwarded") or name in FORWARDING for name in request.headers)
    return host in LOOPBACK and address_of(request) in LOOPBACK and not forwarded


def _password_is_right(agent: Agent | None, password: str) -> bool:
    if agent is None:
        make_password(password)  # takes as long as checking one, so that the time does not tell that nobody has this name
        return False
    return agent.check_password(password)


def _digest(typed: str) -> str:
    return salted_hmac("agents.typed", typed.casefold()).hexdigest()[:12]
