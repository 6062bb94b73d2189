"""How django-allauth does things here: nobody signs up, one answer to every refusal, audit rows, links that stay on this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from agents import idle
from agents.actions import accounts
from agents.actors import actor_of
from agents.audit import Verb, record
from agents.backends import address_of
from agents.doors import home_of, right_for
from agents.jobs import mail_password_link
from agents.models import Agent
from contactcenter.jobs import later

REFUSED = _("The user name or the password is not right. After several failures one has to wait five minutes.")
NO_ROLE = _("Your account has no role yet. Ask whoever manages the accounts here to give you one.")
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

    def login(self, request: HttpRequest, user: Agent) -> None:
        """Begin a session under a new key; it ends at a fixed hour, however much is done in it."""
        if SESSION_KEY in request.session:  # one that has ended: nothing of it, its key least of all, is carried over
            request.session.flush()
        with transaction.atomic():
            super().login(request, user)
            request.session.set_expiry(idle.end_of_session())
            record(actor_of(user, ip=address_of(request) or None), Verb.LOGGED_IN, user)

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
        """To where the agent wanted to go, or home if that is none of theirs."""
        response = super().post_login(request, user, **details)
        actor = actor_of(user)
        right = right_for(response.headers["Location"].partition("?")[0])
        if right is not None and not actor.may(right):
            return HttpResponseRedirect(home_of(actor.rights))
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
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_password_reset_mail(self, user: Agent, email: str, context: dict[str, Any]) -> None:
        """The worker writes the mail, so that no link that opens an account lies in the queue."""
        if user.is_active and not user.is_demo:
            later(mail_password_link, agent_id=user.pk)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any) -> None:
        if message_template in MESSAGES:
            super().add_message(request, level, message=str(MESSAGES[message_template]))
