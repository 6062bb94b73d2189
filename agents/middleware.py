"""Who asks, in which language and time zone."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from agents import idle, lockout
from agents.actors import NOBODY, Actor, actor_of
from agents.audit import record
from agents.backends import address_of, agent_of
from agents.desk import read_session_token
from agents.models import Agent
from agents.verbs import Verb
from contactcenter.errors import NotAllowed

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """`request.user` is the agent whose session still runs, `request.actor` who acts. Who is not logged in yet may be while the page is made.

    What a page asks for by itself (header X-Background, the live stream) is no sign that somebody is there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = _agent(request)
        actor = _actor(request) if request.user.is_authenticated else SimpleLazyObject(lambda: _actor(request))
        request.actor = actor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if "X-Background" not in request.headers and not request.path.startswith("/events/"):
            idle.mark(request, response)
            if request.user.is_authenticated:
                request.session.keep_seen()  # type: ignore[attr-defined]  # our own store
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class PreferencesMiddleware:
    """The agent's language, else the browser's, else the installation's; the agent's time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        agent = request.user if request.user.is_authenticated else None
        language = getattr(agent, "language", "") or translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(getattr(agent, "timezone", None)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefusalMiddleware:
    """What somebody tried and may not do stands in the audit trail: which page, and the code of the refusal.

    Of one agent so many in ten minutes, then one row that says so, since a script could fill the trail.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        refused = isinstance(error, PermissionDenied) or (isinstance(error, NotAllowed) and not error.told)
        if refused and actor.agent_id is not None:
            match = request.resolver_match
            count = lockout.count_act("refused", actor.agent_id, lockout.REFUSALS_TOLD)
            if count <= lockout.REFUSALS_TOLD:
                record(actor, Verb.REFUSED, None, page=match.view_name if match else "", code=getattr(error, "code", "not_allowed"))
            elif count == lockout.REFUSALS_TOLD + 1:
                record(actor, Verb.REFUSALS_MANY, None, most=lockout.REFUSALS_TOLD)


def _agent(request: HttpRequest) -> Agent | AnonymousUser:
    agent = agent_of(request)
    if not isinstance(agent, Agent) or idle.has_ended(request):
        return AnonymousUser()
    return agent


def _actor(request: HttpRequest) -> Actor:
    agent = request.user
    if not isinstance(agent, Agent):
        return NOBODY
    session_id = read_session_token(agent.pk, request.headers.get("X-Call-Session", ""))
    return actor_of(agent, call_session_id=session_id, request_id=request.id, ip=address_of(request) or None)  # type: ignore[attr-defined]
