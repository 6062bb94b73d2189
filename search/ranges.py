"""Pieces of SQL that read the first rows of ranges in the order of an index: what a search is made of.

Each piece selects `keep` columns of the rows, in each of the channels, that lie in one of several ranges, and reads about as many rows
as it gives, however large the table. Parameters, all arrays: `channels`; NAME and NAME_end, the ranges; NAME_lo and NAME_hi, the
paired ranges of a second column. An index must exist on (channel, column, then `order`).

Where a page begins is said once, as the lower end of the range itself (`begin`): of two lower ends an index scan begins at either,
and passes over what lies between.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

FEW_VALUES = 20
"""So many different values in a range are few enough to look at the first row of each."""
FEW = 30
"""So many rows of each value are in any list."""
SHARE = "{share}"
"""Stands in a statement for the least number of rows of each value that a list must hold: all of them where the list is exact."""
CHANNELS = "unnest(%(channels)s::bigint[])"


def sized(sql: str, size: int, exact: int) -> str:
    """A statement for lists of so many rows. Up to `exact` they are the first rows of all; of a longer list each value has its share,
    so that the rows of many values do not all fill it: then it holds rows from the whole range, and not just the first."""
    return sql.replace("{size}", str(size)).replace(SHARE, str(size if size <= exact else FEW))


def union(keep: str, table: str, branches: Iterable[tuple[str, str]]) -> str:
    """All that the branches find, each (name of its ranges, SQL); `asked_only` leaves out those of which no range is asked for."""
    nothing = f"SELECT {keep} FROM {table} c WHERE false"  # costs nothing: the database drops it when it plans
    return nothing + "".join(branch(name, sql) for name, sql in branches)


def branch(name: str, sql: str) -> str:
    """One more branch of a union; there is none within another."""
    assert "/*.*/" not in sql
    return f"\n/*{name}:*/UNION ALL {sql}/*.*/"


def asked_only(sql: str, params: Mapping[str, Any]) -> str:
    """The statement without the branches whose ranges are empty: to begin each plan node, asked for or not, takes as long as to read rows.

    Each combination is a statement of its own to the database, which keeps the plans of all it has prepared: for what is asked in a few
    ways only, or a connection forgets what it needs again (`sql.KEPT`).
    """
    return _without(sql, frozenset(name for name, value in params.items() if value == []))


@lru_cache(maxsize=512)
def _without(sql: str, empty: frozenset[str]) -> str:
    return _BRANCH.sub(lambda found: "" if found[1] in empty else f"\n{found[2]}", sql)


_BRANCH = re.compile(r"\n/\*(\w+):\*/(.*?)/\*\.\*/", re.DOTALL)


def straight(table: str, column: str, name: str, *, keep: str, limit: str, order: str = "", where: str = "", begin: str = "") -> str:
    """The first rows of each range by the column itself, then by `order`: one index range per channel. begin: over `asked` (lo, hi)."""
    read = _of(column)
    begin = begin or f"{read} >= asked.lo"
    by = f"{read}, {order}" if order else read
    return f"""(SELECT hit.* FROM {CHANNELS} AS seen(channel_id)
  CROSS JOIN unnest(%({name})s::text[], %({name}_end)s::text[]) AS asked(lo, hi)
  CROSS JOIN LATERAL (SELECT {keep} FROM {table} c
    WHERE c.channel_id = seen.channel_id AND {begin} AND {read} < asked.hi {where}
    ORDER BY {by} LIMIT {limit}) hit)"""


def _of(column: str) -> str:
    """A column of the row `c`, or an expression that is written over `c` already."""
    return column if "c." in column else f"c.{column}"


def every(name: str) -> str:
    """Each range in each of the channels, where a walk begins: as (channel_id, lead, lead_end)."""
    return f"""SELECT seen.channel_id, asked.lead, asked.lead_end FROM {CHANNELS} AS seen(channel_id)
      CROSS JOIN (SELECT DISTINCT * FROM unnest(%({name})s::text[], %({name}_end)s::text[]) AS range(lead, lead_end)) asked"""


def _walk(part: str, table: str, lead: str, seeds: str, keep: str = "", order: str = "", where: str = "", most: int = 0) -> str:
    """The different values of a column under each range, by a loose index scan: one look-up for each, which gives its first row as well.

    Rows (channel_id, lead_end, lead, *keep, nth); where there are more than `most`, nth is larger in the last.
    """
    read = _of(lead)
    step = (
        f"(SELECT {read} AS lead{keep and f', {keep}'} FROM {table} c WHERE c.channel_id = {{0}}.channel_id AND {read} {{1}} "
        f"AND {read} < {{0}}.lead_end {where} ORDER BY {read}{order and f', {order}'} LIMIT 1) first"
    )
    return f"""{part} AS (
      SELECT asked.channel_id, asked.lead_end, first.*, 1 AS nth FROM ({seeds}) asked CROSS JOIN LATERAL {step.format("asked", ">= asked.lead")}
    UNION ALL
      SELECT w.channel_id, w.lead_end, first.*, w.nth + 1 FROM {part} w CROSS JOIN LATERAL {step.format("w", "> w.lead")}
      {f"WHERE w.nth <= {most}" if most else ""}
    )"""


def _values(values: str, name: str, *, paired: bool) -> str:
    """The values that were walked over, as rows w; each with the paired ranges of its own range, if there are such."""
    if not paired:
        return f"({values}) w"
    ranges = f"unnest(%({name}_end)s::text[], %({name}_lo)s::text[], %({name}_hi)s::text[]) AS asked(lead_end, lo, hi)"
    return f"(SELECT w.*, asked.lo, asked.hi FROM ({values}) w JOIN {ranges} ON asked.lead_end = w.lead_end) w"


def _walked(
    part: str, values: str, table: str, lead: str, name: str, *, keep: str, order: str, limit: str, other: str = "", where: str = "",
    look_at: int = 0, after: str = "", begin: str = "",
) -> tuple[str, str]:  # fmt: skip
    """Of values that were walked over: the part of a WITH that holds those whose first row is among the first of all, and their rows."""
    found, pair = f"c.channel_id = w.channel_id AND {_of(lead)} = w.lead {where} {after}", f"{begin or f'c.{other} >= w.lo'} AND c.{other} < w.hi"
    if look_at:
        some = f"SELECT {keep}, c.{other} AS paired FROM {table} c WHERE {found} ORDER BY {order} LIMIT {look_at}"
        rows = f"SELECT {keep} FROM ({some}) c WHERE c.paired >= w.lo AND c.paired < w.hi ORDER BY {order}"
    else:
        rows = f"SELECT {keep} FROM {table} c WHERE {found}{f' AND {pair}' if other else ''} ORDER BY {order}"
    first = f"SELECT {keep} FROM (SELECT w.*) c WHERE true {after}{f' AND {pair}' if other else ''}"
    heads = _heads(part, _values(values, name, paired=bool(other)), rows, order, limit, first)
    return heads, f"SELECT c.* FROM {part} w CROSS JOIN LATERAL ({rows} LIMIT w.room) c ORDER BY {order} LIMIT {limit}"


def _with_other(keep: str, other: str) -> str:
    return keep if not other or f"c.{other}" in keep.split(", ") else f"{keep}, c.{other}"


def walk(
    table: str, lead: str, name: str, *, keep: str, order: str, other: str = "", where: str = "", values: int = 2000, seeds: str = "", **how: Any
) -> str:
    """The first rows by `order` of all that begin with a range of `lead` (and whose `other` column lies in the paired range).

    Only the values whose first row is among the first of all can hold a row of the answer; only those are read on, and of each
    as many as those before it leave room for. At most `values` different values are looked at, and where no index knows the `other`
    column, at most `look_at` rows of each. `after` is a condition that leaves out the pages before; so is `begin`, the lower end of the
    paired range, over `w` (lead, lo, hi). `seeds` are where it begins, else `every` range in every channel.
    """
    steps = _walk("walk", table, lead, seeds or every(name), _with_other(keep, other), order, where)
    found = f"SELECT * FROM walk LIMIT {values}"
    heads, rows = _walked("heads", found, table, lead, name, keep=keep, order=order, other=other, where=where, **how)
    return f"(WITH RECURSIVE {steps}, {heads}\n    {rows})"


def of_each(
    table: str, lead: str, name: str, *, keep: str, order: str, limit: str, values: int, other: str = "", where: str = "", after: str = "",
    begin: str = "",
) -> str:  # fmt: skip
    """The first rows by `order` of each value that begins with a range of `lead` (and whose `other` column lies in the paired range): where
    values are few, or so are the rows that `after` or the other column leave of each.

    At most `values` different values are looked at; later ones have no rows.
    """
    found, where_read = f"SELECT * FROM walk LIMIT {values}", f"c.channel_id = w.channel_id AND {_of(lead)} = w.lead {where} {after}"
    pair = f"AND {begin or f'c.{other} >= w.lo'} AND c.{other} < w.hi" if other else ""
    return f"""(WITH RECURSIVE {_walk("walk", table, lead, every(name), where=where)}
    SELECT c.* FROM {_values(found, name, paired=bool(other))} CROSS JOIN LATERAL (
      SELECT {keep} FROM {table} c WHERE {where_read} {pair} ORDER BY {order} LIMIT {limit}) c)"""


def few(
    part: str, table: str, lead: str, name: str, *, keep: str, order: str, other: str = "", where: str = "", most: int = FEW_VALUES, **how: Any
) -> str:
    """Parts of a WITH RECURSIVE: `part`, what `walk` gives of the ranges that hold at most `most` different values in a channel; and
    PART_many, the other ones: channel_id and lead_end."""
    steps = _walk(f"{part}_walk", table, lead, every(name), _with_other(keep, other), order, where, most)
    found = f"""SELECT * FROM {part}_walk w
        WHERE NOT EXISTS (SELECT FROM {part}_many m WHERE m.channel_id = w.channel_id AND m.lead_end = w.lead_end)"""
    heads, rows = _walked(f"{part}_heads", found, table, lead, name, keep=keep, order=order, other=other, where=where, **how)
    many = f"{part}_many AS MATERIALIZED (SELECT channel_id, lead_end FROM {part}_walk WHERE nth > {most})"
    return f"{steps}, {many}, {heads}, {part} AS (\n    {rows})"


def first_few(part: str, table: str, lead: str, name: str, *, keep: str, order: str, limit: str, where: str = "", most: int = FEW_VALUES) -> str:
    """Parts of a WITH RECURSIVE: `part`, the first rows of a list of all ranges, if these hold few different values in each channel.

    Where `too_many` holds it is not all.
    """
    steps = _walk(f"{part}_walk", table, lead, every(name), _with_other(keep, ""), order, where, most)
    heads, rows = _walked(f"{part}_heads", f"SELECT * FROM {part}_walk", table, lead, name, keep=keep, order=order, where=where, limit=limit)
    return f"{steps}, {heads}, {part} AS (\n    {rows})"


def too_many(*parts: str, most: int = FEW_VALUES) -> str:
    """The condition that the ranges of one of the parts that `first_few` makes hold more values."""
    return " OR ".join(f"EXISTS (SELECT FROM {part}_walk WHERE nth > {most})" for part in parts)


def _heads(part: str, values: str, rows: str, order: str, limit: str, first: str) -> str:
    """The values whose first row is among the first of all, each with the room that those before it leave, or with its share.

    first: the first row as the walk brought it along; where it lies on a page before, it is looked up.
    """
    room = f"least({limit} + 1 - row_number() OVER (ORDER BY {order}), greatest({SHARE}, 3 * ({limit}) / count(*) OVER ()))"
    return f"""{part} AS (
      SELECT w.*, {room} AS room FROM {values} CROSS JOIN LATERAL (
        ({first} UNION ALL ({rows} LIMIT 1)) LIMIT 1) c ORDER BY {order} LIMIT {limit}
    )"""


def near(table: str, *, keep: str, order: str, begin: str, only: str, limit: str, look: str, asked: str, by: str) -> str:
    """Two parts of a WITH, for what is so common that it lies near the beginning of the list, whatever its different values.

    `near` are the first rows for each row of `asked` (channel_id, and what the conditions need), among the next `look` in the order of
    an index that begins with the channel, for which `only` holds; `far` is where these are fewer than `limit`: the columns `by` of asked.
    """
    given = ", ".join(f"asked.{one}" for one in by.split(", "))
    return f"""near AS MATERIALIZED (
      SELECT {given}, hit.* FROM {asked} AS asked CROSS JOIN LATERAL (
        SELECT {keep} FROM (SELECT * FROM {table} c WHERE c.channel_id = asked.channel_id AND {begin} ORDER BY {order} LIMIT {look}) c
        WHERE {only} LIMIT {limit}) hit
    ), far AS MATERIALIZED (
      SELECT {given} FROM {asked} AS asked EXCEPT SELECT {by} FROM near GROUP BY {by} HAVING count(*) = {limit}
    )"""


def in_order(
    table: str, lead: str, other: str, *, keep: str, order: str, limit: str, begins: tuple[str, str], asked: str, values: int, by: str
) -> str:
    """Two parts of a WITH, where the answer is in order of `lead` itself, so that the walk ends with the last row wanted.

    `ordered` are the first rows for each row of `asked` (channel_id; lo and hi, the range of `lead`; other_lo and other_hi, the paired
    one); `farther` is where these are not all, after `values` different values: the columns `by` of asked.
    begins: the first value to look at, and the lower end of the paired range, over `asked` and `w` (lead).
    That the walk comes in order of the index is how a recursion works, not a promise of SQL; the outer sort and the tests stand guard.
    """
    given = ", ".join(f"asked.{one}" for one in by.split(", "))
    step = (
        f"SELECT c.{lead} AS lead FROM {table} c WHERE c.channel_id = asked.channel_id AND c.{lead} {{0}} AND c.{lead} < asked.hi "
        f"ORDER BY c.{lead} LIMIT 1"
    )
    nothing = ", ".join(["NULL"] * len(keep.split(", ")))
    return f"""ordered AS MATERIALIZED (
      SELECT {given}, hit.* FROM {asked} AS asked CROSS JOIN LATERAL (
        WITH RECURSIVE walk AS (
          SELECT first.lead, 1 AS nth FROM ({step.format(f">= {begins[0]}")}) first
        UNION ALL
          SELECT next.lead, w.nth + 1 FROM walk w CROSS JOIN LATERAL ({step.format("> w.lead")}) next WHERE w.nth < {values})
        SELECT c.* FROM walk w CROSS JOIN LATERAL ((
          SELECT {keep}, false AS cut FROM {table} c
          WHERE c.channel_id = asked.channel_id AND c.{lead} = w.lead AND {begins[1]} AND c.{other} < asked.other_hi
          ORDER BY {order} LIMIT {limit}) UNION ALL SELECT {nothing}, true WHERE w.nth >= {values}) c
        LIMIT {limit}) hit
    ), farther AS MATERIALIZED (SELECT DISTINCT {by} FROM ordered WHERE cut)"""


def walk_pairs(table: str, lead: str, other: str, name: str, *, keep: str, order: str, limit: str, values: int, after: str = "") -> str:
    """The first rows by `order` of all whose two columns lie in paired ranges: over the different pairs of values."""
    step = (
        f"SELECT c.{other} AS other, {keep} FROM {table} c WHERE c.channel_id = w.channel_id AND c.{lead} = w.lead AND c.{other} {{0}} "
        f"AND c.{other} < w.hi ORDER BY c.{other}, {order} LIMIT 1"
    )
    rows = f"SELECT {keep} FROM {table} c WHERE c.channel_id = w.channel_id AND c.{lead} = w.lead AND c.{other} = w.other {after} ORDER BY {order}"
    first = f"SELECT {keep} FROM (SELECT w.*) c WHERE true {after}"
    found = _values(f"SELECT * FROM walk LIMIT {values}", name, paired=True)
    return f"""(WITH RECURSIVE {_walk("walk", table, lead, every(name))}, pairs AS (
      SELECT w.*, p.* FROM {found} CROSS JOIN LATERAL (
        WITH RECURSIVE inner_walk AS (
          ({step.format(">= w.lo")}) UNION ALL SELECT next.* FROM inner_walk p CROSS JOIN LATERAL ({step.format("> p.other")}) next)
        SELECT * FROM inner_walk) p LIMIT {values}
    ), {_heads("heads", "pairs w", rows, order, limit, first)}
    SELECT c.* FROM heads w CROSS JOIN LATERAL ({rows} LIMIT w.room) c ORDER BY {order} LIMIT {limit})"""
