"""A request whose door has been passed."""

from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from agents.actors import Actor
from agents.models import Agent


class AgentRequest(HttpRequest):
    """A request of the console: somebody is logged in, `actor` is who acts, and `id` stands in the audit trail beside what was done."""

    id: UUID
    actor: Actor
    user: Agent  # type: ignore[assignment]
    htmx: HtmxDetails
