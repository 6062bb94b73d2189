"""Error pages: what happened, in plain words, and what to do next."""

import sys
from typing import Any

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away or did not answer in time is no fault of the page: 503, and the browser may try again."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        language = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)
        with translation.override(language):
            response = HttpResponse(render_to_string("503.html"), status=503)  # whose page it is stands in the database
        response.headers["Retry-After"] = "5"
        return response
    # With as little around it as can be: what stands in the frame might fail again.
    return render(request, "500.html", {"surroundings": "plain.html", "frame": None}, status=500)
