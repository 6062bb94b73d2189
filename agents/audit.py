"""The audit trail (A3): each verb declared together with its sentence, and the one way to write a row."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from agents import lockout
from agents.actors import Actor
from agents.jobs import mail_read_alarm
from agents.models import Agent, AuditEntry, ReadEntry
from contactcenter.errors import NotAllowed
from contactcenter.jobs import later


class Verb(models.TextChoices):
    """What was done. The label is the sentence; its {words} are filled from the entry's details."""

    SESSION_OPENED = "session.opened", _("Call session opened")
    SESSION_REOPENED = "session.reopened", _("Call session reopened")
    SESSION_CLOSED = "session.closed", _("Call session closed")
    TAB_OPENED = "tab.opened", _("{kind} {number} opened in a tab")
    TAB_CLOSED = "tab.closed", _("Tab {kind} closed")
    ITEM_ADDED = "cart.item_added", _("{quantity} × {sku} put in the cart")
    ITEMS_ADDED = "cart.items_added", _("{number} products put in the cart at once")
    QUANTITY_CHANGED = "cart.quantity_changed", _("{sku}: quantity changed from {before} to {after}")
    ITEM_REMOVED = "cart.item_removed", _("{sku} taken out of the cart")
    CART_SHIPPING_CHANGED = "cart.shipping_changed", _("Shipping method of the cart changed to {method}")
    LINE_SHIPPING_CHANGED = "cart.line_shipping_changed", _("How and where {sku} goes was changed")
    CART_ADDRESS_CHANGED = "cart.address_changed", _("{kind} address of the cart changed")
    CART_PAYMENT_CHANGED = "cart.payment_changed", _("Payment of the cart changed to {method}")
    CART_REPRICED = "cart.repriced", _("Cart brought to today's prices: {before} became {after}")
    ORDER_PLACED = "order.placed", _("Order {number} placed, {total} {currency}")
    MAIL_SENT = "mail.sent", _("Mail sent: {kind}")
    MAIL_FAILED = "mail.failed", _("Mail not sent: {kind}")
    AGENT_CREATED = "agent.created", _("Agent {username} created")
    AGENT_CHANGED = "agent.changed", _("Agent {username} changed")
    ROLE_CHANGED = "role.changed", _("Role {role} changed")
    SETTINGS_CHANGED = "settings.changed", _("{kind} {number} changed in the administration")
    SEARCH_SAVED = "search.saved", _("Search for {kind} records saved")
    SEARCH_RENAMED = "search.renamed", _("Saved search renamed")
    SEARCH_DELETED = "search.deleted", _("Saved search deleted")
    SEARCH_SHARED = "search.shared", _("Saved search shared with the organisation")
    SEARCH_WITHDRAWN = "search.withdrawn", _("Saved search no longer shared")
    PREFERENCES_CHANGED = "agent.preferences", _("Own preferences changed")
    TABLE_ARRANGED = "agent.table", _("Columns of the table “{table}” chosen")
    LOGGED_IN = "agent.logged_in", _("Logged in")
    LOGGED_OUT = "agent.logged_out", _("Logged out")
    LOGIN_LOCKED = "agent.login_locked", _("Log-in locked after repeated failures")
    LOGIN_FAILED = "agent.login_failed", _("Log-in refused: {reason}")
    PASSWORD_CHANGED = "agent.password", _("Password of {username} changed")  # noqa: S105  a verb, no secret
    LOGINS_ENDED = "agent.logins_ended", _("Own log-ins ended: {number}")
    SECOND_FACTOR_ON = "agent.second_factor_on", _("Second factor set up")
    SECOND_FACTOR_OFF = "agent.second_factor_off", _("Second factor switched off")
    SECOND_FACTOR_RESET = "agent.second_factor_reset", _("Second factor of {username} taken away")
    RECOVERY_CODES_MADE = "agent.recovery_codes", _("New recovery codes made")
    RECOVERY_CODE_USED = "agent.recovery_code_used", _("A recovery code used; {left} are left")
    REFUSED = "act.refused", _("Refused: {page}, {code}")
    READS_STOPPED = "read.stopped", _("Opening records stopped: more than {most} in ten minutes")
    DATA_IMPORTED = "data.imported", _("{kind}: {created} records added, {updated} updated, {refused} refused")
    DATA_EXPORTED = "data.exported", _("{kind}: {rows} rows exported")
    EXPORT_ASKED = "export.asked", _("{kind}: results asked for as {format}")
    EXPORT_FAILED = "export.failed", _("{kind}: results could not be exported")
    DEMO_LOADED = "data.demo", _("Demo world loaded")


_SENTENCES = {verb.value: verb.label for verb in Verb}


READS_WINDOW = timedelta(minutes=10)


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def say(verb: str, data: dict[str, Any]) -> str:
    """The sentence of a verb with its details filled in; the bare verb if it is no longer declared."""
    return str(_SENTENCES.get(verb, verb)).format_map(_Words(data))


def record(actor: Actor, verb: Verb, thing: models.Model | None, **details: Any) -> AuditEntry:
    """Write one audit row in the caller's transaction. details: ids, SKUs, amounts, before and after; nothing personal."""
    customer_id = thing.pk if thing is not None and thing._meta.label == "customers.Customer" else getattr(thing, "customer_id", None)
    return AuditEntry.objects.create(
        verb=verb.value,
        actor_kind=actor.kind,
        actor_id=actor.agent_id,
        actor_name=actor.name,
        call_session_id=actor.call_session_id,
        ip=actor.ip,
        channel_id=getattr(thing, "channel_id", None),
        customer_id=customer_id,
        thing_type=thing._meta.label if thing is not None else "",
        thing_id=thing.pk if thing is not None else None,
        thing_number=getattr(thing, "number", "") or "",
        data={name: value if isinstance(value, (int, bool, list, dict, type(None))) else str(value) for name, value in details.items()},
    )


def log_read(actor: Actor, thing: models.Model, customer_id: int | None) -> None:
    """Note that the actor opens this record. Raises NotAllowed beyond the rate that staff allow the actor's roles."""
    if actor.agent is not None:
        _check_rate(actor, actor.agent)
        ReadEntry.objects.create(actor_id=actor.agent.pk, customer_id=customer_id, thing_type=thing._meta.label, thing_id=thing.pk)


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
    refusal = NotAllowed("too_many_reads", str(words) % {"most": most})
    refusal.told = True
    raise refusal
