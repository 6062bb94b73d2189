""" "Did you mean": what is offered where nothing, or little, was found as typed (F8)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.http import urlencode

from agents.actors import Actor
from agents.models import Tab
from contactcenter.masking import email_for, phone_for
from customers.models import Customer
from customers.search.box import countries_seen
from customers.search.similar import OFFERED, similar_emails, similar_names, similar_numbers, similar_phones
from orders.models import Order
from returns.models import Return
from search.paging import Found
from search.readings import Kind, Query, Term, parse
from search.terms import fold

NUMBER_FROM, PHONE_FROM = 4, 7
"""Fewer digits are one slip away from too many numbers."""


@dataclass(frozen=True)
class Offer:
    """text: what may have been meant; either the record that opens (kind and number), or the page that lists several; detail: beside it."""

    text: str
    kind: str = ""
    number: str = ""
    url: str = ""
    detail: str = ""


def offers(actor: Actor, kind: str, q: str, search_url: str, found: Found[Any]) -> list[Offer]:
    """At most five, best first, of what the actor may see and is not shown: for names that found little, and nobody of just this name; for
    numbers that found nothing.
    """
    asked = parse(q)
    term = asked.only
    if not found.is_little:
        return []
    if email := next((one.text for one in asked.facts if one.kind is Kind.EMAIL), ""):
        return [] if found.rows else _emails(actor, kind, email, search_url)
    if term is not None and term.kind in (Kind.DIGITS, Kind.NUMBER):
        if found.rows:
            return []
        return [*_numbers(actor, kind, term), *_phones(actor, kind, term)][:OFFERED]
    if any(_is_named(row, asked) for row in found.rows):
        return []
    shown = {row.number for row in found.rows}
    return [one for one in _names(actor, kind, asked, search_url) if one.number not in shown]


def _is_named(row: Any, asked: Query) -> bool:
    """Whether a row is of somebody whose last name, or whose names in any order, are all that was typed."""
    typed, last = " ".join(asked.words), fold(getattr(row, "last_name", ""))
    names = f"{fold(getattr(row, 'first_name', ''))} {last}" if last else fold(getattr(row, "customer_name", ""))
    return bool(typed) and (typed == last or sorted(typed.split()) == sorted(names.split()))


def _names(actor: Actor, kind: str, asked: Query, search_url: str) -> list[Offer]:
    found: dict[str, Offer] = {}
    for one in similar_names(actor, asked):
        alone = one.number and kind == Tab.Kind.CUSTOMER
        url = "" if alone else f"{search_url}?{urlencode({'kind': kind, 'q': one.words})}"
        detail = f"{one.number} · {email_for(actor, one.detail)}" if alone else ""
        offer = Offer(one.text, kind if alone else "", one.number if alone else "", url, detail)
        found.setdefault(f"{one.text} {offer.number}", offer)
    return list(found.values())


def _emails(actor: Actor, kind: str, email: str, search_url: str) -> list[Offer]:
    """A slip in an address: the customer, or under orders and returns what has that address."""
    found = similar_emails(actor, email)
    if kind == Tab.Kind.CUSTOMER:
        return [Offer(one, kind, number, detail=f"{number} · {name}") for one, number, name in found]
    return [Offer(one, url=f"{search_url}?{urlencode({'kind': kind, 'q': one})}", detail=name) for one, _number, name in found]


def _numbers(actor: Actor, kind: str, term: Term) -> list[Offer]:
    if not term.text.isdecimal() or len(term.text) < NUMBER_FROM:
        return []
    prefix, read = _NUMBERED[kind]
    wanted = [prefix + one for one in similar_numbers(term.text)]
    found = {one.number: one for one in read(actor).filter(number__in=wanted)}
    return [Offer(number, kind, number, detail=_owner(actor, found[number])) for number in wanted if number in found][:OFFERED]


def _owner(actor: Actor, record: Any) -> str:
    customer = record if isinstance(record, Customer) else record.customer
    return customer.name if customer else email_for(actor, getattr(record, "email", ""))


def _phones(actor: Actor, kind: str, term: Term) -> list[Offer]:
    if kind != Tab.Kind.CUSTOMER or term.kind is not Kind.DIGITS or len(term.text) < PHONE_FROM:
        return []
    wanted = similar_phones(term.text, countries_seen(actor))
    seen = Customer.objects.visible_to(actor)
    by_phone = seen.filter(search_phone__in=wanted).exclude(search_phone="")[:OFFERED]
    by_mobile = seen.filter(search_mobile__in=wanted).exclude(search_mobile="")[:OFFERED]
    return [Offer(one.name, kind, one.number, detail=phone_for(actor, one.phone or one.mobile)) for one in dict.fromkeys([*by_phone, *by_mobile])]


_NUMBERED: dict[str, tuple[str, Callable[[Actor], "QuerySet[Any]"]]] = {
    Tab.Kind.CUSTOMER: ("C-", lambda actor: Customer.objects.visible_to(actor)),
    Tab.Kind.ORDER: ("", lambda actor: Order.objects.visible_to(actor).select_related("customer")),
    Tab.Kind.RETURN: ("R-", lambda actor: Return.objects.visible_to(actor).select_related("customer")),
}
"""What a kind's numbers begin with, and those of them that the actor sees."""
