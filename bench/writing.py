"""What the indexes of customers cost when one is written: time and log of single rows, beside a table without any."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db import connection

SEVEN = ("customer_last", "customer_first", "customer_email_once", "customer_number", "customer_phone", "customer_postal", "customer_mobile")
"""As many as the measured design has (its seventh held a sound); the others are listed one by one."""
ROWS, CHUNK, FILLED = 2000, 100, 100_000


@dataclass
class Copy:
    """A table like that of customers with some of its indexes. times: µs of each row written; log: bytes for all."""

    table: str
    indexes: list[str]
    times: list[float] = field(default_factory=list)
    log: float = 0.0

    def beside(self, bare: "Copy") -> list[float]:
        """How many times the time and the log of a row of the table without indexes."""
        return [round(median(self.times) / median(bare.times), 2), round(self.log / bare.log, 2)]


def cost() -> dict[str, Any]:
    """[time, log] of a row as multiples of a row without indexes: with the seven, with all, and with each further one alone."""
    indexes = _indexes()
    further = [name for name in indexes if name not in SEVEN]
    copies = {"bare": [], "seven": [sql for name, sql in indexes.items() if name in SEVEN], "all": list(indexes.values())}
    copies |= {name: [indexes[name]] for name in further}
    with _made(copies) as made:
        _write(made)
    found = {one.table.removeprefix("bench_writing_"): one for one in made}
    bare = found.pop("bare")
    row = [round(median(bare.times)), round(bare.log / len(bare.times))]
    return {"bare": row, **{name: one.beside(bare) for name, one in found.items()}}


def _indexes() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = 'customers_customer' AND i.schemaname = 'public' "
            "AND i.indexname <> 'customers_customer_pkey' ORDER BY 1"
        )
        return dict(cursor.fetchall())


@contextmanager
def _made(wanted: dict[str, list[str]]) -> Iterator[list[Copy]]:
    """Tables of FILLED rows. Their pages were written since the last checkpoint, so that the log holds rows and no whole pages."""
    made = [Copy(f"bench_writing_{name}", indexes) for name, indexes in wanted.items()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT; SET synchronous_commit = off")
        for one in made:
            cursor.execute(f"DROP TABLE IF EXISTS {one.table}; CREATE TABLE {one.table} (LIKE customers_customer INCLUDING DEFAULTS)")
            cursor.execute(f"INSERT INTO {one.table} SELECT * FROM customers_customer WHERE id <= {FILLED}")
            cursor.execute(f"ALTER TABLE {one.table} ADD PRIMARY KEY (id)")
            for nth, sql in enumerate(one.indexes):
                on = sql.split(" ON ", 1)[1].replace("customers_customer ", f"{one.table} ")
                cursor.execute(f"CREATE {'UNIQUE ' if 'UNIQUE' in sql else ''}INDEX {one.table}_{nth} ON {on}")
        try:
            yield made
        finally:
            cursor.execute("RESET synchronous_commit")
            cursor.execute(f"DROP TABLE {', '.join(one.table for one in made)}")


def _write(made: list[Copy]) -> None:
    """Each row by itself, in turns of CHUNK rows, so that all tables meet the same machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM customers_customer ORDER BY random() LIMIT %s", [ROWS])
        names = [column.name for column in cursor.description]
        rows = [_anew(dict(zip(names, row, strict=True)), place) for place, row in enumerate(cursor.fetchall())]
        values = f"({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
        for start in range(0, ROWS, CHUNK):
            for one in made:
                before = _log(cursor)
                for row in rows[start : start + CHUNK]:
                    began = time.perf_counter()
                    cursor.execute(f"INSERT INTO {one.table} {values}", row)
                    one.times.append(1e6 * (time.perf_counter() - began))
                one.log += _log(cursor) - before


def _log(cursor: Any) -> float:
    cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
    return float(cursor.fetchone()[0])


def _anew(row: dict[str, Any], place: int) -> list[Any]:
    """The same person once more: what occurs only once is made anew."""
    own = {"id": 900_000_000 + place, "number": f"W-{row['number']}-{place}", "email": f"w{place}-{row['email']}"}
    return list({**row, **own, "search_email": f"{row['search_email']}{place}"}.values())
