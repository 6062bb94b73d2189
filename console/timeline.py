"""What happened to a record, newest first: the acts of the audit trail, and an order's steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agents.models import AuditEntry
from orders.models import Order

SHOWN = 20


@dataclass(frozen=True)
class Moment:
    """One line of a timeline; actor_name is empty where nobody is known to have done it."""

    at: datetime
    sentence: str
    actor_name: str = ""


def acts(**of: Any) -> list[Moment]:
    """The newest acts on a record, by the columns of the audit trail."""
    return [Moment(one.at, one.sentence, one.actor_name) for one in AuditEntry.objects.filter(**of)[:SHOWN]]


def steps(order: Order) -> list[Moment]:
    """The states the order went through; the first is its placing."""
    labels = dict(Order.Status.choices)
    return [Moment(one.at, _("Order: %(state)s") % {"state": labels.get(one.after, one.after)}) for one in order.steps.all()]


def newest_first(*parts: Iterable[Moment]) -> list[Moment]:
    """The parts as one timeline."""
    return sorted((moment for part in parts for moment in part), key=lambda one: one.at, reverse=True)[:SHOWN]
