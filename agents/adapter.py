"""How django-allauth does things here: nobody signs up, one answer to every refusal, audit rows, links that stay on this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from agents import devices, idle
from agents.actions import accounts
from agents.actors import actor_of
from agents.audit import record
from agents.backends import address_of, barred, tell_failure
from agents.doors import home_of, right_for
from agents.models import Agent
from agents.verbs import Verb

REFUSED = _("The user name or the password is not right. After several failures one has to wait five minutes.")
BEGUN = "login_begun_with"
"""In the session of a log-in that has begun: the account's proof at that time."""
NO_ROLE = _("Your account has no role yet. Ask whoever manages the accounts here to give you one.")


def go_on(request: HttpRequest) -> HttpResponse:
    """For the page under a log-in that opened over it: who is there now, and the token that its next forms need."""
    return HttpResponse(status=204, headers={"X-CSRF-Token": get_token(request), "X-Agent": request.user.get_username()})


MESSAGES = {
    "account/messages/logged_out.txt": _("You are logged out."),
    "account/messages/password_changed.txt": _("Your password is changed."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": REFUSED,
        "email_password_mismatch": REFUSED,
        "too_many_login_attempts": REFUSED,
        "account_inactive": REFUSED,
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """To whom the password has just proved to be the right one, what is really missing."""
        if getattr(self.request, "lacks_role", False):
            return ValidationError(NO_ROLE, code="no_role")
        error: ValidationError = super().validation_error(code, *args)
        return error

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by staff."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """There are pages and fragments only."""
        return False

    def pre_login(self, request: HttpRequest, user: Agent, **details: Any) -> HttpResponse | None:
        """Note what the account proves itself by now: a log-in that waits for its code is as old as its password."""
        request.session[BEGUN] = user.get_session_auth_hash()
        response: HttpResponse | None = super().pre_login(request, user, **details)
        return response

    def login(self, request: HttpRequest, user: Agent) -> None:
        """Begin a session under a new key; it ends at a fixed hour, however much is done in it."""
        reason = barred(user, request)
        if not constant_time_compare(request.session.pop(BEGUN, ""), user.get_session_auth_hash()):
            reason = reason or "password changed or log-ins ended meanwhile"
        if reason:  # what the account was between the password and the code, or the single sign-on knows more than we let in
            tell_failure(request, user, None, reason)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        if SESSION_KEY in request.session:  # one that has ended: nothing of it, its key least of all, is carried over
            request.session.flush()
        with transaction.atomic():
            super().login(request, user)
            request.session.set_expiry(idle.end_of_session())
            request.session.describe(request.headers.get("User-Agent", ""), address_of(request))  # type: ignore[attr-defined]
            how = [one.get("type", one["method"]) for one in get_authentication_records(request, user)]
            record(actor_of(user, ip=address_of(request) or None), Verb.LOGGED_IN, user, how=how)

    def logout(self, request: HttpRequest) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        with transaction.atomic():
            record(actor, Verb.LOGGED_OUT, actor.agent)
            super().logout(request)

    def set_password(self, user: Agent, password: str) -> None:
        """Both the known old password and the link in a mail prove that it is this agent who acts."""
        accounts.change_password(actor_of(user, ip=address_of(self.request) or None), user, password=password)
        user.refresh_from_db(fields=["password", "must_change_password"])

    def post_login(self, request: HttpRequest, user: Agent, **details: Any) -> HttpResponse:
        """To where the agent wanted to go, or home if that is none of theirs. From now on this browser is known."""
        response = super().post_login(request, user, **details)
        actor = actor_of(user)
        right = right_for(response.headers["Location"].partition("?")[0])
        if right is not None and not actor.may(right):
            response = HttpResponseRedirect(home_of(actor.rights))
        if "over" in request.POST:
            response = go_on(request)
        devices.remember(request, response, user)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: Agent) -> HttpResponse:
        """Closed in the very moment of the log-in."""
        return HttpResponseRedirect(reverse("account_login"))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's account; who had to change it before anything else, to work."""
        return "/" if "first" in request.POST else reverse("preferences")

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site."""
        return bool(url) and str(url).startswith("/") and str(url).isprintable() and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any) -> None:
        if message_template in MESSAGES:
            super().add_message(request, level, message=str(MESSAGES[message_template]))
