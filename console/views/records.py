"""The tabs of a session: one customer, one order, one return."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from agents.models import Tab
from agents.reads import log_read
from agents.requests import AgentRequest
from carts.dock import dock_context
from console import pages
from console.frame import Frame, cookie_of, tab_url
from console.timeline import acts_for
from console.views.search import frame_or_404


@require_GET
def customer(request: AgentRequest, session_id: int) -> HttpResponse:
    return _tab(request, session_id, Tab.Kind.CUSTOMER, "customers/show.html")


@require_GET
def order(request: AgentRequest, session_id: int) -> HttpResponse:
    return _tab(request, session_id, Tab.Kind.ORDER, "orders/show.html")


@require_GET
def rma(request: AgentRequest, session_id: int) -> HttpResponse:
    return _tab(request, session_id, Tab.Kind.RETURN, "returns/show.html")


@require_GET
def timeline(request: AgentRequest, session_id: int) -> HttpResponse:
    """The dock's timeline of the session's customer; a guest has none."""
    frame = frame_or_404(request, session_id)
    if frame.session is None or frame.session.customer_id is None:
        raise Http404
    return render(request, "console/_timeline.html", {"timeline": acts_for(frame.session.customer_id)})


def _tab(request: AgentRequest, session_id: int, kind: str, template: str) -> HttpResponse:
    """The record of the session's tab of this kind; reading it is logged and nothing else is written."""
    frame = frame_or_404(request, session_id, kind)
    tab = next((one for one in frame.session.tabs.all() if one.kind == kind), None) if frame.session else None
    if tab is None:
        return redirect(tab_url(session_id, "search"))
    page = pages.READ[kind](request.actor, tab.number)
    if page is None:
        raise Http404
    _name_foreign(frame, page)
    log_read(request.actor, page["thing"], page["owner_id"])
    response = render(request, template, {"frame": frame, **page, **_dock(request, frame, page)})
    response.set_cookie(cookie_of(session_id), kind, path="/console/", httponly=True, samesite="Lax")
    return response


def _name_foreign(frame: Frame, page: dict[str, Any]) -> None:
    """Say it when the record is somebody else's than the session's (S5); what is known of one's own need not be read again."""
    session = frame.session
    if session and frame.bar and (page["owner_id"], page["guest_order_id"]) != (session.customer_id, session.guest_order_id):
        frame.bar.foreign = page["owner_name"]
    elif frame.bar and "standing" in page:
        frame.bar.standing = page["standing"]


def _dock(request: AgentRequest, frame: Frame, page: dict[str, Any]) -> dict[str, Any]:
    """The cart of the session's customer, whom the page may have read already."""
    owner = frame.bar.customer if frame.bar else None
    return dock_context(request.actor, page["thing"] if page["thing"] == owner else owner) if owner else {}
