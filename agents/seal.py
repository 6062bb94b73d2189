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

from agents.models.audit import AuditEntry, AuditPersonal, AuditSeal

log = logging.getLogger(__name__)

MOST = 10_000
"""Rows in one seal."""
COLUMNS = (
    "id", "at", "verb", "actor_kind", "actor_id", "actor_name", "on_behalf_of_id", "on_behalf_of", "call_session_id", "request_id", "ip",
    "channel_id", "customer_id", "thing_type", "thing_id", "thing_number", "reason", "data", "personal_hash",
)  # fmt: skip
"""All of them, in the order in which they are hashed. Each seal keeps those it was made of, so that a new column may join."""


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
    report, before = Report(), 0
    for seal in AuditSeal.objects.iterator():
        known = [column for column in seal.columns if column in COLUMNS]  # a name that was forged in hashes as little as the row would
        digest, count = _hash(seal.previous, known, before, seal.last)
        if seal.previous != report.last:
            report.wrong.append(f"Seal {seal.pk} does not follow the one before it.")
        if count != seal.rows:
            report.wrong.append(f"Seal {seal.pk}: {seal.rows} rows were sealed, {count} are there ({seal.first} to {seal.last}).")
        elif digest != seal.hash:
            report.wrong.append(f"Seal {seal.pk}: rows {seal.first} to {seal.last} are not what was sealed.")
        report.seals, report.sealed, report.last, before = report.seals + 1, report.sealed + count, seal.hash, seal.last
    report.unsealed = AuditEntry.objects.filter(pk__gt=before).count()
    kept = 0
    for personal in AuditPersonal.objects.select_related("entry").iterator():
        kept += 1
        if hash_personal(personal.salt, personal.data) != personal.entry.personal_hash:
            report.wrong.append(f"The personal details of row {personal.entry_id} are not what its hash says.")
    report.erased = AuditEntry.objects.exclude(personal_hash="").count() - kept
    return report


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
    digest, count = _hash(previous, COLUMNS, after, ids[-1])
    AuditSeal.objects.create(first=ids[0], last=ids[-1], rows=count, columns=COLUMNS, previous=previous, hash=digest)
    log.info("Audit trail sealed: rows %s to %s, hash %s", ids[0], ids[-1], digest)
    return count


def _hash(previous: str, columns: Sequence[str], after: int, last: int) -> tuple[str, int]:
    """Of all rows above `after` up to `last`, behind the hash before them and the names of the columns; and how many they are."""
    digest, count = hashlib.sha256(f"{previous}{_text(columns)}".encode()), 0
    for row in AuditEntry.objects.filter(pk__gt=after, pk__lte=last).order_by("pk").values_list(*columns).iterator():
        digest.update(_text(row).encode())
        count += 1
    return digest.hexdigest(), count


def _text(value: Any) -> str:
    return json.dumps(value, cls=_Exact, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class _Exact(DjangoJSONEncoder):
    """Django's cuts the microseconds off a time."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
