"""Finding customers: the folded columns, and the search over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Q

from agents.actors import Actor
from agents.models import Channel
from customers.models import Customer
from customers.terms import Kind, fold, fold_code, fold_email, fold_phone, parse, plain

R = TypeVar("R")
TOP = "\U0010ffff"


@dataclass(frozen=True)
class Found(Generic[R]):
    """What a search found: at most `limit` rows, whether there are more, and whether the query was too short to search for all."""

    rows: list[R] = field(default_factory=list)
    more: bool = False
    too_short: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the table of results (F2)."""

    pk: int
    number: str
    last_name: str
    first_name: str
    company: str
    email: str
    phone: str
    birthday: date | None
    channel_code: str
    channel_name: str


def fill_values(values: Mapping[str, Any], *, country: str, postal_code: str = "") -> dict[str, str]:
    """The folded columns for a customer's values; `country` (of the channel) says how local phone numbers are meant."""
    return {
        "search_last": fold(values.get("last_name") or values.get("company") or ""),
        "search_first": fold(values.get("first_name") or ""),
        "search_email": fold_email(values.get("email") or ""),
        "search_phone": fold_phone(values.get("phone") or "", country),
        "search_mobile": fold_phone(values.get("mobile") or "", country),
        "search_postal_code": fold_code(postal_code),
    }


def fill(customer: Customer, *, postal_code: str | None = None) -> Customer:
    """Set the folded columns; the caller saves. `postal_code` is that of the main address; without it, it stays as it is."""
    values = fill_values(vars(customer), country=customer.channel.country, postal_code=postal_code or "")
    if postal_code is None:
        values["search_postal_code"] = customer.search_postal_code
    for name, value in values.items():
        setattr(customer, name, value)
    return customer


def find_customers(actor: Actor, query: str, *, sort: str = "name", limit: int = 25) -> Found[CustomerRow]:
    """The customers the actor may see that match every term."""
    asked = parse(query)
    if not asked.terms or asked.too_short:
        return Found(too_short=True)
    found = Customer.objects.visible_to(actor).select_related("channel")
    for term in asked.terms:
        if term.kind is Kind.WORD:
            found = found.filter(Q(search_last__startswith=term.text) | Q(search_first__startswith=term.text))
        elif term.kind is Kind.EMAIL:
            found = found.filter(search_email__startswith=term.text)
        else:
            found = found.filter(
                Q(number__startswith=f"C-{term.text}") | Q(search_phone__contains=term.text.lstrip("0")) | Q(search_postal_code__startswith=term.text)
            )
    rows = [_row(one) for one in found.order_by("search_last", "search_first", "pk")[: limit + 1]]
    return Found(rows[:limit], len(rows) > limit)


def _row(customer: Customer) -> CustomerRow:
    channel: Channel = customer.channel
    return CustomerRow(
        customer.pk, customer.number, customer.last_name, customer.first_name, customer.company, customer.email,
        customer.phone or customer.mobile, customer.birthday, channel.code, channel.name,
    )  # fmt: skip


def exact_customer(actor: Actor, query: str) -> Customer | None:
    """The customer with exactly this number ("C-10023", "c10023", "10023", or their number elsewhere); F7."""
    typed = plain(query)
    asked = parse(query)
    if len(asked.terms) != 1 or asked.terms[0].kind not in {Kind.NUMBER, Kind.DIGITS} or asked.terms[0].prefix not in {"", "C"}:
        return None
    own = Customer.objects.visible_to(actor)
    return own.filter(number=f"C-{asked.terms[0].text}").first() or own.filter(external_number=typed).first()
