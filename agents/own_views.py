"""One's own account beside password and preferences: the second factor, and where one is logged in."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import clear_totp_secret
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents import actions
from agents.forms import LogInCodeForm, SetUpForm, SureForm
from agents.login_sessions import handle_of, log_ins_of
from agents.requests import AgentRequest
from agents.second_factor import is_on, left_codes, picture_of

PAGE = "account/second_factor.html"


class LogInCode(AuthenticateView):  # type: ignore[misc]
    """The second step of the log-in. With `over=1` only its form, as the log-in itself."""

    form_class = LogInCodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.over = "over" in request.GET or "over" in request.POST
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if self.over and response.headers.get("Location") == reverse("account_login"):
            response = redirect(f"{reverse('account_login')}?over=1")  # the first step was too long ago
        return response

    def _build_forms(self) -> Form | None:
        """The one form, whatever was sent; security keys are not offered."""
        sent = self.request.POST if self.request.method == "POST" else None
        self.auth_form, self.webauthn_form = self.form_class(data=sent, user=self.stage.login.user), None
        return self.auth_form if sent is not None else None

    def get_template_names(self) -> list[str]:
        return ["account/_code_over.html"] if self.over else ["account/code.html"]

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: AgentRequest) -> HttpResponse:
    """Set it up, or what can be done with the one that is set up."""
    if is_on(request.user):
        return render(request, PAGE, {"sure": SureForm(request), "left": left_codes(request.user)})
    form = SetUpForm(request, request.POST or None)
    if request.method == "POST" and form.run(actions.set_up_second_factor, request.actor, request.user):
        clear_totp_secret(request)
        return render(request, "account/recovery_codes.html", {"codes": form.result})
    return render(request, PAGE, {"form": form, **picture_of(request.user, form.secret)}, status=422 if form.is_bound else 200)


@require_POST
def recovery_codes(request: AgentRequest) -> HttpResponse:
    """New ones, shown once."""
    sure = SureForm(request, request.POST)
    if sure.run(actions.make_recovery_codes, request.actor, request.user):
        return render(request, "account/recovery_codes.html", {"codes": sure.result})
    return render(request, PAGE, {"sure": sure, "left": left_codes(request.user)}, status=422)


@require_POST
def second_factor_off(request: AgentRequest) -> HttpResponse:
    sure = SureForm(request, request.POST)
    if sure.run(actions.switch_off_second_factor, request.actor, request.user):
        messages.success(request, _("The second factor is switched off."))
        return redirect("second_factor")
    return render(request, PAGE, {"sure": sure, "left": left_codes(request.user)}, status=422)


@require_safe
def log_ins(request: AgentRequest) -> HttpResponse:
    """Where one is logged in."""
    return render(request, "account/log_ins.html", {"log_ins": log_ins_of(request.user, request.session.session_key)})


@require_POST
def end_log_in(request: AgentRequest) -> HttpResponse:
    actions.end_log_in(request.actor, request.user, handle=request.POST.get("handle", ""))
    return redirect("log_ins")


@require_POST
def end_other_log_ins(request: AgentRequest) -> HttpResponse:
    agent = actions.end_other_log_ins(request.actor, request.user, kept=handle_of(request.session))  # type: ignore[arg-type]  # our own store
    update_session_auth_hash(request, agent)
    return redirect("log_ins")
