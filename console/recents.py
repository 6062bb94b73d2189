"""What an agent opened last, as far as they still may see it; shown while the search box is empty."""

from dataclasses import dataclass

from agents.actors import Actor
from contactcenter.masking import email_for
from contactcenter.names import called_in_sql, shown
from contactcenter.sql import rows

SHOWN = 8
LOOKED_AT = 60
"""Of the read log, so many of the newest entries are looked at."""


@dataclass(frozen=True)
class Opened:
    """A record by kind and number; name: whose it is."""

    kind: str
    number: str
    name: str


def recently_opened(actor: Actor) -> list[Opened]:
    """The newest first, each once."""
    found = rows(_OPENED, {"agent": actor.agent_id, "channels": list(actor.channel_ids)})
    return [Opened(kind, number, shown(name) or email_for(actor, email)) for kind, number, name, email in found]


_OPENED = f"""WITH seen AS (
  SELECT thing_type, thing_id, max(id) AS last
  FROM (SELECT * FROM agents_readentry WHERE actor_id = %(agent)s::bigint AND NOT listed ORDER BY id DESC LIMIT {LOOKED_AT}) newest
  GROUP BY thing_type, thing_id
)
SELECT CASE WHEN c.id IS NOT NULL THEN 'customer' WHEN o.id IS NOT NULL THEN 'order' ELSE 'return' END,
  coalesce(c.number, o.number, r.number),
  coalesce({called_in_sql("p", "p.search_country", "p.language")}, ''), coalesce(o.email, '')
FROM seen
LEFT JOIN customers_customer c ON seen.thing_type = 'customers.Customer' AND c.id = seen.thing_id AND c.channel_id = ANY(%(channels)s::bigint[])
LEFT JOIN orders_order o ON seen.thing_type = 'orders.Order' AND o.id = seen.thing_id AND o.channel_id = ANY(%(channels)s::bigint[])
LEFT JOIN returns_return r ON seen.thing_type = 'returns.Return' AND r.id = seen.thing_id AND r.channel_id = ANY(%(channels)s::bigint[])
LEFT JOIN customers_customer p ON p.id = coalesce(c.id, o.customer_id, r.customer_id)
WHERE coalesce(c.id, o.id, r.id) IS NOT NULL ORDER BY seen.last DESC LIMIT {SHOWN}"""
