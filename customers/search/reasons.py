"""Why a customer is among the results where their line does not show it: a second phone, a number elsewhere, another address."""

from collections.abc import Collection, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from contactcenter.sql import LEAST, rows
from customers.search.box import COLUMNS, CustomerRow, beginning, countries_of, ranges
from search.readings import Query, Term

_SHOWN_WITH = {"number": "number", "email": "email", "phone": "phone", "postal": "postal_code"}
"""What of a fact a column shows."""
_WORDS: "dict[str, str | Promise]" = {
    "second phone": _("second phone"), "external": _("external number"), "elsewhere": _("postcode of another address"),
    "number": _("customer number"), "email": _("e-mail"), "phone": _("phone"), "postal": _("postcode"),
}  # fmt: skip


def reasons_for(actor: Actor, asked: Iterable[Query], found: list[CustomerRow], columns: Collection[str]) -> dict[int, str]:
    """By id, the reason of those whose columns do not show what was typed; only facts are looked at, since a name always shows."""
    if not found:
        return {}
    begins = [_wanted(actor, fact, countries_of(actor, one)) for one in asked for fact in one.facts]
    if not begins:
        return {}
    known = {pk: values for pk, *values in rows(_FACTS, {"ids": [row.pk for row in found]})}
    reasons = {row.pk: _reason(begins, dict(zip(_NAMES, known[row.pk], strict=True)), columns) for row in found if row.pk in known}
    return {pk: str(_WORDS[reason]) for pk, reason in reasons.items() if reason}


def _wanted(actor: Actor, fact: Term, countries: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What a fact may begin, by column; of whoever may not see a column in full, all of it."""
    found = ranges(actor, fact, countries)
    return {name: tuple(beginning(actor, name, text) for text in found[name]) for name in COLUMNS}


def _reason(begins: list[dict[str, tuple[str, ...]]], stored: dict[str, list[str]], columns: Collection[str]) -> str:
    """What matches and does not show; empty where something that matches shows."""
    hidden = ""
    for wanted in begins:
        for name, values in stored.items():
            column = {"second phone": "phone", "elsewhere": "postal"}.get(name, name)
            if any((one + LEAST).startswith(wanted[column]) for one in values if one):
                if _SHOWN_WITH.get(name) in columns:
                    return ""
                hidden = hidden or name
    return hidden


_NAMES = ("number", "email", "phone", "second phone", "external", "postal", "elsewhere")
_FACTS = """SELECT c.id, ARRAY[c.number], ARRAY[c.search_email], ARRAY[coalesce(nullif(c.search_phone, ''), c.search_mobile)],
  ARRAY[CASE WHEN c.search_phone = '' THEN '' ELSE c.search_mobile END], ARRAY[c.external_number], ARRAY[c.search_postal_code],
  ARRAY(SELECT a.search_postal_code FROM customers_address a WHERE a.customer_id = c.id AND a.in_book)
FROM customers_customer c WHERE c.id = ANY(%(ids)s::bigint[])"""
