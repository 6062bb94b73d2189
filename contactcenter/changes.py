"""What changed, said once for each act in its own transaction, and heard by every web process (`contactcenter.events`).

A notice names the thing and nothing about it: who shows the thing reads it again, with their own rights.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, quote

from django.db import connection

NAME = "changes"
MOST_WATCHED = 50
_WATCHED = re.compile(r"(?:(?:cart|order|return|customer|export|approval):|(?:carts|orders|returns)-of:)\S[^\x00-\x1f]{0,59}")
"""What a page may ask for. An agent's account is not among it: by that key the streams of an account are counted and ended."""


@dataclass(frozen=True)
class Notice:
    """noun, number: the thing; version: of a cart its own, else the number of the act in the audit trail, which only grows;

    channel: whose agents may hear of it; agent: of what is in no channel, the one who may; customer: the number of whose it is;
    request: of the request that did it, by which the page that sent it knows its own act.
    """

    noun: str
    number: str
    version: int = 0
    channel: int | None = None
    agent: int | None = None
    customer: str = ""
    request: str = ""

    def watched_as(self) -> Iterator[str]:
        """What a page says that it shows, to hear of this: "order:10023", or whatever orders there are of somebody: "orders-of:C-10001"."""
        yield f"{self.noun}:{self.number}"
        if self.customer:
            yield f"{self.noun}s-of:{self.customer}"


def send(notice: Notice) -> None:
    """In the caller's transaction: heard once it is committed, and never if it is not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [NAME, json.dumps(asdict(notice))])


def read(payload: str) -> Notice:
    return Notice(**json.loads(payload))


def shows(*keys: str) -> str:
    """The value of `data-live`: what a place of a page shows."""
    return " ".join(quote(key, safe=":") for key in keys)


def watched_in(query: str) -> frozenset[str]:
    """The things of `watch=…&watch=…`. Raises ValueError for what no page asks: none, too many, or no thing."""
    watched = frozenset(value for name, value in parse_qsl(query, max_num_fields=MOST_WATCHED) if name == "watch")
    if not watched or not all(map(_WATCHED.fullmatch, watched)):
        raise ValueError
    return watched
