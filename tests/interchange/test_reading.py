"""Files are read row by row, whatever state they are in."""

import gzip
from pathlib import Path

import pytest

from interchange import reading


def read(folder: Path, content: bytes, name: str = "things.csv") -> list[reading.Row]:
    path = folder / name
    path.write_bytes(content)
    return list(reading.rows(path, ["number", "name"], quiet=True))


def test_columns_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    assert read(tmp_path, b"name,note,number\nTent,x,1\n") == [reading.Row(2, ["1", "Tent"])]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    assert read(tmp_path, b'\xef\xbb\xbfnumber,name\r\n1,"two\r\nlines"\r\n2,b\r\n') == [
        reading.Row(2, ["1", "two\r\nlines"]),
        reading.Row(4, ["2", "b"]),
    ]


def test_a_gzipped_file_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, gzip.compress(b"number,name\n1,a\n"), "things.csv.gz") == [reading.Row(2, ["1", "a"])]


def test_a_row_with_too_few_cells_is_told_by_its_line(tmp_path: Path) -> None:
    assert read(tmp_path, b"number,name\n1,a\n2\n3,c\n")[1] == reading.Row(3, [], "has 1 cells instead of 2")


def test_a_forgotten_quotation_mark_costs_no_traceback(tmp_path: Path) -> None:
    rows = read(tmp_path, b'number,name\n1,"a\n' + b"2,b\n" * 60_000)
    assert rows[0].reason.startswith("is not CSV")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("things.csv", b"id;name\n1;a\n"),
        ("things.csv", b""),
        ("things.csv", "number,name\n".encode("utf-16")),
        ("things.csv.gz", b"not gzip"),
        ("things.csv.gz", gzip.compress(b"number,name\n" + bytes(range(256)) * 99)[:-40]),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_said_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(reading.BadFile) as bad:
        read(tmp_path, content, name)
    assert name in str(bad.value)
    assert "\n" not in str(bad.value)
