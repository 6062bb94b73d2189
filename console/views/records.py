"""The tabs of a session: one customer, one order, one return."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agents.models import Tab
from agents.reads import log_read
from agents.requests import AgentRequest
from carts.dock import dock_context
from console import pages
from console.frame import Frame, see, show_record, tab_key, url_of_tab
from console.records import on_desk
from console.timeline import acts_for
from console.views.desk import ask_whose, own_session
from console.views.search import frame_or_404


@require_safe
def customer(request: AgentRequest, session_id: int, number: str) -> HttpResponse:
    return _tab(request, session_id, Tab.Kind.CUSTOMER, number, "customers/show.html")


@require_safe
def order(request: AgentRequest, session_id: int, number: str) -> HttpResponse:
    return _tab(request, session_id, Tab.Kind.ORDER, number, "orders/show.html")


@require_safe
def rma(request: AgentRequest, session_id: int, number: str) -> HttpResponse:
    return _tab(request, session_id, Tab.Kind.RETURN, number, "returns/show.html")


@require_safe
def current(request: AgentRequest, session_id: int, kind: str) -> HttpResponse:
    """An address without a number, as they once were: it leads to the record that is open now."""
    if kind not in Tab.Kind.values:
        raise Http404
    return redirect(url_of_tab(own_session(request, session_id), kind))


@require_safe
def timeline(request: AgentRequest, session_id: int) -> HttpResponse:
    """The dock's timeline of the session's customer; a guest has none."""
    frame = frame_or_404(request, session_id)
    if frame.session is None or frame.session.customer_id is None:
        raise Http404
    return render(request, "console/_timeline.html", {"timeline": acts_for(frame.session.customer_id)})


def _tab(request: AgentRequest, session_id: int, kind: str, number: str, template: str) -> HttpResponse:
    """The record that the address names, whatever the tab of its kind holds now; reading it is logged and nothing else is written."""
    frame = frame_or_404(request, session_id, kind, number)
    page = pages.PAGES[kind](request.actor, number)
    if page is None or frame.session is None:
        raise Http404
    if all((tab.kind, tab.number) != (kind, number) for tab in frame.session.tabs.all()):
        found = on_desk(kind, page["thing"])
        if not found.is_of(frame.session):
            return ask_whose(request, frame, found)
        show_record(frame, found)
    _name_foreign(frame, page)
    log_read(request.actor, page["thing"], page["owner_id"])
    response = render(request, template, {"frame": frame, **page, **_dock(frame, page)})
    see(response, session_id, tab_key(kind, number))
    return response


def _name_foreign(frame: Frame, page: dict[str, Any]) -> None:
    """Say it when the record is somebody else's than the session's (S5); what is known of one's own need not be read again."""
    session = frame.session
    if session and frame.bar and (page["owner_id"], page["guest_order_id"]) != (session.customer_id, session.guest_order_id):
        frame.bar.foreign = page["owner_name"]
    elif frame.bar and "standing" in page:
        frame.bar.standing = page["standing"]


def _dock(frame: Frame, page: dict[str, Any]) -> dict[str, Any]:
    """The cart of the session's customer, whom the page may have read already."""
    owner = frame.bar.customer if frame.bar else None
    return dock_context(page["thing"] if page["thing"] == owner else owner) if owner else {}
