"""Words as customers: who has a last or a first name that begins so, in order of last name, first name, number.

The pieces of SQL are those of `search.ranges`; `box` shows what they find, and orders and returns look up whose they are.
"""

from collections.abc import Sequence
from typing import Any

from contactcenter.sql import ends, rows
from search.ranges import CHANNELS, branch, few, first_few, in_order, near, straight, too_many, walk
from search.readings import Query

LOOK = 40
"""What begins many first names is so common that some stand near the beginning of the list: for each row wanted, so many are looked at."""
VALUES = 100
"""Where that does not find enough, so many different last names are looked at in order, before the first names lead."""
LAST_ID = (1 << 63) - 1
ALONE_FROM = 4
"""A word of so many letters seldom begins many first names: then a shorter statement does, which tells where it does not."""
FIRST_PAGE = {"after_last": "", "after_first": "", "after_id": 0}


Names = list[tuple[str, str]]
"""What words may mean as (beginning of the last name, beginning of the first name): `Query.names`."""


def name_params(pairs: Names) -> dict[str, Any]:
    """The ranges for names: `last` alone; `both` names, last first, and `first`, alone or paired with a last name; all of these as `either`.

    Of two names the longer beginning leads, since fewer different names begin with it. first_near: how far to look for it in order.
    """
    by_last = [last for last, first in pairs if not first]
    by_both = [(last, first) for last, first in pairs if first and len(last) >= len(first)]
    by_first = [(first, last) for last, first in pairs if len(first) > len(last)]
    return {
        "last": by_last, "last_end": ends(by_last), **paired("both", by_both), **paired("first", by_first),
        "first_near": [0 if last else LOOK for _first, last in by_first],
        **paired("either", [(first, last) for last, first in pairs if first]), **FIRST_PAGE,
    }  # fmt: skip


def means_both(pairs: Names) -> bool:
    """Whether words may mean a last and a first name: two do, and so does one of ideographs."""
    return any(last and first for last, first in pairs)


def is_alone(asked: Query) -> bool:
    """Whether the shorter statement may be asked for the first page."""
    return len(asked.words) == 1 and len(asked.words[0]) >= ALONE_FROM and not means_both(asked.names)


def no_names() -> dict[str, Any]:
    """The parameters of `named` where no words are asked for."""
    return {name: value if name.startswith("after") else [] for name, value in name_params([("x", ""), ("", "x")]).items()}


def paired(name: str, pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The parameters of two paired ranges: what leads, and the other column."""
    lead, other = [one for one, _ in pairs], [one for _, one in pairs]
    return {name: lead, f"{name}_end": ends(lead), f"{name}_lo": other, f"{name}_hi": ends(other)}


KEEP = "c.search_last, c.search_first, c.id"
_LAST, _FIRST, _ID = '%(after_last)s::text COLLATE "C"', '%(after_first)s::text COLLATE "C"', "%(after_id)s::bigint"
AFTER = f"AND (c.search_last, c.search_first, c.id) > ({_LAST}, {_FIRST}, {_ID})"
TABLE = "customers_customer"
FROM_LAST = f"""(c.search_last, c.search_first, c.id) > (greatest({{0}}.lo, {_LAST}),
      CASE WHEN {_LAST} >= {{0}}.lo THEN {_FIRST} ELSE '' END, CASE WHEN {_LAST} >= {{0}}.lo THEN {_ID} ELSE 0 END)"""
_FROM_LAST = FROM_LAST.format("asked")
_FROM_FIRST = f"""(c.search_last, c.id) > (greatest(w.lo, {_LAST}),
      CASE WHEN w.lo > {_LAST} OR w.lead > {_FIRST} THEN 0 WHEN w.lead = {_FIRST} THEN {_ID} ELSE {LAST_ID} END)"""
_FROM_BOTH = (
    f"greatest(asked.lo, {_LAST})",
    f"""(c.search_first, c.id) > (CASE WHEN w.lead = {_LAST} THEN greatest(asked.other_lo, {_FIRST}) ELSE asked.other_lo END,
      CASE WHEN w.lead = {_LAST} AND {_FIRST} >= asked.other_lo THEN {_ID} ELSE 0 END)""",
)
"""Where a page begins, as the lower end of each range: after the last row of the page before, or where the range itself begins."""


def named(size: str) -> str:
    """The first `size` customers by name that words mean, as (search_last, search_first, id); parameters of `name_params`."""
    how: dict[str, Any] = {"keep": KEEP, "order": KEEP, "limit": size}
    by_first: dict[str, Any] = {"other": "search_last", "begin": _FROM_FIRST, **how}
    common = near(
        TABLE, begin=f"{_FROM_LAST} AND c.search_last < asked.hi", only="c.search_first >= asked.other_lo AND c.search_first < asked.other_hi",
        look=f"asked.look * {size}", asked=_MANY, by="channel_id, lo, hi, other_lo, other_hi", **how,
    )  # fmt: skip
    ordered = in_order(
        TABLE, "search_last", "search_first", begins=_FROM_BOTH, asked=_IN_ORDER, values=VALUES, by="channel_id, other_lo, other_hi", **how
    )
    return f"""(WITH RECURSIVE {few("few", TABLE, "search_first", "first", **by_first)}, {common}, {ordered}
SELECT {KEEP} FROM few c
UNION ALL SELECT {KEEP} FROM near c
UNION ALL SELECT {KEEP} FROM ordered c WHERE NOT cut
UNION ALL {walk(TABLE, "search_first", "either", seeds=_FARTHER, **by_first)}
UNION ALL {straight(TABLE, "search_last", "last", keep=KEEP, order="c.search_first, c.id", limit=size, begin=_FROM_LAST)})"""


def named_alone(size: str) -> tuple[str, str, str]:
    """The same for one word and the first page, without what only many first names need: to begin its plan took half of its time.

    The parts of a WITH RECURSIVE, a SELECT from them, and the condition that there are too many after all.
    """
    parts = first_few("few", TABLE, "search_first", "first", keep=KEEP, order=KEEP, limit=size)
    last = straight(TABLE, "search_last", "last", keep=KEEP, order="c.search_first, c.id", limit=size)
    return parts, f"SELECT {KEEP} FROM few c UNION ALL {last}", too_many("few")


_MANY = """(SELECT m.channel_id, range.* FROM few_many m
        JOIN unnest(%(first_lo)s::text[], %(first_hi)s::text[], %(first)s::text[], %(first_end)s::text[], %(first_near)s::int[])
          AS range(lo, hi, other_lo, other_hi, look) ON range.other_hi = m.lead_end)"""
_PAIRS = f"""SELECT seen.channel_id, pair.* FROM {CHANNELS} AS seen(channel_id)
        CROSS JOIN unnest(%(both)s::text[], %(both_end)s::text[], %(both_lo)s::text[], %(both_hi)s::text[]) AS pair"""
_IN_ORDER = f"(SELECT * FROM far{branch('both', _PAIRS)})"
_FARTHER = "SELECT channel_id, other_lo AS lead, other_hi AS lead_end FROM farther"


def with_flag(alone: tuple[str, str, str], show: str, columns: Sequence[str], order: str) -> str:
    """A statement that shows what `named_alone`, or its like, finds; show: a SELECT of these columns, the id first, from `hits`.

    Its last column is the condition: it stands in a row without an id where nothing was found.
    """
    parts, select, many = alone
    shown = f"hits AS ({select}), shown({', '.join(columns)}) AS ({show})"
    return f"WITH RECURSIVE {parts}, {shown} SELECT shown.*, many FROM (SELECT {many} AS many) flag LEFT JOIN shown ON true ORDER BY {order}"


def unless_many(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]] | None:
    """Rows of such a statement, or None where there are too many names for it."""
    found = rows(sql, params)
    return None if found[0][-1] else [row[:-1] for row in found if row[0] is not None]
