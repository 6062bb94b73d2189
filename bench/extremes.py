"""The far ends of search: offers for what was misspelt, the worst of many odd queries, and extended searches by any two criteria."""

import random
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.actors import Actor
from customers.criteria import ask_customers, find_customers_by
from customers.search import find_customers
from customers.search.similar import similar_names
from orders.criteria import ask_orders, find_orders_by
from orders.search import find_orders
from returns.search import find_returns
from search.readings import parse

ODD, LOOKED_AT = 10_000, 40
OFTEN, DRAWS = 4, 3
FEW = 10_000
"""A result of at most so many rows is shown in full; a larger one, or one that took too long, is bounded, and says so."""
SCRIPTS = ("abcdefghijklmnopqrstuvwxyz", "äöüßéøłçñ", "0123456789", "@.-'+#%_\\/ ", "ивановпетр", "王小明李", "םולש", "محمد")
Figures = dict[str, Any]


def offers(actor: Actor, names: list[str]) -> Figures:
    """Milliseconds until names are offered for a slip in each of these, its second and third letter swapped."""
    times = []
    for turn in range(OFTEN):
        for name in names:
            asked = parse(name[:1] + name[2:3] + name[1:2] + name[3:])
            times += [_timed(lambda: similar_names(actor, asked))] if turn else []  # noqa: B023  called at once
    return {"p50": _share(times, 50), "p95": _share(times, 95), "worst": max(times)}


def odd(actor: Actor, words: list[str], count: int = ODD) -> Figures:
    """The slowest of so many queries of any words, parts of real ones, scripts and lengths; and of half as many sorted by a column.

    Each is asked twice, since each statement is planned once on a connection, and the slow ones again: of five times the median.
    """
    part = st.builds(lambda word, length: word[:length], st.sampled_from(words), st.integers(1, 12))
    noise = st.one_of(*(st.text(letters, min_size=1, max_size=12) for letters in SCRIPTS), st.text(max_size=8))
    queries = st.lists(st.one_of(part, part, noise), min_size=1, max_size=5).map(" ".join)
    searches: list[Callable[..., Any]] = [find_customers, find_orders, find_returns]
    times: dict[str, list[tuple[float, Callable[[], Any], str]]] = {"typed": [], "sorted": []}

    @settings(max_examples=count + count // 2, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(queries, st.sampled_from(searches), st.sampled_from(["", "", "", "", "email", "-number"]))
    def look(query: str, search: Callable[..., Any], sort: str) -> None:
        again = partial(search, actor, query, sort=sort)
        again()
        times["sorted" if sort else "typed"].append((_timed(again), again, f"{search.__name__} {query!r} {sort}"))

    look()
    return {how: _worst(found) for how, found in times.items()}


def _worst(times: list[tuple[float, Callable[[], Any], str]]) -> Figures:
    """The slowest are asked again, so that what else the machine did just then does not count."""
    slow = sorted(times, key=lambda one: -one[0])[:LOOKED_AT]
    worst = sorted(((median(_timed(again) for _turn in range(5)), what) for _once, again, what in slow), reverse=True)
    return {"count": len(times), "p99": _share([one for one, _again, _what in times], 99), "worst": [list(one) for one in worst[:5]]}


def pairs(actor: Actor, seed: int) -> dict[str, Figures]:
    """Milliseconds of extended searches by any two criteria whose result has at most FEW rows; how many others were bounded."""
    dice = random.Random(seed)
    return {
        kind: _pairs(drawn, lambda given, ask=ask, find=find: find(actor, ask(actor, given)), dice)  # type: ignore[misc]
        for kind, drawn, ask, find in (
            ("customers", _people(dice), ask_customers, find_customers_by),
            ("orders", _orders(dice), ask_orders, find_orders_by),
        )
    }


def _pairs(drawn: list[Mapping[str, str]], search: Callable[[dict[str, str]], Any], dice: random.Random) -> Figures:
    """Each pair is asked with DRAWS different draws of values, the second time being the one that counts."""
    whole: list[tuple[float, str]] = []
    bounded: list[tuple[float, str]] = []
    for names in combinations(sorted({name for one in drawn for name in one}), 2):
        for _draw in range(DRAWS):
            asked = {name: dice.choice([one for one in drawn if name in one])[name] for name in names}
            search(asked)
            began = time.perf_counter()
            found = search(asked)
            spent = round(1000 * (time.perf_counter() - began), 1)
            rows = "bounded" if found.stopped or found.total is None or found.total > FEW else f"{found.total} rows"
            (bounded if rows == "bounded" else whole).append((spent, f"{urlencode(asked)} ({rows})"))
    times = [spent for spent, _what in whole]
    return {
        "p50": _share(times, 50), "p95": _share(times, 95), "whole": len(whole), "worst": [list(one) for one in sorted(whole, reverse=True)[:5]],
        "bounded": len(bounded), "worst bounded": [list(one) for one in sorted(bounded, reverse=True)[:2]],
    }  # fmt: skip


def _people(dice: random.Random) -> list[Mapping[str, str]]:
    columns = "last_name first_name number email phone postal_code city country birthday channel active created_from value_min".split()
    return _rows(
        "SELECT c.last_name, left(c.first_name, 3), c.number, left(c.email, 8), c.phone, left(c.search_postal_code, 3), initcap(c.search_city), "
        "c.search_country, c.birthday::text, k.code, 'yes', c.created_at::date::text, c.lifetime_value::text "
        "FROM customers_customer c JOIN agents_channel k ON k.id = c.channel_id WHERE c.id = ANY(%s)",
        "customers_customer", columns, dice,
    )  # fmt: skip


def _orders(dice: random.Random) -> list[Mapping[str, str]]:
    columns = "order last_name first_name email phone status payment_status placed_from placed_to total_min postal_code channel".split()
    return _rows(
        "SELECT left(c.number, 4), c.search_last, left(c.search_first, 3), left(c.email, 8), c.phone, c.status, c.payment_status, "
        "c.placed_at::date::text, '2026-01-01', c.total::text, left(c.search_postal_code, 3), k.code "
        "FROM orders_order c JOIN agents_channel k ON k.id = c.channel_id WHERE c.id = ANY(%s)",
        "orders_order", columns, dice,
    )  # fmt: skip


def _rows(sql: str, table: str, columns: list[str], dice: random.Random) -> list[Mapping[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")
        last = cursor.fetchone()[0]
        cursor.execute(sql, [[dice.randint(1, last) for _n in range(20)]])
        return [{name: value for name, value in zip(columns, row, strict=True) if value} for row in cursor.fetchall()]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(1000 * (time.perf_counter() - began), 2)


def _share(times: list[float], percent: int) -> float:
    if len(times) < 2:  # noqa: PLR2004  of one there are no shares
        return times[0] if times else 0.0
    return round(quantiles(times, n=100)[percent - 1], 2)
