"""The two pages of the single sign-on: out to the provider, and back."""

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from agents.adapter import AccountAdapter
from agents.sso import PROVIDER, Callback, Provider


@never_cache
@require_safe
def sso_login(request: HttpRequest) -> HttpResponse:
    """To the provider, with what this log-in alone knows: state, nonce, and the proof for its code (PKCE)."""
    provider, speaker = _provider_of(request)
    proof = provider.get_pkce_params()
    nonce, verifier = secrets.token_urlsafe(24), proof.pop("code_verifier")
    back = request.GET.get("next", "")
    try:
        client, address = speaker.get_client(request, provider.app), speaker.authorize_url
    except (RequestException, KeyError):
        return render(request, "account/sso_silent.html", status=503)
    to = back if AccountAdapter(request).is_safe_url(back) else None
    client.state = provider.stash_redirect_state(request, AuthProcess.LOGIN, to, None, pkce_code_verifier=verifier, nonce=nonce)
    return redirect(client.get_redirect_url(address, provider.get_scope(), {"nonce": nonce, **proof}))


@never_cache
@require_safe
def sso_callback(request: HttpRequest) -> HttpResponse:
    _provider, speaker = _provider_of(request)
    response: HttpResponse = Callback.adapter_view(speaker)(request)
    return response


def _provider_of(request: HttpRequest) -> tuple[Any, Provider]:
    """The provider of the settings; not found where there is none."""
    try:
        return get_adapter(request).get_provider(request, PROVIDER), Provider(request, PROVIDER)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
