"""The log of opened records, and the rate beyond which nobody opens more, or tries out whose an e-mail is."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agents import lockout
from agents.actors import Actor
from agents.audit import record
from agents.jobs import mail_read_alarm
from agents.models import Agent, ReadEntry
from agents.verbs import Verb
from contactcenter.errors import NotAllowed
from contactcenter.jobs import later

READS_WINDOW = timedelta(minutes=10)


def log_read(actor: Actor, thing: models.Model, customer_id: int | None) -> None:
    """Note that the actor opens this record. Raises NotAllowed beyond the rate that staff allow the actor's roles."""
    if actor.agent is not None:
        _check_rate(actor, actor.agent)
        ReadEntry.objects.create(actor_id=actor.agent.pk, customer_id=customer_id, thing_type=thing._meta.label, thing_id=thing.pk)


def read_lately(actor: Actor, customer: str) -> models.Exists:
    """Whether the actor opened a record of this customer within the window. customer: where the outer query has the customer's id."""
    opened = ReadEntry.objects.filter(actor_id=actor.agent_id or 0, customer_id=models.OuterRef(customer), listed=False)
    return models.Exists(opened.filter(at__gt=now() - READS_WINDOW))


def log_list(actor: Actor, thing_type: str, rows: Iterable[tuple[int, int | None]]) -> None:
    """Note that the actor sees these records in a list, in one statement; each counts as one that is opened. rows: id, customer's id.

    Raises NotAllowed as `log_read` does.
    """
    if actor.agent is not None:
        _check_rate(actor, actor.agent)
        found = [ReadEntry(actor_id=actor.agent.pk, customer_id=owner, thing_type=thing_type, thing_id=pk, listed=True) for pk, owner in rows]
        ReadEntry.objects.bulk_create(found)


def count_search(actor: Actor) -> None:
    """Count a search for a person's e-mail, phone or birthday by somebody who sees these in part only: many of them try values out.

    Raises NotAllowed beyond the rate at which the actor's roles may open records.
    """
    most = actor.agent.read_limit() if actor.agent is not None and not actor.sees_in_full else None
    if actor.agent is None or most is None or (count := lockout.count_act("searches", actor.agent.pk, most)) <= most:
        return
    if count == most + 1:
        record(actor, Verb.SEARCHES_STOPPED, actor.agent, most=most)
    words = _("You have searched for e-mails, phones and birthdays %(most)s times in ten minutes. Wait a little; your supervisor can see this.")
    refusal = NotAllowed("too_many_searches", words % {"most": most})
    refusal.told = True
    raise refusal


def _check_rate(actor: Actor, agent: Agent) -> None:
    """Stop who opens more than so many records in ten minutes: no caller needs that, a copy of the customers does. Told once in a while."""
    most = agent.read_limit()
    if most is None:
        return
    newest = ReadEntry.objects.filter(actor_id=agent.pk).order_by("-pk").values_list("at", flat=True)
    if not any(at > now() - READS_WINDOW for at in newest[most - 1 : most]):
        return
    if lockout.is_first(f"reads:{agent.pk}"):
        record(actor, Verb.READS_STOPPED, agent, most=most)
        later(mail_read_alarm, agent_id=agent.pk, most=most)
    words = _("You have opened %(most)s records in ten minutes, as many as your role allows. Wait a little; your supervisor can see this.")
    refusal = NotAllowed("too_many_reads", words % {"most": most})
    refusal.told = True
    raise refusal
