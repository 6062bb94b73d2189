"""What somebody may do up to a ceiling only, and how somebody else decides above it.

An act of such a kind asks `within_ceiling` in its first lines; above it, it calls `ask` instead of doing anything. A yes does it then: what that
is, each app registers with its kinds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import number_of, record
from agents.kinds import ActorKind
from agents.models import Agent, Approval, Ceiling, Channel
from agents.permissions import Can
from agents.states import move
from agents.verbs import Verb, name_code
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, NotAllowed
from contactcenter.money import ZERO

Execute = Callable[[Actor, Any, Approval], None]


def _nothing(actor: Actor, thing: Any, approval: Approval) -> None:
    """What follows from a no, unless the kind says otherwise."""


def _itself(thing: Any) -> Any:
    return thing


def _no_words(approval: Approval) -> str:
    """What is asked for, of a kind whose amount says it all."""
    return ""


def _unknown(actor: Actor, thing: Any, approval: Approval) -> None:
    """What a yes to a kind would do that no app registers any more; a no ends it."""
    raise Conflict("unknown_kind", _("Nothing here knows any more how to do this. Decline it."), fresh=approval)


@dataclass(frozen=True)
class Kind:
    """A kind of act with a ceiling.

    execute, decline: what a yes and a no do to the thing, in the transaction of whoever decides, who is given with it. lock_thing: gives the
    thing under its lock; where the act locks more that goes before approvals in the order of locks, this locks that too. has_percent:
    whether it is limited by a share as well. whole: of a thing that is a part, what people know by its number and whose trail tells of it.
    describe: what is asked for, in words.
    """

    code: str
    label: "str | Promise"
    execute: Execute
    decline: Execute = _nothing
    lock_thing: Callable[[Any], Any] = lock
    has_percent: bool = False
    whole: Callable[[Any], Any] = _itself
    describe: Callable[[Approval], str] = _no_words


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Called by each app's `AppConfig.ready()`."""
    for kind in kinds:
        KINDS[kind.code] = kind
        name_code(kind.code, kind.label)


def within_ceiling(actor: Actor, kind: str, amount: Decimal, currency: str, percent: Decimal | None = None) -> bool:
    """Whether the actor may do so much of this kind alone; both the amount and, where there is one, the percentage count."""
    most, most_percent = ceiling_of(actor, kind, currency)
    return amount <= most and (percent is None or percent <= most_percent)


def ceiling_of(actor: Actor, kind: str, currency: str) -> tuple[Decimal, Decimal]:
    """The most that the actor may do of this kind alone: the amount, and of a hundred the percentage.

    Of several roles the highest of each counts; without a ceiling, and for whoever is no agent, that is zero.
    """
    held = Ceiling.objects.filter(role__agents=actor.agent_id, kind=kind, currency=currency) if actor.agent_id else Ceiling.objects.none()
    most = held.aggregate(amount=models.Max("amount"), percent=models.Max("percent"))
    return most["amount"] or ZERO, most["percent"] or ZERO


def ask(
    actor: Actor,
    kind: str,
    thing: Any,
    amount: Decimal,
    currency: str,
    why: str,
    *,
    percent: Decimal | None = None,
    details: Mapping[str, Any] | None = None,
) -> Approval:
    """Have somebody else decide, in the caller's transaction, who has locked the thing. details: what a yes needs to know.

    Raises Conflict("already_asked") where the same is asked of the thing already.
    """
    about = {"kind": KINDS[kind].code, "thing_type": thing._meta.label, "thing_id": thing.pk}
    if waiting := Approval.objects.filter(status=Approval.Status.WAITING, **about).first():
        said = _("%(name)s has asked for this already; nobody has decided yet.") % {"name": waiting.requested_by}
        raise Conflict("already_asked", said, fresh=waiting)
    whole = KINDS[kind].whole(thing)
    approval = Approval.objects.create(
        **about,
        channel=_channel_of(thing),
        thing_number=number_of(whole),
        amount=amount,
        currency=currency,
        percent=percent,
        details=details or {},
        why=why,
        requested_by_kind=actor.kind,
        requested_by_id=actor.id,
        requested_by=actor.name,
    )
    record(actor, Verb.APPROVAL_ASKED, whole, personal={"why": why}, also=approval, kind=kind, amount=amount, currency=currency)
    return approval


def withdraw(actor: Actor, approval: Approval, thing: Any) -> None:
    """Take back what was asked for, which nobody has decided, in the caller's transaction, who has locked both."""
    approval.decided_by, approval.decided_at = actor.name, now()
    approval.save(update_fields=["decided_by", "decided_at"])
    move(actor, approval, Approval.Status.WITHDRAWN)
    kind = KINDS[approval.kind]
    record(actor, Verb.APPROVAL_WITHDRAWN, kind.whole(thing), also=approval, kind=kind.code, amount=approval.amount, currency=approval.currency)


@action(Can.DECIDE_APPROVALS)
def approve_request(actor: Actor, approval: Approval, *, note: str = "") -> Approval:
    """Say yes: what was asked for is done at once.

    Raises Conflict("already_decided"), which carries the approval, to the second of two who decide; NotAllowed where the actor asked for it,
    is the customer whom it is about, or may not do so much alone either.
    """
    return _decide(actor, approval, Approval.Status.APPROVED, note)


@action(Can.DECIDE_APPROVALS)
def decline_request(actor: Actor, approval: Approval, *, note: str = "") -> Approval:
    """Say no, whatever the amount; the rest as of `approve_request`."""
    return _decide(actor, approval, Approval.Status.DECLINED, note)


def check_may_decide(actor: Actor, approval: Approval) -> None:
    """Raises Conflict for what was decided or taken back, NotAllowed for one's own request and for what is about oneself."""
    if approval.status == Approval.Status.WITHDRAWN:
        raise Conflict("taken_back", _("%(name)s has taken this back.") % {"name": approval.decided_by}, fresh=approval)
    if approval.status != Approval.Status.WAITING:
        said = {"name": approval.decided_by, "state": approval.get_status_display()}
        raise Conflict("already_decided", _("%(name)s has decided this already: %(state)s.") % said, fresh=approval)
    if (actor.kind, actor.id) == (approval.requested_by_kind, approval.requested_by_id):
        raise NotAllowed("own_request", _("You asked for this yourself; somebody else has to decide."))
    if _is_about(actor, thing_of(approval)):
        raise NotAllowed("own_record", _("This is about yourself as a customer; somebody else has to decide."))


def thing_of(approval: Approval) -> Any:
    """What it is about. Raises Conflict("thing_gone") where that is no longer there."""
    try:
        return apps.get_model(approval.thing_type)._base_manager.get(pk=approval.thing_id)
    except ObjectDoesNotExist as gone:
        raise Conflict("thing_gone", _("What this was about is no longer there."), fresh=approval) from gone


def _decide(actor: Actor, approval: Approval, to: str, note: str) -> Approval:
    kind = KINDS.get(approval.kind, Kind(approval.kind, approval.kind, _unknown))
    thing = kind.lock_thing(thing_of(approval))
    approval = lock(approval)
    check_may_decide(actor, approval)
    approves = to == Approval.Status.APPROVED
    if approves and not within_ceiling(actor, kind.code, approval.amount, approval.currency, approval.percent):
        raise NotAllowed("above_ceiling", _("This is above your own ceiling too; somebody with a higher one has to decide."))
    approval.decided_by_kind, approval.decided_by_id, approval.decided_by = actor.kind, actor.id, actor.name
    approval.decided_at, approval.note = now(), note
    approval.save(update_fields=["decided_by_kind", "decided_by_id", "decided_by", "decided_at", "note"])
    move(actor, approval, to)
    (kind.execute if approves else kind.decline)(actor, thing, approval)
    verb, said = Verb.APPROVAL_GIVEN if approves else Verb.APPROVAL_DECLINED, {"note": note} if note else None
    record(actor, verb, kind.whole(thing), personal=said, also=approval, kind=kind.code, amount=approval.amount, currency=approval.currency)
    return approval


_LEADS = ("customer", "placed_by", "cart", "order", "request", "payment", "line")
"""The columns by which a thing leads to those whose it is."""


def _reached(thing: models.Model) -> Iterator[Any]:
    """The thing, and what it is a part of, up to its customer."""
    yield thing
    for field in thing._meta.concrete_fields:
        if field.is_relation and field.name in _LEADS and (further := getattr(thing, field.name)) is not None:
            yield from _reached(further)


def _is_about(actor: Actor, thing: models.Model) -> bool:
    """Whether the actor is the customer, or the guest, whose thing it is: an agent is known by the e-mail of their account."""
    reached = list(_reached(thing))
    if actor.kind == ActorKind.SHOPPER:
        return any(one._meta.label == "customers.Customer" and one.pk == actor.customer_id for one in reached)
    if actor.agent_id is None:
        return False
    own = Agent.objects.values_list("email", flat=True).get(pk=actor.agent_id).casefold()
    return own in {getattr(one, name, "").strip().casefold() for one in reached for name in ("email", "guest_email")}


def _channel_of(thing: models.Model) -> Channel:
    """Of the thing, or of what it is a part of."""
    found: Channel = next(one.channel for one in _reached(thing) if hasattr(one, "channel"))
    return found
