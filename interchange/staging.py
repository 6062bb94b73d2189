"""Where an import keeps the rows it has read until all are read: tables that outlive a kill, so that no line is read twice.

They are not logged and belong to nothing else; they go when the import is done or given up. After a crash of the database itself
they are empty, and so is the note of how far the reading came: then it begins anew.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction

from interchange.reading import BadFile, is_csv

if TYPE_CHECKING:
    from interchange.importer import Sheet

SCHEMA = "import_staging"
CHUNK = 20_000
"""After so many rows what was read is kept."""
LOCK = 7_310_002
WAIT = "10s"
"""So long is another import waited for: a killed one is gone by then."""

StagedRow = tuple[int, "Sheet", Sequence[Any]]
"""The line where a record begins, the sheet, and a row's values; a record may give several rows."""


class Staging:
    """The rows of one import. Must be opened; what was begun with the same files goes on."""

    def __init__(self, kind: str, folder: Path, channel: str) -> None:
        self.mark = fingerprint(kind, folder, channel)
        self.went_on_at = 0

    def open(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if self._kept(cursor) != self.mark:
                cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
                cursor.execute(f"CREATE UNLOGGED TABLE {SCHEMA}.kept (mark text)")
                cursor.execute(f"CREATE UNLOGGED TABLE {SCHEMA}.progress (source text PRIMARY KEY, line bigint, complete boolean)")
                cursor.execute(f"INSERT INTO {SCHEMA}.kept VALUES (%s)", [self.mark])
            cursor.execute(f"SELECT coalesce(sum(line), 0)::bigint FROM {SCHEMA}.progress")
            self.went_on_at = cursor.fetchone()[0]

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

    def look_here_first(self) -> None:
        """Until the end of the transaction, names of tables mean those here."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s || ', ' || current_setting('search_path'), true)", [SCHEMA])

    def create(self, sheet: "Sheet") -> None:
        cells = (f"{field.name} {field.sql}" + (f" DEFAULT '{field.empty}'" if field.empty or field.sql == "text" else "") for field in sheet.fields)
        columns = ", ".join(["row_line bigint", "why text", *cells, *(f"{column} DEFAULT ''" for column in sheet.extra)])
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE UNLOGGED TABLE IF NOT EXISTS {SCHEMA}.{sheet.table} ({columns})")

    def line_of(self, source: str) -> int | None:
        """Up to which line a file has been read; None when all of it has."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT line, complete FROM {SCHEMA}.progress WHERE source = %s", [source])
            line, complete = cursor.fetchone() or (0, False)
        return None if complete else line

    def values(self, table: str, *columns: str, order: str = "row_line") -> list[tuple[Any, ...]]:
        """Columns of the rows of a small sheet."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)} FROM {SCHEMA}.{table} ORDER BY {order}")
            return list(cursor.fetchall())

    def fill(self, source: str, rows: Iterable[StagedRow]) -> None:
        """Keep the rows of a file, chunk by chunk, each with the note of how far the reading came."""
        for chunk in chunks(rows):
            with transaction.atomic():
                self._copy(chunk)
                self._note(source, chunk[-1][0], complete=False)
        self._note(source, None, complete=True)

    def _copy(self, chunk: list[StagedRow]) -> None:
        by_sheet: dict[str, tuple[Sheet, list[Sequence[Any]]]] = {}
        for _line, sheet, values in chunk:
            by_sheet.setdefault(sheet.name, (sheet, []))[1].append(values)
        for sheet, rows in by_sheet.values():
            columns = ", ".join(["row_line", "why", *sheet.columns, *(name.split()[0] for name in sheet.extra)])
            with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {SCHEMA}.{sheet.table} ({columns}) FROM STDIN") as copy:
                for values in rows:
                    copy.write_row(values)

    def _note(self, source: str, line: int | None, *, complete: bool) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {SCHEMA}.progress VALUES (%s, coalesce(%s, 0), %s) ON CONFLICT (source) "
                "DO UPDATE SET line = coalesce(%s, progress.line), complete = EXCLUDED.complete",
                [source, line, complete, line],
            )

    def _kept(self, cursor: Any) -> str | None:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{SCHEMA}.kept"])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(f"SELECT mark FROM {SCHEMA}.kept")
        found = cursor.fetchone()
        return found[0] if found else None


def chunks(rows: Iterable[StagedRow]) -> Iterator[list[StagedRow]]:
    """Parts of about CHUNK rows that end with a record: what is noted as read is read whole."""
    rows, waiting = iter(rows), list[StagedRow]()
    while taken := list(islice(rows, CHUNK)):
        waiting += taken
        end = next((place for place in range(len(waiting) - 1, 0, -1) if waiting[place][0] != waiting[place - 1][0]), 0)
        if end:
            yield waiting[:end]
            waiting = waiting[end:]
    if waiting:
        yield waiting


def fingerprint(kind: str, folder: Path, channel: str) -> str:
    """Of what is imported and how: a file that was changed, or another version of this package, makes another import of it."""
    state = hashlib.sha256(f"{kind} {channel} {folder.resolve()}".encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        state.update(path.read_bytes())
    for path in sorted(folder.iterdir()):
        if is_csv(path):
            facts = path.stat()
            state.update(f"{path.name} {facts.st_size} {facts.st_mtime_ns}".encode())
    return state.hexdigest()


@contextmanager
def only_one() -> Iterator[None]:
    """One import at a time. Raises BadFile when another one goes on."""
    with connection.cursor() as cursor:
        with suppress(DatabaseError), transaction.atomic():
            cursor.execute("SET client_connection_check_interval = '2s'")  # a killed client is noticed in the midst of a statement
        try:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        except DatabaseError as error:
            raise BadFile("Another import is running.") from error
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
