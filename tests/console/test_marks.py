"""What was typed is marked in what was found, as folding sees it."""

import pytest

from console.marks import Marks
from search.readings import readings


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Müller", "muel", "<mark>Mül</mark>ler"),
        ("Müller", "MÜLLER", "<mark>Müller</mark>"),
        ("Mueller", "mül", "<mark>Muel</mark>ler"),
        ("Müller-Lüdenscheidt", "lued", "Müller-<mark>Lüd</mark>enscheidt"),
        ("Smith", "john smi", "<mark>Smi</mark>th"),
        ("Straße", "strass", "<mark>Straß</mark>e"),
        ("O’Brien", "obr", "<mark>O’Br</mark>ien"),
        ("王小明", "王", "<mark>王</mark>小明"),
        ("Smith", "mith", "Smith"),
        ("<b>Bob</b>", "bob", "&lt;b&gt;<mark>Bob</mark>&lt;/b&gt;"),
        ("a&b", "a&b", "<mark>a</mark>&amp;<mark>b</mark>"),
        ("mina.harker@example.com", "hark", "mina.<mark>hark</mark>er@example.com"),
        ("", "x", ""),
    ],
)
def test_the_beginnings_of_words(text: str, query: str, shown: str) -> None:
    assert Marks(readings(query)).text(text) == shown


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("E8 3PN", "E8 3PN", "<mark>E8 3PN</mark>"),
        ("E8 3PN", "e83", "<mark>E8 3</mark>PN"),
        ("10115", "101", "<mark>101</mark>15"),
        ("Berlin", "berl", "<mark>Berl</mark>in"),
    ],
)
def test_a_postal_code_letters_and_digits_together(text: str, query: str, shown: str) -> None:
    assert Marks(readings(query)).place(text) == shown


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("C-10023", "1002", "C-<mark>1002</mark>3"),
        ("C-10023", "c-10023", "C-<mark>10023</mark>"),
        ("+49 30 2312 5123", "030 2312", "+49 <mark>30 2312</mark> 5123"),
        ("+49 30 2312 5123", "0049 30", "<mark>+49 30</mark> 2312 5123".replace("<mark>+49", "+<mark>49")),
        ("10432", "smith", "10432"),
        ("10432", "12", "10432"),
    ],
)
def test_digits_whatever_stands_between_them(text: str, query: str, shown: str) -> None:
    assert Marks(readings(query)).number(text) == shown
