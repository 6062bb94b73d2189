"""Who changed what a page shows: a stale page overwrites nothing, and is told who was there before."""

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Versioned
from contactcenter.errors import Conflict


def bump_version(actor: Actor, thing: Versioned, *columns: str) -> None:
    """Save a change of a thing that the caller has locked, count it, and note who made it and when.

    columns: those that were changed; all of them where none is named.
    """
    thing.version += 1
    thing.changed_by, thing.changed_by_id = "" if actor.kind == ActorKind.SYSTEM else actor.name, actor.agent_id
    times = [field.name for field in thing._meta.concrete_fields if getattr(field, "auto_now", False)]
    thing.save(update_fields=[*columns, "version", "changed_by", "changed_by_id", *times] if columns else None)


def check_version(actor: Actor, thing: Versioned, version: int) -> None:
    """version: the one that the page showed. Raises Conflict("cart_changed"), "order_changed" and so on, with the thing as it is now."""
    if thing.version == version:
        return
    what = {"thing": thing._meta.verbose_name, "name": thing.changed_by}
    if actor.agent_id is not None and thing.changed_by_id == actor.agent_id:
        said = _("You changed this %(thing)s in another window in the meantime. Nothing was overwritten.") % what
    elif thing.changed_by:
        said = _("%(name)s changed this %(thing)s in the meantime. Nothing was overwritten.") % what
    else:
        said = _("This %(thing)s was changed in the meantime. Nothing was overwritten.") % what
    raise Conflict(f"{thing._meta.model_name}_changed", said, fresh=thing)
