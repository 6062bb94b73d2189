"""Finding returns."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from agents.actors import Actor
from customers.search import Found
from customers.terms import Kind, parse, plain
from returns.models import Return


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One line of the table of results."""

    pk: int
    number: str
    order_number: str
    created_at: datetime
    status: str
    type: str
    receive_status: str
    refund_status: str
    action_required: bool
    customer_name: str
    email: str
    refund_amount: Decimal
    currency: str
    channel_code: str
    channel_name: str


def find_returns(actor: Actor, query: str, *, sort: str | None = None, limit: int = 25) -> Found[ReturnRow]:
    """The returns the actor may see that match every term, newest first."""
    asked = parse(query)
    if not asked.terms or asked.too_short:
        return Found(too_short=True)
    found = Return.objects.visible_to(actor).select_related("channel", "order__customer").prefetch_related("order__addresses")
    for term in asked.terms:
        if term.kind is Kind.WORD:
            found = found.filter(Q(order__search_last__startswith=term.text) | Q(order__search_first__startswith=term.text))
        elif term.kind is Kind.EMAIL:
            found = found.filter(order__search_email__startswith=term.text)
        else:
            found = found.filter(Q(number__startswith=f"R-{term.text}") | Q(order__number__startswith=term.text))
    rows = [
        ReturnRow(
            one.pk, one.number, one.order.number, one.created_at, one.status, one.type, one.receive_status, one.refund_status, one.action_required,
            one.order.caller_name, one.order.email, one.refund_amount, one.currency, one.channel.code, one.channel.name,
        )
        for one in found.order_by("-created_at", "-pk")[: limit + 1]
    ]  # fmt: skip
    return Found(rows[:limit], len(rows) > limit)


def exact_return(actor: Actor, query: str) -> Return | None:
    """The return with exactly this number ("R-2001", "r2001", "2001", or its number elsewhere); F7."""
    typed = plain(query)
    asked = parse(query)
    if len(asked.terms) != 1 or asked.terms[0].kind not in {Kind.NUMBER, Kind.DIGITS} or asked.terms[0].prefix not in {"", "R"}:
        return None
    own = Return.objects.visible_to(actor)
    return own.filter(number=f"R-{asked.terms[0].text}").first() or own.filter(external_number=typed).first()
