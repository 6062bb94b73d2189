"""The search page: in no session, or as the first tab of one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.actions import arrange_table
from agents.models import CallSession, Tab
from agents.recents import recent_searches, remember_search
from agents.requests import AgentRequest
from console.columns import COLUMNS, COMFORTABLE, COMPACT
from console.frame import Frame, build_frame
from console.recents import recently_opened
from console.records import exact_record
from console.results import table_of
from console.views.desk import open_in
from contactcenter.htmx import go_to, is_fragment
from contactcenter.templatetags.quick import address


@require_GET
def home(request: AgentRequest) -> HttpResponse:
    """ "Start New Call": the search page without a session."""
    return render(request, "console/search.html", results(request, build_frame(request), "", ""))


@require_http_methods(["GET", "POST"])
def search(request: AgentRequest, session_id: int | None = None) -> HttpResponse:
    """GET shows the table of that URL; POST is the box's Enter, which opens an exact number (F7) or goes to that URL."""
    whole = not is_fragment(request)
    frame = frame_or_404(request, session_id) if whole else slim_frame_or_404(request, session_id)
    asked = request.POST if request.method == "POST" else request.GET
    frame.kind = kind = asked.get("kind", Tab.Kind.CUSTOMER) if asked.get("kind") in Tab.Kind.values else Tab.Kind.CUSTOMER
    q = asked.get("q", "")
    if request.method == "POST":
        found = exact_record(request.actor, kind, q) if q.strip() else None
        if found is None:
            return go_to(request, f"{frame.search_action}?{urlencode({'kind': kind, 'q': q})}")
        remember_search(request.actor, found.kind, q)
        return open_in(request, session_id, found)
    template = "console/search.html" if whole else "console/_results.html"
    return render(request, template, results(request, frame, kind, q))


@require_GET
def help_page(request: AgentRequest) -> HttpResponse:
    if is_fragment(request):
        return render(request, "console/_help.html")
    return render(request, "console/help.html", {"frame": build_frame(request)})


def frame_or_404(request: AgentRequest, session_id: int | None, current: str = "search") -> Frame:
    """The frame; "not found" for a session that is not this agent's or no longer open."""
    frame = build_frame(request, session_id, current)
    if session_id is not None and frame.session is None:
        raise Http404
    return frame


def slim_frame_or_404(request: AgentRequest, session_id: int | None) -> Frame:
    """All that results need of the frame while one types: the session. Nothing of the desk shows in them."""
    if session_id is None:
        return Frame([])
    return Frame([], get_object_or_404(CallSession.objects.visible_to(request.actor).open(), pk=session_id))


def results(request: AgentRequest, frame: Frame, kind: str, q: str) -> dict[str, Any]:
    """What the search templates show."""
    place = "over" if "over-results" in request.headers.get("HX-Target", "") else "page"
    table = table_of(request.actor, kind or Tab.Kind.CUSTOMER, q, frame.search_action, request.GET.get("sort", ""), request.GET.get("after", ""))
    recents = {} if q.strip() else {"opened": recently_opened(request.actor), "searches": recent_searches(request.actor)}
    return {"frame": frame, "place": place, **table, **recents}


@require_POST
def arrange(request: AgentRequest, kind: str) -> HttpResponse:
    """Keep the columns chosen in the table's menu, and go back to the table."""
    if kind not in Tab.Kind.values:
        raise Http404
    known = [column.key for column in COLUMNS[kind]]
    chosen = [] if "reset" in request.POST else [key for key in dict.fromkeys(request.POST.getlist("column")) if key in known]
    density = COMPACT if request.POST.get("density") == COMPACT else COMFORTABLE
    arrange_table(request.actor, request.user, table=kind, columns=chosen, density=density)
    back = request.POST.get("back", "")
    own = back.startswith("/console/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return go_to(request, back if own else address("console:home"))
