"""The device cookie: proof that this browser has logged in as an agent before. It opens nothing; see `agents.lockout`."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from agents.models import Agent

COOKIE = "__Secure-device" if settings.HTTPS else "device"
SALT = "agents.devices"
LIFE = 365 * 24 * 3600  # seconds; renewed at each log-in
AGENTS = 12  # people who share one desk's browser


def known(request: HttpRequest, agent: Agent | None) -> str | None:
    """The name of this browser for this agent, if the agent has logged in with it before."""
    return _read(request).get(str(agent.pk)) if agent is not None else None


def remember(request: HttpRequest, response: HttpResponse, agent: Agent) -> None:
    """Let this browser be known for the agent, under a new name each time."""
    names = _read(request)
    names.pop(str(agent.pk), None)
    names[str(agent.pk)] = secrets.token_urlsafe(12)
    latest = dict(list(names.items())[-AGENTS:])
    response.set_cookie(
        COOKIE,
        signing.dumps(latest, salt=SALT),
        max_age=LIFE,
        path="/accounts/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        names: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return {}
    return names
