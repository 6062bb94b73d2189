"""Which right opens which part of the site. Everything is closed that is not named here; the console's right opens the rest."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from agents.desk import SessionEnded
from agents.models import CallSession
from agents.permissions import OWN_ACCOUNT, Can
from contactcenter.htmx import go_to
from contactcenter.middleware import refusal

GetResponse = Callable[[HttpRequest], HttpResponse]

SECOND_FACTOR = "/accounts/second-factor/"
# The first that fits counts; None is open to everybody.
DOORS: tuple[tuple[str, str | None], ...] = (
    ("/accounts/preferences/", OWN_ACCOUNT),
    ("/accounts/theme/", OWN_ACCOUNT),
    ("/accounts/password/change/", OWN_ACCOUNT),
    ("/accounts/test-mail/", Can.USE_ADMIN),
    (SECOND_FACTOR, OWN_ACCOUNT),
    ("/accounts/log-ins/", OWN_ACCOUNT),
    ("/accounts/", None),
    ("/admin/", Can.USE_ADMIN),
)


def right_for(path: str) -> str | None:
    """The right that opens this path."""
    if path == "/":
        return OWN_ACCOUNT
    return next((right for prefix, right in DOORS if path.startswith(prefix)), Can.USE_CONSOLE)


def home_of(rights: frozenset[str]) -> str:
    """Where work begins for somebody with these rights."""
    return "/console/" if Can.USE_CONSOLE in rights else "/admin/"


PASSWORD = "/accounts/password/change/"  # noqa: S105  an address


class DoorMiddleware:
    """Nobody: to the log-in. Somebody without the right: the page that any unknown address shows, so that it tells nothing.

    Whose password somebody else knows: to where one chooses one's own. Then, whose role requires a second factor that is not set up:
    to where that is done. One after the other, since either page is closed while the other is asked for.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        right = right_for(request.path)
        if right is not None:
            if not request.user.is_authenticated:
                return ask_to_log_in(request)
            if request.user.must_change_password and request.path != PASSWORD:  # type: ignore[union-attr]
                return ask_for_own_password(request)
            if not request.actor.may(right):  # type: ignore[attr-defined]
                raise Http404
            if asks_for_second_factor(request):
                return go_to(request, SECOND_FACTOR)
            if request.path == "/":
                return redirect(home_of(request.actor.rights))  # type: ignore[attr-defined]
        return self.get_response(request)


def asks_for_second_factor(request: HttpRequest) -> bool:
    """Whether a role requires it before anything else, but for a password of one's own, which comes first."""
    agent: Any = request.user
    return agent.second_factor_due and not agent.must_change_password and not request.path.startswith(SECOND_FACTOR)


class EndedCallMiddleware:
    """An act sent from a page of a contact that has ended meanwhile, in another window, is refused: nothing is added to it silently.

    Such a page says in which contact it acts (`agents.desk.session_token`). One's own account is no part of any.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.path.startswith("/accounts/"):
            ended = CallSession.objects.ended(request.actor)  # type: ignore[attr-defined]
            if ended is not None:
                return refusal(request, SessionEnded(ended))
        return self.get_response(request)


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """To the log-in page and back; a fragment is refused so that the page can open the log-in over itself and try again."""
    if request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Dest") == "empty":
        return HttpResponse(
            _("Please log in."),
            status=401,
            content_type="text/plain; charset=utf-8",
            headers={"X-Login-Required": "1", "HX-Reswap": "none"},
        )
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    return redirect("account_login")


def ask_for_own_password(request: HttpRequest) -> HttpResponse:
    """To the page that changes a password which somebody else knows, before anything else is done or seen."""
    if request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Dest") == "empty":
        return HttpResponse(
            _("Choose a password of your own first."), status=403, content_type="text/plain; charset=utf-8", headers={"HX-Redirect": PASSWORD}
        )
    return redirect(PASSWORD)


def stale_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the session's token: forged, or of a page that was open while another tab logged in anew.

    A fragment's page then asks for the log-in, hears that it is done, and tries again with the token of today.
    """
    return ask_to_log_in(request) if request.headers.get("HX-Request") else csrf_failure(request, reason)
