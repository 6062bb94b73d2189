"""The audit trail (A3): the one way to write a row, and to tell open pages of it."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from django.db import models

from agents.actors import Actor
from agents.models import AuditEntry, AuditPersonal
from agents.seal import hash_personal
from agents.verbs import Verb
from contactcenter.changes import Notice, send


def record(
    actor: Actor,
    verb: Verb,
    thing: models.Model | None,
    *,
    because: str = "",
    personal: Mapping[str, Any] | None = None,
    also: models.Model | None = None,
    **details: Any,
) -> AuditEntry:
    """Write one audit row in the caller's transaction. details: ids, SKUs, amounts, before and after; nothing personal.

    because: the code of the reason that was chosen; personal: what of the act speaks of a person, kept apart so that it can be erased.
    also: another thing that the act changed, of `NOUNS`. Whoever shows one of them hears of it when the transaction is committed.
    """
    customer_id = thing.pk if thing is not None and thing._meta.label == "customers.Customer" else getattr(thing, "customer_id", None)
    salt = token_hex(16) if personal else ""
    entry = AuditEntry.objects.create(
        verb=verb.value,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        on_behalf_of_id=actor.on_behalf_of.customer_id if actor.on_behalf_of else None,
        on_behalf_of=actor.on_behalf_of.number if actor.on_behalf_of else "",
        call_session_id=actor.call_session_id,
        request_id=actor.request_id,
        ip=actor.ip,
        channel_id=getattr(thing, "channel_id", None),
        customer_id=customer_id,
        thing_type=thing._meta.label if thing is not None else "",
        thing_id=thing.pk if thing is not None else None,
        thing_number=number_of(thing),
        reason=because,
        data={name: value if isinstance(value, (int, bool, list, dict, type(None))) else str(value) for name, value in details.items()},
        personal_hash=hash_personal(salt, personal) if personal else "",
    )
    if personal:
        AuditPersonal.objects.create(entry=entry, salt=salt, data=personal)
    if thing is not None and thing._meta.label in NOUNS and verb not in _NOTHING_CHANGED:
        send(_notice(entry, thing))
    if also is not None:
        send(_notice(entry, also))
    return entry


NOUNS = {
    "carts.Cart": "cart", "orders.Order": "order", "returns.Return": "return", "customers.Customer": "customer", "agents.Export": "export",
    "agents.Agent": "agent", "agents.Approval": "approval",
}  # fmt: skip
"""What pages show, and hear of when it is changed; of an agent's account only their own open streams hear, which then ask anew who they are."""


_NOTHING_CHANGED = {Verb.LOGIN_FAILED, Verb.LOGIN_LOCKED}
"""Of which nobody needs to hear; and a refused log-in must cost as much for a name that exists as for any other."""


def _notice(entry: AuditEntry, thing: Any) -> Notice:
    noun = NOUNS[thing._meta.label]
    channel = getattr(thing, "channel_id", None)
    in_channel = channel is not None
    owner = thing if noun == "customer" else getattr(thing, "customer", None) if in_channel and entry.customer_id else None
    return Notice(
        noun,
        number_of(thing) if in_channel else str(thing.pk),
        thing.version if noun == "cart" else entry.pk,
        channel=channel,
        agent=None if in_channel else thing.pk if noun == "agent" else thing.agent_id,
        customer=owner.number if owner else "",
        request=str(entry.request_id or ""),
    )


def number_of(thing: models.Model | None) -> str:
    """By which people know it: its number, an account by its user name, set-up data by its code or SKU."""
    return next((str(found) for name in ("number", "username", "sku", "code") if (found := getattr(thing, name, ""))), "")[:60]
