"""Files are read row by row, whatever state they are in."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from interchange import reading


def read(folder: Path, content: bytes, name: str = "things.csv") -> list[reading.Row]:
    path = folder / name
    path.write_bytes(content)
    return list(reading.Source(path).rows(["number", "name"], quiet=True))


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
    assert rows[0] == reading.Row(2, [], reading.UNCLOSED)
    assert len(rows) == 60_001 and rows[-1] == reading.Row(60_002, ["2", "b"])


@pytest.mark.parametrize("head", [b"", b"number,name\n", b'number,name\n1,"'])
def test_a_line_longer_than_any_table_has_is_refused_by_its_number_in_bounded_memory(tmp_path: Path, head: bytes) -> None:
    """A few kilobytes of gzip may hold hundreds of megabytes without a line break."""
    with gzip.open(tmp_path / "things.csv.gz", "wb") as file:
        file.write(head)
        for _part in range(40):
            file.write(b"a" * reading.LONG_LINE)
    tracemalloc.start()
    with pytest.raises(reading.BadFile, match=r"things\.csv\.gz: line [12] is longer than"):
        list(reading.Source(tmp_path / "things.csv.gz").rows(["number", "name"], quiet=True))
    assert tracemalloc.get_traced_memory()[1] < 20 * reading.LONG_LINE
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("things.csv", b"id;name\n1;a\n"),
        ("things.csv", b""),
        ("things.csv", b"number,name,name\n"),
        ("things.csv", "number,name\n1,a\n".encode("utf-16")[:-1]),
        ("things.csv.gz", b"not gzip"),
        ("things.csv.gz", gzip.compress(b"number,name\n" + bytes(range(256)) * 99)[:-40]),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_said_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(reading.BadFile) as bad:
        read(tmp_path, content, name)
    assert name in str(bad.value)
    assert "\n" not in str(bad.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_accents_come_through_in_every_encoding_and_with_every_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "number,name,price\n1,Zoë Łuk,5\n2,Müller,7\n".replace(",", separator)
    text = text.replace(" Łuk", " – É") if encoding == "cp1252" else text
    path = tmp_path / "things.csv"
    path.write_bytes(text.encode(encoding))
    source = reading.Source(path)
    assert [row.cells for row in source.rows(["number", "name"], quiet=True)] == [["1", text.split(separator)[3]], ["2", "Müller"]]
    told = [what for what, _many in source.told()]
    assert any("Windows-1252" in what for what in told) == (encoding == "cp1252")
    assert any("UTF-16" in what for what in told) == ("16" in encoding)


def test_one_damaged_letter_does_not_make_a_file_another_encoding(tmp_path: Path) -> None:
    rows = read(tmp_path, "number,name\n1,Zoë\n2,Jörg\n".encode() + b"3,M\xfcller\n")
    assert [row.cells[1] for row in rows] == ["Zoë", "Jörg", "M\udcfcller"]


def test_the_line_with_which_excel_begins_is_understood(tmp_path: Path) -> None:
    assert read(tmp_path, b"sep=;\r\nnumber;name\r\n1;a,b\r\n") == [reading.Row(3, ["1", "a,b"])]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ('5,"He said hello,x', '705,6" pipe,x'),  # a quotation mark in the midst of a cell closes it
        ('5,"He said hello,x', '705,6",x'),  # at the end of a cell
        ('5,"He said hello,x', '705,"Foo, Bar",x'),  # at the beginning of the next one that is right
        ('5,6",x', "705,b,x"),  # none at all
    ],
)
def test_a_quotation_mark_never_closed_costs_its_own_line_alone(tmp_path: Path, begin: str, end: str) -> None:
    lines = ["number,name,note", "1,a,x", begin, *(f"{n},b,x" for n in range(6, 705)), end, "706,c,x"]
    path = tmp_path / "things.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    rows = list(reading.Source(path).rows(["number", "name", "note"], long={"name", "note"}, quiet=True))
    assert [row.line for row in rows] == list(range(2, len(lines) + 1))
    assert {row.line: row.reason for row in rows if row.reason} == ({} if begin == '5,6",x' else {3: reading.UNCLOSED})


def test_a_cell_of_several_lines_stays_one_even_where_a_line_looks_like_a_row(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text('number,name,note\n1,a,"red, blue, green\n2,b,c"\n2,"x\ny",z\n', "utf-8")
    rows = list(reading.Source(path).rows(["number", "name", "note"], long={"name", "note"}, quiet=True))
    assert rows == [reading.Row(2, ["1", "a", "red, blue, green\n2,b,c"]), reading.Row(4, ["2", "x\ny", "z"])]
    short = list(reading.Source(path).rows(["number", "name", "note"], long=set(), quiet=True))
    assert [(row.line, row.reason) for row in short] == [(2, reading.UNCLOSED), (3, ""), (4, "")]


def test_blank_lines_are_no_rows_and_columns_not_asked_for_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text("name,number,Tags,Empty\na,1,x,\n,,,\n\n , ,,\nb,2,,,,\nc,3,y,\n", "utf-8")
    source = reading.Source(path)
    assert [row.line for row in source.rows(["number", "name"], quiet=True)] == [2, 6, 7]
    assert (source.count, list(source.told())) == (3, [("blank lines", 3), ("not read: Tags", 2)])
