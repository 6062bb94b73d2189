"""What somebody sees who may not, or where nothing is: in mid-call inside the frame, so that no call is lost from sight."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents.permissions import Can
from contactcenter.htmx import is_fragment


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """why: what our own pages say is missing; Django's exceptions say nothing."""
    return _problem(request, "403.html", 403, {"why": str(exception or "")})


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Who has no right to the console hears that: it is the same for all of its addresses, so it tells nothing of any of them."""
    actor = getattr(request, "actor", None)
    outside = actor is not None and actor.agent is not None and not actor.may(Can.USE_CONSOLE)
    return _problem(request, "404.html", 404, {"console_closed": outside and not request.path.startswith(("/admin/", "/accounts/"))})


def _problem(request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    """For a fragment its status says all: the page has the words (`messages.js`)."""
    return HttpResponse(status=status) if is_fragment(request) else render(request, template, context, status=status)
