"""Finding orders: the folded columns, and the search over them, newest first. How it stays bounded: see customers.search."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from agents.actors import Actor
from contactcenter.ranges import straight, walk, walk_pairs
from contactcenter.sql import ends, rows
from customers.models.address import PostalAddress
from customers.search import PHONE_FROM, SORTABLE, Found, countries_of, name_params, named, paired, sort_rows
from customers.terms import Kind, Query, Term, fold, fold_code, fold_email, fold_phone, name_pairs, parse, phone_candidates, plain
from orders.models import Order

CANDIDATES = 150
"""Of each way to match a term, so many rows a channel are looked at when other terms must match too."""
SORTS = ("number", "placed_at", "status", "customer_name", "email", "total", "channel_name")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the table of results; customer_name is the customer's, else the billing name (a guest's)."""

    pk: int
    number: str
    external_number: str
    placed_at: datetime
    status: str
    payment_status: str
    fulfilment_status: str
    return_status: str
    customer_name: str
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


def fill(order: Order, billing_address: PostalAddress | None, shipping_address: PostalAddress | None = None) -> Order:
    """Set the folded columns from the addresses and the order's e-mail and phone; the caller saves."""
    country = billing_address.country if billing_address else order.channel.country
    order.search_last = fold(billing_address.last_name or billing_address.company) if billing_address else ""
    order.search_first = fold(billing_address.first_name) if billing_address else ""
    order.search_email = fold_email(order.email)
    order.search_phone = fold_phone(order.phone or (billing_address.phone if billing_address else ""), country)
    order.search_postal_code = fold_code(shipping_address.postal_code) if shipping_address else ""
    return order


def find_orders(actor: Actor, query: str, *, sort: str | None = None, limit: int = 25) -> Found[OrderRow]:
    """The orders the actor may see that match every term, newest first (F1).

    Words begin the billing name, or the name of the customer (the first 26 customers by name). Digits and codes begin an order
    number, external number, phone number (from 5 digits) or SKU, or are a tracking or customer number; with "@" they begin an e-mail.
    Of a SKU the newest orders are found, not all. Below three characters: exact numbers and exact last names. `sort` is one of
    SORTS, with "-" for descending; it puts in order the newest 200 that match, not all.
    """
    asked = parse(query)
    if not asked.terms or not actor.channel_ids:
        return Found(too_short=asked.too_short)
    size = max(limit, SORTABLE) if (sort or "").removeprefix("-") in SORTS else limit
    found = _search(actor, asked, size + 1)
    more = len(found) > limit
    if sort and size > limit:
        found = sort_rows(found[:size], sort)
    return Found(found[:limit], more, asked.too_short)


def _search(actor: Actor, asked: Query, size: int) -> list[OrderRow]:
    channels = {"channels": list(actor.channel_ids)}
    if asked.too_short:
        number = asked.only.text if asked.only and asked.facts else None
        return _rows(_SHORT, size, {**channels, "number": number, "external": asked.typed if number else None, "last": " ".join(asked.words) or None})
    if not asked.facts:
        found = _rows(_NAMES, size, {**channels, **order_name_params(asked.words)})
        if found or " " in asked.typed:
            return found
        return _rows(_FACTS, size, {**channels, **ranges(Term(Kind.NUMBER, "", asked.typed), ())})  # a SKU may be of letters only
    countries = countries_of(actor, asked)
    order = {Kind.EMAIL: 0, Kind.NUMBER: 1, Kind.DIGITS: 2}
    facts = sorted(asked.facts, key=lambda term: (order[term.kind], -len(term.text)))
    if len(asked.terms) == 1:
        return _rows(_FACTS, size, {**channels, **ranges(facts[0], countries)})
    return _rows(_FACTS_AND_MORE, size, {**channels, **ranges(facts[0], countries), **_filters(facts, asked.words, countries)})


def _rows(sql: str, size: int, params: dict[str, Any]) -> list[OrderRow]:
    return [OrderRow(*row) for row in rows(sql.replace("{size}", str(size)), params)]


def show_rows(ids: list[int], size: int) -> list[OrderRow]:
    """The newest of these orders, as lines of the table."""
    return _rows(_OF_IDS, size, {"ids": ids}) if ids else []


def order_name_params(words: tuple[str, ...]) -> dict[str, Any]:
    """The ranges for words in orders and returns: `last` and `given` alone, both names by either lead; and those of the customers."""
    pairs = name_pairs(words) if words else []
    given = [first for last, first in pairs if not last]
    of_customers = name_params(words) if words else {name: [] for name in name_params(("x",))}
    return {
        **of_customers, "given": given, "given_end": ends(given),
        **paired("by_last", [(last, first) for last, first in pairs if len(last) > 1 and first]),
        **paired("by_given", [(first, last) for last, first in pairs if len(last) == 1 and first]),
    }  # fmt: skip


def ranges(term: Term, countries: tuple[str, ...]) -> dict[str, Any]:
    """The beginnings that one fact may be of: e-mail, order number, external number, phone, SKU; and exact other numbers."""
    email = [term.text] if term.kind is Kind.EMAIL else []
    codes = [] if email else list(dict.fromkeys([term.typed, term.typed.upper()]))
    found = {
        "email": email,
        "number": [term.text] if term.text and (term.kind is Kind.DIGITS or term.prefix == "O") else [],
        "external": codes,
        "phone": phone_candidates(term.typed, countries) if term.kind is Kind.DIGITS and len(term.text) >= PHONE_FROM else [],
        "sku": codes,
    }
    exact = {"tracking": codes, "customer": [f"C-{term.text}"] if term.prefix == "C" else []}
    return {**found, **{f"{name}_end": ends(values) for name, values in found.items()}, **exact}


def _filters(facts: list[Term], words: tuple[str, ...], countries: tuple[str, ...]) -> dict[str, Any]:
    """Every fact as alternatives (its position, a column, a beginning); words as pairs of names."""
    pairs = name_pairs(words) if words else [("", "")]
    also = [
        (position, column, text)
        for position, fact in enumerate(facts)
        for column, texts in ranges(fact, countries).items()
        if not column.endswith("_end")
        for text in texts
    ]
    return {
        **order_name_params(words), "facts": len(facts), "lasts": [last for last, _ in pairs], "firsts": [first for _, first in pairs],
        "also": [one for one, _, _ in also], "also_column": [one for _, one, _ in also], "also_text": [one for _, _, one in also],
    }  # fmt: skip


def exact_order(actor: Actor, query: str) -> Order | None:
    """The order with exactly this number ("10432", "#10432", "o10432", "10 432", or the number it has elsewhere); F7.

    None where several could be meant, and for orders of channels the actor does not see.
    """
    term, typed = parse(query).only, plain(query)
    own = Order.objects.visible_to(actor).select_related("channel", "customer")
    if term and term.kind in {Kind.NUMBER, Kind.DIGITS}:
        if term.prefix in {"", "O"} and (found := own.filter(number=term.text).first()):
            return found
        others = list(own.filter(external_number__in={typed, typed.upper(), typed.lstrip("#")} - {""})[:2])
        return others[0] if len(others) == 1 else None
    return None


_KEEP = "c.placed_at, c.id"
_ORDER = "c.placed_at DESC, c.id DESC"
_TABLE = "orders_order"
_SHOW = """
SELECT c.id, c.number, c.external_number, c.placed_at, c.status, c.payment_status, c.fulfilment_status, c.return_status,
  coalesce(nullif(trim(p.first_name || ' ' || p.last_name), ''), nullif(p.company, ''),
           nullif(trim(a.first_name || ' ' || a.last_name), ''), a.company, ''),
  c.email, c.total, c.currency, k.code, k.name
FROM (SELECT DISTINCT placed_at, id FROM hits ORDER BY placed_at DESC, id DESC LIMIT {size}) top
JOIN orders_order c ON c.id = top.id
JOIN agents_channel k ON k.id = c.channel_id
LEFT JOIN customers_customer p ON p.id = c.customer_id
LEFT JOIN orders_orderaddress a ON a.order_id = c.id AND a.kind = 'billing'
ORDER BY top.placed_at DESC, top.id DESC"""


def names(table: str, time: str, size: str) -> str:
    """The newest rows of orders or returns whose folded names words may mean; parameters of `order_name_params`."""
    how: dict[str, Any] = {"keep": f"c.{time}, c.id", "order": f"c.{time} DESC, c.id DESC", "limit": size}
    return f"""{walk(table, "search_last", "last", **how)}
UNION ALL {walk(table, "search_first", "given", **how)}
UNION ALL {walk_pairs(table, "search_last", "search_first", "by_last", **how)}
UNION ALL {walk(table, "search_first", "by_given", other="search_last", look_at=40, **how)}"""


def of_customers(table: str, time: str, customers: str, size: str) -> str:
    """The newest rows of orders or returns of chosen customers."""
    return f"""(SELECT hit.* FROM (SELECT DISTINCT id FROM ({customers}) found LIMIT 26) p CROSS JOIN LATERAL (
    SELECT c.{time}, c.id FROM {table} c WHERE c.customer_id = p.id AND c.channel_id = ANY(%(channels)s::bigint[])
    ORDER BY c.{time} DESC, c.id DESC LIMIT {size}) hit)"""


def _names(size: str) -> str:
    return f"{names(_TABLE, 'placed_at', size)}\nUNION ALL {of_customers(_TABLE, 'placed_at', named('26'), size)}"


_BY_EMAIL = straight("customers_customer", "search_email", "email", keep="c.id", limit="26", where="AND c.search_email <> ''")
_BY_NUMBER = "SELECT c.id FROM customers_customer c WHERE c.number = ANY(%(customer)s::text[])"

# Lines know no channel: the newest lines of a SKU, and, for a small channel that these pass by, its newest orders.
_BY_SKU = f"""(WITH RECURSIVE walk(sku, sku_end) AS (
      SELECT (SELECT l.sku FROM orders_orderline l WHERE l.sku >= asked.lo AND l.sku < asked.hi ORDER BY l.sku LIMIT 1), asked.hi
      FROM unnest(%(sku)s::text[], %(sku_end)s::text[]) AS asked(lo, hi)
    UNION ALL
      SELECT (SELECT l.sku FROM orders_orderline l WHERE l.sku > w.sku AND l.sku < w.sku_end ORDER BY l.sku LIMIT 1), w.sku_end
      FROM walk w WHERE w.sku IS NOT NULL
    )
    SELECT {_KEEP} FROM (SELECT * FROM walk WHERE sku IS NOT NULL LIMIT 10) w
    CROSS JOIN LATERAL (SELECT l.order_id FROM orders_orderline l WHERE l.sku = w.sku ORDER BY l.sku, l.order_id DESC LIMIT 100) l
    JOIN orders_order c ON c.id = l.order_id AND c.channel_id = ANY(%(channels)s::bigint[]))
UNION ALL (SELECT {_KEEP} FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
    CROSS JOIN LATERAL (SELECT c.placed_at, c.id FROM orders_order c WHERE c.channel_id = seen.channel_id AND cardinality(%(sku)s::text[]) > 0
      ORDER BY c.channel_id, c.placed_at DESC LIMIT 50) c
    WHERE EXISTS (SELECT 1 FROM unnest(%(sku)s::text[]) AS asked(sku)
                  JOIN orders_orderline l ON l.order_id = c.id AND starts_with(l.sku, asked.sku)))"""


def _facts(size: str) -> str:
    """Orders with a fact that begins as asked; e-mail and phone newest first."""
    how: dict[str, Any] = {"keep": _KEEP, "order": _ORDER, "limit": size, "values": 500}
    external = straight(_TABLE, "external_number", "external", keep=_KEEP, limit=size, where="AND c.external_number <> ''")
    phone = walk(_TABLE, "search_phone", "phone", where="AND c.search_phone <> ''", **how)
    return f"""{straight(_TABLE, "number", "number", keep=_KEEP, limit=size)}
UNION ALL {external}
UNION ALL {walk(_TABLE, "search_email", "email", **how)}
UNION ALL {phone}
UNION ALL {of_customers(_TABLE, "placed_at", _BY_EMAIL, size)}
UNION ALL {of_customers(_TABLE, "placed_at", _BY_NUMBER, size)}
UNION ALL {_BY_SKU}
UNION ALL (SELECT {_KEEP} FROM orders_shipment s JOIN orders_order c ON c.id = s.order_id AND c.channel_id = ANY(%(channels)s::bigint[])
    WHERE s.tracking = ANY(%(tracking)s::text[]) AND s.tracking <> '' LIMIT {size})"""


_OF_IDS = f"WITH hits AS (SELECT {_KEEP} FROM orders_order c WHERE c.id = ANY(%(ids)s::bigint[])){_SHOW}"
_NAMES = f"WITH hits AS ({_names('{size}')}){_SHOW}"
_FACTS = f"WITH hits AS ({_facts('{size}')}){_SHOW}"
# Whether one alternative of one fact holds of an order c and its customer p.
_MATCHES = """CASE also.part WHEN 'email' THEN starts_with(c.search_email, also.text) OR starts_with(p.search_email, also.text)
      WHEN 'number' THEN starts_with(c.number, also.text) WHEN 'external' THEN starts_with(c.external_number, also.text)
      WHEN 'phone' THEN starts_with(c.search_phone, also.text) WHEN 'customer' THEN p.number = also.text
      WHEN 'sku' THEN EXISTS (SELECT 1 FROM orders_orderline l WHERE l.order_id = c.id AND starts_with(l.sku, also.text))
      ELSE EXISTS (SELECT 1 FROM orders_shipment s WHERE s.order_id = c.id AND s.tracking = also.text) END"""

_FACTS_AND_MORE = f"""WITH candidates AS ({_facts(str(CANDIDATES))} UNION ALL {_names(str(CANDIDATES))}
), hits AS (
  SELECT {_KEEP} FROM (SELECT DISTINCT id FROM candidates) found JOIN orders_order c ON c.id = found.id
  LEFT JOIN customers_customer p ON p.id = c.customer_id
  WHERE EXISTS (SELECT 1 FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
                WHERE (starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))
                   OR (starts_with(p.search_last, name.last) AND starts_with(p.search_first, name.first)))
    AND (SELECT count(DISTINCT also.position) FROM unnest(%(also)s::int[], %(also_column)s::text[], %(also_text)s::text[])
           AS also(position, part, text) WHERE {_MATCHES}) = %(facts)s::int
){_SHOW}"""

_SHORT = f"""WITH hits AS (
  (SELECT {_KEEP} FROM orders_order c WHERE c.number = %(number)s AND c.channel_id = ANY(%(channels)s::bigint[]))
  UNION ALL (SELECT {_KEEP} FROM orders_order c
   WHERE c.channel_id = ANY(%(channels)s::bigint[]) AND c.external_number = %(external)s AND c.external_number <> '')
  UNION ALL (SELECT hit.* FROM unnest(%(channels)s::bigint[]) AS seen(channel_id) CROSS JOIN LATERAL (
     SELECT {_KEEP} FROM orders_order c WHERE c.channel_id = seen.channel_id AND c.search_last = %(last)s
     ORDER BY {_ORDER} LIMIT {{size}}) hit)
){_SHOW}"""
