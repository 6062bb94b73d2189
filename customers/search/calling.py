"""The countries whose telephone numbers customers have: read from the numbers, whatever countries the channels are of."""

from functools import lru_cache

import phonenumbers

from agents.actors import Actor
from contactcenter.sql import rows

_SHORT = tuple(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE if code < 100)


def countries_of_phones(actor: Actor) -> tuple[str, ...]:
    """One of each country code that a phone or mobile begins with in the actor's channels, by one look-up for each of these codes."""
    found = rows(_CODES, {"channels": list(actor.channel_ids), "short": list(_SHORT)})
    return tuple(country for (code,) in found if (country := _country_of(code)))


@lru_cache(maxsize=1000)
def _country_of(code: str) -> str:
    """The main country of a code; empty where it is none."""
    region = phonenumbers.region_code_for_country_code(int(code)) if code.isdecimal() else "ZZ"
    return "" if region in ("ZZ", "001") else region


def _step(column: str, condition: str) -> str:
    """The code of the first number that comes next; codes of one or two digits are no beginnings of longer ones."""
    one, two, three = (f"left(c.{column}, {length})" for length in (1, 2, 3))
    code = f"CASE WHEN {one} = ANY(%(short)s::text[]) THEN {one} WHEN {two} = ANY(%(short)s::text[]) THEN {two} ELSE {three} END"
    return f"""SELECT {code} AS code FROM customers_customer c
    WHERE c.channel_id = seen.channel_id AND c.{column} <> '' {condition} ORDER BY c.{column} LIMIT 1"""


def _walk(column: str) -> str:
    """The different codes by a loose index scan."""
    return f"""SELECT walk.code FROM unnest(%(channels)s::bigint[]) AS seen(channel_id) CROSS JOIN LATERAL (
  WITH RECURSIVE walk AS (
    ({_step(column, "")})
    UNION ALL SELECT next.code FROM walk w CROSS JOIN LATERAL ({_step(column, f"AND c.{column} > w.code || ':'")}) next
  ) SELECT code FROM walk) walk"""


_CODES = f"SELECT DISTINCT code FROM ({_walk('search_phone')} UNION ALL {_walk('search_mobile')}) found"
