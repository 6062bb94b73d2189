"""The audit trail (A3): each verb declared together with its sentence, and the one way to write a row."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from secrets import token_hex
from typing import Any

from babel.numbers import format_decimal
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import AuditEntry, AuditPersonal
from agents.seal import hash_personal
from contactcenter.dates import page_locale
from contactcenter.money import format_money


class Verb(models.TextChoices):
    """What was done. The label is the sentence; its {words} are filled from the entry's details."""

    SESSION_OPENED = "session.opened", _("Call session opened")
    SESSION_REOPENED = "session.reopened", _("Call session reopened")
    SESSION_CLOSED = "session.closed", _("Call session closed")
    TAB_OPENED = "tab.opened", _("{kind} {number} opened in a tab")
    TAB_CLOSED = "tab.closed", _("Tab {kind} closed")
    ITEM_ADDED = "cart.item_added", _("{quantity} × {sku} put in the cart")
    ITEMS_ADDED = "cart.items_added", _("Put in the cart at once: {items}")
    QUANTITY_CHANGED = "cart.quantity_changed", _("{sku}: quantity changed from {before} to {after}")
    ITEM_REMOVED = "cart.item_removed", _("{sku} taken out of the cart")
    CART_SHIPPING_CHANGED = "cart.shipping_changed", _("Shipping method of the cart changed to {method}")
    LINE_SHIPPING_CHANGED = "cart.line_shipping_changed", _("How and where {sku} goes was changed")
    CART_ADDRESS_CHANGED = "cart.address_changed", _("{kind} address of the cart changed")
    CART_PAYMENT_CHANGED = "cart.payment_changed", _("Payment of the cart changed to {method}")
    CART_REPRICED = "cart.repriced", _("Cart brought to today's prices: {before} became {after}")
    ORDER_PLACED = "order.placed", _("Order {number} placed, {total}")
    PASSWORD_LINK_ASKED = "mail.password_link", _("Link to a new password for {username} asked for")  # noqa: S105  a verb, no secret
    MAIL_ASKED = "mail.asked", _("Mail asked for: {kind}")
    MAIL_SENT = "mail.sent", _("Mail sent: {kind}")
    MAIL_FAILED = "mail.failed", _("Mail not sent: {kind}")
    AGENT_CREATED = "agent.created", _("Agent {username} created")
    AGENT_CHANGED = "agent.changed", _("Agent {username} changed")
    ROLE_CHANGED = "role.changed", _("Role {role} changed")
    SETTINGS_CHANGED = "settings.changed", _("{kind} {number} changed in the administration")
    CUSTOMER_ACTIVATED = "customer.activated", _("Log-in of customer {number} opened")
    CUSTOMER_DEACTIVATED = "customer.deactivated", _("Log-in of customer {number} closed")
    PRICE_CHANGED = "price.changed", _("{sku}: price in {channel} changed from {before} to {after}")
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
    LOGIN_FAILED = "agent.login_failed", _("Log-in refused: {reason}")
    PASSWORD_CHANGED = "agent.password", _("Password of {username} changed")  # noqa: S105  a verb, no secret
    LOGINS_ENDED = "agent.logins_ended", _("Own log-ins ended: {number}")
    SECOND_FACTOR_ON = "agent.second_factor_on", _("Second factor set up")
    SECOND_FACTOR_OFF = "agent.second_factor_off", _("Second factor switched off")
    SECOND_FACTOR_RESET = "agent.second_factor_reset", _("Second factor of {username} taken away")
    RECOVERY_CODES_MADE = "agent.recovery_codes", _("New recovery codes made")
    RECOVERY_CODE_USED = "agent.recovery_code_used", _("A recovery code used; {left} are left")
    REFUSED = "act.refused", _("Refused: {page}, {code}")
    REFUSALS_MANY = "act.refusals_untold", _("More than {most} refusals in ten minutes: further ones are not told")
    READS_STOPPED = "read.stopped", _("Opening records stopped: more than {most} in ten minutes")
    SEARCHES_STOPPED = "search.stopped", _("Searching for e-mails, phones and birthdays stopped: more than {most} times in ten minutes")
    DATA_IMPORTED = "data.imported", _("{kind}: {created} records added, {updated} updated, {refused} refused")
    DATA_EXPORTED = "data.exported", _("{kind}: {rows} rows exported")
    EXPORT_ASKED = "export.asked", _("{kind}: results asked for as {format}")
    EXPORT_FAILED = "export.failed", _("{kind}: results could not be exported")
    DEMO_LOADED = "data.demo", _("Demo world loaded")


TEST_MAIL = "test mail"
"""The kind of mail by which staff see whether mails go out."""
NEW_EMAIL = "new e-mail"
"""The kind of mail that tells an account's old address of the new one."""

_SENTENCES = {verb.value: verb.label for verb in Verb}
_CODES: dict[str, Any] = {
    "order_confirmation": _("order confirmation"),
    "password link": _("link to a new password"),
    TEST_MAIL: _("test mail"),
    NEW_EMAIL: _("e-mail of an account changed"),
    "shipping": _("shipping"),
    "billing": _("billing"),
    "shipping and billing": _("shipping and billing"),
    "invoice": _("invoice"),
    "csv": "CSV",
    "xlsx": "Excel",
    "shopify": "Shopify",
    "olist": "Olist",
}
"""Codes among the details, as a reader says them; of others, the names of models are in the catalogue of texts themselves."""
_CODED = ("kind", "method", "format", "table")
_AMOUNTS = ("total", "before", "after")
_AMOUNT = re.compile(r"-?\d+(?:\.(\d+))?")
_ITEMS = 10
"""So many of the products put in a cart at once are named."""


_CHANGES: dict[str, Callable[[str], bool]] = {
    Verb.AGENT_CHANGED: lambda name: name != "username",
    Verb.PREFERENCES_CHANGED: lambda name: True,
    Verb.ROLE_CHANGED: lambda name: name in {"names", "second_factor", "most_reads"},
    Verb.SETTINGS_CHANGED: lambda name: name == "changed",
}
"""Which details are changes, each [what was, what is]. Any other list is only a list, also one of two."""


def is_change(verb: str, name: str) -> bool:
    """Whether this detail, or each part of it, holds what was and what is."""
    return verb in _CHANGES and _CHANGES[verb](name)


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _as_read(name: str, value: Any, currency: str) -> Any:
    """A detail as the reader writes it: codes in words, amounts of money, products with their quantities."""
    if name in _CODED and value:
        return _in_words(value)
    if name in _AMOUNTS and isinstance(value, str) and (amount := _AMOUNT.fullmatch(value)):
        return format_money(Decimal(value), currency) if currency else _with_all_decimals(value, amount[1])
    if name == "items" and isinstance(value, list):
        named = ", ".join(f"{quantity} × {sku}" for sku, quantity in value[:_ITEMS])
        return named + " …" if len(value) > _ITEMS else named
    return value


def _with_all_decimals(amount: str, decimals: str | None) -> str:
    """An amount whose row tells no currency, and so not how many of its decimals count."""
    pattern = "#,##0." + "0" * len(decimals) if decimals else "#,##0"
    return format_decimal(Decimal(amount), pattern, locale=page_locale())


def say(verb: str, data: dict[str, Any]) -> str:
    """The sentence of a verb with its details filled in; the bare verb if it is no longer declared."""
    sentence = str(_SENTENCES.get(verb, verb))
    said = sentence.format_map(_Words({name: _as_read(name, value, data.get("currency", "")) for name, value in data.items()}))
    return said[:1].upper() + said[1:] if sentence.startswith("{kind}") else said


def _in_words(code: Any) -> str:
    return str(_CODES[code]) if code in _CODES else gettext(str(code))


def record(
    actor: Actor, verb: Verb, thing: models.Model | None, *, because: str = "", personal: Mapping[str, Any] | None = None, **details: Any
) -> AuditEntry:
    """Write one audit row in the caller's transaction. details: ids, SKUs, amounts, before and after; nothing personal.

    because: the code of the reason that was chosen; personal: what of the act speaks of a person, kept apart so that it can be erased.
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
        thing_number=_number_of(thing),
        reason=because,
        data={name: value if isinstance(value, (int, bool, list, dict, type(None))) else str(value) for name, value in details.items()},
        personal_hash=hash_personal(salt, personal) if personal else "",
    )
    if personal:
        AuditPersonal.objects.create(entry=entry, salt=salt, data=personal)
    return entry


def _number_of(thing: models.Model | None) -> str:
    """By which people know it: its number, an account by its user name, set-up data by its code or SKU."""
    return next((str(found) for name in ("number", "username", "sku", "code") if (found := getattr(thing, name, ""))), "")[:60]
