"""What happened to a record, newest first: the acts of the audit trail; and its own history, the changes of its status."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from agents.audit import NOUNS
from agents.models import AuditEntry, HasStatus, Reason, Step

SHOWN = 20
RECORDS = {"customer", "order", "return"}


@dataclass(frozen=True)
class Moment:
    """One line of a timeline; actor_name is empty where nobody is known to have done it; act: its number in the audit trail, if it changed a
    record."""

    at: datetime
    sentence: str
    actor_name: str = ""
    act: int = 0


@dataclass(frozen=True)
class Change:
    """One change of a status, in the reader's words."""

    at: datetime
    before: str
    after: str
    who: str
    reason: str = ""


def acts_for(customer_id: int) -> list[Moment]:
    """The newest acts for a customer."""
    return _moments(AuditEntry.objects.filter(customer_id=customer_id)[:SHOWN])


def acts_on(thing: models.Model) -> list[Moment]:
    """The newest acts on an order or a return."""
    return _moments(AuditEntry.objects.filter(thing_type=thing._meta.label, thing_id=thing.pk)[:SHOWN])


def _moments(entries: Iterable[AuditEntry]) -> list[Moment]:
    return [Moment(one.at, one.sentence, one.who, one.pk if _changes_record(one) else 0) for one in entries]


def _changes_record(entry: AuditEntry) -> bool:
    """Also an act on a cart does that saves an address to its customer's book."""
    return NOUNS.get(entry.thing_type) in RECORDS or entry.data.get("saved") is True


def newest_act(moments: Iterable[Moment]) -> int:
    """By which a page knows whether it shows an act already; 0 where it shows none."""
    return max((one.act for one in moments), default=0)


def history_of(thing: HasStatus) -> list[Change]:
    """The changes of its status, newest first. One query, and one more where a reason was chosen."""
    steps, named = list(Step.objects.of(thing).reverse()), dict(type(thing)._meta.get_field("status").flatchoices)  # type: ignore[misc]
    chosen = {one.reason for one in steps} - {""}
    listed = Reason.objects.filter(organization=thing.organization_id, code__in=chosen) if chosen else ()
    reasons = {one.code: str(one) for one in listed}
    return [
        Change(one.at, str(named.get(one.before, one.before)), str(named.get(one.after, one.after)), one.who, reasons.get(one.reason, one.reason))
        for one in steps
    ]
