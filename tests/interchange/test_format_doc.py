"""docs/csv-format.md names every file and column there is, which of them must be there, and what the others are without it."""

import re
from collections.abc import Callable
from pathlib import Path

from contactcenter.money import MAX_AMOUNT
from interchange.csv_format import TABLES
from interchange.fields import Field
from interchange.report import Summary
from interchange.tables import Table
from orders.models import Order

TEXT = (Path(__file__).parents[2] / "docs" / "csv-format.md").read_text("utf-8")
NOTHING = (None, "", "0", "f", "{}")


def described(field: Field) -> str:
    if field.required:
        return f"**{field.name}**"
    default = "" if field.empty in NOTHING else f" ({'yes' if field.empty == 't' else field.empty})"
    return f"*{field.name}*{default}" if field.demanded else f"{field.name}{default}"


def columns_of(table: Table) -> str:
    return ", ".join(described(field) for field in table.fields)


def test_every_file_and_column_is_described() -> None:
    for table in TABLES:
        section = TEXT.partition(f"### {table.sheet.file}\n")[2].partition("\n### ")[0]
        assert columns_of(table) in section, table.name


def test_what_a_column_may_hold_is_listed_with_its_file() -> None:
    for table in TABLES:
        section = TEXT.partition(f"### {table.sheet.file}\n")[2].partition("\n### ")[0]
        told = {line for line in section.splitlines() if line.startswith("- `")}
        allowed = {field.name: ", ".join(f"`{value}`" for value in field.allowed) for field in table.fields if field.allowed}
        assert told == {f"- `{name}`: {values}" for name, values in allowed.items()}, table.name


def test_what_may_be_told_in_other_languages_is_listed() -> None:
    told = " ".join(TEXT.partition("- Texts that customers read")[2].partition("\n- ")[0].split())
    for table in TABLES:
        for column in table.texts:
            assert re.search(rf"`{column}` of [^`]*{table.name.replace('_', ' ')}", told), (table.name, column)


def test_the_largest_amount_is_told() -> None:
    assert f"above {MAX_AMOUNT:,}." in TEXT


def test_the_files_of_the_guide_make_a_shop_as_they_stand(run_import: Callable[..., Summary], tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "setting-up.md").read_text("utf-8")
    for name, text in re.findall(r"^==> (\S+\.csv)\n(.*?)\n(?=\n==>|```)", guide, re.DOTALL | re.MULTILINE):
        (tmp_path / "shop").mkdir(exist_ok=True)
        (tmp_path / "shop" / name).write_text(f"{text}\n", "utf-8")
    summary = run_import(tmp_path / "shop")
    assert (len(summary.files), summary.refused, summary.taken.total()) == (13, 0, summary.rows)
    order = Order.objects.get()
    assert (order.customer and order.customer.last_name, order.subtotal, order.total) == ("Roberts", 189, 189)
