"""Reading CSV files row by row, plain or gzipped, however large and however damaged: in which encoding, with which separator, which lines."""

import csv
import gzip
import io
import os
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

from tqdm import tqdm

CELL_LIMIT = 100_000
LONG_LINE = 1 << 20
LINE_LIMIT = 1000
"""A cell with more characters or lines than these is a forgotten quotation mark, not text."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright lines"}
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
UNREAD = "not read: "
"""How what is told of a column begins that is not asked for."""
UNCLOSED = "opens a quotation mark that nothing closes"


class BadFile(Exception):
    """A file that cannot be read at all, said in one sentence."""


@dataclass(frozen=True)
class Row:
    """One record: the line it starts on, and its cells or, where it cannot be read, the reason."""

    line: int
    cells: list[str]
    reason: str = ""


def is_csv(path: Path) -> bool:
    return path.is_file() and path.name.casefold().endswith((".csv", ".csv.gz"))


def find(folder: Path, name: str) -> Path | None:
    """The file, plain or gzipped, in capitals or not."""
    for wanted in (name, f"{name}.gz"):
        if (folder / wanted).is_file():
            return folder / wanted
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name.casefold() == wanted:
                return path
    return None


def lowered(name: str) -> str:
    """A column's name, however it is spaced and capitalised."""
    return " ".join(name.casefold().split())


class Source:
    """A file whose encoding, separator and header are found out; `rows` reads it, and counts what it passes by.

    Raises BadFile when it cannot be opened. count: records read so far, blank ones not among them; unread: of each column that is not
    asked for, how many cells hold something; aside: what else the reader of its rows passes by.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count, self.blank, self.unread = 0, 0, Counter[str]()
        self.aside = Counter[str]()
        with self.bytes() as file:
            self.encoding = encoding_of(file)
        with self.text() as lines:
            self.separator, self.header, self.before = header_of(lines)

    @contextmanager
    def bytes(self) -> Iterator[BinaryIO]:
        """What the file holds, unpacked."""
        try:
            with self.path.open("rb") as raw:
                yield cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if self.path.name.casefold().endswith(".gz") else raw
        except (OSError, EOFError, zlib.error, UnicodeError) as error:
            raise BadFile(f"{self.path.name} cannot be read: {error}.") from error

    @contextmanager
    def text(self, errors: str = "surrogateescape") -> Iterator[io.TextIOWrapper]:
        with self.bytes() as file:
            yield io.TextIOWrapper(file, self.encoding, errors="strict" if "16" in self.encoding else errors, newline="")

    def places(self, columns: Sequence[str], may_lack: Set[str]) -> list[int | None]:
        """Where the columns stand. Raises BadFile when one is missing, or stands twice."""
        names = [lowered(name) for name in self.header]
        if missing := [name for name in columns if lowered(name) not in names and name not in may_lack]:
            begins = ", ".join(self.header[:8]) or "nothing"
            raise BadFile(f"{self.path.name} does not start with the columns it needs: missing {', '.join(missing)}. It starts with {begins[:200]}.")
        if twice := [name for name in columns if names.count(lowered(name)) > 1]:
            raise BadFile(f"{self.path.name} names a column twice: {', '.join(twice)}.")
        return [names.index(lowered(name)) if lowered(name) in names else None for name in columns]

    def rows(self, columns: Sequence[str], *, may_lack: Set[str] = frozenset(), long: Set[str] | None = None, quiet: bool = False) -> Iterator[Row]:
        """The rows after the header, each with the cells of `columns` in that order; those of `may_lack` may be missing, and are empty.

        long: columns that may hold several lines, all where None. A damaged row comes with its reason; lines of blank cells do not come.
        """
        places = self.places(columns, may_lack)
        self.count, self.blank, self.unread, self.aside = 0, 0, Counter(), Counter()
        others = [(place, name) for place, name in enumerate(self.header) if place not in places]
        short = {place for name, place in zip(columns, places, strict=True) if place is not None and long is not None and name not in long}
        as_is = places == list(range(len(self.header)))
        with self.text() as lines, bar(self.path, quiet) as progress:
            for line, cells in Records(lines, self.separator, len(self.header), short).all(self.before):
                if not isinstance(cells, str) and not any(cell and not cell.isspace() for cell in cells):
                    self.blank += 1
                    continue
                self.count += 1
                if not self.count % 5000:
                    progress.update(read_so_far(lines) - progress.n)
                if isinstance(cells, str):
                    yield Row(line, [], cells)
                    continue
                self.unread.update(name for place, name in others if cells[place].strip())
                yield Row(line, cells if as_is else ["" if place is None else cells[place] for place in places])
            progress.update((progress.total or 0) - progress.n)

    def told(self) -> Iterator[tuple[str, int]]:
        """What is to be said of the file once it is read, and how many of each."""
        if self.encoding == "cp1252":
            yield "read as Windows-1252, since it is not UTF-8", 0
        elif "16" in self.encoding:
            yield "read as UTF-16", 0
        if self.separator != ",":
            yield f"read with {SEPARATORS.get(self.separator, self.separator)} between the cells", 0
        if self.blank:
            yield "blank lines", self.blank
        yield from sorted(self.aside.items())
        for name, count in sorted(self.unread.items()):
            yield f"{UNREAD}{name or 'one without a name'}", count


class Records:
    """The records of a file. A quotation mark that nothing closes costs its own line and no other: those behind it are read again."""

    def __init__(self, lines: Iterable[str], separator: str, width: int, short: Set[int]) -> None:
        self.lines, self.separator, self.width, self.short = iter(lines), separator, width, short
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.reader = csv.reader(self, delimiter=separator, strict=True)
        csv.field_size_limit(CELL_LIMIT)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line, for the reader."""
        if len(self.taken) > LINE_LIMIT:
            raise StopIteration
        line = self.waiting.popleft() if self.waiting else next(self.lines)
        self.taken.append(line)
        return line

    def all(self, before: int) -> Iterator[tuple[int, list[str] | str]]:
        """Each record's first line and its cells, or what is wrong with it. before: lines of the header."""
        for _line in range(before):
            next(self.lines, "")
        line = before
        while True:
            self.taken = []
            try:
                cells = self.judged(next(self.reader))
            except StopIteration:
                return
            except csv.Error as error:
                cells = UNCLOSED if len(self.taken) > 1 or "end of data" in str(error) else "has a quotation mark within a cell"
            if cells == UNCLOSED:
                self.waiting.extendleft(reversed(self.taken[1:]))
                del self.taken[1:]
            yield line + 1, cells
            line += len(self.taken)

    def judged(self, cells: list[str]) -> list[str] | str:
        """The cells, as many as the header's, or what is wrong with them."""
        if self.swallows(cells):
            return UNCLOSED
        if len(cells) > self.width and not any(cells[self.width :]):
            return cells[: self.width]
        if len(cells) != self.width and any(cells):
            return f"has {len(cells)} cells instead of {self.width}"
        return cells

    def swallows(self, cells: list[str]) -> bool:
        """Whether other rows stand in its cells: all lines behind its first are rows by themselves or, in a cell for one line, some are."""
        behind = self.taken[1:]
        if not behind:
            return False
        if len(cells) != self.width:
            return True
        whole = [len(next(csv.reader([line], delimiter=self.separator), [])) == self.width > 1 for line in behind]
        return (len(whole) > 1 and all(whole)) or (any(whole) and any("\n" in cells[place] or "\r" in cells[place] for place in self.short))


def encoding_of(file: BinaryIO) -> str:
    """By the mark at its beginning; else UTF-8, unless more of the lines with other letters than English ones say Windows-1252."""
    head = file.read(1000)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if head.count(0) * 3 > len(head):
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    begun = (head + file.readline(LONG_LINE)).splitlines()
    right = Counter(is_utf8(line) for line in chain(begun, iter(lambda: file.readline(LONG_LINE), b"")) if not line.isascii())
    return "cp1252" if right[False] > right[True] else "utf-8"


def is_utf8(line: bytes) -> bool:
    try:
        return bool(line.decode())
    except UnicodeDecodeError:
        return False


def header_of(lines: Iterable[str]) -> tuple[str, list[str], int]:
    """The separator, the names of the columns, and how many lines they take."""
    given, said = iter(lines), 1
    first = next(given, "")
    if first.strip().startswith("sep=") and len(first.strip()) == 5:  # as Excel begins a file
        return first[4], cells_of(next(given, ""), first[4]), 2
    found = {separator: cells_of(first, separator) for separator in SEPARATORS}
    separator = max(found, key=lambda one: len(found[one]))
    return separator, found[separator], said


def cells_of(line: str, separator: str) -> list[str]:
    csv.field_size_limit(CELL_LIMIT)
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def read_so_far(lines: io.TextIOWrapper) -> int:
    """Bytes of the file as it lies on disk."""
    buffer: Any = lines.buffer
    return os.lseek(getattr(buffer, "fileobj", buffer).fileno(), 0, os.SEEK_CUR)


def bar(path: Path, quiet: bool) -> "tqdm[Any]":
    """Progress in bytes of the file as it lies on disk, with rate and remaining time."""
    size = path.stat().st_size
    return tqdm(total=size, desc=path.name, unit="B", unit_scale=True, disable=True if quiet else None, leave=False)
