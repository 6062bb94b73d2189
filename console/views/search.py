"""The search page: in no session, or as the first tab of one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agents.actions import arrange_table
from agents.desk import SessionEnded
from agents.models import CallSession, Tab
from agents.reads import count_search
from agents.recents import recent_searches, remember_search
from agents.requests import AgentRequest
from console.columns import COLUMNS, COMFORTABLE, COMPACT, choices, density_of
from console.extended import Extended, is_personal
from console.frame import Frame, build_frame, own_page, see
from console.recents import recently_opened
from console.records import exact_record, opens_at_once
from console.results import count_of, log_further, table_of
from console.saved import SaveForm, saved_searches
from console.views.desk import open_in, own_session
from contactcenter.htmx import go_to, is_fragment


@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """ "Start New Call": the search page without a session."""
    frame = build_frame(request)
    return render(request, "console/search.html", results(request, frame, asked_of(request, frame)))


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: AgentRequest, session_id: int | None = None) -> HttpResponse:
    """GET shows the table of that URL; POST is the box's Enter, which opens an exact number (F7), if that alone may be meant, or goes there."""
    whole = not is_fragment(request)
    frame = frame_or_404(request, session_id) if whole else slim_frame_or_404(request, session_id)
    extended = asked_of(request, frame)
    if request.method == "POST":
        found = exact_record(request.actor, extended.kind, extended.q) if extended.q.strip() and not extended else None
        if found is None or not opens_at_once(request.actor, extended.kind, extended.q, found):
            return go_to(request, f"{frame.search_action}?{extended.query}")
        remember_search(request.actor, found.kind, extended.q)
        return open_in(request, session_id, found)
    if not whole and request.GET.get("part") == "criteria":
        return render(request, "console/_extended.html", {"frame": frame, "extended": extended, "shown": True})
    response = render(request, "console/search.html" if whole else "console/_results.html", results(request, frame, extended))
    if whole and session_id is not None:
        see(response, session_id, CallSession.SEARCH)
    return response


@require_safe
def help_page(request: AgentRequest) -> HttpResponse:
    if is_fragment(request):
        return render(request, "console/_help.html")
    return render(request, "console/help.html", {"frame": build_frame(request)})


def frame_or_404(request: AgentRequest, session_id: int | None, current: str = "search", number: str = "") -> Frame:
    """The frame; SessionEnded for a session that is no longer open, "not found" for one that is not this agent's."""
    frame = build_frame(request, session_id, current, number)
    if session_id is not None and frame.session is None:
        raise SessionEnded(own_session(request, session_id))
    return frame


def slim_frame_or_404(request: AgentRequest, session_id: int | None) -> Frame:
    """All that results need of the frame while one types: the session. Nothing of the desk shows in them."""
    if session_id is None:
        return Frame([])
    session = own_session(request, session_id)
    if not session.is_open:
        raise SessionEnded(session)
    return Frame([], session)


LONGEST_QUERY = 1000
"""Characters of the box that are kept: of more only the first are looked for, and an address has its bounds."""


def asked_of(request: AgentRequest, frame: Frame) -> Extended:
    """What is looked for: the kind, the words of the box, the criteria."""
    asked = request.POST if request.method == "POST" else request.GET
    frame.kind = asked.get("kind", "") if asked.get("kind") in Tab.Kind.values else Tab.Kind.CUSTOMER
    return Extended(request.actor, frame.kind, asked.get("q", "")[:LONGEST_QUERY], frame.search_action, asked)


def results(request: AgentRequest, frame: Frame, extended: Extended) -> dict[str, Any]:
    """What the search templates show. Raises NotAllowed for somebody who tries out too many people's facts, or reads on page after page."""
    if is_personal({**extended.asked.typed, "q": extended.q}):
        count_search(request.actor)
    place = "over" if "over-results" in request.headers.get("HX-Target", "") else "page"
    table = table_of(request.actor, extended, request.GET.get("sort", ""), request.GET.get("after", ""))
    if request.GET.get("after"):
        log_further(request.actor, extended.kind, table["found"])
    empty = not (extended.q.strip() or extended)
    recents = {"opened": recently_opened(request.actor), "searches": recent_searches(request.actor)} if empty else {}
    counted = None
    if table["found"] and not is_fragment(request) and not table["first_page"]:  # while one types, nothing is counted
        counted = count_of(request.actor, extended, table["found"], table["sort"])
    return {"frame": frame, "place": place, "counted": counted, **table, **recents, **_saved(request, frame, bool(extended) or empty)}


def _saved(request: AgentRequest, frame: Frame, shown: bool) -> dict[str, Any]:
    """The saved searches, where the page shows them at once; else they come when the panel opens."""
    saved = saved_searches(request.actor, frame.search_action) if shown and not is_fragment(request) else None
    return {"saved": saved, "save_form": SaveForm()}


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: AgentRequest, kind: str) -> HttpResponse:
    """The menu of a table's columns; what is chosen in it is kept, and leads back to the table."""
    if kind not in Tab.Kind.values:
        raise Http404
    agent = request.user
    if request.method != "POST":
        menu = {"kind": kind, "choices": choices(agent, kind), "density": density_of(agent)}
        return render(request, "console/_columns_menu.html", menu) if is_fragment(request) else redirect("console:home")
    known = {column.key for column in COLUMNS[kind]}
    chosen = [] if "reset" in request.POST else [key for key in dict.fromkeys(request.POST.getlist("column")) if key in known]
    density = COMPACT if request.POST.get("density") == COMPACT else COMFORTABLE
    arrange_table(request.actor, agent, table=kind, columns=chosen, density=density)
    return go_to(request, own_page(request.POST.get("back", "")))
