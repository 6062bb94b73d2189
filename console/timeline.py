"""What happened to a record, newest first: the acts of the audit trail, and an order's steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from agents.models import AuditEntry
from orders.models import Order
from returns.models import Return

SHOWN = 20


@dataclass(frozen=True)
class Moment:
    """One line of a timeline; actor_name is empty where nobody is known to have done it."""

    at: datetime
    sentence: str
    actor_name: str = ""


def acts_for(customer_id: int) -> list[Moment]:
    """The newest acts for a customer."""
    return _moments(AuditEntry.objects.filter(customer_id=customer_id)[:SHOWN])


def acts_on(thing: models.Model) -> list[Moment]:
    """The newest acts on an order or a return."""
    return _moments(AuditEntry.objects.filter(thing_type=thing._meta.label, thing_id=thing.pk)[:SHOWN])


def _moments(entries: Iterable[AuditEntry]) -> list[Moment]:
    return [Moment(one.at, one.sentence, one.who) for one in entries]


def steps(order: Order) -> list[Moment]:
    """The states the order went through; the first is its placing."""
    labels = dict(Order.Status.choices)
    return [Moment(one.at, _("Order: %(state)s") % {"state": labels.get(one.after, one.after)}) for one in order.steps.all()]


def steps_of_return(rma: Return) -> list[Moment]:
    """What its own dates tell: when it was asked for, and how it ended."""
    found = [Moment(rma.created_at, _("Return asked for"))]
    if rma.closed_at:
        found.append(Moment(rma.closed_at, _("Return: %(state)s") % {"state": rma.get_status_display()}))
    return found


def merged(*parts: Iterable[Moment]) -> list[Moment]:
    """The parts as one timeline."""
    return sorted((moment for part in parts for moment in part), key=lambda one: one.at, reverse=True)[:SHOWN]
