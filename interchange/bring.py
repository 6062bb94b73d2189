"""One run of an import: one transaction, one audit row, one file of refused rows."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic

from django.db import DatabaseError, connection, transaction

from agents.actors import system
from agents.audit import Verb, record
from agents.models import Organization
from interchange import csv_format, olist
from interchange.importer import Run, Summary
from interchange.reading import BadFile

Bring = Callable[[Run, str], set[str]]
FORMATS: dict[str, Bring] = {"csv": lambda run, channel: csv_format.bring_all(run), "olist": olist.bring}
LOCK = 7_310_002


def bring(kind: str, folder: Path, *, channel: str = "", refused: Path, quiet: bool = False) -> Summary:
    """Import the files of a folder; all of it or, when something stops it, nothing. Raises BadFile.

    kind: one of FORMATS; channel: the code of the channel for formats that know none; refused: the file for the rows not taken.
    """
    started = monotonic()
    # room for the temporary tables; the server takes it only before the session's first one
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET temp_buffers = '128MB'")
    with transaction.atomic():
        summary = run_once(kind, folder, channel, refused, quiet=quiet)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(sorted({table.table for table in csv_format.TABLES}))}")
    return replace(summary, seconds=monotonic() - started)


def run_once(kind: str, folder: Path, channel: str, refused: Path, *, quiet: bool) -> Summary:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    organization = Organization.objects.order_by("pk").first() or Organization.objects.create(name="Organisation")
    run = Run(folder, quiet=quiet, params={"organization": organization.pk})
    if not FORMATS[kind](run, channel):
        raise BadFile(f"There is none of the files of this format in {folder}.")
    summary = run.finish(refused)
    added = sum(count for what, count in summary.counts.items() if what.endswith(" added"))
    updated = sum(count for what, count in summary.counts.items() if what.endswith(" updated"))
    record(system("import_commerce"), Verb.DATA_IMPORTED, None, kind=kind, created=added, updated=updated, refused=summary.refused)
    return summary
