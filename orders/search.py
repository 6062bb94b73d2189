"""Finding orders: the folded columns, and the search over them, newest first. How it stays bounded: see customers.search."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from agents.actors import Actor
from catalog.search import skus_titled
from contactcenter.sql import LEAST, LEAST_SQL, ends, rows, rows_once
from customers.models.address import PostalAddress
from customers.search.box import beginning, by_weight, countries_of, exactly, range_ends
from customers.search.names import is_alone, means_both, unless_many, with_flag
from orders.models import Order
from orders.names import (
    BUYER,
    FIRST_PLACE,
    OF_SO_MANY,
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
from search.bounded import ENOUGH
from search.paging import BOUND, Found, Ordering, Tier, column_of, page_of_tiers
from search.ranges import asked_only, sized, straight, union, walk
from search.readings import Kind, Query, Term, number_in, parse, readings
from search.terms import fold, fold_code, fold_email, fold_phone, plain

CANDIDATES = 150
"""Of each way to match a term, so many rows a channel are looked at when other terms must match too."""
NUMBERED = 400
"""Of order numbers, whose orders mostly lie side by side, so many."""


class OrderRow(NamedTuple):
    """One line of the table of results; customer_name is the customer's, else the billing name (a guest's); ships_to the city."""

    pk: int
    number: str
    external_number: str
    placed_at: datetime
    status: str
    payment_status: str
    fulfilment_status: str
    return_status: str
    customer_name: str
    ships_to: str
    email: str
    total: Decimal
    currency: str
    channel_code: str
    channel_name: str

    def get_status_display(self) -> str:
        return str(Order.Status(self.status).label)

    def get_payment_status_display(self) -> str:
        return str(Order.PaymentStatus(self.payment_status).label)

    def get_fulfilment_status_display(self) -> str:
        return str(Order.FulfilmentStatus(self.fulfilment_status).label)

    def get_return_status_display(self) -> str:
        return str(Order.ReturnStatus(self.return_status).label)


ORDERING: Ordering[OrderRow] = Ordering(
    names=("", "-placed_at"), start=FIRST_PLACE, kinds=(datetime, int), key=lambda row: (row.placed_at, row.pk),
    sorts="""number placed_at status payment_status fulfilment_status return_status customer_name ships_to email total channel_name
        external_number""".split(),
    words={
        "status": dict(Order.Status.choices), "payment_status": dict(Order.PaymentStatus.choices),
        "fulfilment_status": dict(Order.FulfilmentStatus.choices), "return_status": dict(Order.ReturnStatus.choices),
    },
)  # fmt: skip
"""Newest first."""


def fill(order: Order, billing: PostalAddress | None, shipping: PostalAddress | None = None) -> Order:
    """Set the folded columns from both addresses and the order's e-mail and phone; the caller saves."""
    country = billing.country if billing else order.channel.country
    order.search_last, order.search_first = folded_name(billing)
    ship_to = folded_name(shipping)
    order.search_ship = "" if ship_to == (order.search_last, order.search_first) else " ".join(ship_to).strip()
    order.search_postal_code = fold_code(shipping.postal_code) if shipping else ""
    order.search_email = fold_email(order.email)
    order.search_phone = fold_phone(order.phone or (billing.phone if billing else ""), country)
    return order


def folded_name(address: PostalAddress | None) -> tuple[str, str]:
    """Last name, else company, and first name."""
    return (fold(address.last_name or address.company), fold(address.first_name)) if address else ("", "")


def find_orders(actor: Actor, query: str, *, sort: str = "", limit: int = 25, after: str = "") -> Found[OrderRow]:
    """The orders the actor may see that match every term, newest first (F1).

    Words begin the billing name, or the name of the customer (the first 26 customers by name); where these give too few, orders of
    customers by the parts of their names, shipped to such a name, or with such a product, follow. Digits and codes begin an order
    number, external number, phone number (from 5 digits) or SKU, or are a tracking or customer number; with "@" or letters they begin an e-mail.
    Of a product the newest orders are found, not all. Below three characters: exact numbers and exact last names. `sort` is one of
    ORDERING.sorts, with "-" for descending.
    """
    asked = parse(query)
    if not asked.terms or not actor.channel_ids:
        return Found(too_short=asked.too_short)
    tiers = [_tiers(actor, one) for one in readings(query)]
    most = BOUND if asked.facts else ENOUGH
    return page_of_tiers(tiers, ORDERING, sort=sort, limit=limit, after=after, too_short=asked.too_short, most=most)


def _tiers(actor: Actor, asked: Query) -> list[Tier[OrderRow]]:
    further = not asked.facts and not asked.too_short
    return [partial(_matching, actor, asked), *([partial(_further, actor, asked)] if further else [])]


def _matching(actor: Actor, asked: Query, after: tuple[Any, ...], size: int) -> list[OrderRow]:
    """By names along their index; by exact numbers and names, or by facts, of each kind the first by its own order."""
    params = {"channels": list(actor.channel_ids), **from_place(after)}
    if asked.too_short:
        number = asked.only.text if asked.only and asked.facts else None
        exact = {"number": number, "external": asked.typed if number else None, "last": " ".join(asked.words) or None}
        return _rows(_SHORT, size, params | exact)
    if not asked.facts:
        params = order_name_params(asked) | params
        if after == ORDERING.start and is_alone(asked) and (found := unless_many(sized(_ALONE, size, BOUND), params)) is not None:
            return [OrderRow._make(row) for row in found]
        return _rows(asked_only(_WORDS if means_both(asked.names) else _WORD, params), size, params)
    countries = countries_of(actor, asked)
    facts = by_weight(asked)
    if len(asked.terms) == 1:
        params |= ranges(actor, facts[0], countries)
        return _rows(asked_only(_FACTS, params), size, params)
    params = ranges(actor, facts[0], countries) | _filters(actor, facts, asked, countries) | params
    return _rows(_FACTS_AND_WORDS if means_both(asked.names) else _FACTS_AND_WORD, size, params)


def _further(actor: Actor, asked: Query, after: tuple[Any, ...], size: int) -> list[OrderRow]:
    """Of customers by the parts of their names, shipped to a name that begins so, or with such a product; and not found by name."""
    pairs = asked.names
    ships = list(dict.fromkeys(f"{last} {first}".strip() for last, first in pairs if last))
    skus = [] if " " in asked.typed else list(dict.fromkeys([asked.typed, asked.typed.upper()]))
    titled = skus_titled(actor.organization_id, asked.typed)
    params = {
        "channels": list(actor.channel_ids), **from_place(after), "ship": ships, "ship_end": ends(ships),
        "sku": [*skus, *titled], "sku_end": [*ends(skus), *(sku + LEAST for sku in titled)],
        **of_parts_params(asked, in_full=actor.sees_in_full),
    }  # fmt: skip
    return _rows(asked_only(_FURTHER if actor.sees_in_full else _FURTHER_NAMES, params), size, params)


def _rows(sql: str, size: int, params: dict[str, Any]) -> list[OrderRow]:
    return [OrderRow._make(row) for row in rows(sized(sql, size, BOUND), params)]


def show_rows(ids: list[int], size: int) -> list[OrderRow]:
    """The newest of these orders, as lines of the table."""
    return _rows(_OF_IDS, size, {"ids": ids, **from_place(ORDERING.start)}) if ids else []


def values_of(ids: list[int], column: str) -> list[tuple[int, Any]]:
    """The id of each of these orders, and what stands in a column of its line."""
    return rows_once(column_of(_OF_IDS, column, OrderRow._fields), {"ids": ids, **from_place(ORDERING.start)})


def ranges(actor: Actor, term: Term, countries: tuple[str, ...]) -> dict[str, Any]:
    """The beginnings that one fact may be of: e-mail, order number, external number, phone, SKU, postal code beside others; and exact others."""
    email = [term.email] if term.email else []
    found = {
        "email": email, "number": term.number(""), "external": term.codes, "phone": term.phones(countries), "sku": term.codes, "postal": term.postal,
    }  # fmt: skip
    exact = {"tracking": term.codes, "customer": term.customer}
    return {**found, **range_ends(actor, found), **exact}


def _filters(actor: Actor, facts: list[Term], asked: Query, countries: tuple[str, ...]) -> dict[str, Any]:
    """Every fact as alternatives (its position, a column, a beginning); words as pairs of names."""
    pairs = asked.names
    also = [
        (position, column, beginning(actor, column, text))
        for position, fact in enumerate(facts)
        for column, texts in ranges(actor, fact, countries).items()
        if not column.endswith("_end")
        for text in texts
    ]
    return {
        **order_name_params(asked), "facts": len(facts), "lasts": [last for last, _ in pairs], "firsts": [first for _, first in pairs],
        "also": [one for one, _, _ in also], "also_column": [one for _, one, _ in also], "also_text": [one for _, _, one in also],
    }  # fmt: skip


def exact_order(actor: Actor, query: str) -> Order | None:
    """The order with exactly this number ("10432", "#10432", "o10432", "10 432", or the number it has elsewhere); F7.

    None where several could be meant, and for orders of channels the actor does not see.
    """
    term, typed = number_in(query), plain(query)
    own = Order.objects.visible_to(actor).select_related("channel", "customer")
    if term and term.kind in {Kind.NUMBER, Kind.DIGITS}:
        if term.prefix in {"", "O"} and (found := own.filter(number=term.text).first()):
            return found
        others = own.filter(external_number__in=[typed, typed.upper(), typed.lstrip("#")]).exclude(external_number="")[:2]
        return others[0] if len(others) == 1 else None
    return None


_KEEP = "c.placed_at, c.id"
_ORDER = "c.placed_at DESC, c.id DESC"
_TABLE = "orders_order"


def _show(before: str = "") -> str:
    """The newest of the `hits` as lines of the table."""
    return f"""
SELECT c.id, c.number, c.external_number, c.placed_at, c.status, c.payment_status, c.fulfilment_status, c.return_status,
  {BUYER},
  coalesce(d.city, ''), c.email, c.total, c.currency, k.code, k.name
FROM (SELECT DISTINCT placed_at, id FROM hits c WHERE true {before} ORDER BY placed_at DESC, id DESC LIMIT {{size}}) top
JOIN orders_order c ON c.id = top.id
JOIN agents_channel k ON k.id = c.channel_id
LEFT JOIN customers_customer p ON p.id = c.customer_id
LEFT JOIN orders_orderaddress a ON a.order_id = c.id AND a.kind = 'billing'
LEFT JOIN orders_orderaddress d ON d.order_id = c.id AND d.kind = 'shipping' AND d.position = 0
ORDER BY top.placed_at DESC, top.id DESC"""


_SHOW = _show(pages_before("placed_at"))


_BY_EMAIL = straight("customers_customer", "search_email", "email", keep="c.id", limit=str(OF_SO_MANY), where="AND c.search_email <> ''")
_BY_NUMBER = "SELECT c.id FROM customers_customer c WHERE c.number = ANY(%(customer)s::text[])"

# Lines know no channel: the newest lines of each SKU that begins so, and, for a small channel that these pass by, its newest orders.
_BY_SKU = f"""(WITH RECURSIVE walk(sku, sku_end) AS (
      SELECT (SELECT l.sku FROM orders_orderline l WHERE l.sku >= asked.lo AND l.sku < asked.hi ORDER BY l.sku LIMIT 1), asked.hi
      FROM unnest(%(sku)s::text[], %(sku_end)s::text[]) AS asked(lo, hi)
    UNION ALL
      SELECT (SELECT l.sku FROM orders_orderline l WHERE l.sku > w.sku AND l.sku < w.sku_end ORDER BY l.sku LIMIT 1), w.sku_end
      FROM walk w WHERE w.sku IS NOT NULL
    ), sold AS (SELECT sku FROM walk WHERE sku IS NOT NULL LIMIT 10)
    SELECT {_KEEP} FROM (SELECT l.order_id FROM sold CROSS JOIN LATERAL (
      SELECT l.order_id FROM orders_orderline l WHERE l.sku = sold.sku ORDER BY l.sku, l.order_id DESC LIMIT 100) l
      ORDER BY l.order_id DESC LIMIT 300) l
    JOIN orders_order c ON c.id = l.order_id AND c.channel_id = ANY(%(channels)s::bigint[])
  UNION ALL
    SELECT {_KEEP} FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
    CROSS JOIN LATERAL (SELECT c.placed_at, c.id FROM orders_order c WHERE c.channel_id = seen.channel_id AND EXISTS (SELECT FROM sold)
      ORDER BY c.channel_id, c.placed_at DESC LIMIT 50) c
    WHERE EXISTS (SELECT 1 FROM orders_orderline l WHERE l.order_id = c.id AND (SELECT true
      FROM unnest(%(sku)s::text[], %(sku_end)s::text[]) AS asked(lo, hi) WHERE l.sku >= asked.lo AND l.sku < asked.hi LIMIT 1)))"""


def _facts(size: str, numbered: str = "") -> str:
    """Orders with a fact that begins as asked; e-mail and phone newest first; of order numbers so many."""
    how: dict[str, Any] = {"keep": _KEEP, "order": _ORDER, "limit": size, "values": 500}
    external = straight(_TABLE, "external_number", "external", keep=_KEEP, limit=size, where="AND c.external_number <> ''")
    tracked = f"""(SELECT {_KEEP} FROM orders_shipment s JOIN orders_order c ON c.id = s.order_id AND c.channel_id = ANY(%(channels)s::bigint[])
    WHERE s.tracking = ANY(%(tracking)s::text[]) AND s.tracking <> '' LIMIT {size})"""
    return union(_KEEP, _TABLE, (
        ("number", straight(_TABLE, "number", "number", keep=_KEEP, limit=numbered or size)),
        ("external", external),
        ("email", walk(_TABLE, "search_email", "email", **how)),
        ("phone", walk(_TABLE, "search_phone", "phone", where="AND c.search_phone <> ''", **how)),
        ("email", of_customers(_TABLE, "placed_at", _BY_EMAIL, size)),
        ("customer", of_customers(_TABLE, "placed_at", _BY_NUMBER, size)),
        ("sku", _BY_SKU),
        ("tracking", tracked),
    ))  # fmt: skip


_OF_IDS = f"WITH hits AS (SELECT {_KEEP} FROM orders_order c WHERE c.id = ANY(%(ids)s::bigint[])){_SHOW}"
_WORD, _WORDS = (f"WITH hits AS ({by_name(_TABLE, 'placed_at', '{size}', by)}){_SHOW}" for by in (by_word, by_words))
_ALONE = with_flag(by_word_alone(_TABLE, "placed_at", "{size}"), _show(), OrderRow._fields, "placed_at DESC, pk DESC")
_FACTS = f"WITH hits AS ({_facts(str(BOUND))}){_SHOW}"
# whether one alternative of one fact holds of an order c and its customer p
_MATCHES = f"""CASE also.part
      WHEN 'email' THEN starts_with(c.search_email || {LEAST_SQL}, also.text) OR starts_with(p.search_email || {LEAST_SQL}, also.text)
      WHEN 'number' THEN starts_with(c.number, also.text) WHEN 'external' THEN starts_with(c.external_number, also.text)
      WHEN 'phone' THEN starts_with(c.search_phone || {LEAST_SQL}, also.text) WHEN 'customer' THEN p.number = also.text
      WHEN 'postal' THEN starts_with(c.search_postal_code, also.text)
      WHEN 'sku' THEN EXISTS (SELECT 1 FROM orders_orderline l WHERE l.order_id = c.id AND starts_with(l.sku, also.text))
      ELSE EXISTS (SELECT 1 FROM orders_shipment s WHERE s.order_id = c.id AND s.tracking = also.text) END"""


def _facts_and(by: Callable[..., str]) -> str:
    """Of what any fact or the words find, what all hold for."""
    return f"""WITH candidates AS ({_facts(str(CANDIDATES), str(NUMBERED))} UNION ALL {by_name(_TABLE, "placed_at", str(CANDIDATES), by)}
), hits AS (
  SELECT {_KEEP} FROM (SELECT DISTINCT id FROM candidates) found JOIN orders_order c ON c.id = found.id
  LEFT JOIN customers_customer p ON p.id = c.customer_id
  WHERE EXISTS (SELECT 1 FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
                WHERE (starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))
                   OR (starts_with(p.search_last, name.last) AND starts_with(p.search_first, name.first)))
    AND (SELECT count(DISTINCT also.position) FROM unnest(%(also)s::int[], %(also_column)s::text[], %(also_text)s::text[])
           AS also(position, part, text) WHERE {_MATCHES}) = %(facts)s::int
){_SHOW}"""


_FACTS_AND_WORD, _FACTS_AND_WORDS = _facts_and(by_word), _facts_and(by_words)

_SHIPPED = straight(_TABLE, "search_ship", "ship", keep=_KEEP, limit=str(BOUND), order=_ORDER, where="AND c.search_ship <> ''")


def _inside(*, emails: bool) -> str:
    """What a name inside its customer's, a ship-to name or a product finds."""
    further = union(_KEEP, _TABLE, (("ship", _SHIPPED), ("sku", _BY_SKU)))
    return f"""WITH candidates AS ({further}
UNION ALL {of_parts(_TABLE, "placed_at", "{size}", emails=emails)}
), hits AS (
  {not_named(_TABLE, _KEEP)}
){_SHOW}"""


_FURTHER, _FURTHER_NAMES = _inside(emails=True), _inside(emails=False)

_SHORT = f"WITH hits AS ({exactly(_TABLE, _KEEP, _ORDER)}){_SHOW}"
