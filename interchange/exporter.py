"""Writing everything out as the CSV files that the import reads."""

import csv
from pathlib import Path

from django.db import connection, transaction
from tqdm import tqdm

from interchange.csv_format import TABLES
from interchange.tables import Table

ROWS_AT_A_TIME = 5000


def write_all(folder: Path, *, quiet: bool = False) -> dict[str, int]:
    """Write one file per table, all as of the same moment. Gives the number of rows by file."""
    folder.mkdir(parents=True, exist_ok=True)
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return {table.sheet.file: write_table(in_all_languages(table), folder, quiet=quiet) for table in TABLES}


def in_all_languages(table: Table) -> Table:
    """The table with its texts in every language that any row has them in."""
    if not table.texts:
        return table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT jsonb_object_keys(translations) FROM {table.table}")
        languages = sorted(language for (language,) in cursor.fetchall())
    return table.in_languages([(column, language) for column in table.texts for language in languages])


def write_table(table: Table, folder: Path, *, quiet: bool) -> int:
    """Stream one table into its file; a file appears under its name only once it is complete."""
    path = folder / table.sheet.file
    begun = path.with_suffix(".part")
    writers = [field.write for field in table.fields]
    count = 0
    with begun.open("w", encoding="utf-8", newline="") as file, connection.cursor() as cursor:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([field.name for field in table.fields])
        cursor.execute(f"SELECT count(*) FROM {table.table}")
        bar = tqdm(total=cursor.fetchone()[0], desc=path.name, unit="row", disable=True if quiet else None, leave=False)
        with bar, connection.chunked_cursor() as rows:
            rows.execute(table.select())
            while batch := rows.fetchmany(ROWS_AT_A_TIME):
                for row in batch:
                    out.writerow(["" if value is None else write(value) for write, value in zip(writers, row, strict=True)])
                count += len(batch)
                bar.update(len(batch))
    begun.replace(path)
    return count
