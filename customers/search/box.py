"""Finding customers by what is typed into the box.

Every range below begins with a channel and is read in the order of an index, so that the cost depends on what is shown and
not on how many customers there are: no LIKE, no count, no sort of unbounded sets. Statements are constant, so that they stay prepared.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, NamedTuple

from agents.actors import Actor
from contactcenter.masking import MASKED
from contactcenter.sql import LEAST, LEAST_SQL, ends, rows, rows_once
from customers.models import Customer
from customers.models.address import MAIN_FIRST
from customers.search.calling import countries_of_phones
from customers.search.names import AFTER, KEEP, TABLE, is_alone, name_params, named, named_alone, paired, unless_many, with_flag
from customers.search.parts import part_params, parts
from search.bounded import ENOUGH
from search.paging import BOUND, Found, Ordering, Tier, column_of, page_of_tiers
from search.ranges import CHANNELS, asked_only, every, sized, straight, union, walk
from search.readings import PHONE_FROM, PHONE_WHOLE, Kind, Query, Term, number_in, parse, readings
from search.terms import plain

EXACT_FROM = 7
"""Of so many digits, who has exactly these comes before whose number begins so."""
CODE_FROM = 3
"""Fewer digits begin too many postal codes to look for a name in each."""
OF_CODES = 10_000
"""In a channel, so many customers in postal codes that begin alike can all be looked at."""
OF_A_CODE = 200
"""Where there are more, of each postal code so many customers a channel are looked at for a first name, which the index has only behind the last."""
CANDIDATES = 500
"""Of each way to match a number, so many rows are looked at when other numbers must match too."""
BESIDE_WORDS, SOME_BESIDE, NAMED = 150, 30, 300
"""The same beside words; of what one or two digits begin; and so many of the first customers by name, for numbers that begin everywhere."""
NUMBERED = 2000
"""Of customer numbers beside words; who were made one after the other mostly lie side by side."""


class CustomerRow(NamedTuple):
    """One line of the table of results (F2); lifetime_value in `currency`. The last two are its place in the order."""

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
    account: str
    created_at: datetime
    order_count: int
    lifetime_value: Decimal
    currency: str
    postal_code: str
    city: str
    folded_last: str
    folded_first: str


ORDERING: Ordering[CustomerRow] = Ordering(
    names=("", "last_name"), start=("", "", 0), kinds=(str, str, int), key=lambda row: (row.folded_last, row.folded_first, row.pk),
    sorts="""last_name first_name number email phone postal_code city birthday company channel_name account created_at order_count
        lifetime_value""".split(),
)  # fmt: skip
"""Last name, first name, number."""


def find_customers(actor: Actor, query: str, *, sort: str = "", limit: int = 25, after: str = "") -> Found[CustomerRow]:
    """The customers the actor may see that match every term, in order of last name, first name, number (F1, F2).

    Words begin the last or the first name, in any order; digits begin a customer number, a phone number in any spelling (from 5
    digits) or a postal code; what holds "@", or letters and digits, begins an e-mail address. Below three characters: exact numbers and
    last names. Where names give too few, those follow of whom every word begins some word of a name or an e-mail (`parts`). `sort` is one
    of ORDERING.sorts, with "-" for descending.
    """
    asked = parse(query)
    if not asked.terms or not actor.channel_ids:
        return Found(too_short=asked.too_short)
    tiers = [_tiers(actor, one) for one in readings(query)]
    most = BOUND if asked.facts else ENOUGH
    return page_of_tiers(tiers, ORDERING, sort=sort, limit=limit, after=after, too_short=asked.too_short, most=most)


def _tiers(actor: Actor, asked: Query) -> list[Tier[CustomerRow]]:
    """Words: by name, then inside names. A phone number: those who have exactly this one, then those whose number begins so."""
    if asked.only and asked.only.kind is Kind.DIGITS and len(asked.only.text) >= EXACT_FROM:
        return _exact_first(actor, asked)
    further = asked.words and not asked.facts and not asked.too_short
    return [partial(_matching, actor, asked), *([partial(_further, actor, asked)] if further else [])]


def _exact_first(actor: Actor, asked: Query) -> list[Tier[CustomerRow]]:
    """Those with exactly this number, who are few and read at once; then those whose number begins so."""
    exact = cache(lambda: _with_fact(actor, asked, True, ORDERING.start, BOUND))
    return [
        lambda after, size: [row for row in exact() if ORDERING.key(row) > after][:size],
        lambda after, size: _with_fact(actor, asked, False, after, size, told=[row.pk for row in exact()]),
    ]


def _with_fact(actor: Actor, asked: Query, whole: bool, after: tuple[Any, ...], size: int, told: Sequence[int] = ()) -> list[CustomerRow]:
    """By a single fact, which is the whole of a column or begins it; told: who has been shown already."""
    params = _fact_params(actor, asked) | {"told": list(told), **_from(after)}
    if whole:
        params |= {f"{name}_end": [one + LEAST for one in params[name]] for name in COLUMNS}
    return _rows(asked_only(_FACTS, params), size, params)


def _matching(actor: Actor, asked: Query, after: tuple[Any, ...], size: int) -> list[CustomerRow]:
    """By names along their index; by exact numbers and names, or by facts, of each kind the first by its own order."""
    params = {"channels": list(actor.channel_ids), **_from(after)}
    if asked.too_short:
        return _rows(_SHORT, size, params | short_params(asked, "C-"))
    if not asked.facts:
        params = name_params(asked.names) | params
        if after == ORDERING.start and is_alone(asked) and (found := unless_many(sized(_ALONE, size, BOUND), params)) is not None:
            return [CustomerRow._make(row) for row in found]
        return _rows(asked_only(_NAMES, params), size, params)
    if len(asked.terms) == 1:
        return _with_fact(actor, asked, False, after, size)
    params |= _fact_params(actor, asked)
    if not asked.words:
        return _rows(_SEVERAL_FACTS, size, params)
    return _rows(_COMMON_FACT_AND_WORDS if _is_common(by_weight(asked)[0]) else _FACT_AND_WORDS, size, params)


def _is_common(fact: Term) -> bool:
    """Whether so many may have it that those with the name are looked at as well: of fewer digits than a postal code, or the beginning of a phone."""
    return len(fact.text) < PHONE_FROM or fact.kind is Kind.DIGITS and PHONE_FROM < len(fact.text) < PHONE_WHOLE


def _from(after: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("after_last", "after_first", "after_id"), after, strict=True))


def _further(actor: Actor, asked: Query, after: tuple[Any, ...], size: int) -> list[CustomerRow]:
    """Whose later parts of a double name or an e-mail begin so, or whose e-mail does, and whose names do not; by e-mails for those who see them."""
    params = {"channels": list(actor.channel_ids), **part_params(asked, in_full=actor.sees_in_full), **_from(after)}
    return _rows(asked_only(_FURTHER if actor.sees_in_full else _FURTHER_NAMES, params), size, params)


def _rows(sql: str, size: int, params: dict[str, Any]) -> list[CustomerRow]:
    return [CustomerRow._make(row) for row in rows(sized(sql, size, BOUND), params)]


def show_rows(ids: list[int], size: int) -> list[CustomerRow]:
    """The first of these customers by name, as lines of the table."""
    return _rows(_OF_IDS, size, {"ids": ids, **_from(ORDERING.start)}) if ids else []


def values_of(ids: list[int], column: str) -> list[tuple[int, Any]]:
    """The id of each of these customers, and what stands in a column of its line."""
    return rows_once(column_of(_OF_IDS, column, CustomerRow._fields), {"ids": ids, **_from(ORDERING.start)})


def short_params(asked: Query, prefix: str) -> dict[str, Any]:
    """For a query below three characters: the exact last name, and the exact number ("C-12") or external number."""
    number = asked.terms[0].text if len(asked.terms) == 1 and asked.facts else ""
    return {"last": " ".join(asked.words) or None, "number": prefix + number if number else None, "external": asked.typed if number else None}


def by_weight(asked: Query) -> list[Term]:
    """The facts, first the one that the fewest have."""
    order = {Kind.EMAIL: 0, Kind.NUMBER: 1, Kind.DIGITS: 2, Kind.CITY: 3}
    return sorted(asked.facts, key=lambda term: (order[term.kind], -len(term.text)))


def _fact_params(actor: Actor, asked: Query) -> dict[str, Any]:
    """Each fact's ranges as arrays. The first fact leads, and so do words; all others are filters."""
    countries, facts = countries_of(actor, asked), by_weight(asked)
    params: dict[str, Any] = {"channels": list(actor.channel_ids), **ranges(actor, facts[0], countries)}
    if len(asked.terms) > 1:
        params |= _filters(actor, facts[0 if asked.words else 1 :], asked, countries)
    if asked.words:
        params |= _within_codes(asked, [code for code in params["postal"] if len(code) >= CODE_FROM])
        params["beside"] = BESIDE_WORDS if len(facts[0].text) >= CODE_FROM else SOME_BESIDE
        params |= {name: value for name, value in name_params(asked.names).items() if not name.startswith("after")}
    return params


def _within_codes(asked: Query, codes: list[str]) -> dict[str, Any]:
    """The ranges of postal codes, of the names that words mean, and of both paired."""
    pairs = asked.names
    by_last = [(code, last) for code in codes for last, _ in pairs if last]
    by_first = [(code, first) for code in codes for last, first in pairs if not last]
    last_ends, first_ends = ends(last for last, _ in pairs), ends(first for _, first in pairs)
    return {
        "zip": codes, "zip_end": ends(codes), "lasts_end": last_ends, "firsts_end": first_ends,
        **paired("zip_last", by_last), **paired("zip_first", by_first),
    }  # fmt: skip


def countries_of(actor: Actor, asked: Query) -> tuple[str, ...]:
    """The countries whose ways to write a phone number count; none are looked up when no term may be one."""
    if not any(term.kind is Kind.DIGITS and len(term.text) >= PHONE_FROM for term in asked.facts):
        return ()
    return countries_of_phones(actor) if asked.anywhere else countries_seen(actor)


def countries_seen(actor: Actor) -> tuple[str, ...]:
    """The countries of the actor's channels: read with an agent, looked up for anybody else."""
    if actor.countries:
        return actor.countries
    found = rows("SELECT DISTINCT country FROM agents_channel WHERE id = ANY(%(channels)s::bigint[])", {"channels": list(actor.channel_ids)})
    return tuple(country for (country,) in found)


def ranges(actor: Actor, term: Term, countries: tuple[str, ...]) -> dict[str, Any]:
    """The beginnings that one fact may be of: e-mail, number, external number, phone, postal code; and the city beside one."""
    found = {
        "email": [term.email] if term.email else [], "number": term.number("C-"), "external": term.codes,
        "phone": term.phones(countries), "postal": term.postal, "city": [term.text] if term.kind is Kind.CITY else [],
    }  # fmt: skip
    return found | range_ends(actor, found)


def range_ends(actor: Actor, found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The upper ends of ranges by name. Who may not see personal data in full finds by it only what is typed whole."""
    return {f"{name}_end": [one + LEAST for one in values] if _is_whole(actor, name) else ends(values) for name, values in found.items()}


def beginning(actor: Actor, name: str, text: str) -> str:
    """The same for a text that is compared as a beginning: with a column to which LEAST is added where the text may have to be all of it."""
    return text + LEAST if _is_whole(actor, name) else text


def _is_whole(actor: Actor, name: str) -> bool:
    return name in MASKED and not actor.sees_in_full


COLUMNS = ("email", "number", "external", "phone", "postal", "city")


def _filters(actor: Actor, facts: list[Term], asked: Query, countries: tuple[str, ...]) -> dict[str, Any]:
    """Every further fact as one text of alternatives per column, compared as plain beginnings; words as pairs of names."""
    pairs = asked.names
    flat: dict[str, list[Any]] = {"also": [], "also_column": [], "also_text": []}
    for position, fact in enumerate(facts):
        found = ranges(actor, fact, countries)
        for column in COLUMNS:
            for text in found[column]:
                flat["also"].append(position)
                flat["also_column"].append(column)
                flat["also_text"].append(beginning(actor, column, text))
    return {"facts": len(facts), "lasts": [last for last, _ in pairs], "firsts": [first for _, first in pairs], **flat}


def exact_customer(actor: Actor, query: str) -> Customer | None:
    """The customer with exactly this number ("C-10023", "c10023", "10023", or the number they have elsewhere); F7.

    None where several could be meant, and for customers of channels the actor does not see.
    """
    term, typed = number_in(query), plain(query)
    own = Customer.objects.visible_to(actor).select_related("channel")
    if term and term.kind in {Kind.NUMBER, Kind.DIGITS}:
        if term.prefix in {"", "C"} and (found := own.filter(number=f"C-{term.text}").first()):
            return found
        others = own.filter(external_number__in=[typed, typed.upper()]).exclude(external_number="")[:2]
        return others[0] if len(others) == 1 else None
    return None


def is_also_a_place(actor: Actor, query: str) -> bool:
    """Whether bare digits are the whole postal code of a customer the actor may see, so that no number may be meant: "10969", never "#10969"."""
    term = number_in(query)
    if term is None or term.kind is not Kind.DIGITS or "#" in query:
        return False
    [(found,)] = rows(_IN_PLACE, {"channels": list(actor.channel_ids), "codes": term.postal})
    return bool(found)


def _show(after: str = "") -> str:
    """The first of the `hits` as lines of the table."""
    return f"""
SELECT c.id, c.number, c.last_name, c.first_name, c.company, c.email, coalesce(nullif(c.phone, ''), c.mobile), c.birthday, k.code, k.name,
  coalesce(b.name, ''), c.created_at, c.order_count, c.lifetime_value, k.currency,
  coalesce(home.postal_code, ''), coalesce(home.city, ''), c.search_last, c.search_first
FROM (SELECT DISTINCT search_last, search_first, id FROM hits c WHERE true {after} ORDER BY search_last, search_first, id LIMIT {{size}}) top
JOIN customers_customer c ON c.id = top.id
JOIN agents_channel k ON k.id = c.channel_id
LEFT JOIN customers_account b ON b.id = c.account_id
LEFT JOIN LATERAL (SELECT postal_code, city FROM customers_address WHERE customer_id = c.id AND in_book ORDER BY {MAIN_FIRST} LIMIT 1) home ON true
ORDER BY top.search_last, top.search_first, top.id"""


_SHOW = _show(AFTER)


def exactly(table: str, keep: str, order: str) -> str:
    """The rows of a table with exactly this number, external number or last name: all that fewer than three characters find."""
    return f"""(SELECT {keep} FROM {table} c WHERE c.number = %(number)s AND c.channel_id = ANY(%(channels)s::bigint[]))
UNION ALL (SELECT {keep} FROM {table} c
  WHERE c.channel_id = ANY(%(channels)s::bigint[]) AND c.external_number = %(external)s AND c.external_number <> '')
UNION ALL (SELECT hit.* FROM {CHANNELS} AS seen(channel_id) CROSS JOIN LATERAL (
  SELECT {keep} FROM {table} c WHERE c.channel_id = seen.channel_id AND c.search_last = %(last)s AND c.search_last <> ''
  ORDER BY {order} LIMIT {BOUND}) hit)"""


_ELSEWHERE = f"""(SELECT {KEEP} FROM unnest(%(postal)s::text[], %(postal_end)s::text[]) AS asked(lo, hi) CROSS JOIN LATERAL (
    SELECT a.customer_id FROM customers_address a
    WHERE NOT a.default_shipping AND a.in_book AND a.search_postal_code >= asked.lo AND a.search_postal_code < asked.hi
    ORDER BY a.search_postal_code, a.customer_id LIMIT {CANDIDATES}) a
  JOIN {TABLE} c ON c.id = a.customer_id AND c.channel_id = ANY(%(channels)s::bigint[]))"""
"""Of the postal codes of other addresses than the main one, the first so many."""


def _facts(size: str, *, postal: bool = True, numbered: str = "") -> str:
    """Customers with a fact that begins as asked; of each kind the first by its own order. numbered: those with a number, where not so."""
    kinds = (("search_email", "email"), ("number", "number"), ("external_number", "external"), ("search_phone", "phone"), ("search_mobile", "phone"))
    branches = [(name, straight(TABLE, column, name, keep=KEEP, limit=size, where=f"AND c.{column} <> ''")) for column, name in kinds]
    branches[1] = ("number", numbered) if numbered else branches[1]
    branches += [("postal", straight(TABLE, "search_postal_code", "postal", keep=KEEP, order=KEEP, limit=size))] if postal else []
    branches += [("postal", _ELSEWHERE)]
    return union(KEEP, TABLE, branches)


_IN_PLACE = f"""SELECT EXISTS (SELECT FROM {CHANNELS} AS seen(channel_id) JOIN {TABLE} c
    ON c.channel_id = seen.channel_id AND c.search_postal_code = ANY(%(codes)s::text[]))
  OR EXISTS (SELECT FROM customers_address a JOIN {TABLE} c ON c.id = a.customer_id AND c.channel_id = ANY(%(channels)s::bigint[])
    WHERE NOT a.default_shipping AND a.in_book AND a.search_postal_code = ANY(%(codes)s::text[]))"""

_OF_IDS = f"WITH hits AS (SELECT {KEEP} FROM customers_customer c WHERE c.id = ANY(%(ids)s::bigint[])){_SHOW}"
_NAMES = f"WITH hits AS ({named('{size}')}){_SHOW}"
_ALONE = with_flag(named_alone("{size}"), _show(), CustomerRow._fields, "folded_last, folded_first, pk")
_FACTS = f"WITH hits AS ({_facts(str(BOUND))}){_show(f'{AFTER} AND c.id <> ALL(%(told)s::bigint[])')}"


_NAMED_SO = """EXISTS (SELECT 1 FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
                WHERE starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))"""
_NUMBERED_SO = f"(SELECT {KEEP} FROM {straight(TABLE, 'number', 'number', keep=KEEP, limit=str(NUMBERED))} c WHERE {_NAMED_SO})"


def _all_of(candidates: str) -> str:
    """Of the candidates those for whom every term holds."""
    return f"""WITH candidates AS ({candidates}), hits AS (
  SELECT {KEEP} FROM (SELECT DISTINCT id FROM candidates) found JOIN customers_customer c ON c.id = found.id
  WHERE {_NAMED_SO}
    AND (SELECT count(DISTINCT also.position) FROM unnest(%(also)s::int[], %(also_column)s::text[], %(also_text)s::text[])
           AS also(position, part, text)
         WHERE starts_with(CASE also.part WHEN 'email' THEN c.search_email || {LEAST_SQL}
                                          WHEN 'number' THEN c.number WHEN 'external' THEN c.external_number
                                          WHEN 'postal' THEN c.search_postal_code WHEN 'city' THEN c.search_city
                                          ELSE c.search_phone || {LEAST_SQL} END, also.text)
            OR (also.part = 'phone' AND starts_with(c.search_mobile || {LEAST_SQL}, also.text))
            OR (also.part = 'postal' AND EXISTS (SELECT FROM customers_address a
                WHERE a.customer_id = c.id AND a.in_book AND starts_with(a.search_postal_code, also.text)))) = %(facts)s::int
){_SHOW}"""


_SEVERAL_FACTS = _all_of(_facts(str(CANDIDATES)))
_ZIP: dict[str, Any] = {"keep": KEEP, "order": KEEP, "limit": str(CANDIDATES), "seeds": "SELECT channel_id, lead, lead_end FROM zips WHERE crowded"}


def _beside_words(*, common: bool) -> str:
    """A fact beside words. common: so many numbers begin so that the first customers by name are looked at as well.

    Names within a postal code are looked for there, so that no common name and no common postal code hides them, unless all are few.
    """
    first = f"named AS MATERIALIZED (SELECT {KEEP} FROM ({named(str(NAMED))}) c ORDER BY {KEEP} LIMIT {NAMED})"
    return _all_of(f"""
WITH {f"{first}, " if common else ""}zips AS MATERIALIZED (SELECT one.*, EXISTS (
    SELECT FROM {TABLE} c WHERE c.channel_id = one.channel_id AND c.search_postal_code >= one.lead AND c.search_postal_code < one.lead_end
    ORDER BY c.search_postal_code, {KEEP} OFFSET {OF_CODES}) AS crowded FROM ({every("zip")}) one
    {f"WHERE (SELECT count(*) FROM named) = {NAMED}" if common else ""})
SELECT hit.* FROM zips CROSS JOIN unnest(%(lasts)s::text[], %(lasts_end)s::text[], %(firsts)s::text[], %(firsts_end)s::text[])
    AS name(last, last_end, first, first_end) CROSS JOIN LATERAL (
  SELECT {KEEP} FROM (
    SELECT * FROM {TABLE} c WHERE c.channel_id = zips.channel_id AND c.search_postal_code >= zips.lead AND c.search_postal_code < zips.lead_end
    ORDER BY c.search_postal_code, {KEEP} LIMIT {OF_CODES}) c
  WHERE c.search_last >= name.last AND c.search_last < name.last_end AND c.search_first >= name.first AND c.search_first < name.first_end
  ORDER BY {KEEP} LIMIT {CANDIDATES}) hit WHERE NOT crowded
UNION ALL {walk(TABLE, "search_postal_code", "zip_last", other="search_last", **_ZIP)}
UNION ALL {walk(TABLE, "search_postal_code", "zip_first", other="search_first", look_at=OF_A_CODE, **_ZIP)}
UNION ALL {_facts("%(beside)s::int", postal=False, numbered=_NUMBERED_SO)}
{f"UNION ALL SELECT {KEEP} FROM named c" if common else ""}""")


_FACT_AND_WORDS, _COMMON_FACT_AND_WORDS = _beside_words(common=False), _beside_words(common=True)


_FURTHER, _FURTHER_NAMES = (f"WITH hits AS ({parts('{size}', emails=emails)}){_SHOW}" for emails in (True, False))

_SHORT = f"WITH hits AS ({exactly(TABLE, KEEP, KEEP)}){_SHOW}"
