"""Reading CSV files row by row, plain or gzipped, however large and however damaged."""

import csv
import gzip
import io
import os
import zlib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from tqdm import tqdm

CELL_LIMIT = 100_000  # beyond this a cell is a forgotten quotation mark, not text


class BadFile(Exception):
    """A file that cannot be read at all, said in one sentence."""


@dataclass(frozen=True)
class Row:
    """One record: the line it starts on, and its cells or, where it cannot be read, the reason."""

    line: int
    cells: list[str]
    reason: str = ""


def find(folder: Path, name: str) -> Path | None:
    """The file, plain or gzipped."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    return None


def rows(path: Path, columns: list[str], *, later: Set[str] = frozenset(), quiet: bool = False) -> Iterator[Row]:
    """The rows of a file after its header, each with the cells of `columns` in that order; those of `later` may be missing, and are empty.

    Raises BadFile when the file cannot be opened or its header lacks a column. A damaged row comes with its reason.
    """
    csv.field_size_limit(CELL_LIMIT)
    try:
        with path.open("rb") as raw, bar(path, quiet) as progress:
            file = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            lines = io.TextIOWrapper(cast(BinaryIO, file), "utf-8-sig", errors="surrogateescape", newline="")
            yield from parsed(path, lines, columns, later, raw, progress)
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(f"{path.name} cannot be read: {error}.") from error


def header_of(path: Path) -> list[str]:
    """The names of a file's columns as they stand there; none where it is no such file."""
    try:
        with path.open("rb") as raw:
            file = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            return next(csv.reader(io.TextIOWrapper(cast(BinaryIO, file), "utf-8-sig", errors="surrogateescape", newline="")), [])
    except (OSError, EOFError, zlib.error, csv.Error):
        return []


def bar(path: Path, quiet: bool) -> "tqdm[Any]":
    """Progress in bytes of the file as it lies on disk, with rate and remaining time."""
    size = path.stat().st_size
    return tqdm(total=size, desc=path.name, unit="B", unit_scale=True, disable=True if quiet else None, leave=False)


def parsed(
    path: Path, lines: io.TextIOWrapper, columns: list[str], later: Set[str], raw: BinaryIO, progress: "tqdm[Any]"
) -> Iterator[Row]:  # fmt: skip
    reader = csv.reader(lines, strict=True)
    header = next_cells(reader) or []
    if missing := columns if isinstance(header, str) else [name for name in columns if name not in header and name not in later]:
        raise BadFile(f"{path.name} does not start with the columns it needs: missing {', '.join(missing)}.")
    places = [header.index(name) if name in header else None for name in columns]
    as_is = places == list(range(len(header)))
    count = 0
    while True:
        line = reader.line_num + 1
        cells = next_cells(reader)
        if cells is None:
            break
        count += 1
        if not count % 5000:
            progress.update(os.lseek(raw.fileno(), 0, os.SEEK_CUR) - progress.n)
        if isinstance(cells, str):
            yield Row(line, [], cells)
        elif len(cells) == len(header):
            yield Row(line, cells if as_is else ["" if place is None else cells[place] for place in places])
        elif cells:
            yield Row(line, [], f"has {len(cells)} cells instead of {len(header)}")
    progress.update((progress.total or 0) - progress.n)


def next_cells(reader: Iterator[list[str]]) -> list[str] | str | None:
    """The next record; a text where it is damaged; None at the end."""
    try:
        return next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        return f"is not CSV: {error}"
