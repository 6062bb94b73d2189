"""Log-in, password and preferences. What django-allauth does well stays its own."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, PasswordChangeView, PasswordResetFromKeyView, PasswordResetView, UserTokenForm
from django.conf import settings
from django.contrib import messages
from django.forms import Form, model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agents import actions, devices
from agents.adapter import go_on
from agents.forms import PreferencesForm
from agents.models import Agent
from agents.requests import AgentRequest


class Refused:
    """A refused form comes back with its errors and says so by its status."""

    def form_invalid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]
        return answer


class LogIn(Refused, LoginView):  # type: ignore[misc]
    """The log-in page; with `over=1` only its form, which a page opens over itself when the session has ended."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.over = "over" in request.GET or "over" in request.POST
        if self.over and isinstance(request.user, Agent):
            return go_on(request)
        if "again" in request.GET:  # the code cannot be given; another account, perhaps
            clear_login(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if self.over and response.headers.get("Location") == reverse("mfa_authenticate"):
            response = redirect(f"{reverse('mfa_authenticate')}?over=1")  # the second step, in the same place
        return response

    def get_template_names(self) -> list[str]:
        return ["account/_login_over.html"] if self.over else ["account/login.html"]

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        sso = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
        context: dict[str, Any] = super().get_context_data(sso=sso, passwords=settings.PASSWORD_LOGIN, **more)
        return context


class SetPassword(Refused, PasswordResetFromKeyView):  # type: ignore[misc]
    """The link in the mail. It shows the form itself, so that reading the link writes nothing.

    Whoever holds the link holds the mailbox: the browser becomes known, which ends a lock that strangers have caused.
    """

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponse:
        self.request, self.key = request, key
        token = UserTokenForm(data={"uidb36": uidb36, "key": key})
        self.reset_user = token.reset_user if token.is_valid() else None
        if self.reset_user is None or not self.reset_user.is_active:
            return self.render_to_response(self.get_context_data(token_fail=True), status=404)
        return super(PasswordResetFromKeyView, self).dispatch(request, uidb36, key, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        if self.reset_user is not None:
            devices.remember(self.request, response, self.reset_user)
        return response


class ChangePassword(Refused, PasswordChangeView):  # type: ignore[misc]
    """One's own, with the old one. Who comes by single sign-on has none, and reads how one logs in."""

    def dispatch(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():
            status = 200 if request.method in {"GET", "HEAD"} else 409
            return render(request, self.template_name, {"sso": settings.OIDC_NAME if settings.OIDC_ISSUER else ""}, status=status)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class ForgetPassword(Refused, PasswordResetView):  # type: ignore[misc]
    """Asks for the link; the answer is the same whether there is such an account or not."""


@require_http_methods(["GET", "POST"])
def preferences(request: AgentRequest) -> HttpResponse:
    present = model_to_dict(request.user, PreferencesForm.base_fields)
    if request.method == "GET":
        return render(request, "account/preferences.html", {"form": PreferencesForm(initial=present)})
    form = PreferencesForm(request.POST, initial=present)
    if form.run(actions.change_preferences, request.actor, request.user):
        with translation.override(form.result.language or translation.get_language_from_request(request)):  # the one just chosen
            messages.success(request, _("Your preferences are saved."))
        return redirect(request.get_full_path())
    return render(request, "account/preferences.html", {"form": form}, status=422)


@require_POST
def send_test_mail(request: AgentRequest) -> HttpResponse:
    actions.send_test_mail(request.actor, request.user)
    messages.success(request, _("A test mail to %(email)s is on its way.") % {"email": request.user.email})
    return redirect("admin:index")


@require_POST
def theme(request: AgentRequest) -> HttpResponse:
    """The next appearance; the page takes it from the header."""
    agent = actions.turn_theme(request.actor, request.user)
    return HttpResponse(status=204, headers={"X-Theme": str(agent.theme)})
