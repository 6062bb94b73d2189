"""What surrounds every request: health, content security policy, and refusals turned into pages or messages."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.db.utils import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from contactcenter import logs
from contactcenter.errors import Refusal
from contactcenter.health import healthz, readyz
from contactcenter.htmx import is_fragment
from contactcenter.names import CLOSES, OPENS, TURNING
from contactcenter.views import bad_request

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answers /healthz and /readyz before host names, sessions and log-in are looked at."""

    ANSWERS = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.ANSWERS.get(request.path, self.get_response)(request)


class RequestIdMiddleware:
    """Gives each request an id, under which its acts stand in the audit trail and its lines in the log; the answer names it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4()  # type: ignore[attr-defined]
        held = logs.request_id.set(str(request.id))  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(held)
        response.headers["X-Request-ID"] = str(request.id)  # type: ignore[attr-defined]
        return response


class ContentSecurityPolicyMiddleware:
    """Sends `settings.SECURE_CSP`, under the name that Django 6 gives it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(f"{name} {value}" for name, value in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        patch_vary_headers(response, ["HX-Request"])
        return response


class DirectionMiddleware:
    """No page holds a sign that turns text around: whoever stored one, in whatever field, turned nothing.

    But for the two isolates that pages put around names themselves.
    """

    SIGNS = re.compile("|".join(sign for sign in TURNING if sign not in (OPENS, CLOSES)).encode())

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html") and self.SIGNS.search(response.content):
            response.content = self.SIGNS.sub(b"", response.content)
        return response


class ErrorMiddleware:
    """The pages' one translator of refusals: NotAllowed and Conflict, and RuleErrors that no form caught."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refusal(request, error)
        if isinstance(error, DataError) and "NUL" in str(error):  # no browser sends one, and no text of the database holds one
            return bad_request(request)
        return None


def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """A page that says what was refused and why; for a fragment, a message that replaces nothing."""
    context = {"refusal": error}
    if is_fragment(request):
        response = render(request, error.fragment, context, status=error.status)
        response.headers["HX-Reswap"], response.headers["X-Message"] = "none", "1"
        return response
    return render(request, error.page, context, status=error.status)
