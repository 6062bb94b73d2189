"""What the pages ask of htmx: full page or fragment, and messages that ride along with an answer."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse


def is_fragment(request: HttpRequest) -> bool:
    """Whether the answer replaces a part of a page: an htmx request that is no boosted link and no history restore."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def path_of(url: str) -> str:
    """The path of an address that a browser sent along ("Referer", "HX-Current-URL"); "" where it is none, as "http://["."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to a page of ours, from a form with or without htmx. `url` comes from reverse() only."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})


def say(response: HttpResponse, text: Any, kind: str = "good") -> HttpResponse:
    """Add a message for the page's live region. kind: good, attention, wrong, informative."""
    response.headers["HX-Trigger"] = json.dumps({"message": {"text": str(text), "kind": kind}})
    return response
