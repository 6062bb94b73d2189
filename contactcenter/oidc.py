"""The single sign-on as django-allauth's settings want it."""

from typing import Any


def oidc_providers(issuer: str, *, name: str, client_id: str, secret: str) -> dict[str, Any]:
    """One provider of OpenID Connect, called "sso"; none without an issuer."""
    if not issuer:
        return {}
    app = {"provider_id": "sso", "name": name, "client_id": client_id, "secret": secret}
    return {"openid_connect": {"APPS": [{**app, "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True}}]}}
