"""A request whose door has been passed."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from agents.actors import Actor
from agents.models import Agent


class AgentRequest(HttpRequest):
    """A request of the console: somebody is logged in, and `actor` is who acts."""

    actor: Actor
    user: Agent  # type: ignore[assignment]
    htmx: HtmxDetails
