"""The audit trail (A3): each verb declared together with its sentence, and the one way to write a row."""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import AuditEntry, ReadEntry


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
    MAIL_ASKED = "mail.asked", _("Mail asked for: {kind}")
    MAIL_SENT = "mail.sent", _("Mail sent: {kind}")
    MAIL_FAILED = "mail.failed", _("Mail not sent: {kind}")
    AGENT_CREATED = "agent.created", _("Agent {username} created")
    AGENT_CHANGED = "agent.changed", _("Agent {username} changed")
    ROLE_CHANGED = "role.changed", _("Role {role} changed")
    SETTINGS_CHANGED = "settings.changed", _("{kind} {number} changed in the administration")
    CUSTOMER_ACTIVATED = "customer.activated", _("Log-in of customer {number} opened")
    CUSTOMER_DEACTIVATED = "customer.deactivated", _("Log-in of customer {number} closed")
    PRICE_CHANGED = "price.changed", _("{sku}: price in {channel} changed from {before} to {after} {currency}")
    STOCK_COUNTED = "stock.counted", _("{sku}: stock on hand changed from {before} to {after}")
    DELIVERY_EXPECTED = "stock.delivery", _("{sku}: next delivery changed from {before} to {after}")
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
    PASSWORD_CHANGED = "agent.password", _("Password of {username} changed")  # noqa: S105  a verb, no secret
    DATA_IMPORTED = "data.imported", _("{kind}: {created} records added, {updated} updated, {refused} refused")
    DATA_EXPORTED = "data.exported", _("{kind}: {rows} rows exported")
    EXPORT_ASKED = "export.asked", _("{kind}: results asked for as {format}")
    EXPORT_FAILED = "export.failed", _("{kind}: results could not be exported")
    DEMO_LOADED = "data.demo", _("Demo world loaded")


TEST_MAIL = "test mail"
"""The kind of mail by which staff see whether mails go out."""

_SENTENCES = {verb.value: verb.label for verb in Verb}


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def say(verb: str, data: dict[str, Any]) -> str:
    """The sentence of a verb with its details filled in, the kind of thing in the reader's language; the bare verb if it is no longer declared."""
    kind = data.get("kind")
    words = _Words(data, kind=gettext(kind)) if isinstance(kind, str) and kind else _Words(data)
    return str(_SENTENCES.get(verb, verb)).format_map(words)


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
        thing_number=_number_of(thing),
        data={name: value if isinstance(value, (int, bool, list, dict, type(None))) else str(value) for name, value in details.items()},
    )


def _number_of(thing: models.Model | None) -> str:
    """By which people know it: its number, an account by its user name, set-up data by its code or SKU."""
    return next((str(found) for name in ("number", "username", "sku", "code") if (found := getattr(thing, name, ""))), "")[:60]


def log_read(actor: Actor, thing: models.Model, customer_id: int | None) -> None:
    """Note that the actor opened this record."""
    if actor.agent_id is not None:
        ReadEntry.objects.create(actor_id=actor.agent_id, customer_id=customer_id, thing_type=thing._meta.label, thing_id=thing.pk)
