"""Forms of the log-in and of one's own account."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordKeyForm
from allauth.account.internal.flows.login import perform_password_login
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.internal.auth import get_totp_secret
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from agents.backends import may_use_password
from agents.jobs import mail_password_link
from agents.models import Agent
from agents.second_factor import is_on, try_code
from contactcenter.choices import with_present, zone_choices
from contactcenter.forms import ActionForm
from contactcenter.jobs import later

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
WRONG_CODE = _("This code is wrong, or it was used already: wait for the next. After several failures one has to wait five minutes.")


class LogInForm(LoginForm):  # type: ignore[misc]
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["login"].widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        self.fields["login"].max_length = 254
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """As allauth does, but the session keeps the end that the adapter gave it."""
        self._login.redirect_url = redirect_url
        return perform_password_login(request, self.user_credentials(), self._login)


class AnotherThanGiven:
    """Where somebody else knows the old password, the new one is another."""

    user: Agent
    cleaned_data: dict[str, Any]

    def clean_password1(self) -> str:
        typed: str = self.cleaned_data["password1"]
        if wrong := self.user.wrong_new_password(typed):
            raise forms.ValidationError(wrong)
        return typed


class OwnPasswordForm(AnotherThanGiven, ChangePasswordForm):  # type: ignore[misc]
    """One's own password, with the old one."""


class PasswordByLinkForm(AnotherThanGiven, ResetPasswordKeyForm):  # type: ignore[misc]
    """One's own password, by the link in a mail."""


class ForgetPasswordForm(forms.Form):
    """Where the link goes. Known address or not, the same is done: one look-up, one job."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def save(self, request: HttpRequest) -> str:
        email: str = self.cleaned_data["email"]
        found = Agent.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
        later(mail_password_link, agent_id=found or 0)
        return email


class LogInCodeForm(AuthenticateForm):  # type: ignore[misc]
    """The code of the phone, or a recovery code, after the password."""

    code = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=CODE), help_text=_("Of your phone, or a recovery code."))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.authenticator = try_code(context.request, self.user, code)
        if self.authenticator is None:
            raise forms.ValidationError(WRONG_CODE)
        return code


class SureForm(ActionForm):
    """What changes how one logs in asks for the password again: the desk may have been left open.

    Who comes by single sign-on alone has none, and gives the phone's code in its place.
    """

    password = forms.CharField(label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    own_code = forms.CharField(label=_("Code that the phone shows"), max_length=20, widget=forms.TextInput(attrs=CODE))

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        by_password = may_use_password(request.user)
        if not by_password:
            del self.fields["password"]
        if by_password or not is_on(request.user):
            del self.fields["own_code"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        known = authenticate(self.request, username=self.request.user.username, password=password)
        if known is None:
            raise forms.ValidationError(_("This is not your password. After several failures one has to wait five minutes."))
        if known.password != self.request.user.password:  # kept by today's rules now, which the session has to know
            update_session_auth_hash(self.request, known)
        return password

    def clean_own_code(self) -> str:
        code: str = self.cleaned_data["own_code"]
        if try_code(self.request, self.request.user, code) is None:
            raise forms.ValidationError(WRONG_CODE)
        return code

    def clean(self) -> dict[str, Any]:
        """Neither is a detail of the act."""
        cleaned: dict[str, Any] = super().clean() or {}
        return {name: value for name, value in cleaned.items() if name not in {"password", "own_code"}}


class SetUpForm(SureForm):
    """Shows by a code that the phone holds the secret. The secret lies in the session until then, a new one for each look at the page."""

    code = forms.CharField(label=_("Code that the phone shows"), max_length=20, widget=forms.TextInput(attrs=CODE))
    field_order = ["code", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret: str = get_totp_secret(regenerate=not self.is_bound)

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"secret": self.secret}


class PreferencesForm(ActionForm):
    display_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("As the browser")), *settings.LANGUAGES], required=False)
    timezone = forms.ChoiceField(label=_("Time zone"))
    theme = forms.ChoiceField(label=_("Appearance"), choices=Agent.Theme)
    keys_enabled = forms.BooleanField(label=_("Single-letter keys"), required=False)
    keys_shown = forms.BooleanField(label=_("Show keys on the controls"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = with_present(zone_choices(), self.initial.get("timezone", ""))  # type: ignore[attr-defined]
