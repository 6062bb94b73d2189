"""The end of a session: 12 hours after the log-in by the session's own expiry date, and after 30 idle minutes.

The last sign of life is a signed cookie bound to the session's key, so that no page view writes it to the database; the list of
one's log-ins knows it to ten minutes (`login_sessions.keep_seen`).
"""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

COOKIE = "__Host-active" if settings.HTTPS else "active"
_signer = Signer(salt="agents.idle")


def end_of_session() -> datetime:
    """When a session that begins now must end whatever happens."""
    return now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def has_ended(request: HttpRequest) -> bool:
    """Whether the agent has been away from the session for too long."""
    begun = request.session.get_expiry_date().timestamp() - settings.SESSION_COOKIE_AGE
    last = max(begun, _last_sign(request))
    return time.time() - last > settings.SESSION_IDLE_SECONDS


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """Note in the browser that the agent is there; after a log-out, take the note away."""
    if request.user.is_authenticated and request.session.session_key:
        value = sign_of_life(request.session.session_key, time.time())
        response.set_cookie(COOKIE, value, secure=settings.HTTPS, httponly=True, samesite="Lax")
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


def sign_of_life(session_key: str, at: float) -> str:
    """The cookie's value: when, and a signature that holds for this session only."""
    return f"{int(at)}.{_signer.signature(f'{session_key}.{int(at)}')}"


def _last_sign(request: HttpRequest) -> float:
    value = request.COOKIES.get(COOKIE, "")
    at = value.partition(".")[0]
    if not at.isascii() or not at.isdigit():
        return 0.0
    return float(at) if constant_time_compare(value, sign_of_life(request.session.session_key or "", int(at))) else 0.0
