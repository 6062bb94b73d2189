"""The machinery that every import shares: rows are checked one by one on their way into staging tables by COPY, then written by
set-based statements in one transaction. Memory stays the same however large the files are."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection
from tqdm import tqdm

from interchange import reading
from interchange.fields import Field, Refused
from interchange.staging import StagedRow, Staging

Derive = Callable[[Sequence[Any]], Sequence[Any]]
A_FILE = 10**10
"""More lines than a file has."""
REFUSED = f"SELECT DISTINCT CASE WHEN line < {A_FILE} THEN sheet ELSE '' END AS sheet, line, reason FROM refused"
"""Once, however many sheets are made of a line."""


@dataclass(frozen=True)
class Sheet:
    """One file of an import. key: columns whose values occur only once; extra: columns of the staging table that SQL fills."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    required: bool = False

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def table(self) -> str:
        return f"in_{self.name}"

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]

    @property
    def later(self) -> set[str]:
        """Columns that its file may lack."""
        return {field.name for field in self.fields if field.later}


@dataclass(frozen=True)
class Refuse:
    """Take the rows s of a sheet out that meet a condition. reason: an SQL expression over them; stage: "in", as loaded, or "r", resolved."""

    sheet: str
    where: str
    reason: str
    stage: str = "r"


@dataclass(frozen=True)
class Write:
    """A statement of the import; its row count adds to the summary under `counts`."""

    sql: str
    counts: str = ""


Step = Refuse | Write


@dataclass
class Summary:
    """What a run did. went_on_at: the lines that a run before it had read already."""

    counts: "Counter[str]"
    refused: int
    seconds: float
    went_on_at: int


class Run:
    """One import: first files are read (`load`, `read`), which a kill interrupts and the next run goes on with; then, within one
    transaction (`begin_writing`), all that was read is written."""

    def __init__(self, folder: Path, staging: Staging, *, channel: str = "", quiet: bool = False) -> None:
        self.folder, self.staging, self.channel, self.quiet = folder, staging, channel, quiet
        self.params: dict[str, Any] = {}
        self.files: list[str] = []
        self.untold: Mapping[str, Set[str]] = {}
        """Of each of our files, the columns of its table that the format says nothing of."""
        self.counts: Counter[str] = Counter()
        self.started = monotonic()
        self.cursor = connection.cursor()

    def load(self, sheet: Sheet, derive: Derive | None = None) -> bool:
        """Read a file into the staging table of its sheet. derive: the values of the further columns, from the row's.

        False when the file is not there.
        """
        path = reading.find(self.folder, sheet.file)
        if path is None and sheet.required:
            raise reading.BadFile(f"There is no {sheet.file} in {self.folder}.")
        self.staging.create(sheet)
        if path is not None and (done := self.staging.line_of(sheet.name)) is not None:
            self.staging.fill(sheet.name, checked(sheet, reading.rows(path, sheet.columns, later=sheet.later, quiet=self.quiet), derive, after=done))
        return path is not None

    def line_in(self, nth: int, line: int) -> int:
        """A line of the nth of `files`, for formats that stage one file in several sheets: refused rows name that file."""
        return (nth + 1) * A_FILE + line

    def begin_writing(self, sheets: Iterable[Sheet]) -> None:
        """What follows is one transaction: it must have begun. Rows that broke a rule, or occur again, are taken out."""
        self.cursor.execute("SET LOCAL work_mem = '64MB'")
        self.cursor.execute("SET LOCAL lock_timeout = '60s'")
        self.cursor.execute("SET LOCAL default_statistics_target = 10")  # enough to choose a join by; the end analyses in full
        self.tidy()
        self.staging.look_here_first()
        self.cursor.execute("CREATE TEMP TABLE refused (sheet text, line bigint, reason text) ON COMMIT DROP")
        for sheet in sheets:
            self.settle(sheet)

    def settle(self, sheet: Sheet) -> None:
        self.staging.create(sheet)
        self.cursor.execute(f"ANALYZE {sheet.table}")
        self.do(Refuse(sheet.name, "s.why IS NOT NULL", "s.why", "in"))
        if sheet.key:
            self.once(sheet)

    def once(self, sheet: Sheet) -> None:
        """Of rows with the same key the first stays."""
        keys = ", ".join(sheet.key)
        self.cursor.execute(f"SELECT EXISTS (SELECT FROM {sheet.table} GROUP BY {keys} HAVING count(*) > 1)")
        if not self.cursor.fetchone()[0]:
            return
        nth = f"SELECT ctid, row_number() OVER (PARTITION BY {keys} ORDER BY row_line) AS nth FROM {sheet.table}"
        again = f"s.ctid = ANY(ARRAY(SELECT ctid FROM ({nth}) AS n WHERE nth > 1))"
        self.do(Refuse(sheet.name, again, f"'occurs a second time: {re.sub('upper|[()]', '', keys)}'", "in"))

    def do(self, step: Step) -> int:
        """One statement. Parameters are given by name: %(channel)s."""
        if isinstance(step, Refuse):
            gone = f"DELETE FROM {step.stage}_{step.sheet} AS s WHERE {step.where} RETURNING s.row_line, {step.reason} AS reason"
            sql = f"WITH gone AS ({gone}) INSERT INTO refused SELECT '{step.sheet}', row_line, reason FROM gone"
            self.cursor.execute(sql, self.params)
        else:
            self.cursor.execute(step.sql, self.params)
            if step.counts and self.cursor.rowcount > 0:
                self.counts[step.counts] += self.cursor.rowcount
        return int(self.cursor.rowcount)

    def work(self, name: str, steps: Sequence[Step]) -> None:
        """All statements, with a bar."""
        for step in tqdm(steps, desc=f"writing {name}", unit="step", disable=True if self.quiet else None, leave=False):
            self.do(step)

    def finish(self, refused: Path) -> Summary:
        """Write the file of refused rows, if any, and say what was done."""
        self.cursor.execute(f"SELECT count(*) FROM ({REFUSED}) AS r")
        count = int(self.cursor.fetchone()[0])
        if count:
            self.write_refused(refused)
        self.tidy()
        self.staging.drop()
        return Summary(self.counts, count, monotonic() - self.started, self.staging.went_on_at)

    def tidy(self) -> None:
        """Drop the temporary tables, also those of a run before this one in the same transaction."""
        self.cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = pg_my_temp_schema()")
        if names := [f"pg_temp.{name}" for (name,) in self.cursor.fetchall()]:
            self.cursor.execute(f"DROP TABLE {', '.join(names)}")

    def write_refused(self, path: Path) -> None:
        with (
            path.open("w", encoding="utf-8", newline="") as file,
            self.cursor.cursor.copy(f"COPY ({REFUSED} ORDER BY sheet, line) TO STDOUT") as copy,
        ):
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["file", "line", "reason"])
            copy.set_types(["text", "int8", "text"])
            writer.writerows((*self.origin(sheet, line), reason) for sheet, line, reason in copy.rows())

    def origin(self, sheet: str, line: int) -> tuple[str, int]:
        nth, line = divmod(line, A_FILE)
        return (self.files[nth - 1] if nth else f"{sheet}.csv"), line


def checked(sheet: Sheet, rows: Iterable[reading.Row], derive: Derive | None, *, after: int = 0) -> Iterator[StagedRow]:
    """The rows of a file as the staging table takes them, after a line; a row that breaks a rule comes with its reason alone."""
    check = checker(sheet, derive)
    for row in rows:
        if row.line > after:
            yield row.line, sheet, check(row)


def checker(sheet: Sheet, derive: Derive | None) -> Callable[[reading.Row], Sequence[Any]]:
    """What makes the values of a staged row: its line, the reason where it breaks a rule, its cells, what is derived from them."""
    takes = [lru_cache(maxsize=1000)(field.take) for field in sheet.fields]  # most cells repeat
    nothing = [None] * (len(takes) + len(sheet.extra))

    def check(row: reading.Row) -> Sequence[Any]:
        try:
            if row.reason:
                raise Refused(row.reason)
            values = [take(cell) for take, cell in zip(takes, row.cells, strict=True)]
            return [row.line, None, *values, *(derive(values) if derive else ())]
        except Refused as refused:
            return [row.line, str(refused), *nothing]

    return check
