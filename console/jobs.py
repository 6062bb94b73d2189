"""Exports are written by the worker, and forgotten after a day."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from agents.actors import actor_of, system
from agents.audit import record
from agents.models import Agent, Export
from agents.permissions import Can
from agents.states import move
from agents.verbs import Verb
from console.columns import columns_for
from console.export import pages_of, values_of, with_currency, written
from console.results import sort_found
from contactcenter.actions import lock
from contactcenter.errors import NotAllowed
from contactcenter.jobs import app, job

EXPORTER = system("export")


@job(name="console.write_export")
def write_export(export_id: int) -> None:
    """Write the file of one export as its owner may see and read it now; one that a killed worker left is written anew.

    `actions._queue` queues it under a lock, so that one worker at a time has it. What goes wrong is said to the owner, who may try again.
    """
    export = Export.objects.select_related("agent").defer("file").filter(pk=export_id).first()
    if export is None or export.is_finished:
        return
    _begin(export)
    agent = export.agent
    try:
        with override(agent.language or settings.LANGUAGE_CODE), timezone.override(ZoneInfo(agent.timezone)):
            file = _file_of(export, agent)
        _keep(export, file)
    except Exception:
        _note_failure(export)
        raise


@transaction.atomic
def _begin(export: Export) -> None:
    if lock(export).status == Export.Status.WAITING:
        move(EXPORTER, export, Export.Status.RUNNING)


def _file_of(export: Export, agent: Agent) -> bytes:
    """Read piece by piece, noting how far it is for the page that its owner looks at."""
    actor, query = actor_of(agent), QueryDict(export.asked)
    if not actor.may(Can.EXPORT_RESULTS):
        raise NotAllowed("not_allowed", "The right was taken away.")
    rows = []
    export.in_full = actor.sees_in_full
    for page in pages_of(actor, export.kind, query):
        rows += page.rows
        export.rows, export.cut = len(rows), page.cut
        Export.objects.filter(pk=export.pk).update(rows=export.rows)
    columns = with_currency(columns_for(actor, export.kind))
    found = sort_found(rows, query.get("sort", ""), export.kind)
    return written(export.format, columns, (values_of(row, columns) for row in found))


@transaction.atomic
def _keep(export: Export, file: bytes) -> None:
    written = {"file": file, "rows": export.rows, "cut": export.cut, "in_full": export.in_full}
    export = lock(export)
    for name, value in written.items():
        setattr(export, name, value)
    export.save(update_fields=list(written))
    move(EXPORTER, export, Export.Status.DONE)
    record(actor_of(export.agent), Verb.DATA_EXPORTED, export, kind=export.kind, rows=export.rows, cut=export.cut, format=export.format)


@transaction.atomic
def _note_failure(export: Export) -> None:
    export = lock(export)
    move(EXPORTER, export, Export.Status.FAILED)
    record(EXPORTER, Verb.EXPORT_FAILED, export, kind=export.kind)


@app.periodic(cron="41 * * * *")
@job(name="console.forget_old_exports", queueing_lock="console.forget_old_exports")
def forget_old_exports(timestamp: int) -> None:
    """Remove the files of yesterday, and the words that were searched for."""
    Export.objects.too_old().delete()
