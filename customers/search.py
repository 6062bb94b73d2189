"""Finding customers: the folded columns, and the search over them.

Every range below begins with a channel and is read in the order of an index, so that the cost depends on what is shown and
not on how many customers there are: no LIKE, no count, no sort of unbounded sets. Statements are constant, so that they stay prepared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from agents.actors import Actor
from agents.models import Channel
from contactcenter.ranges import straight, walk, walk_in_order
from contactcenter.sql import TOP, ends, rows
from customers.models import Customer
from customers.terms import Kind, Query, Term, fold, fold_code, fold_email, fold_phone, name_pairs, parse, phone_candidates, plain

R = TypeVar("R")

SORTABLE = 200
"""A sort by header puts in order at most so many rows: the first by name that match."""
SORTS = ("last_name", "first_name", "number", "email", "phone", "birthday")
PHONE_FROM = 5
"""Fewer digits are no phone number: an area code alone would match a whole city."""
CANDIDATES = 500
"""Of each way to match a number, so many rows are looked at when other terms must match too."""


@dataclass(frozen=True)
class Found(Generic[R]):
    """What a search found: at most `limit` rows, whether there are more, and whether the query was too short for a full search.

    By criteria also: how many there are in all, where that is known, and whether the time was over before all were found.
    """

    rows: list[R] = field(default_factory=list)
    more: bool = False
    too_short: bool = False
    total: int | None = None
    stopped: bool = False


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


def fill_values(values: Mapping[str, Any], *, country: str, postal_code: str = "", city: str = "", home_country: str = "") -> dict[str, str]:
    """The folded columns for a customer's values; `country` (of the channel) says how local phone numbers are meant.

    The one rule, for a single record and for the importer alike. A customer without a last name is found by the company.
    Postal code, city and home country are those of the main address: the default for shipping, else the first.
    """
    return {
        "search_last": fold(values.get("last_name") or values.get("company") or ""),
        "search_first": fold(values.get("first_name") or ""),
        "search_email": fold_email(values.get("email") or ""),
        "search_phone": fold_phone(values.get("phone") or "", country),
        "search_mobile": fold_phone(values.get("mobile") or "", country),
        "search_postal_code": fold_code(postal_code),
        "search_city": fold(city),
        "search_country": home_country.upper(),
    }


OF_ADDRESS = ("search_postal_code", "search_city", "search_country")


def fill(customer: Customer, *, postal_code: str | None = None, city: str = "", home_country: str = "") -> Customer:
    """Set the folded columns; the caller saves. The last three are of the main address; without its `postal_code`, they stay as they are."""
    values = fill_values(vars(customer), country=customer.channel.country, postal_code=postal_code or "", city=city, home_country=home_country)
    for name, value in values.items():
        if postal_code is not None or name not in OF_ADDRESS:
            setattr(customer, name, value)
    return customer


def find_customers(actor: Actor, query: str, *, sort: str = "name", limit: int = 25) -> Found[CustomerRow]:
    """The customers the actor may see that match every term, in order of last name, first name, number (F1, F2).

    Words begin the last or the first name, in any order; digits begin a customer number, a phone number in any spelling (from 5
    digits) or a postal code; with "@" they begin an e-mail address. Below three characters: exact numbers and last names.
    A word alone is tried as the beginning of an e-mail address when names gave too few. `sort` is one of SORTS, with "-" for
    descending; it puts in order the first 200 that match, not all.
    """
    asked = parse(query)
    if not asked.terms or not actor.channel_ids:
        return Found(too_short=asked.too_short)
    size = limit if sort.removeprefix("-") not in SORTS else max(limit, SORTABLE)
    found = _search(actor, asked, size + 1)
    more = len(found) > limit
    if size > limit:
        found = sort_rows(found[:size], sort)
    return Found(found[:limit], more, asked.too_short)


def sort_rows(found: list[R], sort: str) -> list[R]:
    """By a column, "-" for descending; empty cells last either way."""
    column, descending = sort.removeprefix("-"), sort.startswith("-")

    def key(row: R) -> Any:
        value = getattr(row, column)
        return fold(value) if isinstance(value, str) and column != "number" else (len(value), value) if isinstance(value, str) else value

    filled = [row for row in found if getattr(row, column) not in (None, "")]
    empty = [row for row in found if getattr(row, column) in (None, "")]
    return sorted(filled, key=key, reverse=descending) + empty


def _search(actor: Actor, asked: Query, size: int) -> list[CustomerRow]:
    channels = list(actor.channel_ids)
    if asked.too_short:
        return _rows(_SHORT, size, {"channels": channels, **short_params(asked, "C-")})
    if asked.facts:
        return _rows(_FACTS if len(asked.terms) == 1 else _FACTS_AND_MORE, size, _fact_params(actor, asked))
    found = _rows(_NAMES, size, {"channels": channels, **name_params(asked.words)})
    if len(found) < size and " " not in asked.typed:
        email = fold_email(asked.typed)
        known = {row.pk for row in found}
        found += [row for row in _rows(_EMAIL, size, {"channels": channels, "lo": email, "hi": email + TOP}) if row.pk not in known]
    return found[:size]


def _rows(sql: str, size: int, params: dict[str, Any]) -> list[CustomerRow]:
    return [CustomerRow(*row) for row in rows(sql.replace("{size}", str(size)), params)]


def show_rows(ids: list[int], size: int) -> list[CustomerRow]:
    """The first of these customers by name, as lines of the table."""
    return _rows(_OF_IDS, size, {"ids": ids}) if ids else []


def short_params(asked: Query, prefix: str) -> dict[str, Any]:
    """For a query below three characters: the exact last name, and the exact number ("C-12") or external number."""
    number = asked.terms[0].text if len(asked.terms) == 1 and asked.facts else ""
    return {"last": " ".join(asked.words) or None, "number": prefix + number if number else None, "external": asked.typed if number else None}


def name_params(words: tuple[str, ...]) -> dict[str, Any]:
    """The ranges for words, by the index that is walked: `last` alone, `first` first, or both names with last first.

    Of two names the longer beginning leads, since fewer different names begin with it.
    """
    pairs = name_pairs(words)
    by_last = [last for last, first in pairs if not first]
    by_first = [(first, last) for last, first in pairs if first and len(first) > len(last)]
    by_both = [(last, first) for last, first in pairs if last and first and len(first) <= len(last)]
    return {"last": by_last, "last_end": ends(by_last), **paired("first", by_first), **paired("both", by_both)}


def paired(name: str, pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The parameters of two paired ranges: what leads, and the other column."""
    lead, other = [one for one, _ in pairs], [one for _, one in pairs]
    return {name: lead, f"{name}_end": ends(lead), f"{name}_lo": other, f"{name}_hi": ends(other)}


def _fact_params(actor: Actor, asked: Query) -> dict[str, Any]:
    """Each fact's ranges as arrays; the first fact leads, the others and the words are filters."""
    countries = countries_of(actor, asked)
    order = {Kind.EMAIL: 0, Kind.NUMBER: 1, Kind.DIGITS: 2}
    facts = sorted(asked.facts, key=lambda term: (order[term.kind], -len(term.text)))
    params: dict[str, Any] = {"channels": list(actor.channel_ids), **ranges(facts[0], countries)}
    if len(asked.terms) > 1:
        params |= _filters(facts[1:], asked.words, countries)
        pairs = name_pairs(asked.words) if asked.words else []
        params |= paired("zip_last", [(code, last) for code in params["postal"] for last, _ in pairs if last])
        params |= paired("zip_first", [(code, first) for code in params["postal"] for last, first in pairs if not last])
    return params


def countries_of(actor: Actor, asked: Query) -> tuple[str, ...]:
    """The countries whose ways to write a phone number count; none are looked up when no term may be one."""
    if not any(term.kind is Kind.DIGITS and len(term.text) >= PHONE_FROM for term in asked.facts):
        return ()
    return tuple(Channel.objects.filter(pk__in=actor.channel_ids).values_list("country", flat=True).distinct())


def ranges(term: Term, countries: tuple[str, ...]) -> dict[str, Any]:
    """The beginnings that one fact may be of: e-mail, number, external number, phone, postal code."""
    email = [term.text] if term.kind is Kind.EMAIL else []
    number = [f"C-{term.text}"] if term.kind is Kind.DIGITS or term.prefix == "C" else []
    external = [] if email else list(dict.fromkeys([term.typed, term.typed.upper()]))
    phone = phone_candidates(term.typed, countries) if term.kind is Kind.DIGITS and len(term.text) >= PHONE_FROM else []
    postal = [] if email else [fold_code(term.typed)]
    found = {"email": email, "number": number, "external": external, "phone": phone, "postal": postal}
    return found | {f"{name}_end": ends(values) for name, values in found.items()}


def _filters(facts: list[Term], words: tuple[str, ...], countries: tuple[str, ...]) -> dict[str, Any]:
    """Every further fact as one text of alternatives per column, compared as plain beginnings; words as pairs of names."""
    pairs = name_pairs(words) if words else [("", "")]
    flat: dict[str, list[Any]] = {"also": [], "also_column": [], "also_text": []}
    for position, fact in enumerate(facts):
        found = ranges(fact, countries)
        for column in ("email", "number", "external", "phone", "postal"):
            for text in found[column]:
                flat["also"].append(position)
                flat["also_column"].append(column)
                flat["also_text"].append(text)
    return {"facts": len(facts), "lasts": [last for last, _ in pairs], "firsts": [first for _, first in pairs], **flat}


def exact_customer(actor: Actor, query: str) -> Customer | None:
    """The customer with exactly this number ("C-10023", "c10023", "10023", or the number they have elsewhere); F7.

    None where several could be meant, and for customers of channels the actor does not see.
    """
    term, typed = parse(query).only, plain(query)
    own = Customer.objects.visible_to(actor).select_related("channel")
    if term and term.kind in {Kind.NUMBER, Kind.DIGITS}:
        if term.prefix in {"", "C"} and (found := own.filter(number=f"C-{term.text}").first()):
            return found
        others = list(own.filter(external_number__in={typed, typed.upper()} - {""})[:2])
        return others[0] if len(others) == 1 else None
    return None


_KEEP = "c.search_last, c.search_first, c.id"
_TABLE = "customers_customer"
_COLUMNS = """c.id, c.number, c.last_name, c.first_name, c.company, c.email, coalesce(nullif(c.phone, ''), c.mobile), c.birthday, k.code, k.name"""
_SHOW = f"""
SELECT {_COLUMNS}
FROM (SELECT DISTINCT search_last, search_first, id FROM hits ORDER BY search_last, search_first, id LIMIT {{size}}) top
JOIN customers_customer c ON c.id = top.id
JOIN agents_channel k ON k.id = c.channel_id
ORDER BY top.search_last, top.search_first, top.id"""


def named(size: str) -> str:
    """The first `size` customers by name that words mean, as (search_last, search_first, id); parameters of `name_params`."""
    how: dict[str, Any] = {"keep": _KEEP, "order": _KEEP, "limit": size}
    return f"""{straight(_TABLE, "search_last", "last", keep=_KEEP, order="c.search_first, c.id", limit=size)}
UNION ALL {walk(_TABLE, "search_first", "first", other="search_last", **how)}
UNION ALL {walk_in_order(_TABLE, "search_last", "both", "search_first", **how)}"""


def _facts(size: str) -> str:
    """Customers with a fact that begins as asked; of each kind the first by its own order."""
    kinds = (("search_email", "email"), ("number", "number"), ("external_number", "external"), ("search_phone", "phone"), ("search_mobile", "phone"))
    branches = [straight(_TABLE, column, name, keep=_KEEP, limit=size, where=f"AND c.{column} <> ''") for column, name in kinds]
    branches.append(straight(_TABLE, "search_postal_code", "postal", keep=_KEEP, order=_KEEP, limit=size))
    return "\nUNION ALL ".join(branches)


_OF_IDS = f"WITH hits AS (SELECT {_KEEP} FROM customers_customer c WHERE c.id = ANY(%(ids)s::bigint[])){_SHOW}"
_NAMES = f"WITH hits AS ({named('{size}')}){_SHOW}"
_FACTS = f"WITH hits AS ({_facts('{size}')}){_SHOW}"

# Names within a postal code are ranges of their own, so that no common postal code hides them.
_FACTS_AND_MORE = f"""WITH candidates AS ({_facts(str(CANDIDATES))}
UNION ALL {walk(_TABLE, "search_postal_code", "zip_last", other="search_last", keep=_KEEP, order=_KEEP, limit=str(CANDIDATES))}
UNION ALL {walk(_TABLE, "search_postal_code", "zip_first", other="search_first", keep=_KEEP, order=_KEEP, limit=str(CANDIDATES))}
), hits AS (
  SELECT {_KEEP} FROM (SELECT DISTINCT id FROM candidates) found JOIN customers_customer c ON c.id = found.id
  WHERE EXISTS (SELECT 1 FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
                WHERE starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))
    AND (SELECT count(DISTINCT also.position) FROM unnest(%(also)s::int[], %(also_column)s::text[], %(also_text)s::text[])
           AS also(position, part, text)
         WHERE starts_with(CASE also.part WHEN 'email' THEN c.search_email WHEN 'number' THEN c.number WHEN 'external' THEN c.external_number
                                          WHEN 'postal' THEN c.search_postal_code ELSE c.search_phone END, also.text)
            OR (also.part = 'phone' AND starts_with(c.search_mobile, also.text))) = %(facts)s::int
){_SHOW}"""

_EMAIL = f"""SELECT {_COLUMNS} FROM (SELECT hit.* FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
    CROSS JOIN LATERAL (SELECT c.id, c.search_email FROM customers_customer c
      WHERE c.channel_id = seen.channel_id AND c.search_email >= %(lo)s AND c.search_email < %(hi)s AND c.search_email <> ''
      ORDER BY c.search_email LIMIT {{size}}) hit ORDER BY hit.search_email LIMIT {{size}}) top
JOIN customers_customer c ON c.id = top.id JOIN agents_channel k ON k.id = c.channel_id
ORDER BY top.search_email"""

_SHORT = f"""WITH hits AS (
  (SELECT {_KEEP} FROM customers_customer c WHERE c.number = %(number)s AND c.channel_id = ANY(%(channels)s::bigint[]))
  UNION ALL (SELECT {_KEEP} FROM customers_customer c
   WHERE c.channel_id = ANY(%(channels)s::bigint[]) AND c.external_number = %(external)s AND c.external_number <> '')
  UNION ALL (SELECT hit.* FROM unnest(%(channels)s::bigint[]) AS seen(channel_id) CROSS JOIN LATERAL (
     SELECT {_KEEP} FROM customers_customer c WHERE c.channel_id = seen.channel_id AND c.search_last = %(last)s
     ORDER BY {_KEEP} LIMIT {{size}}) hit)
){_SHOW}"""
