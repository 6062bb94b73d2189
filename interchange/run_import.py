"""One run of an import: the files are read, then all is written in one transaction with one audit row; one file of refused rows."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from django.db import DatabaseError, connection, transaction

from agents.actors import system
from agents.audit import record
from agents.models import Organization
from agents.models.organization import UNNAMED
from agents.verbs import Verb
from interchange import csv_format, olist, shopify
from interchange.importer import Run
from interchange.reading import BadFile
from interchange.report import Summary
from interchange.staging import Staging, only_one


@dataclass(frozen=True)
class Format:
    """read: stages the files and gives their names; write: writes what is staged; channel: where to, for formats that know none."""

    read: Callable[[Run], set[str]]
    write: Callable[[Run, set[str]], None]
    channel: str = ""


FORMATS = {
    "csv": Format(csv_format.read, csv_format.write_all),
    "olist": Format(olist.read, olist.write_all, "olist"),
    "shopify": Format(shopify.read, shopify.write_all, "shopify"),
}


def run_import(kind: str, folder: Path, *, channel: str = "", refused: Path, quiet: bool = False) -> Summary:
    """Import the files of a folder; all of it or, when something stops it, nothing. Raises BadFile.

    kind: one of FORMATS; channel: the code of the channel for formats that know none; refused: the file for the rows not taken. When
    the process is killed while it reads, the next run with the same files goes on there.
    """
    started, channel = monotonic(), channel or FORMATS[kind].channel
    with only_one():
        staging = Staging(kind, folder, channel)
        staging.open()
        try:
            summary = _run(Run(folder, staging, channel=channel, quiet=quiet), FORMATS[kind], kind, refused)
        except BadFile:
            staging.drop()
            raise
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(sorted({table.table for table in csv_format.TABLES}))}")
    return summary.took(monotonic() - started)


def _run(run: Run, how: Format, kind: str, refused: Path) -> Summary:
    # room for the temporary tables; the server takes it only before the session's first one
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET temp_buffers = '128MB'")
    found = how.read(run)
    if not found:
        passed = "".join(f" {name}: {why}." for name, why in run.not_read)
        raise BadFile(f"There is none of the files of this format in {run.folder}.{passed}")
    with transaction.atomic():
        organization = Organization.objects.order_by("pk").first() or Organization.objects.begin(name=UNNAMED)
        run.params["organization"] = organization.pk
        how.write(run, found)
        summary = run.finish(refused)
        added = sum(count for what, count in summary.counts.items() if what.endswith(" added"))
        updated = sum(count for what, count in summary.counts.items() if what.endswith(" updated"))
        record(system("import_commerce"), Verb.DATA_IMPORTED, None, kind=kind, created=added, updated=updated, refused=summary.refused)
    return summary
