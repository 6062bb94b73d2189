"""Shopify's exports as records: which file is which, and what its columns are called today and were called before."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from django.utils.html import strip_tags

from interchange import reading

Cells = dict[str, str]


@dataclass(frozen=True)
class Record:
    """Consecutive lines of a file that belong together: the first line's number, the cells of each, or what is wrong with it."""

    line: int
    rows: list[Cells]
    reason: str = ""


@dataclass(frozen=True)
class Export:
    """A kind of file.

    marks: columns that tell it from others; columns: our names of its columns, each with those it has or had in the file; of: the column
    that holds lines together, none where each line stands alone; makes: the files of ours that it makes rows of, the first of them for
    what cannot be read.
    """

    marks: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    of: str
    makes: tuple[str, ...]

    def is_in(self, header: list[str]) -> bool:
        return all(mark in header for mark in self.marks)

    def records(self, path: Path, *, after: int = 0, quiet: bool) -> Iterator[Record]:
        """The records of a file in their order, after a line. Raises BadFile."""
        header = reading.header_of(path)
        places = {lowered(name): name for name in header}
        names = {ours: next((places[one] for one in theirs if one in places), "") for ours, theirs in self.columns.items()}
        wanted = list(dict.fromkeys(name for name in names.values() if name))
        lines = reading.rows(path, wanted, quiet=quiet)
        together = wanted.index(names[self.of]) if self.of else None
        for _key, group in groupby(lines, lambda row: row.line if row.reason or together is None else row.cells[together].strip()):
            rows = list(group)
            if rows[0].line <= after:
                continue
            cells = [dict(zip(wanted, row.cells, strict=False)) for row in rows]
            yield Record(rows[0].line, [{ours: one.get(name, "").strip() for ours, name in names.items()} for one in cells], rows[0].reason)


def lowered(name: str) -> str:
    return " ".join(name.casefold().split())


def exports_in(folder: Path, kinds: tuple[Export, ...]) -> list[tuple[Export, Path]]:
    """The exports of a folder, told by their columns, since shops name the files as they like: products, then people, then orders."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().endswith((".csv", ".csv.gz")):
            header = [lowered(name) for name in reading.header_of(path)]
            found += [(kind, path) for kind in kinds if kind.is_in(header)][:1]
    return sorted(found, key=lambda one: (kinds.index(one[0]), one[1].name))


# -- what cells hold ---------------------------------------------------------------------------------------------------------------------------


def bare(cell: str) -> str:
    """A number or code without the apostrophe that keeps spreadsheets from changing it."""
    return cell.removeprefix("'").strip()


def line_of(text: str, limit: int) -> str:
    """A text in one line, cut to what there is room for."""
    seen = "".join(c if c.isprintable() else " " for c in html.unescape(strip_tags(text)))
    return " ".join(seen.split())[:limit]


def text_of(markup: str, limit: int) -> str:
    """A description without its markup; paragraphs and points stay lines."""
    broken = re.sub(r"(?i)<br\s*/?>|</(p|div|li|ul|ol|h[1-6]|tr)>", "\n", markup)
    plain = strip_tags(html.unescape(strip_tags(broken)))
    plain = re.sub(r"<(?=[a-zA-Z/!?])", "< ", plain)
    lines = (" ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in plain.splitlines())
    return "\n".join(line for line in lines if line)[:limit]


def slug(text: str) -> str:
    """The text as Shopify makes a handle of it: "Classic Varsity Top - Small" is "classic-varsity-top-small"."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-") or (sha256(text.encode()).hexdigest()[:10] if text else "")


def short(code: str, limit: int = 60) -> str:
    """A code that fits; of a longer one the end is a digest, so that two stay apart."""
    return code if len(code) <= limit else f"{code[: limit - 9]}-{sha256(code.encode()).hexdigest()[:8]}"


def yes_no(cell: str) -> str:
    return "yes" if cell.casefold() in ("yes", "true", "1") else "no"
