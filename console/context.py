"""What stands around pages that no call needs: preferences, refusals, "not found". In mid-call they stay in the frame."""

import re
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from agents.doors import home_of
from agents.permissions import Can
from console.frame import Frame, build_frame
from contactcenter.htmx import path_of

_CALL = re.compile(r"/console/sessions/(\d{1,18})/")


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """frame: of the call that one came from, for pages that build none of their own; surroundings: the template that such a page extends;
    home: where work begins for who looks. Each is made when a template asks for it."""
    actor = getattr(request, "actor", None)

    def may_use_console() -> bool:
        """Not before a second factor that is asked for, or a password of their own: the frame names callers."""
        user: Any = request.user if actor is not None else None
        held_up = user is not None and user.is_authenticated and (user.must_change_password or user.second_factor_due)
        return actor is not None and actor.may(Can.USE_CONSOLE) and not held_up

    @cache
    def frame() -> Frame:
        return build_frame(request, call_of(request), current="") if may_use_console() else Frame([])  # type: ignore[arg-type]

    return {
        "frame": SimpleLazyObject(frame),
        "surroundings": lambda: "console/framed.html" if may_use_console() else "plain.html",
        "home": lambda: home_of(actor.rights) if actor is not None else "/",
    }


def call_of(request: HttpRequest) -> int | None:
    """The call that this page belongs to: by its own address, else as its link said, else that of the page one comes from."""
    for place in (request.path, request.GET.get("from", ""), path_of(request.headers.get("Referer", ""))):
        if found := _CALL.match(place):
            return int(found[1])
    return None
