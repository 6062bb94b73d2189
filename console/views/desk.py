"""Opening and closing what lies on the desk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agents import actions
from agents.desk import Record
from agents.models import CallSession
from agents.recents import remember_search
from agents.requests import AgentRequest
from carts.desk import pieces_left
from console.frame import Frame, build_frame, cookie_of, last_url, old_cookies, own_page, see, tab_key, tab_url, url_of_tab
from console.records import record_or_404
from contactcenter.errors import Conflict
from contactcenter.htmx import go_to
from contactcenter.masking import name_for

MOST_DIGITS = 18  # of an id that the database can hold


@require_POST
def open_record(request: AgentRequest) -> HttpResponse:
    """Open a record: as a tab of the session it was found in, else in a session of its own."""
    kind, _space, number = request.POST.get("record", "").partition(" ")  # of a list with records of several kinds
    found = record_or_404(request.actor, kind or request.POST.get("kind", ""), number or request.POST.get("number", ""))
    remember_search(request.actor, found.kind, request.POST.get("q", ""))
    return open_in(request, _id(request.POST.get("session", "")), found)


@require_safe
def record(request: AgentRequest, kind: str, number: str) -> HttpResponse:
    """The address of a record outside of any call, for a middle click or a bookmark: the page that it shows opens the record by itself."""
    return render(request, "console/opening.html", {"frame": build_frame(request), "record": record_or_404(request.actor, kind, number)})


def open_in(request: AgentRequest, session_id: int | None, found: Record) -> HttpResponse:
    """Open and go there; where a choice is needed (all sessions unsaved, another customer), ask for it."""
    actor = request.actor
    try:
        if session_id is None:
            session = actions.open_session(actor, found, unsaved=unsaved_of(request), instead=_id(request.POST.get("instead", "")))
        else:
            session = actions.open_tab(actor, own_session(request, session_id), found)
    except Conflict as error:
        return _ask(request, error, found, session_id)
    return _arrive(request, session, tab_key(found.kind, found.number), tab_url(session.pk, found.kind, found.number))


@require_POST
def open_here(request: AgentRequest, session_id: int) -> HttpResponse:
    """Open another customer's record in this contact, on purpose (S5)."""
    actor = request.actor
    found = record_or_404(actor, request.POST.get("kind", ""), request.POST.get("number", ""))
    session = actions.open_tab_of_other(actor, own_session(request, session_id), found)
    return _arrive(request, session, tab_key(found.kind, found.number), tab_url(session.pk, found.kind, found.number))


@require_POST
def keep_tab(request: AgentRequest, session_id: int) -> HttpResponse:
    """What a page asks for by itself that shows a record which is not its session's tab: after "back", or from a bookmark."""
    found = record_or_404(request.actor, request.POST.get("kind", ""), request.POST.get("number", ""))
    actions.open_tab(request.actor, own_session(request, session_id), found)
    return HttpResponse(status=204)


@require_safe
def session(request: AgentRequest, session_id: int) -> HttpResponse:
    return redirect(last_url(request, own_session(request, session_id)))


@require_POST
def close_session(request: AgentRequest, session_id: int) -> HttpResponse:
    """Close it and stay where one was; from the closed session itself to the search, never to another customer's record."""
    ended = own_session(request, session_id)
    if ended.is_open:
        actions.close_session(request.actor, ended)
        _say_closed(request, ended, _("Closed %(name)s."))
    stay = request.POST.get("from", "")
    url = next((one.url for one in build_frame(request).sessions if str(one.session.pk) == stay), reverse("console:home"))
    response = go_to(request, url)
    response.delete_cookie(cookie_of(session_id), path="/console/")
    return response


@require_POST
def reopen_session(request: AgentRequest, session_id: int) -> HttpResponse:
    """Open it again, at the page one came from if it is one of its own, else at the tab looked at last."""
    again, back = own_session(request, session_id), request.POST.get("back", "")
    instead = _id(request.POST.get("instead", "") or request.GET.get("instead", ""))
    try:
        bring_back = actions.undo_closing if "goes_on" in request.POST else actions.reopen_session
        again = bring_back(request.actor, again, unsaved=unsaved_of(request), instead=instead)
    except Conflict as error:
        return _choose(request, error, build_frame(request), name_for(request.actor, again.name), reopen=again)
    own = back.startswith(f"/console/sessions/{again.pk}/") and own_page(back) == back
    return _arrive(request, again, again.current, back if own else url_of_tab(again, again.current))


@require_POST
def close_tab(request: AgentRequest, session_id: int, kind: str) -> HttpResponse:
    closed = actions.close_tab(request.actor, own_session(request, session_id), kind=kind, number=request.POST.get("number", ""))
    return _stay(request, closed)


@require_POST
def pin_tab(request: AgentRequest, session_id: int, kind: str) -> HttpResponse:
    """Pin it, or unpin it, and stay where one was."""
    session, number = own_session(request, session_id), request.POST.get("number", "")
    try:
        actions.pin_tab(request.actor, session, kind=kind, number=number, pinned=request.POST.get("pinned") == "1")
    except Conflict as conflict:
        messages.warning(request, str(conflict.message))
    return _stay(request, session)


def _stay(request: AgentRequest, session: CallSession) -> HttpResponse:
    """Where the page was, if its tab is still there."""
    stay = request.POST.get("from", "")
    url = url_of_tab(session, stay, "customer")
    return _arrive(request, session, stay if url == url_of_tab(session, stay) else CallSession.SEARCH, url)


@require_safe
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
    return set(map(int, filter(_is_id, request.POST.get("unsaved", "").split(","))))


def ask_whose(request: AgentRequest, frame: Frame, found: Record) -> HttpResponse:
    """The record is another customer's than the session's: apart, or here on purpose (S5)?"""
    return render(request, "console/other_customer.html", {"frame": frame, "record": found}, status=409)


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS


def _id(text: str) -> int | None:
    """The id that a form sent; none where it can be none."""
    return int(text) if _is_id(text) else None


def _say_closed(request: AgentRequest, closed: CallSession, text: str, back: str = "") -> None:
    """Say that a session was closed, with the way back: the message's tag is the address of its "Undo"."""
    undo = reverse("console:reopen_session", args=[closed.pk]) + back
    said = text % {"name": name_for(request.actor, closed.name)}
    if left := pieces_left([closed.customer_id] if closed.customer_id else []).get(closed.customer_id or 0):
        said += " " + ngettext("The cart with %(n)d item stays open.", "The cart with %(n)d items stays open.", left) % {"n": left}
    messages.info(request, said, extra_tags=undo)


def _arrive(request: AgentRequest, session: CallSession, tab: str, url: str) -> HttpResponse:
    """tab: the key of the one that the browser looks at from now on."""
    if session.replaced is not None:
        _say_closed(request, session.replaced, _("%(name)s was closed to make room."), f"?instead={session.pk}")
    response = go_to(request, url)
    for old in old_cookies(request):
        response.delete_cookie(old, path="/console/")
    see(response, session.pk, tab)
    return response


def _choose(request: AgentRequest, error: Conflict, frame: Frame, caller: str, **opened: Any) -> HttpResponse:
    """Which session makes room for this caller's, with what lies in each?"""
    left = pieces_left([one.session.customer_id for one in frame.sessions if one.session.customer_id])
    desks = [(one, left.get(one.session.customer_id or 0, 0)) for one in frame.sessions]
    came_from = own_page(request.headers.get("Referer", "").partition(request.get_host())[2])
    back = reverse("console:home") if came_from.startswith("/console/open/") else came_from  # which would open it again
    shown = {"frame": frame, "desks": desks, "caller": caller, "back": back, "refusal": error, **opened}
    return render(request, "console/choose_session.html", shown, status=409)


def _ask(request: AgentRequest, error: Conflict, found: Record, session_id: int | None) -> HttpResponse:
    frame = build_frame(request, session_id)
    if error.code == "all_unsaved":
        return _choose(request, error, frame, name_for(request.actor, found.owner_label), record=found)
    if error.code != "other_customer":
        raise error
    if frame.session is None:
        raise Http404
    return ask_whose(request, frame, found)
