"""Pieces of SQL that read the first rows of ranges in the order of an index: what a search is made of.

Each piece selects `keep` columns of the rows, in each of the channels, that lie in one of several ranges, and reads about as many rows
as it gives, however large the table. Parameters, all arrays: `channels`; NAME and NAME_end, the ranges; NAME_lo and NAME_hi, the
paired ranges of a second column. An index must exist on (channel, column, then `order`).

Where a page begins is said once, as the lower end of the range itself (`begin`): of two lower ends an index scan begins at either,
and passes over what lies between.
"""

FEW = 30
"""So many rows of each value are in any list."""
SHARE = "{share}"
"""Stands in a statement for the least number of rows of each value that a list must hold: all of them where the list is exact."""


def sized(sql: str, size: int, exact: int) -> str:
    """A statement for lists of so many rows. Up to `exact` they are the first rows of all; of a longer list each value has its share,
    so that the rows of many values do not all fill it: then it holds rows from the whole range, and not just the first."""
    return sql.replace("{size}", str(size)).replace(SHARE, str(size if size <= exact else FEW))


def straight(table: str, column: str, name: str, *, keep: str, limit: str, order: str = "", where: str = "", begin: str = "") -> str:
    """The first rows of each range by the column itself, then by `order`: one index range per channel. begin: over `asked` (lo, hi)."""
    begin = begin or f"c.{column} >= asked.lo"
    by = f"c.{column}, {order}" if order else f"c.{column}"
    return f"""(SELECT hit.* FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
  CROSS JOIN unnest(%({name})s::text[], %({name}_end)s::text[]) AS asked(lo, hi)
  CROSS JOIN LATERAL (SELECT {keep} FROM {table} c
    WHERE c.channel_id = seen.channel_id AND {begin} AND c.{column} < asked.hi {where}
    ORDER BY {by} LIMIT {limit}) hit)"""


def _walk(table: str, lead: str, name: str, where: str = "") -> str:
    """The different values of a column under each range, by a loose index scan: one look-up per value."""
    step = (
        f"(SELECT c.{lead} FROM {table} c WHERE c.channel_id = {{0}}.channel_id AND c.{lead} {{1}} AND c.{lead} < {{2}} {where} "
        f"ORDER BY c.{lead} LIMIT 1)"
    )
    return f"""walk(channel_id, lead, lead_end) AS (
      SELECT seen.channel_id, {step.format("seen", ">= asked.lead", "asked.lead_end")}, asked.lead_end
      FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
      CROSS JOIN (SELECT DISTINCT * FROM unnest(%({name})s::text[], %({name}_end)s::text[]) AS range(lead, lead_end)) asked
    UNION ALL
      SELECT w.channel_id, {step.format("w", "> w.lead", "w.lead_end")}, w.lead_end FROM walk w WHERE w.lead IS NOT NULL
    )"""


def _values(name: str, values: int, *, paired: bool) -> str:
    """The values that were walked over, as rows w; each with the paired ranges of its own range, if there are such."""
    found = f"(SELECT * FROM walk WHERE lead IS NOT NULL LIMIT {values}) w"
    if not paired:
        return found
    ranges = f"unnest(%({name}_end)s::text[], %({name}_lo)s::text[], %({name}_hi)s::text[]) AS asked(lead_end, lo, hi)"
    return f"(SELECT w.*, asked.lo, asked.hi FROM {found} JOIN {ranges} ON asked.lead_end = w.lead_end) w"


def walk(
    table: str, lead: str, name: str, *, keep: str, order: str, limit: str, other: str = "", where: str = "", values: int = 2000, look_at: int = 0,
    after: str = "", begin: str = "", share: str = SHARE,
) -> str:  # fmt: skip
    """The first rows by `order` of all that begin with a range of `lead` (and whose `other` column lies in the paired range).

    Only the values whose first row is among the first of all can hold a row of the answer; only those are read on, and of each
    as many as those before it leave room for. At most `values` different values are looked at, and where no index knows the `other`
    column, at most `look_at` rows of each. `after` is a condition that leaves out the pages before; so is `begin`, the lower end of the
    paired range, over `w` (lead, lo, hi).
    """
    found, pair = f"c.channel_id = w.channel_id AND c.{lead} = w.lead {where} {after}", f"{begin or f'c.{other} >= w.lo'} AND c.{other} < w.hi"
    if look_at:
        some = f"SELECT {keep}, c.{other} AS paired FROM {table} c WHERE {found} ORDER BY {order} LIMIT {look_at}"
        rows = f"SELECT {keep} FROM ({some}) c WHERE c.paired >= w.lo AND c.paired < w.hi ORDER BY {order}"
    else:
        rows = f"SELECT {keep} FROM {table} c WHERE {found}{f' AND {pair}' if other else ''} ORDER BY {order}"
    return f"""(WITH RECURSIVE {_walk(table, lead, name, where)}, {_heads(_values(name, values, paired=bool(other)), rows, order, limit, share)}
    SELECT c.* FROM heads w CROSS JOIN LATERAL ({rows} LIMIT w.room) c ORDER BY {order} LIMIT {limit})"""


def _heads(values: str, rows: str, order: str, limit: str, share: str) -> str:
    """The values whose first row is among the first of all, each with the room that those before it leave, or with its share."""
    room = f"least({limit} + 1 - row_number() OVER (ORDER BY {order}), greatest({share}, 3 * ({limit}) / count(*) OVER ()))"
    return f"""heads AS (
      SELECT w.*, {room} AS room FROM {values} CROSS JOIN LATERAL ({rows} LIMIT 1) c ORDER BY {order} LIMIT {limit}
    )"""


def walk_in_order(table: str, lead: str, name: str, other: str, *, keep: str, order: str, limit: str, begins: tuple[str, str]) -> str:
    """The same where the answer is in order of `lead` itself: each channel's walk ends with the last row wanted.

    begins: the first value to look at, and the lower end of the paired range, over `asked` (lead, lo, hi) and `w` (lead).

    That the walk comes in order of the index is how a recursion works, not a promise of SQL; the outer sort and the tests stand guard.
    """
    step = (
        f"SELECT c.{lead} FROM {table} c WHERE c.channel_id = seen.channel_id AND c.{lead} {{0}} AND c.{lead} < asked.lead_end "
        f"ORDER BY c.{lead} LIMIT 1"
    )
    return f"""(SELECT hit.* FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
  CROSS JOIN unnest(%({name})s::text[], %({name}_end)s::text[], %({name}_lo)s::text[], %({name}_hi)s::text[]) AS asked(lead, lead_end, lo, hi)
  CROSS JOIN LATERAL (
    WITH RECURSIVE walk(lead) AS (({step.format(f">= {begins[0]}")})
      UNION ALL SELECT ({step.format("> w.lead")}) FROM walk w WHERE w.lead IS NOT NULL)
    SELECT c.* FROM walk w CROSS JOIN LATERAL (
      SELECT {keep} FROM {table} c
      WHERE c.channel_id = seen.channel_id AND c.{lead} = w.lead AND {begins[1]} AND c.{other} < asked.hi
      ORDER BY {order} LIMIT {limit}) c
    LIMIT {limit}) hit)"""


def walk_pairs(
    table: str, lead: str, other: str, name: str, *, keep: str, order: str, limit: str, values: int = 600, after: str = "", share: str = SHARE
) -> str:
    """The first rows by `order` of all whose two columns lie in paired ranges: over the different pairs of values."""
    step = (
        f"SELECT c.{other} FROM {table} c WHERE c.channel_id = w.channel_id AND c.{lead} = w.lead AND c.{other} {{0}} AND c.{other} < w.hi "
        f"ORDER BY c.{other} LIMIT 1"
    )
    rows = f"SELECT {keep} FROM {table} c WHERE c.channel_id = w.channel_id AND c.{lead} = w.lead AND c.{other} = w.other {after} ORDER BY {order}"
    return f"""(WITH RECURSIVE {_walk(table, lead, name)}, pairs AS (
      SELECT w.*, p.other FROM {_values(name, values, paired=True)} CROSS JOIN LATERAL (
        WITH RECURSIVE inner_walk(other) AS (
          ({step.format(">= w.lo")}) UNION ALL SELECT ({step.format("> p.other")}) FROM inner_walk p WHERE p.other IS NOT NULL)
        SELECT other FROM inner_walk WHERE other IS NOT NULL) p LIMIT {values}
    ), {_heads("pairs w", rows, order, limit, share)}
    SELECT c.* FROM heads w CROSS JOIN LATERAL ({rows} LIMIT w.room) c ORDER BY {order} LIMIT {limit})"""
