"""Status changes. A model declares `STEPS: dict[status, set[status]]`; `move` is the only writer of a status."""

from typing import Any

from django.utils.translation import gettext as _

from contactcenter.errors import Conflict


def may_move(thing: Any, to: str) -> bool:
    """Whether the step from the thing's status to `to` exists."""
    return to in type(thing).STEPS.get(thing.status, ())


def move(thing: Any, to: str) -> None:
    """Set and save the status, leaving a row of history where the model keeps one.

    Raises Conflict("wrong_state") when no such step exists.
    """
    if not may_move(thing, to):
        raise Conflict("wrong_state", _("This is not possible in the state “%(state)s”.") % {"state": thing.get_status_display()})
    before, thing.status = thing.status, to
    thing.save(update_fields=["status"])
    if hasattr(thing, "log_step"):
        thing.log_step(before, to)
