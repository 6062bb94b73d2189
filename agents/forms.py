"""Forms of the log-in and of one's own account."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.internal.flows.login import perform_password_login
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from contactcenter.choices import zone_choices
from contactcenter.forms import ActionForm


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


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """One's own password, with the old one. Where somebody else knows the old one, the new one is another."""

    def clean_password1(self) -> str:
        typed: str = self.cleaned_data["password1"]
        if self.user.must_change_password and self.user.check_password(typed):
            raise forms.ValidationError(gettext("Choose another password than the one you were given."))
        return typed


class PreferencesForm(ActionForm):
    display_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("As the browser")), *settings.LANGUAGES], required=False)
    timezone = forms.ChoiceField(label=_("Time zone"))
    theme = forms.ChoiceField(label=_("Appearance"), choices=Agent.Theme)
    keys_enabled = forms.BooleanField(label=_("Single-letter keys"), required=False)
    keys_shown = forms.BooleanField(label=_("Show keys on the controls"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = zone_choices()  # type: ignore[attr-defined]
