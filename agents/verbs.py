"""What was done, as the audit trail says it (A3): each verb declared together with its sentence."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contactcenter.dates import page_locale
from contactcenter.money import format_money


class Verb(models.TextChoices):
    """What was done. The label is the sentence; its {words} are filled from the entry's details."""

    SESSION_OPENED = "session.opened", _("Call session opened")
    SESSION_REOPENED = "session.reopened", _("Call session reopened")
    SESSION_CLOSED = "session.closed", _("Call session closed")
    TAB_OPENED = "tab.opened", _("{kind} {number} opened in a tab")
    TAB_CLOSED = "tab.closed", _("Tab {kind} closed")
    TAB_PINNED = "tab.pinned", _("Tab {kind} {number} pinned")
    TAB_UNPINNED = "tab.unpinned", _("Tab {kind} {number} unpinned")
    ITEM_ADDED = "cart.item_added", _("{quantity} × {sku} put in the cart")
    ITEMS_ADDED = "cart.items_added", _("Put in the cart at once: {items}")
    QUANTITY_CHANGED = "cart.quantity_changed", _("{sku}: quantity changed from {before} to {after}")
    ITEM_REMOVED = "cart.item_removed", _("{sku} taken out of the cart")
    CART_SHIPPING_CHANGED = "cart.shipping_changed", _("Shipping method of the cart changed to {method}")
    LINE_SHIPPING_CHANGED = "cart.line_shipping_changed", _("How and where {sku} goes was changed")
    LINE_SPLIT = "cart.line_split", _("{quantity} × {sku} split off, {left} left")
    WISHES_CHANGED = "cart.wishes_changed", _("Wishes for the delivery changed")
    CART_ADDRESS_CHANGED = "cart.address_changed", _("{kind} address of the cart changed")
    CART_PAYMENT_CHANGED = "cart.payment_changed", _("Payment of the cart changed to {method}")
    PROPERTIES_CHANGED = "cart.properties_changed", _("Properties of the cart changed")
    PO_NUMBER_CHANGED = "cart.po_number_changed", _("PO number of the cart changed")
    CART_REPRICED = "cart.repriced", _("Cart brought to today's prices: {before} became {after}")
    CART_RECKONED = "cart.reckoned", _("Cart brought to today's taxes and discounts: {before} became {after}")
    PRICE_OVERRIDDEN = "cart.price_overridden", _("{sku}: price of a piece changed from {before} to {after}")
    LIST_PRICE_USED = "cart.list_price_used", _("{sku}: back from {before} to {after}, the price of the list")
    CART_EMPTIED = "cart.emptied", _("Cart {number} emptied")
    CART_RESTORED = "cart.restored", _("Cart {number} brought back")
    CART_SAVED = "cart.saved", _("Cart {number} saved for later")
    CART_RESUMED = "cart.resumed", _("Cart {number} resumed")
    LINES_SET_ASIDE = "cart.set_aside", _("Of cart {number} set aside in cart {rest}: {lines} lines")
    LINES_TAKEN_BACK = "cart.taken_back", _("Cart {rest} taken back into cart {number}")
    ORDER_COPIED = "cart.copied", _("Order {number} copied to a new cart")
    CODE_APPLIED = "cart.code_applied", _("Coupon code {coupon} applied")
    CODE_REMOVED = "cart.code_removed", _("Coupon code {coupon} taken off")
    COUPON_MADE = "coupon.made", _("Coupon code {coupon} made: {promotion}")
    COUPON_SENT = "coupon.sent", _("Coupon code {coupon} sent by e-mail")
    COUPON_REVOKED = "coupon.revoked", _("Coupon code {coupon} revoked")
    CODES_UNLOCKED = "coupon.unlocked", _("Coupon codes can be tried again at once")
    ORDER_PLACED = "order.placed", _("Order {number} placed, {total}")
    ORDER_COMPLETED = "order.completed", _("Order {number} completed: {amount} by invoice")
    ORDER_GIVEN = "order.given", _("Order {number}, placed as a guest, became that of customer {customer}")
    PAYMENT_RECORDED = "order.payment_recorded", _("{amount} recorded as received for order {number}")
    PAYMENT_VOIDED = "order.payment_voided", _("Payment of {amount} of order {number} voided")
    PASSWORD_LINK_ASKED = "mail.password_link", _("Link to a new password for {username} asked for")  # noqa: S105  a verb, no secret
    MAIL_ASKED = "mail.asked", _("Mail asked for: {kind}")
    MAIL_SENT = "mail.sent", _("Mail sent: {kind}")
    MAIL_FAILED = "mail.failed", _("Mail not sent: {kind}")
    AGENT_CREATED = "agent.created", _("Agent {username} created")
    AGENT_CHANGED = "agent.changed", _("Agent {username} changed")
    ROLE_CHANGED = "role.changed", _("Role {role} changed")
    SETTINGS_CHANGED = "settings.changed", _("{kind} {number} changed in the administration")
    ROLE_CEILINGS = "role.ceilings", _("Ceilings of role {role} changed")
    APPROVAL_ASKED = "approval.asked", _("Approval asked for: {kind}, {amount}")
    APPROVAL_GIVEN = "approval.given", _("Approved: {kind}, {amount}")
    APPROVAL_DECLINED = "approval.declined", _("Declined: {kind}, {amount}")
    APPROVAL_WITHDRAWN = "approval.withdrawn", _("Request taken back: {kind}, {amount}")
    CUSTOMER_CREATED = "customer.created", _("Customer {number} created")
    CUSTOMER_ACTIVATED = "customer.activated", _("Log-in of customer {number} opened")
    CUSTOMER_DEACTIVATED = "customer.deactivated", _("Log-in of customer {number} closed")
    CUSTOMER_PRICE_GROUP = "customer.price_group", _("Price group of customer {number} changed from {before} to {after}")
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
_AMOUNTS = ("total", "before", "after", "amount")
_AMOUNT = re.compile(r"-?\d+(?:\.(\d+))?")


def name_code(code: str, label: Any) -> None:
    """Called where an app starts: how a code of its own among the details is said."""
    _CODES[code] = label


_ITEMS = 10
"""So many of the products put in a cart at once are named."""


_CHANGES: dict[str, Callable[[str], bool]] = {
    Verb.AGENT_CHANGED: lambda name: name != "username",
    Verb.PREFERENCES_CHANGED: lambda name: True,
    Verb.ROLE_CHANGED: lambda name: name in {"names", "second_factor", "most_reads"},
    Verb.ROLE_CEILINGS: lambda name: name == "changed",
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
