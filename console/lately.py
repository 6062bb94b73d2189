"""Who of many with the name asked for ordered or was in touch lately: most callers call about what they just did (F1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from agents.actors import Actor
from contactcenter.masking import email_for
from contactcenter.names import called_in_sql, shown
from contactcenter.sql import rows
from customers.search.box import CustomerRow
from orders.names import order_name_params
from search.paging import LITTLE, Found
from search.ranges import asked_only, of_each, sized, union, walk, walk_pairs
from search.readings import Query

DAYS = 30
SHOWN = 3
LOOKED_AT = 200
"""Of the sessions of all agents, so many of the newest are looked at."""
LETTERS_FROM = 4
"""A longest word of fewer letters begins too many names to say which of them called lately."""


@dataclass(frozen=True)
class InTouch:
    """A customer by number; at: when they ordered (order_number) or were in touch last."""

    number: str
    name: str
    email: str
    at: datetime
    order_number: str


def in_touch_lately(actor: Actor, asked: Query, found: Found[CustomerRow]) -> list[InTouch]:
    """At most three of those who match, the latest first; none where few were found, who show at a glance anyway.

    Where all who match are found they are who is asked for; of more, those whose names begin so.
    """
    if asked.facts or max(map(len, asked.words), default=0) < LETTERS_FROM or len(found.rows) <= LITTLE:
        return []
    params = {"channels": list(actor.channel_ids), "since": now() - timedelta(days=DAYS)}
    if not found.more:
        return _seen_by(actor, rows(_OF_ALL, params | {"ids": [row.pk for row in found.rows]}))
    pairs = asked.names
    params |= {**order_name_params(asked), "lasts": [last for last, _ in pairs], "firsts": [first for _, first in pairs]}
    return _seen_by(actor, rows(asked_only(_OF_MANY, params), params))


def _seen_by(actor: Actor, found: list[tuple[Any, ...]]) -> list[InTouch]:
    return [InTouch(number, shown(name), email_for(actor, email), *last) for number, name, email, *last in found]


ORDERS = 12
NAMES = 150
"""What begins more names, or pairs of names, says as little of who called as a short word: the others are not looked at."""


def _latest(bought: str, who: str) -> str:
    """The customers for whom `who` holds with the latest of what they `bought`, as (customer_id, at, number), and of their calls."""
    return f"""WITH bought AS ({bought}
), talked AS (
  SELECT customer_id, opened_at AS at, '' AS number FROM agents_callsession WHERE opened_at >= %(since)s::timestamptz
  ORDER BY opened_at DESC LIMIT {LOOKED_AT}
), latest AS (
  SELECT DISTINCT ON (customer_id) customer_id, at, number FROM (SELECT * FROM bought UNION ALL SELECT * FROM talked) either
  ORDER BY customer_id, at DESC
)
SELECT c.number, coalesce({called_in_sql("c", "c.search_country", "c.language")}, ''), c.email, l.at, l.number
FROM latest l JOIN customers_customer c ON c.id = l.customer_id AND c.channel_id = ANY(%(channels)s::bigint[])
WHERE {who} ORDER BY l.at DESC, c.id LIMIT {SHOWN}"""


_OF_ALL = _latest(
    """
  SELECT o.* FROM unnest(%(ids)s::bigint[]) AS one(id) CROSS JOIN LATERAL (
    SELECT o.customer_id, o.placed_at AS at, o.number FROM orders_order o
    WHERE o.customer_id = one.id AND o.placed_at >= %(since)s::timestamptz AND o.channel_id = ANY(%(channels)s::bigint[])
    ORDER BY o.placed_at DESC, o.id DESC LIMIT 1) o""",
    "c.id = ANY(%(ids)s::bigint[])",
)
"""Where all who match are known, they are asked for one by one."""

_HOW: dict[str, Any] = {
    "keep": "c.placed_at, c.id", "order": "c.placed_at DESC, c.id DESC", "limit": str(ORDERS), "after": "AND c.placed_at >= %(since)s::timestamptz",
}  # fmt: skip
_LAST, _FIRST = "AND c.search_last <> ''", "AND c.search_first <> ''"
_BOUGHT = sized(union(_HOW["keep"], "orders_order", (
    ("last", of_each("orders_order", "search_last", "last", values=NAMES, where=_LAST, **_HOW)),
    ("given", of_each("orders_order", "search_first", "given", values=NAMES, where=_FIRST, **_HOW)),
    ("by_last", walk_pairs("orders_order", "search_last", "search_first", "by_last", values=NAMES, **_HOW)),
    ("by_given", walk("orders_order", "search_first", "by_given", other="search_last", look_at=40, where=_FIRST, **_HOW)),
)), ORDERS, ORDERS)  # fmt: skip
_OF_MANY = _latest(
    f"""
  SELECT o.customer_id, o.placed_at AS at, o.number FROM (SELECT id FROM ({_BOUGHT}) hit ORDER BY placed_at DESC, id DESC LIMIT {ORDERS}) hit
  JOIN orders_order o ON o.id = hit.id""",
    """EXISTS (SELECT 1 FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
              WHERE starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))""",
)
"""Where there are more, the newest orders under these names are asked whose they are."""
