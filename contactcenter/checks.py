"""Wrong or missing settings, each with what to do about it."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from contactcenter.proxies import networks


@register(Tags.security, deploy=True)
def serving(app_configs: Any, **options: Any) -> list[Warning]:
    """Only for `check --deploy`: what a production needs."""
    found = []
    if not settings.HTTPS:
        found.append(Warning("Pages are served without TLS.", hint="Set HTTPS=1 behind a TLS proxy.", id="contactcenter.W001"))
    if settings.EMAIL_BACKEND == "contactcenter.mail.PrivateFolder":
        found.append(Warning("Mails are written to a folder.", hint="Set EMAIL_URL, such as smtp://user:password@host:25.", id="contactcenter.W002"))
    return found


@register
def proxies_are_addresses(app_configs: Any, **options: Any) -> list[Error]:
    try:
        networks(settings.TRUSTED_PROXIES)
    except ValueError as error:
        return [Error(f"TRUSTED_PROXIES: {error}.", hint="Write addresses or networks, such as 10.0.0.7,10.1.0.0/16.", id="contactcenter.E002")]
    return []


@register
def somebody_can_log_in(app_configs: Any, **options: Any) -> list[Error]:
    app = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [{}])[0]
    if app and not app["client_id"]:
        return [Error("OIDC_ISSUER is set, OIDC_CLIENT_ID is not.", hint="Set both, as the provider gave them, or neither.", id="contactcenter.E004")]
    if not app and not settings.PASSWORD_LOGIN:
        hint = "Set OIDC_ISSUER and OIDC_CLIENT_ID, or PASSWORD_LOGIN=1."
        return [Error("Nobody can log in: PASSWORD_LOGIN is off, and no single sign-on is named.", hint=hint, id="contactcenter.E005")]
    return []


@register
def database_is_postgresql(app_configs: Any, **options: Any) -> list[Error]:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        return [Error("The database must be PostgreSQL.", hint="Set DATABASE_URL=postgres://…, or unset it.", id="contactcenter.E001")]
    return []
