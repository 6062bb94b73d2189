"""What an import did, so that every line of every file is counted once: taken or refused, with its reason."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interchange.cells import guarded
from interchange.reading import UNREAD

if TYPE_CHECKING:
    from interchange.importer import Run

A_FILE = 10**10
"""More lines than a file has."""
LINES = f"SELECT CASE WHEN line < {A_FILE} THEN sheet ELSE '' END AS sheet, line, nth, reason, follows FROM refused"
"""A line of a file may make rows of several sheets: then it stands under none of them."""


MOST_REASONS = 8


@dataclass
class FileReport:
    """kind: of thing that it holds, where it holds one; rows: records, blank lines not among them; told: what else is to be said, and how
    many of each (0: of the file as a whole); reasons: why rows were refused, the values left out, and how many of each."""

    name: str
    kind: str
    refused: int
    reasons: "Counter[str]"
    rows: int = 0
    told: list[tuple[str, int]] = field(default_factory=list)

    def text(self, parts: list[str]) -> Iterator[str]:
        """parts: what became of its rows, as far as that is known of each file."""
        parts = parts + ([f"{self.refused:,} refused" + ("" if parts else ", whole or in part")] if self.refused else [])
        yield f"{self.name}: {self.rows:,} {'row' if self.rows == 1 else 'rows'}" + (f": {', '.join(parts)}" if parts else "")
        yield from (f"        {many:,} × {reason}" for reason, many in self.reasons.most_common(MOST_REASONS))
        if len(self.reasons) > MOST_REASONS:
            yield f"        and {len(self.reasons) - MOST_REASONS:,} more reasons"
        unread = [f"{what.removeprefix(UNREAD)} ({many:,})" for what, many in self.told if what.startswith(UNREAD)]
        yield from (f"    {what}" + (f": {many:,}" if many else "") for what, many in self.told if not what.startswith(UNREAD))
        if unread:
            yield f"    columns not read, and how many of their cells hold something: {', '.join(unread)}"


@dataclass(frozen=True)
class Summary:
    """What a run did. counts: what was changed; taken: rows of each kind of thing that were not refused, changed or not; not_read: files
    of the folder that were passed by, each with the reason; went_on_at: the lines that a run before it had read already."""

    counts: "Counter[str]"
    refused: int
    seconds: float
    went_on_at: int
    files: tuple[FileReport, ...] = ()
    taken: "Counter[str]" = field(default_factory=Counter)
    not_read: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def nothing_taken(self) -> bool:
        """Whether there were rows, and all were refused."""
        return bool(self.rows) and not any(self.taken.values()) and not any(self.counts.values())

    def unchanged(self, kind: str) -> int:
        return self.taken[kind] - self.counts[f"{kind} added"] - self.counts[f"{kind} updated"]

    def parts(self, kind: str) -> list[str]:
        """How many things of a kind were added, updated, left as they were."""
        many = {how: self.counts[f"{kind} {how}"] for how in ("added", "updated")} | {"unchanged": self.unchanged(kind)}
        left = self.counts[f"{kind} made here, left alone"]
        return [f"{count:,} {how}" for how, count in many.items() if count] + ([f"{left:,} left alone, since made here"] if left else [])

    def took(self, seconds: float) -> "Summary":
        return replace(self, seconds=seconds)

    def text(self, refused: Path) -> Iterator[str]:
        """The report, line by line; refused: where the refused rows lie."""
        if self.went_on_at:
            yield f"{self.went_on_at:,} lines had been read by a run that was stopped."
        for file in self.files:
            yield from file.text(self.parts(file.kind))
        yield from (f"Not read: {name}: {why}" for name, why in self.not_read)
        told = {file.kind for file in self.files}
        yield from (f"{kind.replace('_', ' ')}: {', '.join(self.parts(kind))}" for kind, taken in self.taken.items() if taken and kind not in told)
        kinds = {f"{kind} {how}" for kind in self.taken for how in ("added", "updated", "made here, left alone")}
        yield from (f"{what.replace('_', ' ')}: {count:,}" for what, count in self.counts.items() if what not in kinds)
        lines, where = ("line", "it stands") if self.refused == 1 else ("lines", "they stand")
        yield f"{self.refused:,} {lines} refused" + (f": {where} in {refused.resolve()} with file, line and reason." if self.refused else ".")


def report_of(run: "Run", refused: Path) -> Summary:
    """Write the file of refused lines, if any, and say what was done."""
    run.cursor.execute("SELECT EXISTS (SELECT FROM refused)")
    lost = write_refused(run, refused) if run.cursor.fetchone()[0] else {}
    files = tuple(files_of(run, lost))
    many = sum(reasons.total() for reasons in lost.values())
    return Summary(run.counts, many, run.seconds, run.staging.went_on_at, files, Counter(run.taken), tuple(run.not_read))


def files_of(run: "Run", lost: "dict[str, Counter[str]]") -> Iterator[FileReport]:
    told, kinds = run.staging.values("in_told", "file", "what", "many", order="file, row_line"), {name: kind for kind, name in run.names.items()}
    for name, rows in groupby(told, lambda row: row[0]):
        reasons = lost.get(name, Counter())
        report = FileReport(name, kinds.get(name, ""), reasons.total(), reasons)
        for _name, what, many in rows:
            if what == "rows":
                report.rows = many
            else:
                report.told.append((what, many))
        yield report


def write_refused(run: "Run", path: Path) -> "dict[str, Counter[str]]":
    """Each refused line once. Gives the reasons by file, and how many of each."""
    found: dict[str, Counter[str]] = {}
    copying = run.cursor.cursor.copy(f"COPY (SELECT sheet, line, reason, follows FROM ({LINES}) AS r ORDER BY sheet, line, nth) TO STDOUT")
    with path.open("w", encoding="utf-8", newline="") as file, copying as copy:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "line", "reason"])
        copy.set_types(["text", "int8", "text", "bool"])
        for (sheet, line), rows in groupby(copy.rows(), lambda row: (row[0], row[1])):
            (name, at), reason = run.origin(sheet, line), reason_of(list(rows))
            writer.writerow((guarded(name), at, reason))
            found.setdefault(name, Counter())[re.sub("“[^”]*”", "“…”", reason)] += 1
    return found


def reason_of(rows: list[Any]) -> str:
    """Why a line is refused; that something is missing because of it goes without saying."""
    causes = [row[2] for row in rows if not row[3]] or [row[2] for row in rows]
    return "; ".join(dict.fromkeys(causes))
