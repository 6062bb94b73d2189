"""Shopify's exports as records: which file is which, and what its columns are called today and were called before."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from django.utils.html import strip_tags

from interchange.amounts import read_amount
from interchange.cells import Refused
from interchange.reading import Row, Source, is_csv, lowered

Cells = dict[str, str]
LINE = "line of the file"
"""Beside the cells of a line: its number. In a row that is made of it: the line to name, where it is not the record's first."""
WHY = "why not"
"""In a row that is made of a line: what is wrong with that line, instead of its cells."""


@dataclass
class Record:
    """Lines of a file that belong together: the first line's number, the cells of each, and those that cannot be read."""

    line: int
    key: str | None
    rows: list[Cells] = field(default_factory=list)
    damaged: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Export:
    """A kind of file.

    marks: columns that tell it from others; columns: our names of its columns, each with those it has or had in the file; of: the column
    that holds lines together, none where each line stands alone; makes: the files of ours that it makes rows of, the first of them for
    what cannot be read; idle: (what it is, the columns that are all empty) of a line that is not the first and makes nothing.
    """

    marks: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    of: str
    makes: tuple[str, ...]
    idle: tuple[str, tuple[str, ...]] = ("", ())

    def is_in(self, header: list[str]) -> bool:
        return all(mark in header for mark in self.marks)

    def records(self, source: Source, *, quiet: bool) -> Iterator[Record]:
        """The records of a file in their order. Raises BadFile."""
        places = {lowered(name): name for name in source.header}
        names = {ours: next((places[one] for one in theirs if one in places), "") for ours, theirs in self.columns.items()}
        wanted = list(dict.fromkeys(name for name in names.values() if name))
        place = {name: nth for nth, name in enumerate(wanted)}
        record: Record | None = None
        for row in source.rows(wanted, quiet=quiet):
            cells = {ours: row.cells[place[name]].strip() if name and row.cells else "" for ours, name in names.items()}
            key = cells[self.of] if self.of and row.cells else None
            if not row.reason and key == "":
                row = Row(row.line, [], f"{names[self.of] or self.of} is empty")
            if record is None or (not row.reason and (key is None or record.key not in (None, key))) or len(record.damaged) > FEW:
                if record:
                    yield record
                record = Record(row.line, None)
            if row.reason:
                record.damaged.append(row)
                continue
            what, empty = self.idle
            if what and record.rows and not any(cells[name] for name in empty):
                source.aside[what] += 1
            record.key = key or ""
            record.rows.append(cells | {LINE: str(row.line)})
        if record:
            yield record


FEW = 1000
"""So many damaged lines are kept together."""


def exports_in(folder: Path, kinds: tuple[Export, ...]) -> list[tuple[Export, Source]]:
    """The exports of a folder, told by their columns, since shops name the files as they like: products, then people, then orders.

    Raises BadFile when one of the files cannot be opened.
    """
    found = []
    for path in sorted(folder.iterdir()):
        if is_csv(path):
            source = Source(path)
            header = [lowered(name) for name in source.header]
            found += [(kind, source) for kind in kinds if kind.is_in(header)][:1]
    return sorted(found, key=lambda one: (kinds.index(one[0]), one[1].path.name))


# -- what cells hold ---------------------------------------------------------------------------------------------------------------------------


def bare(cell: str) -> str:
    """A number or code without the apostrophe that keeps spreadsheets from changing it."""
    return cell.removeprefix("'").strip()


def line_of(text: str) -> str:
    """A text in one line, without markup."""
    return " ".join(html.unescape(strip_tags(text)).split())


def text_of(markup: str) -> str:
    """A description without its markup; paragraphs and points stay lines."""
    broken = re.sub(r"(?i)<br\s*/?>|</(p|div|li|ul|ol|h[1-6]|tr)>", "\n", markup)
    plain = strip_tags(html.unescape(strip_tags(broken)))
    plain = re.sub(r"<(?=[a-zA-Z/!?])", "< ", plain)
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return "\n".join(line for line in lines if line)


def slug(text: str) -> str:
    """The text as Shopify makes a handle of it: "Classic Varsity Top - Small" is "classic-varsity-top-small"."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-") or (sha256(text.encode()).hexdigest()[:10] if text else "")


def short(code: str, limit: int = 60) -> str:
    """A code that fits; of a longer one the end is a digest, so that two stay apart."""
    return code if len(code) <= limit else f"{code[: limit - 9]}-{sha256(code.encode()).hexdigest()[:8]}"


YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")


def yes_no(cell: str) -> str:
    """Yes or no as our files write it; any other word stays, to be refused with its reason."""
    word = cell.casefold()
    return "yes" if word in YES else "no" if word in NO else cell


def unclear(cells: Cells, amounts: Mapping[str, str]) -> str:
    """Which of these cells hold no amount, and why, by the names of their columns; empty ones are none."""
    found = []
    for name, column in amounts.items():
        try:
            read_amount(cells[name] or "0")
        except Refused as refused:
            found.append(f"{column}: {refused}")
    return "; ".join(found)
