"""docs/csv-format.md names every file and column there is."""

from pathlib import Path

from interchange.csv_format import TABLES

TEXT = (Path(__file__).parents[2] / "docs" / "csv-format.md").read_text("utf-8")


def test_every_file_and_column_is_described() -> None:
    for table in TABLES:
        section = TEXT.partition(f"### {table.sheet.file}\n")[2].partition("\n### ")[0]
        columns = ", ".join(f"**{field.name}**" if field.required else field.name for field in table.fields)
        assert columns in section, table.name
