"""The seal of the audit trail: a chain of hashes over its rows, so that whoever could write to the tables cannot change the past unseen.

A seal proves what stands in it against everybody who cannot rewrite all later seals too; each seal's hash therefore goes to the log as
well, which belongs on another machine.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from agents.models.audit import AuditEntry, AuditPersonal, AuditSeal

log = logging.getLogger(__name__)

MOST = 10_000
"""Rows in one seal."""
SOME = 10
"""So many ids of rows that should not be there are named."""
FIRST_COLUMNS = (
    "id", "at", "verb", "actor_kind", "actor_id", "actor_name", "on_behalf_of_id", "on_behalf_of", "call_session_id", "request_id", "ip",
    "channel_id", "customer_id", "thing_type", "thing_id", "thing_number", "reason", "data", "personal_hash",
)  # fmt: skip
"""Those that were hashed from the first seal on; no seal has fewer. The database says so too (migration 0022)."""
COLUMNS = FIRST_COLUMNS
"""All of them, in the order in which they are hashed. Each seal keeps those it was made of, so that a new column may join behind these."""


@dataclass
class Report:
    """What `verify` found. wrong: sentences, one for each thing that is not as it was sealed; last: the hash of the newest seal."""

    seals: int = 0
    sealed: int = 0
    unsealed: int = 0
    erased: int = 0
    last: str = ""
    wrong: list[str] = field(default_factory=list)


def hash_personal(salt: str, data: Mapping[str, Any]) -> str:
    """What an audit row keeps of its personal details: hexadecimal SHA-256."""
    return hashlib.sha256(f"{salt}{_text(data)}".encode()).hexdigest()


def seal_trail() -> int:
    """Seal all rows that are there for good; how many. Each seal is a transaction of its own."""
    settled, done = _settled(), 0
    while count := _seal_once(settled):
        done += count
    return done


def verify() -> Report:
    """Walk all seals from the first to the last, and the personal details that are still there."""
    report, before, columns = Report(), 0, FIRST_COLUMNS
    _name_outsiders(report)
    for seal in AuditSeal.objects.iterator():
        if seal.previous != report.last:
            report.wrong.append(f"Seal {seal.pk} does not follow the one before it.")
        if _may_be_made_of(seal.columns, columns):
            columns = tuple(seal.columns)
            report.sealed += _check_rows(report, seal, before)
        else:
            report.wrong.append(f"Seal {seal.pk} is broken: its columns are not those of the trail and of the seal before it.")
        report.seals, report.last, before = report.seals + 1, seal.hash, seal.last
    report.unsealed = AuditEntry.objects.filter(pk__gt=before).count()
    _check_personal(report)
    return report


def _name_outsiders(report: Report) -> None:
    """Rows that no seal covers, since ids begin at one."""
    outside = AuditEntry.objects.filter(pk__lte=0).order_by("pk")
    if count := outside.count():
        some = ", ".join(str(pk) for pk in outside.values_list("pk", flat=True)[:SOME])
        report.wrong.append(f"{count} rows have ids that no row is given: {some}{' …' if count > SOME else ''}.")


def _may_be_made_of(columns: Any, before: Sequence[str]) -> bool:
    """Whether a seal may have these columns, whatever its row holds: known ones, each once, and all that the seal before it had."""
    if not isinstance(columns, list) or not all(isinstance(one, str) for one in columns) or len(set(columns)) != len(columns):
        return False
    return {*FIRST_COLUMNS, *before} <= set(columns) <= set(COLUMNS)


def _check_rows(report: Report, seal: AuditSeal, before: int) -> int:
    """Compare a seal with the rows above the seal before it and up to its last; how many there are."""
    digest, ids = _hash(seal.previous, seal.columns, before, seal.last)
    if len(ids) != seal.rows:
        report.wrong.append(f"Seal {seal.pk}: {seal.rows} rows were sealed, {len(ids)} are there ({seal.first} to {seal.last}).")
    elif digest != seal.hash:
        report.wrong.append(f"Seal {seal.pk}: rows {seal.first} to {seal.last} are not what was sealed.")
    if between := [pk for pk in ids if pk < seal.first]:
        some = ", ".join(map(str, between[:SOME]))
        report.wrong.append(f"Rows between seal {seal.pk} and the one before it: {some}{' …' if len(between) > SOME else ''}.")
    elif [*ids[:1], *ids[-1:]] != [seal.first, seal.last]:
        report.wrong.append(f"Seal {seal.pk} says rows {seal.first} to {seal.last}, which are not the first and the last that it covers.")
    return len(ids)


def _check_personal(report: Report) -> None:
    """Compare the personal details with what their rows keep of them, and count those that were erased."""
    whose = AuditEntry.objects.filter(pk=OuterRef("pk")).values("personal_hash")
    for personal in AuditPersonal.objects.annotate(kept=Subquery(whose)).iterator():
        if personal.kept is None:
            report.wrong.append(f"There are personal details of row {personal.entry_id}, which is not there.")
        elif not personal.kept:
            report.wrong.append(f"There are personal details of row {personal.entry_id}, which was written without any.")
        elif hash_personal(personal.salt, personal.data) != personal.kept:
            report.wrong.append(f"The personal details of row {personal.entry_id} are not what its hash says.")
    report.erased = AuditEntry.objects.exclude(personal_hash="").filter(personal=None).count()


def erase_personal(entries: Iterable[int]) -> int:
    """Delete the personal details of these audit rows, in the caller's transaction; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('contactcenter.erases', 'yes', true)")
        cursor.execute("DELETE FROM agents_auditpersonal WHERE entry_id = ANY(%s)", [list(entries)])
        count = cursor.rowcount
        cursor.execute("SELECT set_config('contactcenter.erases', '', true)")
    return count


def _settled() -> int:
    """The id up to which all rows are there for good: the database waits a moment for those who are writing some (see the function)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT audit_settled()")
        return int(cursor.fetchone()[0])


@transaction.atomic
def _seal_once(settled: int) -> int:
    """Seal the next rows, at most MOST; how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('agents.seal'))")  # two that seal at once would fork the chain
    newest = AuditSeal.objects.order_by("-pk").first()
    after, previous = (newest.last, newest.hash) if newest else (0, "")
    ids = list(AuditEntry.objects.filter(pk__gt=after, pk__lte=settled).order_by("pk").values_list("pk", flat=True)[:MOST])
    if not ids:
        return 0
    digest, sealed = _hash(previous, COLUMNS, after, ids[-1])
    AuditSeal.objects.create(first=ids[0], last=ids[-1], rows=len(sealed), columns=COLUMNS, previous=previous, hash=digest)
    log.info("Audit trail sealed: rows %s to %s, hash %s", ids[0], ids[-1], digest)
    return len(sealed)


def _hash(previous: str, columns: Sequence[str], after: int, last: int) -> tuple[str, list[int]]:
    """Of all rows above `after` up to `last`, behind the hash before them and the names of the columns; and their ids, in order."""
    digest, ids, place = hashlib.sha256(f"{previous}{_text(columns)}".encode()), [], columns.index("id")
    for row in AuditEntry.objects.filter(pk__gt=after, pk__lte=last).order_by("pk").values_list(*columns).iterator():
        digest.update(_text(row).encode())
        ids.append(row[place])
    return digest.hexdigest(), ids


def _text(value: Any) -> str:
    return json.dumps(value, cls=_Exact, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class _Exact(DjangoJSONEncoder):
    """Django's cuts the microseconds off a time."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
