"""The machinery that every import shares: rows are checked one by one on their way into staging tables by COPY, then written by
set-based statements in one transaction. Memory stays the same however large the files are."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection
from tqdm import tqdm

from interchange import reading
from interchange.cells import Refused
from interchange.fields import Field, number, text
from interchange.report import A_FILE, Summary, report_of
from interchange.staging import StagedRow, Staging

Derive = Callable[[Sequence[Any]], Sequence[Any]]
Check = Callable[[Sequence[Any]], None]
"""Raises Refused when a row's values do not fit together."""


@dataclass(frozen=True)
class Sheet:
    """One file of an import. key: columns whose values occur only once; extra: columns of the staging table that SQL fills; required: it may
    not be missing; complete: nor may any of its columns."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    required: bool = False
    complete: bool = False

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
    def may_lack(self) -> set[str]:
        """Columns that its file may come without."""
        return set() if self.complete else {field.name for field in self.fields if field.may_lack}

    @property
    def long(self) -> set[str]:
        """Columns whose cells may have several lines."""
        return {field.name for field in self.fields if field.long}


TOLD = Sheet("told", (text("file"), text("what"), number("many")))
"""What is to be said of the files that were read, and how many of each; the number of their rows under "rows"."""


@dataclass(frozen=True)
class Refuse:
    """Take the rows s of a sheet out that meet a condition. reason: an SQL expression over them; stage: "in", as loaded, or "r", resolved;
    follows: whether it may be so only because another row was taken out."""

    sheet: str
    where: str
    reason: str
    stage: str = "r"
    follows: bool = False


@dataclass(frozen=True)
class Write:
    """A statement of the import; its row count adds to the summary under `counts`."""

    sql: str
    counts: str = ""


@dataclass(frozen=True)
class Taken:
    """Count the resolved rows of a sheet: what was added, updated or is as it was."""

    sheet: str


Step = Refuse | Write | Taken


class Run:
    """One import: first files are read (`load`, `read`), which a kill interrupts and the next run goes on with; then, within one
    transaction (`begin_writing`), all that was read is written."""

    def __init__(self, folder: Path, staging: Staging, *, channel: str = "", quiet: bool = False) -> None:
        self.folder, self.staging, self.channel, self.quiet = folder, staging, channel, quiet
        self.params: dict[str, Any] = {}
        self.files: list[str] = []
        self.names: dict[str, str] = {}
        """Of the sheets that stand for a file, that file's name."""
        self.not_read: list[tuple[str, str]] = []
        self.sources: dict[Path, reading.Source] = {}
        self.untold: Mapping[str, Set[str]] = {}
        """Of each of our files, the columns of its table that the format says nothing of."""
        self.translated: Mapping[str, Collection[tuple[str, str]]] = {}
        """Of each of our files, the texts that it tells in other languages, as (column, language)."""
        self.counts: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.started = monotonic()
        self.cursor = connection.cursor()
        staging.create(TOLD)

    def source(self, path: Path) -> reading.Source:
        """A file to read; how it is written is found out once."""
        if path not in self.sources:
            self.sources[path] = reading.Source(path)
        return self.sources[path]

    @property
    def seconds(self) -> float:
        return monotonic() - self.started

    def load(self, sheet: Sheet, derive: Derive | None = None, check: Check | None = None) -> bool:
        """Read a file into the staging table of its sheet. derive: the values of the further columns, from the row's.

        False when the file is not there.
        """
        path = reading.find(self.folder, sheet.file)
        if path is None and sheet.required:
            raise reading.BadFile(f"There is no {sheet.file} in {self.folder}.")
        self.staging.create(sheet)
        if path is not None:
            self.names[sheet.name] = path.name
        if path is not None and (done := self.staging.line_of(sheet.name)) is not None:
            self.staging.fill(sheet.name, checked(self.source(path), sheet, checker(sheet, derive, check), after=done, quiet=self.quiet))
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
        columns = "nth bigint GENERATED ALWAYS AS IDENTITY, sheet text, line bigint, reason text, follows boolean"
        self.cursor.execute(f"CREATE TEMP TABLE refused ({columns}) ON COMMIT DROP")
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
            sql = f"INSERT INTO refused (sheet, line, reason, follows) SELECT '{step.sheet}', row_line, reason, {step.follows} FROM gone"
            self.cursor.execute(f"WITH gone AS ({gone}) {sql}", self.params)
        elif isinstance(step, Taken):
            self.cursor.execute(f"SELECT count(*) FROM r_{step.sheet}")
            self.taken[step.sheet] += self.cursor.fetchone()[0]
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
        summary = report_of(self, refused)
        self.tidy()
        self.staging.drop()
        return summary

    def tidy(self) -> None:
        """Drop the temporary tables, also those of a run before this one in the same transaction."""
        self.cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = pg_my_temp_schema()")
        if names := [f"pg_temp.{name}" for (name,) in self.cursor.fetchall()]:
            self.cursor.execute(f"DROP TABLE {', '.join(names)}")

    def origin(self, sheet: str, line: int) -> tuple[str, int]:
        nth, line = divmod(line, A_FILE)
        return (self.files[nth - 1] if nth else self.names.get(sheet, f"{sheet}.csv")), line


def checked(
    source: reading.Source, sheet: Sheet, check: Callable[[reading.Row], Sequence[Any]], *, after: int, quiet: bool
) -> Iterator[StagedRow]:  # fmt: skip
    """The rows of a file as the staging table takes them, after a line; then what is to be said of it."""
    line = 1
    for row in source.rows(sheet.columns, may_lack=sheet.may_lack, long=sheet.long, quiet=quiet):
        line = row.line
        if line > after:
            yield line, sheet, check(row)
    if line + 1 > after:
        yield from told(source, line + 1)


def told(source: reading.Source, line: int) -> Iterator[StagedRow]:
    """What is to be said of a file, as rows behind its last line."""
    for nth, (what, many) in enumerate([("rows", source.count), *source.told()]):
        yield line, TOLD, [nth, None, source.path.name, what, many]


def checker(sheet: Sheet, derive: Derive | None, check: Check | None = None) -> Callable[[reading.Row], Sequence[Any]]:
    """What makes the values of a staged row: its line, the reason where it breaks a rule, its cells, what is derived from them."""
    takes = [lru_cache(maxsize=1000)(field.take) for field in sheet.fields]  # most cells repeat
    nothing = [None] * (len(takes) + len(sheet.extra))

    def checked_row(row: reading.Row) -> Sequence[Any]:
        try:
            if row.reason:
                raise Refused(row.reason)
            values = [take(cell) for take, cell in zip(takes, row.cells, strict=True)]
            if check:
                check(values)
            return [row.line, None, *values, *(derive(values) if derive else ())]
        except Refused as refused:
            return [row.line, str(refused), *nothing]

    return checked_row
