"""What is done to results as a whole: exports (F10)."""

from django.conf import settings
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.models import Agent, Export
from agents.models.export import MOST_WAITING
from agents.permissions import Can
from agents.states import move
from agents.verbs import Verb
from console.jobs import write_export
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, NotAllowed
from contactcenter.jobs import later

LONGEST_QUERY = 5000


@action(Can.EXPORT_RESULTS)
def start_export(actor: Actor, agent: Agent, *, kind: str, asked: str, format: str) -> Export:
    """Have the rows of a search written to a file for this agent. asked: the search page's query string."""
    agent = lock(agent)
    _guard(actor, agent)
    export = Export.objects.create(agent=agent, kind=kind, asked=asked[:LONGEST_QUERY], format=format)
    record(actor, Verb.EXPORT_ASKED, export, kind=kind, format=format, limit=settings.EXPORT_ROWS)
    _queue(export)
    return export


@action(Can.EXPORT_RESULTS)
def retry_export(actor: Actor, export: Export) -> Export:
    """Write a failed export again."""
    agent = lock(export.agent)
    export = lock(export)
    _guard(actor, agent)
    export.rows, export.cut = 0, False
    export.save(update_fields=["rows", "cut"])
    move(actor, export, Export.Status.WAITING)
    record(actor, Verb.EXPORT_ASKED, export, kind=export.kind, format=export.format, limit=settings.EXPORT_ROWS)
    _queue(export)
    return export


def _guard(actor: Actor, agent: Agent) -> None:
    if agent.pk != actor.agent_id:
        raise NotAllowed("not_yours", _("This export is somebody else's."))
    if Export.objects.filter(agent=agent).unfinished().count() >= MOST_WAITING:
        raise Conflict("too_many_exports", _("Your other exports are still being written. Wait until one of them is ready."))


def _queue(export: Export) -> None:
    later(write_export, lock=f"export-{export.pk}", export_id=export.pk)
