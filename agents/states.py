"""Status changes. A model declares `STEPS: dict[status, set[status]]`; `move` is the only writer of a status."""

from typing import Any

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.models import Step, Versioned
from agents.versions import bump_version
from contactcenter.errors import Conflict


def may_move(thing: Any, to: str) -> bool:
    """Whether the step from the thing's status to `to` exists."""
    return to in type(thing).STEPS.get(thing.status, ())


def move(actor: Actor, thing: Any, to: str, *, reason: str = "") -> None:
    """Set and save the status of a thing that the caller has locked, with its version, and write the step, in the caller's transaction.

    reason: the code of the one that was chosen. Raises Conflict("wrong_state") when no such step exists.
    """
    if not may_move(thing, to):
        raise Conflict("wrong_state", _("This is not possible in the state “%(state)s”.") % {"state": thing.get_status_display()})
    before, thing.status = thing.status, to
    if isinstance(thing, Versioned):
        bump_version(actor, thing, "status")
    else:
        thing.save(update_fields=["status"])
    Step.objects.create(
        organization_id=thing.organization_id,
        thing_type=thing._meta.label,
        thing_id=thing.pk,
        before=before,
        after=to,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        on_behalf_of_id=actor.on_behalf_of.customer_id if actor.on_behalf_of else None,
        on_behalf_of=actor.on_behalf_of.number if actor.on_behalf_of else "",
        request_id=actor.request_id,
        reason=reason,
    )
