"""The three ways an action says no. Each door (page, API, admin) has one translator for them."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An action's refusal: nothing was changed.

    code: stable machine word; message: one sentence for the person; field: the form field it belongs to, if any.
    """

    status = 400
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
    """The thing is in another state than the actor believed (409)."""

    status = 409
