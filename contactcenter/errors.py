"""The three ways an action says no, each of which has one translator at every door (page, API, admin); and that a text cannot be read."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):
    """An action's refusal: nothing was changed.

    code: stable machine word; message: one sentence for the person; field: the form field it belongs to, if any; told: whether the
    audit trail knows of it already.
    """

    status = 400
    told = False
    page, fragment = "refusal.html", "components/_refusal.html"
    """The templates that tell it: of a whole page, and of a message over the page."""

    def __init__(self, code: str, message: "str | Promise", field: str | None = None) -> None:
        super().__init__(str(message))
        self.code, self.message, self.field = code, message, field


class RuleError(Refusal):
    """The input breaks a rule of the business (422)."""

    status = 422


class NotAllowed(Refusal):
    """The actor may not do this (403)."""

    status = 403


class Conflict(Refusal):
    """The thing is in another state than the actor believed (409). fresh: the thing as it is now, where somebody changed it."""

    status = 409

    def __init__(self, code: str, message: "str | Promise", field: str | None = None, *, fresh: Any = None) -> None:
        super().__init__(code, message, field)
        self.fresh = fresh


def why_refused(check: Callable[..., Any], *given: Any) -> str:
    """The sentence by which a check refuses; empty when it does not. For pages that say beforehand what cannot be done."""
    try:
        check(*given)
    except Refusal as refusal:
        return str(refusal.message)
    return ""


class Unreadable(ValueError):
    """What was typed is no such value; the message says what would be."""
