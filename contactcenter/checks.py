"""Wrong or missing settings, each with what to do about it."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def serving(app_configs: Any, **options: Any) -> list[Warning]:
    """Only for `check --deploy`: what a production needs."""
    found = []
    if not settings.HTTPS:
        found.append(Warning("Pages are served without TLS.", hint="Set HTTPS=1 behind a TLS proxy.", id="contactcenter.W001"))
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        found.append(Warning("Mails are written to a folder.", hint="Set EMAIL_URL, such as smtp://user:password@host:25.", id="contactcenter.W002"))
    return found


@register
def database_is_postgresql(app_configs: Any, **options: Any) -> list[Error]:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        return [Error("The database must be PostgreSQL.", hint="Set DATABASE_URL=postgres://…, or unset it.", id="contactcenter.E001")]
    return []
