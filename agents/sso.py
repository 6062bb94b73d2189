"""Single sign-on by OpenID Connect: only agents that staff made come in by it, and what the provider says is checked to the signature.

Nobody is linked for good: each time the agent is looked up anew, by the e-mail that the provider has verified or by the claim that holds
the user name, so that what staff change in an account holds at the next log-in.
"""

from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from agents.backends import barred, tell_failure
from agents.models import Agent

PROVIDER = "sso"
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]  # no shared secrets, no "none"
CLOCKS_APART = 30  # seconds that the provider's clock may differ


class Provider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider as the log-in speaks to it. nonce: what this log-in asked the provider to sign."""

    nonce = ""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """The one address that the provider knows, whatever a request calls this site."""
        return str(settings.PUBLIC_URL).rstrip("/") + reverse("sso_callback")

    def get_access_token_data(self, *args: Any, **more: Any) -> dict[str, Any]:
        """An answer that is none is the provider's fault, and no error page of ours."""
        data: dict[str, Any] = super().get_access_token_data(*args, **more)
        if not isinstance(data, dict) or not data.get("access_token") or not data.get("id_token"):
            raise OAuth2Error("no tokens")
        return data

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        signed = self.verified(kwargs["response"]["id_token"], app.client_id)
        told = self._fetch_user_info(token.token)
        if not isinstance(told, dict) or told.get("sub") != signed["sub"]:
            raise OAuth2Error("userinfo is about somebody else")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": {**signed, **told}})

    def verified(self, id_token: str, audience: str) -> dict[str, Any]:
        """What the token says, if the provider signed it, for us, for this very log-in, and it holds now."""
        try:
            key = self._key(jwt.get_unverified_header(id_token))
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=SIGNED_BY,
                audience=audience,
                issuer=settings.OIDC_ISSUER,
                leeway=CLOCKS_APART,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, ValueError, TypeError) as error:
            raise OAuth2Error("the token is not good") from error
        parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if not self.nonce or claims.get("nonce") != self.nonce or (len(parties) > 1 and claims.get("azp") != audience):
            raise OAuth2Error("the token is of another log-in")
        return claims

    def _key(self, header: dict[str, Any]) -> Any:
        with SocialAdapter().get_requests_session() as web:
            answer = web.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        named = [one for one in keys if one.key_id == header.get("kid")] or (keys if len(keys) == 1 and "kid" not in header else [])
        if not named:
            raise OAuth2Error("signed by a key that the provider does not name")
        return named[0]


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """Where the provider sends the browser back to."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts are made by staff."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The agent whom the provider means, or a refusal that tells nobody but the audit trail why."""
        claims = sociallogin.account.extra_data["userinfo"]
        agent, reason = whom(claims)
        reason = reason or (barred(agent, request) if agent else "")
        if agent is None or reason:
            tell_failure(request, agent, None, f"single sign-on: {reason}", str(claims["sub"]))
            raise ImmediateHttpResponse(refused(request))
        sociallogin.user = agent

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **more: Any) -> None:
        """A forged or late answer, a token that is not good, or a log-in that was broken off there."""
        tell_failure(request, None, None, f"single sign-on: {exception or error or 'unknown'}"[:200])
        raise ImmediateHttpResponse(refused(request))


def whom(claims: dict[str, Any]) -> tuple[Agent | None, str]:
    """The agent of these claims, else why there is none."""
    if settings.OIDC_USERNAME_CLAIM:
        return _found({"username__iexact": claims.get(settings.OIDC_USERNAME_CLAIM)}, "no agent has this user name")
    if claims.get("email_verified") is not True:
        return None, "e-mail not verified there"
    return _found({"email__iexact": claims.get("email")}, "no agent has this e-mail")


def _found(asked: dict[str, Any], otherwise: str) -> tuple[Agent | None, str]:
    if not all(isinstance(value, str) and value for value in asked.values()):
        return None, "a claim is missing"
    agent = Agent.objects.with_rights().filter(**asked).first()
    return agent, "" if agent else otherwise


def refused(request: HttpRequest) -> Any:
    return render(request, "account/sso_refused.html", status=403)
