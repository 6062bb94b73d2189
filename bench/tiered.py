"""The bare SQL of a search: the same question to the same indexes in the fewest words, prepared, over one connection of psycopg.

These are the "tiered" statements that were measured before this product was made: ranges and loose index scans, the first 26 rows by
name with what the table shows of them. They know neither guests' names nor parts of names, walk what is common to its end, and
show no channel, account or currency: what all that costs is the ratio.
"""

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

from contactcenter.sql import TOP
from search.terms import fold, fold_code

SHOW = "c.number, c.last_name, c.first_name, c.company, c.email, c.phone, c.birthday, c.created_at, c.order_count, c.lifetime_value"
NAME = "c.search_last, c.search_first, c.id"
FIRST = f"ORDER BY {NAME} LIMIT 26"
SEEN = "FROM unnest($1::bigint[]) AS seen(id)"


def _shown(hits: str) -> str:
    return f"""WITH RECURSIVE {hits} SELECT {SHOW} FROM (SELECT DISTINCT * FROM hits c {FIRST}) top JOIN customers_customer c USING (id)
        ORDER BY top.search_last, top.search_first, top.id"""


def _loose(part: str, column: str, low: str, high: str) -> str:
    """The different values of a column in a range, channel by channel."""
    one = f"SELECT c.{column} FROM customers_customer c WHERE c.channel_id = {{0}} AND c.{column} {{1}} AND c.{column} < {high} ORDER BY 1 LIMIT 1"
    return f"""{part} AS (SELECT seen.id AS channel_id, ({one.format("seen.id", f">= {low}")}) AS value {SEEN}
        UNION ALL SELECT w.channel_id, ({one.format("w.channel_id", "> w.value")}) FROM {part} w WHERE w.value IS NOT NULL)"""


def _of(part: str, equal: str, column: str, low: str, high: str) -> str:
    """Of each of these values the first rows by name whose other column lies in a range."""
    return f"""SELECT hit.* FROM {part} w CROSS JOIN LATERAL (SELECT {NAME} FROM customers_customer c
        WHERE c.channel_id = w.channel_id AND c.{equal} = w.value AND c.{column} >= {low} AND c.{column} < {high} {FIRST}) hit"""


def _range(column: str, low: str, high: str) -> str:
    return f"""SELECT hit.* {SEEN} CROSS JOIN LATERAL (SELECT {NAME} FROM customers_customer c
        WHERE c.channel_id = seen.id AND c.{column} >= {low} AND c.{column} < {high} {FIRST}) hit"""


WORD = _shown(f"""{_loose("firsts", "search_first", "$2", "$3")}, hits AS (
    {_range("search_last", "$2", "$3")} UNION ALL {_of("firsts", "search_first", "search_last", "''", f"'{TOP}'")})""")
WORDS = _shown(f"""{_loose("one", "search_last", "$2", "$3")}, {_loose("other", "search_last", "$4", "$5")}, hits AS (
    {_of("one", "search_last", "search_first", "$4", "$5")} UNION ALL {_of("other", "search_last", "search_first", "$2", "$3")})""")
WORD_AND_CODE = _shown(f"""{_loose("codes", "search_postal_code", "$4", "$5")}, hits AS (
    {_of("codes", "search_postal_code", "search_last", "$2", "$3")})""")
FACT = f"""SELECT {SHOW} {SEEN} CROSS JOIN LATERAL (SELECT * FROM customers_customer c WHERE c.channel_id = seen.id AND c.{{0}} >= $2 AND c.{{0}} < $3
    AND c.{{0}} <> '' ORDER BY c.{{0}} LIMIT 26) c LIMIT 26"""
EMAIL, PHONE = FACT.format("search_email"), FACT.format("search_phone")
ORDERS = f"""SELECT o.number, o.placed_at, o.status, o.payment_status, o.fulfilment_status, o.email, o.total, o.currency {SEEN} CROSS JOIN LATERAL (
    SELECT * FROM orders_order o WHERE o.channel_id = seen.id AND o.search_last >= $2 AND o.search_last < $3 AND o.search_last <> ''
    ORDER BY o.search_last, o.placed_at DESC, o.id DESC LIMIT 26) o ORDER BY o.search_last, o.placed_at DESC, o.id DESC LIMIT 26"""


def _from(*beginnings: str) -> list[str]:
    return [end for one in beginnings for end in (one, one + TOP)]


def _words(q: str) -> list[str]:
    return _from(*(fold(word) for word in (q.rsplit(" ", 1) if " " in q else [q])))


def _word_and_code(q: str) -> list[str]:
    word, code = q.rsplit(" ", 1)
    return _from(fold(word), fold_code(code))


BARE: dict[str, tuple[str, Callable[[str], list[str]]]] = {
    "last name, 3 letters": (WORD, _words), "mar": (WORD, _words), "last name": (WORD, _words), "no match": (WORD, _words),
    "first and last name": (WORDS, _words), "mar jo": (WORDS, _words), "name and postal code": (WORD_AND_CODE, _word_and_code),
    "e-mail": (EMAIL, lambda q: _from(q.casefold())), "phone": (PHONE, lambda q: _from(q.lstrip("+"))), "orders by last name": (ORDERS, _words),
}  # fmt: skip
"""The shapes of bench.search that were measured bare, each with its statement and its parameters after the channels."""


class Tiered:
    """A connection of its own, as an agent who sees these channels."""

    def __init__(self, channels: list[int]) -> None:
        given = connection.get_connection_params()
        kept = {key: given[key] for key in ("dbname", "user", "password", "host", "port", "options") if key in given}
        self.channels, self.connection = channels, psycopg.connect(**kept, autocommit=True, prepare_threshold=0, cursor_factory=psycopg.RawCursor)

    def ask(self, shape: str, q: str) -> list[tuple[Any, ...]]:
        sql, given = BARE[shape]
        return self.connection.execute(sql, [self.channels, *given(q)]).fetchall()
