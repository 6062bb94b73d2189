"""Opening and closing what lies on the desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents import actions
from agents.desk import Record
from agents.models import CallSession
from agents.recents import remember_search
from agents.requests import AgentRequest
from console.frame import build_frame, cookie_of, last_url, old_cookies, tab_url
from console.records import record_or_404
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to

MOST_DIGITS = 18  # of an id that the database can hold


@require_POST
def open_record(request: AgentRequest) -> HttpResponse:
    """Open a record: as a tab of the session it was found in, else in a session of its own."""
    kind, _space, number = request.POST.get("record", "").partition(" ")  # of a list with records of several kinds
    found = record_or_404(request.actor, kind or request.POST.get("kind", ""), number or request.POST.get("number", ""))
    remember_search(request.actor, found.kind, request.POST.get("q", ""))
    return open_in(request, next(iter(_ids(request.POST.get("session", ""))), None), found)


def open_in(request: AgentRequest, session_id: int | None, found: Record) -> HttpResponse:
    """Open and go there; where a choice is needed (all sessions unsaved, another customer), ask for it."""
    actor = request.actor
    try:
        if session_id is None:
            session = actions.open_session(actor, found, unsaved=unsaved_of(request))
        else:
            session = actions.open_tab(actor, own_session(request, session_id), found)
    except Conflict as error:
        return _ask(request, error, found, session_id)
    return _arrive(request, session, found.kind)


@require_POST
def open_here(request: AgentRequest, session_id: int) -> HttpResponse:
    """Open another customer's record in this contact, on purpose (S5)."""
    actor = request.actor
    found = record_or_404(actor, request.POST.get("kind", ""), request.POST.get("number", ""))
    return _arrive(request, actions.open_tab_of_other(actor, own_session(request, session_id), found), found.kind)


@require_GET
def session(request: AgentRequest, session_id: int) -> HttpResponse:
    return redirect(last_url(request, own_session(request, session_id)))


@require_POST
def close_session(request: AgentRequest, session_id: int) -> HttpResponse:
    """Close it and stay where one was; from the closed session itself, go to the next one or to the search."""
    actions.close_session(request.actor, own_session(request, session_id))
    desk = build_frame(request).sessions
    stay = request.POST.get("from", "")
    url = next((one.url for one in desk if str(one.session.pk) == stay), desk[0].url if desk and stay else "/console/")
    response = go_to(request, url)
    response.delete_cookie(cookie_of(session_id), path="/console/")
    return response


@require_POST
def reopen_session(request: AgentRequest, session_id: int) -> HttpResponse:
    again = own_session(request, session_id)
    try:
        again = actions.reopen_session(request.actor, again, unsaved=unsaved_of(request))
    except Conflict as error:
        return render(request, "console/choose_session.html", {"frame": build_frame(request), "reopen": again, "refusal": error}, status=409)
    return _arrive(request, again, again.current)


@require_POST
def close_tab(request: AgentRequest, session_id: int, kind: str) -> HttpResponse:
    closed = actions.close_tab(request.actor, own_session(request, session_id), kind=kind)
    stay = request.POST.get("from", "")
    kinds = set(closed.tabs.values_list("kind", flat=True))
    return _arrive(request, closed, stay if stay in kinds else "customer" if "customer" in kinds else CallSession.SEARCH)


@require_GET
def recent(request: AgentRequest) -> HttpResponse:
    """Sessions that were closed or replaced, newest first (S2)."""
    closed = CallSession.objects.visible_to(request.actor).exclude(closed_at=None).select_related("customer").prefetch_related("tabs")
    closed = closed.order_by("-closed_at")[:25]
    return render(request, "console/recent.html", {"frame": build_frame(request), "closed": closed})


def own_session(request: AgentRequest, session_id: int) -> CallSession:
    """One of this agent's sessions, open or closed; anybody else's is "not found"."""
    return get_object_or_404(CallSession.objects.visible_to(request.actor), pk=session_id)


def unsaved_of(request: AgentRequest) -> set[int]:
    """The sessions in which this browser holds unsent text."""
    return _ids(request.POST.get("unsaved", ""))


def _ids(text: str) -> set[int]:
    """The ids in a list of them; whatever can be none is left out."""
    return {int(part) for part in text.split(",") if part.isdecimal() and len(part) <= MOST_DIGITS}


def _arrive(request: AgentRequest, session: CallSession, kind: str) -> HttpResponse:
    response = go_to(request, tab_url(session.pk, kind))
    for old in old_cookies(request):
        response.delete_cookie(old, path="/console/")
    response.set_cookie(cookie_of(session.pk), kind, path="/console/", httponly=True, samesite="Lax")
    return response


def _ask(request: AgentRequest, error: Conflict, found: Record, session_id: int | None) -> HttpResponse:
    templates = {"other_customer": "console/other_customer.html", "all_unsaved": "console/choose_session.html"}
    if error.code not in templates:
        raise error
    frame = build_frame(request, session_id)
    if session_id is not None and frame.session is None:
        raise Http404
    return render(request, templates[error.code], {"frame": frame, "record": found, "refusal": error}, status=409)
