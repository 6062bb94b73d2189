"""Finding returns, newest first. How it stays bounded: see customers.search."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import get_language

from agents.actors import Actor
from contactcenter.sql import LEAST_SQL, rows, rows_once
from contactcenter.texts import told_in_sql
from customers.search.box import beginning, by_weight, exactly, range_ends
from customers.search.names import is_alone, means_both, unless_many, with_flag
from orders.models import Order
from orders.names import (
    BUYER,
    FIRST_PLACE,
    by_name,
    by_word,
    by_word_alone,
    by_words,
    from_place,
    not_named,
    of_customers,
    of_parts,
    of_parts_params,
    order_name_params,
    pages_before,
)  # fmt: skip
from orders.search import CANDIDATES
from returns.models import Return
from search.bounded import ENOUGH
from search.paging import BOUND, Found, Ordering, Tier, column_of, page_of_tiers
from search.ranges import asked_only, sized, straight, union, walk
from search.readings import Kind, Query, Term, number_in, parse, readings
from search.terms import plain


class ReturnRow(NamedTuple):
    """One line of the table of results; name and e-mail as on the order's line."""

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
    reason: str

    def get_status_display(self) -> str:
        return str(Return.Status(self.status).label)

    def get_type_display(self) -> str:
        return str(Return.Type(self.type).label)

    def get_receive_status_display(self) -> str:
        return str(Return.ReceiveStatus(self.receive_status).label)

    def get_refund_status_display(self) -> str:
        return str(Return.RefundStatus(self.refund_status).label)


ORDERING: Ordering[ReturnRow] = Ordering(
    names=("", "-created_at"), start=FIRST_PLACE, kinds=(datetime, int), key=lambda row: (row.created_at, row.pk),
    sorts="""number order_number created_at status type receive_status refund_status action_required customer_name email refund_amount reason
        channel_name""".split(),
    words={
        "status": dict(Return.Status.choices), "type": dict(Return.Type.choices), "receive_status": dict(Return.ReceiveStatus.choices),
        "refund_status": dict(Return.RefundStatus.choices),
    },
)  # fmt: skip
"""Newest first."""


def fill(request: Return, order: Order) -> Return:
    """Copy the order's folded columns; the caller saves."""
    request.search_last, request.search_first, request.search_email = order.search_last, order.search_first, order.search_email
    return request


def find_returns(actor: Actor, query: str, *, sort: str = "", limit: int = 25, after: str = "") -> Found[ReturnRow]:
    """The returns the actor may see that match every term, newest first (F1).

    Words begin the order's billing name or the customer's (the first 26 customers by name); where these give too few, returns of
    customers by the parts of their names follow. Digits begin a return, order or external number, or are a customer number; with "@"
    they begin the order's e-mail. Sorting and pages as in `find_orders`.
    """
    asked = parse(query)
    if not asked.terms or not actor.channel_ids:
        return Found(too_short=asked.too_short)
    tiers = [_tiers(actor, one) for one in readings(query)]
    most = BOUND if asked.facts else ENOUGH
    return page_of_tiers(tiers, ORDERING, sort=sort, limit=limit, after=after, too_short=asked.too_short, most=most)


def _tiers(actor: Actor, asked: Query) -> list[Tier[ReturnRow]]:
    further = not asked.facts and not asked.too_short
    return [partial(_matching, actor, asked), *([partial(_further, actor, asked)] if further else [])]


def _matching(actor: Actor, asked: Query, after: tuple[Any, ...], size: int) -> list[ReturnRow]:
    params: dict[str, Any] = {"channels": list(actor.channel_ids), **from_place(after), **_reader()}
    if asked.too_short:
        number = asked.only.text if asked.only and asked.facts else None
        params |= {"number": f"R-{number}", "order": number, "external": asked.typed if number else None, "last": " ".join(asked.words) or None}
        return _rows(_SHORT, size, params)
    if not asked.facts:
        params = order_name_params(asked) | params
        if after == ORDERING.start and is_alone(asked) and (found := unless_many(sized(_ALONE, size, BOUND), params)) is not None:
            return [ReturnRow._make(row) for row in found]
        return _rows(asked_only(_WORDS if means_both(asked.names) else _WORD, params), size, params)
    facts = by_weight(asked)
    if len(asked.terms) == 1:
        params |= ranges(actor, facts[0])
        return _rows(asked_only(_FACTS, params), size, params)
    params = ranges(actor, facts[0]) | _filters(actor, facts, asked) | params
    return _rows(_FACTS_AND_WORDS if means_both(asked.names) else _FACTS_AND_WORD, size, params)


def _further(actor: Actor, asked: Query, after: tuple[Any, ...], size: int) -> list[ReturnRow]:
    """Of a customer with a later part of the name, or an e-mail, that begins so; not found by name."""
    params = {"channels": list(actor.channel_ids), **from_place(after), **_reader(), **of_parts_params(asked, in_full=actor.sees_in_full)}
    return _rows(asked_only(_FURTHER if actor.sees_in_full else _FURTHER_NAMES, params), size, params)


def _reader() -> dict[str, str]:
    return {"language": (get_language() or "en").lower()}


def _rows(sql: str, size: int, params: dict[str, Any]) -> list[ReturnRow]:
    return [ReturnRow._make(row) for row in rows(sized(sql, size, BOUND), params)]


def show_rows(ids: list[int], size: int) -> list[ReturnRow]:
    """The newest of these returns, as lines of the table."""
    return _rows(_OF_IDS, size, {"ids": ids, **from_place(ORDERING.start), **_reader()}) if ids else []


def values_of(ids: list[int], column: str) -> list[tuple[int, Any]]:
    """The id of each of these returns, and what stands in a column of its line."""
    return rows_once(column_of(_OF_IDS, column, ReturnRow._fields), {"ids": ids, **from_place(ORDERING.start), **_reader()})


def ranges(actor: Actor, term: Term) -> dict[str, Any]:
    """The beginnings that one fact may be of: e-mail, return number, order number, external number; and an exact customer number."""
    found = {
        "email": [term.email] if term.email else [],
        "number": term.number("R-"),
        "order": term.number(""),
        "external": term.codes,
    }
    return {**found, **range_ends(actor, found), "customer": term.customer}


def _filters(actor: Actor, facts: list[Term], asked: Query) -> dict[str, Any]:
    """Every fact as alternatives (its position, a column, a beginning); words as pairs of names."""
    pairs = asked.names
    also = [
        (position, column, beginning(actor, column, text))
        for position, fact in enumerate(facts)
        for column, texts in ranges(actor, fact).items()
        if not column.endswith("_end")
        for text in texts
    ]
    return {
        **order_name_params(asked), "facts": len(facts), "lasts": [last for last, _ in pairs], "firsts": [first for _, first in pairs],
        "also": [one for one, _, _ in also], "also_column": [one for _, one, _ in also], "also_text": [one for _, _, one in also],
    }  # fmt: skip


def exact_return(actor: Actor, query: str) -> Return | None:
    """The return with exactly this number ("R-2001", "r2001", "2001", or the number it has elsewhere); F7.

    None where several could be meant, and for returns of channels the actor does not see.
    """
    term, typed = number_in(query), plain(query)
    own = Return.objects.visible_to(actor).select_related("channel", "order", "customer")
    if term and term.kind in {Kind.NUMBER, Kind.DIGITS}:
        if term.prefix in {"", "R"} and (found := own.filter(number=f"R-{term.text}").first()):
            return found
        others = own.filter(external_number__in=[typed, typed.upper()]).exclude(external_number="")[:2]
        return others[0] if len(others) == 1 else None
    return None


_KEEP = "c.created_at, c.id"
_ORDER = "c.created_at DESC, c.id DESC"
_TABLE = "returns_return"


_REASON = f"coalesce({told_in_sql('n', 'label')}, l.reason)"
"""In the reader's language; as it was called where it is on the list no more."""


def _show(before: str = "") -> str:
    """The newest of the `hits` as lines of the table."""
    return f"""
SELECT c.id, c.number, o.number, c.created_at, c.status, c.type, c.receive_status, c.refund_status, c.action_required,
  {BUYER},
  o.email, c.refund_amount, c.currency, k.code, k.name,
  coalesce((SELECT string_agg(DISTINCT {_REASON}, ', ') FROM returns_returnline l
    LEFT JOIN agents_reason n ON n.organization_id = k.organization_id AND n.kind = 'return' AND n.code = l.reason_code
    WHERE l.request_id = c.id AND (l.reason <> '' OR n.label <> '')), '')
FROM (SELECT DISTINCT created_at, id FROM hits c WHERE true {before} ORDER BY created_at DESC, id DESC LIMIT {{size}}) top
JOIN returns_return c ON c.id = top.id
JOIN orders_order o ON o.id = c.order_id
JOIN agents_channel k ON k.id = c.channel_id
LEFT JOIN customers_customer p ON p.id = c.customer_id
LEFT JOIN orders_orderaddress a ON a.order_id = o.id AND a.kind = 'billing'
ORDER BY top.created_at DESC, top.id DESC"""


_SHOW = _show(pages_before("created_at"))


def _facts(size: str) -> str:
    """Returns with a fact that begins as asked; of an order number's beginning, the returns of the first orders that have any."""
    external = straight(_TABLE, "external_number", "external", keep=_KEEP, limit=size, where="AND c.external_number <> ''")
    orders = straight("orders_order", "number", "order", keep="c.id", limit=str(CANDIDATES))
    customers = "SELECT c.id FROM customers_customer c WHERE c.number = ANY(%(customer)s::text[])"
    of_orders = f"""(SELECT hit.* FROM {orders} o
    CROSS JOIN LATERAL (SELECT {_KEEP} FROM returns_return c WHERE c.order_id = o.id OFFSET 0) hit LIMIT {size})"""
    return union(_KEEP, _TABLE, (
        ("number", straight(_TABLE, "number", "number", keep=_KEEP, limit=size)),
        ("external", external),
        ("email", walk(_TABLE, "search_email", "email", keep=_KEEP, order=_ORDER, limit=size, values=500)),
        ("order", of_orders),
        ("customer", of_customers(_TABLE, "created_at", customers, size)),
    ))  # fmt: skip


_OF_IDS = f"WITH hits AS (SELECT {_KEEP} FROM returns_return c WHERE c.id = ANY(%(ids)s::bigint[])){_SHOW}"
_WORD, _WORDS = (f"WITH hits AS ({by_name(_TABLE, 'created_at', '{size}', by)}){_SHOW}" for by in (by_word, by_words))
_ALONE = with_flag(by_word_alone(_TABLE, "created_at", "{size}"), _show(), ReturnRow._fields, "created_at DESC, pk DESC")
_FACTS = f"WITH hits AS ({_facts(str(BOUND))}){_SHOW}"


def _facts_and(by: Callable[..., str]) -> str:
    """Of what any fact or the words find, what all hold for."""
    return f"""WITH candidates AS ({_facts(str(CANDIDATES))} UNION ALL {by_name(_TABLE, "created_at", str(CANDIDATES), by)}
), hits AS (
  SELECT {_KEEP} FROM (SELECT DISTINCT id FROM candidates) found JOIN returns_return c ON c.id = found.id
  JOIN orders_order o ON o.id = c.order_id LEFT JOIN customers_customer p ON p.id = c.customer_id
  WHERE EXISTS (SELECT 1 FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
                WHERE (starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))
                   OR (starts_with(p.search_last, name.last) AND starts_with(p.search_first, name.first)))
    AND (SELECT count(DISTINCT also.position) FROM unnest(%(also)s::int[], %(also_column)s::text[], %(also_text)s::text[])
           AS also(position, part, text)
         WHERE CASE also.part WHEN 'email' THEN starts_with(c.search_email || {LEAST_SQL}, also.text)
                 WHEN 'number' THEN starts_with(c.number, also.text)
                 WHEN 'order' THEN starts_with(o.number, also.text) WHEN 'external' THEN starts_with(c.external_number, also.text)
                 ELSE p.number = also.text END) = %(facts)s::int
){_SHOW}"""


_FACTS_AND_WORD, _FACTS_AND_WORDS = _facts_and(by_word), _facts_and(by_words)

_FURTHER, _FURTHER_NAMES = (
    f"""WITH candidates AS ({of_parts(_TABLE, "created_at", "{size}", emails=emails)}
), hits AS (
  {not_named(_TABLE, _KEEP)}
){_SHOW}"""
    for emails in (True, False)
)

_SHORT = f"""WITH hits AS ({exactly(_TABLE, _KEEP, _ORDER)}
UNION ALL (SELECT {_KEEP} FROM orders_order o JOIN returns_return c ON c.order_id = o.id
  WHERE o.number = %(order)s AND o.channel_id = ANY(%(channels)s::bigint[]))){_SHOW}"""
