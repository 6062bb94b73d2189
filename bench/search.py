"""`make bench-search SIZE=10k|100k|1m|10m [PEERS=1]`: every shape of query on so many customers, twice the orders and a fifth the returns.

For each shape: milliseconds within the database, beside the bare SQL in turns, and for a page's fragment through the real web process,
rows and blocks read, and how the time grows from the smallest size measured so far. Then offers for misspelt names, the worst of ODD
(10,000) odd queries, extended searches by any two criteria, and what the indexes cost a write; with PEERS=1 the same questions to
django-oscar, in turns. Written to bench/results/search.json, size by size.
"""

import json
import math
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from bench import database
from contactcenter.places import BASE_DIR
from contactcenter.problems import Problem

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
RESULTS = BASE_DIR / "bench" / "results" / "search.json"
DRAWN, ROUNDS, SECONDS = 30, 3, 5.0
Values = dict[str, list[str]]


def main() -> None:
    size = (os.environ.get("SIZE") or "100k").lower()
    try:
        if size not in SIZES:
            raise Problem(f"SIZE is one of {', '.join(SIZES)}.")
        run(size)
    except Problem as problem:
        sys.exit(str(problem))


def run(size: str) -> None:
    url = database.prepare(SIZES[size])
    from bench import web
    from bench.browsers import HttpBrowser
    from bench.desks import take_desks
    from bench.peers import compare

    web.collect_static()
    desks = take_desks(8, seed := int(os.environ.get("SEED") or time.time()))
    shapes = drawn(random.Random(seed))
    shown: dict[str, dict[str, Any]] = {}
    with web.web_process(url) as (port, _process):
        browsers = [HttpBrowser(port, desk.session_key) for desk in desks]
        for shape, asked in shapes.items():
            shown[shape] = {**in_database(shape, asked), "page": middle(through_the_web(browsers[0], asked))}
        rate = together(browsers, [one for asked in shapes.values() for one in asked])
        peers = compare.compare(port, desks[0].session_key, shapes, SIZES[size]) if os.environ.get("PEERS") == "1" else None
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[size] = {"seed": seed, "shapes": shown, "fragments_per_second_at_8": rate, "loop_ms": loop(), **far_ends(shapes, seed), "peers": peers}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1))
    show(size, kept)


def far_ends(shapes: dict[str, list[tuple[str, str]]], seed: int) -> dict[str, Any]:
    from agents.actors import actor_of
    from agents.models import Agent
    from bench import extremes, writing

    actor = actor_of(Agent.objects.get(username="bench-1"))
    names = [q for _kind, q in shapes["last name"]]
    words = [word for asked in shapes.values() for _kind, q in asked for word in q.split()]
    return {
        "offers": extremes.offers(actor, names),
        "odd": extremes.odd(actor, words, int(os.environ.get("ODD") or extremes.ODD)),
        "pairs": extremes.pairs(actor, seed),
        "writing": writing.cost(),
    }


def drawn(dice: random.Random) -> dict[str, list[tuple[str, str]]]:
    """Each shape's queries, (kind, what is typed), from rows that exist."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM customers_customer")
        last = cursor.fetchone()[0]
        ids = [dice.randint(1, last) for _n in range(DRAWN)]
        cursor.execute(
            "SELECT c.last_name, c.first_name, c.email, c.phone, c.search_postal_code, c.number, o.number FROM customers_customer c "
            "JOIN orders_order o ON o.id = c.id WHERE c.id = ANY(%s)",
            [ids],
        )
        people = cursor.fetchall()
    shapes: dict[str, tuple[str, Callable[..., str]]] = {
        "last name, 3 letters": ("customer", lambda last, *_: last[:3]),
        "mar": ("customer", lambda *_: "mar"),
        "2 letters, exact": ("customer", lambda *_: "ng"),
        "last name": ("customer", lambda last, *_: last),
        "first name": ("customer", lambda last, first, *_: first),
        "no match": ("customer", lambda last, *_: f"{last}qqx"),
        "first and last name": ("customer", lambda last, first, *_: f"{first} {last}"),
        "mar jo": ("customer", lambda *_: "mar jo"),
        "three terms": ("customer", lambda last, first, email, phone, code, *_: f"{first} {last} {code[:3]}"),
        "e-mail": ("customer", lambda last, first, email, *_: email),
        "e-mail, beginning": ("customer", lambda last, first, email, *_: email.split("@")[0][:9]),
        "e-mail, before the @": ("customer", lambda last, first, email, *_: email.split("@")[0]),
        "phone": ("customer", lambda last, first, email, phone, *_: phone),
        "name and postal code": ("customer", lambda last, first, email, phone, code, *_: f"{last} {code}"),
        "customer number": ("customer", lambda *person: person[5]),
        "misspelt name": ("customer", lambda last, *_: last[:1] + last[2:3] + last[1:2] + last[3:]),
        "order number": ("order", lambda *person: person[6]),
        "order number, beginning": ("order", lambda *person: person[6][:4]),
        "orders by last name": ("order", lambda last, *_: last),
        "orders by both names": ("order", lambda last, first, *_: f"{first} {last}"),
        "orders by e-mail": ("order", lambda last, first, email, *_: email),
        "orders by SKU": ("order", lambda *_: "BN-0001-M"),
        "returns by last name": ("return", lambda last, *_: last),
        "returns by order number": ("return", lambda *person: person[6]),
    }
    return {name: [(kind, typed(*person)) for person in people] for name, (kind, typed) in shapes.items()} | seldom(last // 3)


def seldom(start: int) -> dict[str, list[tuple[str, str]]]:
    """The same for parts of names, guests and titles: of the first such rows from an id on."""
    from django.db import connection

    from bench.shop import KINDS, THINGS

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_name, regexp_replace(search_first_more, '^.* ', '') FROM customers_customer "
            "WHERE id >= %s AND search_first_more <> '' ORDER BY id LIMIT %s",
            [start, DRAWN],
        )
        parts = cursor.fetchall()
        cursor.execute(
            "SELECT search_last, search_first FROM orders_order WHERE id >= %s AND customer_id IS NULL AND search_last <> '' ORDER BY id LIMIT %s",
            [start, DRAWN],
        )
        guests = cursor.fetchall()
    return {
        "part of a name": [("customer", part) for _last, part in parts],
        "part, last name": [("customer", f"{part} {last}") for last, part in parts],
        "orders by part, last name": [("order", f"{part} {last}") for last, part in parts],
        "orders by guest": [("order", f"{first} {last}") for last, first in guests],
        "orders by title": [("order", f"{kind} {thing}") for kind in KINDS[:5] for thing in THINGS[:6]],
    }


def in_database(shape: str, asked: list[tuple[str, str]]) -> dict[str, Any]:
    """Milliseconds of all statements of a search, and of the bare SQL in turns with it; the most rows that one of a few samples reads."""
    from django.db import connection

    from agents.actors import actor_of
    from agents.models import Agent
    from bench.reads import reads
    from bench.tiered import BARE, Tiered
    from console.results import FIND

    actor = actor_of(Agent.objects.get(username="bench-1"))
    tiered, times, bare = Tiered(list(actor.channel_ids)), list[float](), list[float]()
    with timing(connection) as spent:
        for turn in range(ROUNDS + 1):
            for kind, q in asked:
                spent.clear()
                FIND[kind](actor, q)
                times += [sum(spent)] if turn else []
                began = time.perf_counter()
                if shape in BARE:
                    tiered.ask(shape, q)
                    bare += [1000 * (time.perf_counter() - began)] if turn else []
    tiered.connection.close()
    read = [reads(lambda: FIND[kind](actor, q)) for kind, q in asked[:5]]  # noqa: B023  called at once
    most = {"rows_read": max(one.rows for one in read), "blocks_read": max(one.blocks for one in read)}
    return {"sql": middle(times), "bare": middle(bare) if bare else None, **most}


@contextmanager
def timing(connection: Any) -> Iterator[list[float]]:
    spent: list[float] = []

    def clock(execute: Callable[..., Any], *statement: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            spent.append(1000 * (time.perf_counter() - began))

    with connection.execute_wrapper(clock):
        yield spent


def through_the_web(browser: Any, asked: list[tuple[str, str]]) -> list[float]:
    times = []
    for turn in range(ROUNDS + 1):
        for kind, q in asked:
            answer = browser.get(f"/console/search/?{urlencode({'kind': kind, 'q': q})}", fragment=True)
            if answer.status != 200:
                raise Problem(f"{kind} {q!r}: the answer was {answer.status}")
            times += [1000 * answer.seconds] if turn else []
    return times


def together(browsers: list[Any], asked: list[tuple[str, str]]) -> float:
    """Fragments a second at eight clients, all shapes mixed."""
    until, began = time.monotonic() + SECONDS, time.monotonic()

    def work(browser: Any) -> int:
        done = 0
        while time.monotonic() < until:
            kind, q = random.choice(asked)
            browser.get(f"/console/search/?{urlencode({'kind': kind, 'q': q})}", fragment=True)
            done += 1
        return done

    with ThreadPoolExecutor(len(browsers)) as pool:
        return round(sum(pool.map(work, browsers)) / (time.monotonic() - began), 1)


def middle(times: list[float]) -> list[float]:
    """p50 and p95."""
    return [round(median(times), 3), round(quantiles(times, n=20)[-1], 3)]


def loop() -> float:
    """Milliseconds of one fixed computation: how busy the machine is."""
    times = []
    for _n in range(200):
        began = time.perf_counter()
        sum(range(10_000))
        times.append(1000 * (time.perf_counter() - began))
    return round(median(times), 3)


def show(size: str, kept: dict[str, Any]) -> None:
    now, smaller = kept[size], next((one for one in SIZES if one in kept), size)
    print(f"\n{SIZES[size]:,} customers, {2 * SIZES[size]:,} orders; milliseconds; growth from {smaller} as an exponent")
    print(f"{'shape':26} {'sql p50':>8} {'p95':>8} {'bare':>6} {'ratio':>6} {'rows':>6} {'page p50':>9} {'p95':>8} {'growth':>7}")
    for shape, found in now["shapes"].items():
        before = kept[smaller]["shapes"].get(shape)
        ratio = SIZES[size] / SIZES[smaller]
        growth = f"{math.log(found['sql'][0] / before['sql'][0], 10) / math.log10(ratio):7.2f}" if before and ratio > 1 else f"{'':7}"
        sql, page = found["sql"], found["page"]
        bare = f"{found['bare'][0]:6.2f} {sql[0] / found['bare'][0]:6.1f}" if found["bare"] else f"{'':13}"
        print(f"{shape:26} {sql[0]:8.2f} {sql[1]:8.2f} {bare} {found['rows_read']:6} {page[0]:9.1f} {page[1]:8.1f} {growth}")
    print("bare: p50 of the same question in the fewest words, which finds no parts of names, no guests and of orders only those by name.")
    print(f"\nEight clients at once: {now['fragments_per_second_at_8']} fragments a second, on the cores that the clients use too.")
    show_far_ends(now)
    if now.get("peers"):
        from bench.peers import compare

        compare.show(now["peers"])
    print(f"A fixed loop took {now['loop_ms']} ms (0.13 on this kind of machine when nothing else runs).")


def show_far_ends(now: dict[str, Any]) -> None:
    offers, odd, writing = now["offers"], now["odd"], now["writing"]
    print(f"\nOffers for a slip: p50 {offers['p50']} ms, p95 {offers['p95']} ms, worst {offers['worst']} ms.")
    for how, found in odd.items():
        print(f"Of {found['count']:,} odd queries, {how}, 99 % took at most {found['p99']} ms; the worst:")
        for spent, what in found["worst"]:
            print(f"  {spent:7.1f} ms  {what}")
    for kind, found in now["pairs"].items():
        print(
            f"{kind} by any two criteria: p50 {found['p50']} ms, p95 {found['p95']} ms of {found['whole']} searches with up to 10,000 rows, "
            f"{found['bounded']} others bounded; the slowest of each:"
        )
        for spent, what in [*found["worst"], *found["worst bounded"]]:
            print(f"  {spent:7.1f} ms  {what}")
    print(f"\nA customer without indexes is written in {writing['bare'][0]} µs with {writing['bare'][1]} bytes of log. As multiples of these:")
    for name, (took, log) in writing.items():
        if name != "bare":
            print(f"  {name:45} time {took:5.2f}  log {log:5.2f}")


if __name__ == "__main__":
    main()
