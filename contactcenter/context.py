"""What every template can rely on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """actor: who looks; demo: whether the demo log-ins work here."""
    return {"actor": getattr(request, "actor", None), "demo": settings.DEMO}
