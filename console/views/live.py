"""What of the things on a page has changed: the answer behind the live stream, and for pages that no stream reaches."""

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from agents.requests import AgentRequest
from console.live import notices_now
from contactcenter.changes import watched_in


@require_safe
def events(request: AgentRequest) -> HttpResponse:
    """Who asks, and how what they watch stands now. A browser that asks for the stream hears of it through `contactcenter.events`."""
    try:
        watched = watched_in(request.META["QUERY_STRING"])
    except ValueError:
        return HttpResponse(status=400)
    actor = request.actor
    now = [asdict(one) for one in notices_now(actor, watched)]
    return JsonResponse({"agent": actor.agent_id, "channels": actor.channel_ids, "now": now})
