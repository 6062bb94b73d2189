"""The queue of what waits for a decision."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from agents.approvals import approve_request, decline_request
from agents.models import Approval
from agents.permissions import Can
from agents.requests import AgentRequest
from console.frame import build_frame
from console.queues import queue_of
from contactcenter.errors import Refusal
from contactcenter.htmx import is_fragment

DECISIONS = {"approve": approve_request, "decline": decline_request}
MOST_NOTE: int = Approval._meta.get_field("note").max_length or 0


@require_safe
def queues(request: AgentRequest) -> HttpResponse:
    """All that waits in the channels of whoever may decide; the list reads itself again when that changes."""
    _check(request)
    if is_fragment(request):
        return _list(request)
    return render(request, "console/queues.html", {"frame": build_frame(request), "queue": queue_of(request.actor)})


@require_safe
def count(request: AgentRequest) -> HttpResponse:
    """How many wait, for the sidebar."""
    _check(request)
    return render(request, "console/_queue_count.html", {"queued": Approval.objects.visible_to(request.actor).waiting().count()})


@require_POST
def decide(request: AgentRequest, approval_id: int, decision: str) -> HttpResponse:
    """Say yes or no. Refused, the note that was typed stays, with why at its row; what is decided by now is told above the list."""
    if decision not in DECISIONS or not request.actor.may(Can.USE_CONSOLE):
        raise Http404
    approval = get_object_or_404(Approval.objects.visible_to(request.actor), pk=approval_id)
    note = request.POST.get("note", "").strip()[:MOST_NOTE]
    try:
        DECISIONS[decision](request.actor, approval, note=note)
    except Refusal as refused:
        if refused.code == "not_allowed":
            raise
        return _list(request, status=refused.status, refused=approval.pk, why=str(refused.message), note=note)
    return _list(request)


def _check(request: AgentRequest) -> None:
    if not request.actor.may(Can.DECIDE_APPROVALS):
        raise Http404


def _list(request: AgentRequest, *, status: int = 200, refused: int | None = None, **more: Any) -> HttpResponse:
    queue = queue_of(request.actor)
    shown = any(one.approval.pk == refused for one in queue)
    return render(request, "console/_queue.html", {"queue": queue, "refused": refused, "refused_is_shown": shown, **more}, status=status)
