"""Words as orders and returns: whose billing name begins so, or what customers have whom the words mean, newest first.

The pieces of SQL are those of `search.ranges`; `orders.search` and `returns.search` show what they find.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from contactcenter.names import called_in_sql
from contactcenter.sql import ends
from customers.search.names import FIRST_PAGE, KEEP, LOOK, name_params, named, named_alone, no_names, paired
from customers.search.parts import part_params, parts
from search.ranges import SHARE, few, first_few, near, too_many, union, walk, walk_pairs
from search.readings import Query

FIRST_PLACE = ("infinity", 0)
"""Before the newest."""
OF_SO_MANY, OF_PARTS = 26, 300
"""The orders of so many customers are looked up, the first by name; and of so many who are found by parts of their names alone."""

BUYER = f"""coalesce({called_in_sql("p", "p.search_country", "p.language")}, {called_in_sql("a", "a.country")}, '')"""
"""Whose an order is: its customer p, of a guest the billing address a; "" where neither has a name."""


def from_place(after: tuple[Any, ...]) -> dict[str, Any]:
    """The parameters of `pages_before`: time and id of the last row of the page before."""
    return dict(zip(("after_at", "after_pk"), after, strict=True))


def pages_before(time: str) -> str:
    """Leaves out the pages before. The first page begins at infinity."""
    return f"AND c.{time} <= %(after_at)s::timestamptz AND ((c.{time}, c.id) < (%(after_at)s::timestamptz, %(after_pk)s::bigint))"


def order_name_params(asked: Query) -> dict[str, Any]:
    """The ranges for words in orders and returns: `last` and `given` alone, both names by either lead; and those of the customers."""
    pairs = asked.names if asked.words else []
    given = [first for last, first in pairs if not last]
    of_customers = name_params(pairs) if pairs else no_names()
    return {
        **of_customers, **from_place(FIRST_PLACE), "given": given, "given_end": ends(given),
        **paired("by_last", [(last, first) for last, first in pairs if len(last) > 1 and first]),
        **paired("by_given", [(first, last) for last, first in pairs if len(last) == 1 and first]),
    }  # fmt: skip


def by_words(table: str, time: str, size: str, within: str) -> str:
    """The newest rows of orders or returns whose folded names words may mean; parameters of `order_name_params`, and of the condition `within`.

    Two words or more mean both names, or a double one: that, being long, begins few names.
    """
    how: dict[str, Any] = {"keep": f"c.{time}, c.id", "order": f"c.{time} DESC, c.id DESC", "limit": size, "after": within}
    last, first = ({"lead": f"search_{one}", "where": f"AND c.search_{one} <> ''", **how} for one in ("last", "first"))
    found = union(how["keep"], table, (
        ("last", walk(table, name="last", **last)),
        ("given", walk(table, name="given", **first)),
        ("by_last", walk_pairs(table, "search_last", "search_first", "by_last", values=600, **how)),
        ("by_given", walk(table, name="by_given", other="search_last", look_at=40, **first)),
    ))  # fmt: skip
    return f"({found})"


def by_word(table: str, time: str, size: str, within: str) -> str:
    """The same for one word, which may begin many."""
    how: dict[str, Any] = {"keep": f"c.{time}, c.id", "order": f"c.{time} DESC, c.id DESC", "limit": size}
    look = f"CASE WHEN {size} <= {SHORT_LIST} THEN {LOOK} * {size} ELSE 0 END"
    common = near(table, begin=f"true {within}", only=_ONE_NAME, look=look, asked=_COMMON, by="channel_id", **how)
    how["after"] = within
    last, first = ({"lead": f"search_{one}", "where": f"AND c.search_{one} <> ''", **how} for one in ("last", "first"))
    found = union(how["keep"], table, (
        ("last", f"SELECT {how['keep']} FROM lasts c"),
        ("given", f"SELECT {how['keep']} FROM givens c"),
        ("last", walk(table, name="last", seeds=_far("lasts", "last"), **last)),
        ("given", walk(table, name="given", seeds=_far("givens", "given"), **first)),
    ))  # fmt: skip
    return f"""(WITH RECURSIVE {few("lasts", table, name="last", **last)}, {few("givens", table, name="given", **first)}, {common}
{found}
UNION ALL SELECT {how["keep"]} FROM near c)"""


def by_word_alone(table: str, time: str, size: str) -> tuple[str, str, str]:
    """The same, and what such customers have, for one word and the newest: as `named_alone`."""
    how: dict[str, Any] = {"keep": f"c.{time}, c.id", "order": f"c.{time} DESC, c.id DESC", "limit": size}
    lasts = first_few("lasts", table, "search_last", "last", where="AND c.search_last <> ''", **how)
    givens = first_few("givens", table, "search_first", "given", where="AND c.search_first <> ''", **how)
    customers, theirs, many = (part.replace(SHARE, str(OF_SO_MANY)) for part in named_alone(str(OF_SO_MANY)))
    found = " UNION ALL ".join(f"SELECT {how['keep']} FROM {part} c" for part in ("lasts", "givens"))
    select = f"{found} UNION ALL {of_customers(table, time, theirs, size)}"
    return f"{lasts}, {givens}, {customers}", select, f"{too_many('lasts', 'givens')} OR {many}"


SHORT_LIST = 50
"""Up to so many rows are looked for among the newest first, where words begin many names; more would hardly be found there."""
_COMMON = "(SELECT channel_id FROM lasts_many UNION SELECT channel_id FROM givens_many)"
_ONE_NAME = """(EXISTS (SELECT FROM unnest(%(last)s::text[], %(last_end)s::text[]) AS one(lo, hi) WHERE c.search_last >= lo AND c.search_last < hi)
        OR EXISTS (SELECT FROM unnest(%(given)s::text[], %(given_end)s::text[]) AS one(lo, hi) WHERE c.search_first >= lo AND c.search_first < hi))"""


def _far(part: str, name: str) -> str:
    """The ranges of many names in the channels whose newest rows held too few of them."""
    return f"""SELECT m.channel_id, range.lead, m.lead_end FROM {part}_many m JOIN far ON far.channel_id = m.channel_id
      JOIN unnest(%({name})s::text[], %({name}_end)s::text[]) AS range(lead, lead_end) ON range.lead_end = m.lead_end"""


def of_customers(table: str, time: str, customers: str, size: str, after: str = "", number: int = OF_SO_MANY) -> str:
    """The newest rows of orders or returns of chosen customers, at most so many of them."""
    return f"""(SELECT hit.* FROM (SELECT DISTINCT id FROM ({customers}) found LIMIT {number}) p CROSS JOIN LATERAL (
    SELECT c.{time}, c.id FROM {table} c WHERE c.customer_id = p.id AND c.channel_id = ANY(%(channels)s::bigint[]) {after}
    ORDER BY c.{time} DESC, c.id DESC LIMIT {size}) hit)"""


def by_name(table: str, time: str, size: str, by: Callable[..., str]) -> str:
    """What is billed to the names that words mean, `by_word` or `by_words`; and what the first customers by name have whom they mean."""
    before = pages_before(time)
    theirs = of_customers(table, time, _all_alike(named, OF_SO_MANY), size, before)
    return f"{by(table, time, size, before)}\nUNION ALL {theirs}"


def of_parts(table: str, time: str, size: str, *, emails: bool) -> str:
    """What customers have whom words mean by later parts of their names, or by their e-mails; parameters of `of_parts_params`."""
    whose = f"SELECT DISTINCT {KEEP} FROM ({_all_alike(partial(parts, emails=emails), OF_PARTS)}) c ORDER BY {KEEP} LIMIT {OF_PARTS}"
    return of_customers(table, time, whose, size, pages_before(time), OF_PARTS)


def _all_alike(customers: Callable[[str], str], number: int) -> str:
    """So many customers, whatever the page's size: each name may have as many of them."""
    return customers(str(number)).replace(SHARE, str(number))


def of_parts_params(asked: Query, *, in_full: bool) -> dict[str, Any]:
    """Those of `part_params`, from the first customer on: here it is orders that are read page by page."""
    return part_params(asked, in_full=in_full) | FIRST_PAGE


def not_named(table: str, keep: str) -> str:
    """Of the `candidates` those that are not found by name already. Each is looked up by itself, however many the planner expects."""
    return f"""SELECT {keep} FROM (SELECT DISTINCT id FROM candidates) found
  CROSS JOIN LATERAL (SELECT * FROM {table} c WHERE c.id = found.id OFFSET 0) c LEFT JOIN customers_customer p ON p.id = c.customer_id
  WHERE NOT EXISTS (SELECT 1 FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
                    WHERE (starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))
                       OR (starts_with(p.search_last, name.last) AND starts_with(p.search_first, name.first)))"""
