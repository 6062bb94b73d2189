"""Words inside a name or an e-mail: who has names of which a later word begins so.

`names` finds by the beginnings of names. Here every word typed begins some word of the names: the first; the first that comes after it and
is no particle ("cruz" of "garcia de la cruz", "silva" of "da silva santos"); or the last ("santos"). So does a later word of an e-mail.
The pieces of SQL are those of `search.ranges`.
"""

from itertools import permutations
from typing import Any

from contactcenter.sql import ends
from customers.search.names import AFTER, FROM_LAST, KEEP, TABLE, paired
from search.ranges import of_each, straight, union, walk
from search.readings import Query, apart
from search.terms import fold_email

INSIDE = 200
"""Of a word that is not found in the order of names so many rows a channel are looked at, and of one beside the other name, if a third must fit."""
EACH = 50
"""Of each of several words so many, whose other words may stand anywhere."""
VALUES = 1000
"""Of so many different words that begin alike; typed whole it is one."""


def second_word(column: str) -> str:
    """Of what comes after a name's first word, the first word."""
    return f"split_part({column}, ' ', 1)"


def last_word(column: str) -> str:
    """And its last, which counts where there are several."""
    return f"substring({column}, '[^ ]+$')"


_LAST_PART, _FIRST_PART = (second_word(f"c.search_{name}_more") for name in ("last", "first"))
_LAST_END, _FIRST_END = (last_word(f"c.search_{name}_more") for name in ("last", "first"))
_HAS_LAST, _HAS_FIRST, _HAS_EMAIL = (f"AND c.search_{name}_more <> ''" for name in ("last", "first", "email"))
_LONG_LAST, _LONG_FIRST = (f"AND c.search_{name}_more LIKE '%% %%'" for name in ("last", "first"))
_WHOLE = ", ".join([KEEP, *(f"c.search_{name}_more" for name in ("last", "first", "email"))])


def part_params(asked: Query, *, in_full: bool) -> dict[str, Any]:
    """The ranges for words: `one` word; `each` of several, `pair` of a part and the other name, `two` of three words or more, one a part and
    one the other name's, `turned` the parts of one name in another order or written apart, `apart` the same beside the other name; and `email`,
    for those who see e-mails."""
    pairs, words = asked.names, list(dict.fromkeys(asked.words))
    beside = [(one, other) for one, other in pairs if one and other]
    one, each = ([], words) if len(asked.words) > 1 else (words, [])
    two = list(permutations(words, 2)) if len(words) > 2 else []
    turned = [text for text in dict.fromkeys(f"{other} {part}" for part, other in beside) if text != " ".join(asked.words)]
    turned += [text for word in words[:1] if len(words) == 1 for text in apart(word)]
    email = [fold_email(asked.typed)] if in_full and " " not in asked.typed else []
    return {
        "one": one, "one_end": ends(one), "each": each, "each_end": ends(each), "words": words, **paired("pair", beside), **paired("two", two),
        **paired("apart", apart_beside(asked.names)),
        "turned": turned, "turned_end": ends(turned), "email": email, "email_end": ends(email),
        "lasts": [last for last, _ in pairs], "firsts": [first for _, first in pairs],
    }  # fmt: skip


def apart_beside(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A name that was typed in one word and may be written in several, beside the other: ("anne marie", "braun")."""
    return [(text, other) for one, other in names if other and one and " " not in one for text in apart(one)]


_BOTH = (("last", "first"), ("first", "last"))


def parts(size: str, *, emails: bool) -> str:
    """The first `size` customers whom words mean by their parts and not by their names, as KEEP; parameters of `part_params`, and `after_…`."""
    how: dict[str, Any] = {"keep": KEEP, "order": KEEP, "limit": size, "values": VALUES}
    after = {"after": f"{AFTER} {_NOT_NAMED}", **how}
    some: dict[str, Any] = {"keep": KEEP, "limit": str(INSIDE)}
    each = " UNION ALL ".join(straight(TABLE, read, "each", where=where, keep=_WHOLE, limit=str(EACH)) for read, where in _inside(emails))
    return union(KEEP, TABLE, (
        ("one", walk(TABLE, _FIRST_PART, "one", where=_HAS_FIRST, **after)),
        ("one", walk(TABLE, _FIRST_END, "one", where=_LONG_FIRST, **after)),
        *(("one", straight(TABLE, read, "one", where=f"{where} {_NOT_NAMED}", **some)) for read, where in _inside(emails)[2:]),
        *(("pair", sql) for sql in _beside("pair", **how)),
        *(("two", _if_every_word(sql, emails)) for sql in _beside("two", **{**how, "keep": _WHOLE, "limit": str(INSIDE)})),
        *(("turned", straight(TABLE, f"search_{name}", "turned", where=_NOT_NAMED, **some)) for name in ("last", "first")),
        *(("apart", walk(TABLE, f"search_{name}", "apart", other=f"search_{other}", after=_NOT_NAMED, **how)) for name, other in _BOTH),
        ("each", _if_every_word(f"({each})", emails)),
        *([("email", straight(TABLE, "search_email", "email", where=f"AND c.search_email <> '' {_NOT_NAMED}", **some))] if emails else []),
    ))  # fmt: skip


def _beside(name: str, **how: Any) -> list[str]:
    """A part of one name beside the beginning of the other: where an index holds one behind the other."""
    last = {"other": "search_last", "begin": FROM_LAST.format("w"), "after": _NOT_NAMED, **how}
    first = {"other": "search_first", "after": f"{AFTER} {_NOT_NAMED}", **how}
    return [of_each(TABLE, read, name, where=where, **(first if "last" in read else last)) for read, where in _inside(emails=False)]


def _inside(emails: bool) -> list[tuple[str, str]]:
    """Where a word may stand, and the condition under which an index knows it."""
    names = [(_FIRST_PART, _HAS_FIRST), (_FIRST_END, _LONG_FIRST), (_LAST_PART, _HAS_LAST), (_LAST_END, _LONG_LAST)]
    return [*names, ("c.search_email_more", _HAS_EMAIL)] if emails else names


def _if_every_word(looked_at: str, emails: bool) -> str:
    """Of the rows that are looked at, those of which every word typed begins a word."""
    begun = " OR ".join(f"starts_with({read}, word)" for read in ("c.search_last", "c.search_first", *(read for read, _where in _inside(emails))))
    return f"""(SELECT {KEEP} FROM {looked_at} c
    WHERE NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) AS typed(word) WHERE NOT coalesce({begun}, false)) {_NOT_NAMED})"""


_NOT_NAMED = """AND NOT EXISTS (SELECT FROM unnest(%(lasts)s::text[], %(firsts)s::text[]) AS name(last, first)
      WHERE starts_with(c.search_last, name.last) AND starts_with(c.search_first, name.first))"""
