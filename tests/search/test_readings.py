"""What a typed or pasted text may mean, before anything is looked up."""

import pytest

from search.readings import Kind, Term, apart, name_pairs, parse, readings

CODE = Kind.NUMBER


def meant(text: str) -> list[tuple[Kind, str]]:
    return [(term.kind, term.text) for term in parse(text).terms]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("M1 4BT", [(CODE, "m14bt")]),
        ("EC1A 1BB", [(CODE, "ec1a1bb")]),
        ("M1 4", [(CODE, "m14")]),
        ("Roberts M1 4BT", [(Kind.WORD, "roberts"), (CODE, "m14bt")]),
        ("E8 3PN Patel", [(CODE, "e83pn"), (Kind.WORD, "patel")]),
        ("K1A 0B1", [(CODE, "k1a0b1")]),
        ("D02 AF30", [(CODE, "d02af30")]),
        ("1010 AB", [(CODE, "1010ab")]),
        ("Nyström 811 03", [(Kind.WORD, "nystrom"), (Kind.DIGITS, "81103")]),
        ("Harker 030 23125042", [(Kind.WORD, "harker"), (Kind.DIGITS, "03023125042")]),
        ("+49 (0)30 23125042 Harker", [(Kind.DIGITS, "4903023125042"), (Kind.WORD, "harker")]),
        ("030 / 231 250 42, Harker", [(Kind.DIGITS, "03023125042"), (Kind.WORD, "harker")]),
        ("+1 (212) 555-0147 ext. 89", [(Kind.DIGITS, "12125550147")]),
        ("030 23125042 x5", [(Kind.DIGITS, "03023125042")]),
        ("+49 30 23125042 Durchwahl 12", [(Kind.DIGITS, "493023125042")]),
        ("+12125550147 #89", [(Kind.DIGITS, "12125550147")]),
        ("Tel. +49 30 23125042", [(Kind.DIGITS, "493023125042")]),
        ("tel:+493023125042", [(Kind.DIGITS, "493023125042")]),
        ("Harker, Tel.: 030 23125042", [(Kind.WORD, "harker"), (Kind.DIGITS, "03023125042")]),
        ("<mina@example.com>", [(Kind.EMAIL, "mina@example.com")]),
        ("mailto:mina@example.com?subject=Hello", [(Kind.EMAIL, "mina@example.com")]),
        ("Mina Harker <mina@example.com>", [(Kind.EMAIL, "mina@example.com")]),
        ("E-Mail: mina@example.com", [(Kind.EMAIL, "mina@example.com")]),
        ("mina@example.com,", [(Kind.EMAIL, "mina@example.com")]),
        ("“mina@example.com”;", [(Kind.EMAIL, "mina@example.com")]),
        ("harker mina@", [(Kind.WORD, "harker"), (Kind.EMAIL, "mina@")]),
        ("Dr. Harker", [(Kind.WORD, "harker")]),
        ("Frau Prof. Dr. Harker", [(Kind.WORD, "harker")]),
        ("Herr", [(Kind.WORD, "herr")]),
        ("M. Harker", [(Kind.WORD, "harker")]),
        ("M Harker", [(Kind.WORD, "m"), (Kind.WORD, "harker")]),
        ("Order 10001", [(CODE, "10001")]),
        ("Nr. 10001", [(Kind.DIGITS, "10001")]),
        ("No. C-10023", [(CODE, "10023")]),
        ("C-10023.", [(CODE, "10023")]),
        ("\u00a0Mina\u200b Harker\u00a0", [(Kind.WORD, "mina"), (Kind.WORD, "harker")]),
        ("０３０ １２３４５６", [(Kind.DIGITS, "030123456")]),
        ("C-10023 · Mina Harker", [(CODE, "10023"), (Kind.WORD, "mina"), (Kind.WORD, "harker")]),
    ],
)
def test_the_likeliest_reading(typed: str, terms: list[tuple[Kind, str]]) -> None:
    assert meant(typed) == terms


@pytest.mark.parametrize(
    ("typed", "prefix", "number"),
    [
        ("Order no. 10001", "O", "10001"), ("order #10001", "O", "10001"), ("Bestellung Nr. 10001", "O", "10001"),
        ("Bestell-Nr.: 10001", "O", "10001"), ("Best.-Nr. 10001", "O", "10001"), ("Order number is 10001", "O", "10001"),
        ("Bestellnummer lautet: 10001", "O", "10001"),
        ("Customer C-10023", "C", "10023"), ("Kundennummer 10023", "C", "10023"), ("Kd.-Nr. 10023", "C", "10023"),
        ("RMA R-2001", "R", "2001"), ("Retoure 2001", "R", "2001"),
    ],
)  # fmt: skip
def test_a_number_with_its_noun_is_no_other_number(typed: str, prefix: str, number: str) -> None:
    assert parse(typed).terms == (Term(CODE, number, f"{prefix}-{number}", prefix),)


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Order 10001", [(Kind.WORD, "order"), (Kind.DIGITS, "10001")]),  # somebody may be called so
        ("Order no. 10001, thanks!", [(CODE, "10001")]),
        ("my order number is 10001", [(CODE, "10001")]),
        ("Hallo, meine Bestellnummer ist 10001, danke!", [(CODE, "10001")]),
        ("Vielen Dank, es geht um die Nr. 10001.", [(Kind.DIGITS, "10001")]),
        ("My name is Harker, order 10001", [(Kind.WORD, "harker"), (CODE, "10001")]),
        ("Dank 10115", [(Kind.DIGITS, "10115")]),
        ("1010 AB", [(Kind.DIGITS, "1010"), (Kind.WORD, "ab")]),
        ("smith 10432 78666", [(Kind.WORD, "smith"), (Kind.DIGITS, "10432"), (Kind.DIGITS, "78666")]),
        ("RR239 06796 1DE", [(CODE, "rr239067961de")]),
        ("1Z 999 AA1 01 2345 6784", [(CODE, "1z999aa10123456784")]),
        ("VLT 1117", [(CODE, "vlt1117")]),
        ("10969 Berlin", [(Kind.DIGITS, "10969"), (Kind.CITY, "berlin")]),
        ("Harker 10969 Berlin", [(Kind.WORD, "harker"), (Kind.DIGITS, "10969"), (Kind.CITY, "berlin")]),
        ("Hacker 030 23125042", [(Kind.DIGITS, "03023125042")]),
        ("hacker mina@example.com", [(Kind.EMAIL, "mina@example.com")]),
        ("Mina Harker <mina@example.com>", [(Kind.WORD, "mina"), (Kind.WORD, "harker")]),
        ("Herr Harker", [(Kind.WORD, "herr"), (Kind.WORD, "harker")]),
    ],
)
def test_what_it_may_mean_where_that_finds_nothing(typed: str, also: list[tuple[Kind, str]]) -> None:
    assert also in [[(term.kind, term.text) for term in one.terms] for one in readings(typed)[1:]]


@pytest.mark.parametrize(
    ("typed", "code"), [("D-10115", "10115"), ("SE-811 03", "81103"), ("CH-8001", "8001"), ("78666-1234", "78666"), ("D 10115", "10115")]
)
def test_a_postal_code_is_found_without_what_stands_around_it(typed: str, code: str) -> None:
    assert code in parse(typed).terms[0].postal


def test_a_code_is_looked_for_in_groups_and_together() -> None:
    assert readings("1z 999 aa1 01 2345 6784")[-1].terms[0].codes == ["1z999aa10123456784", "1Z999AA10123456784"]
    assert parse("10 432").terms[0].codes == ["10 432", "10432"]


def test_two_words_may_be_one_name_and_one_word_two() -> None:
    assert ("obrien", "") in name_pairs(("o", "brien"))
    assert ("macdonald", "john") in name_pairs(("mac", "donald", "john"))
    assert ("vandermeer", "jan") in name_pairs(("van", "der", "meer", "jan"))
    assert "anne marie" in apart("annemarie")
    assert "von der leyen" in apart("vonderleyen")
    assert "da silva santos" in apart("dasilvasantos")
    assert apart("mina") == []


def test_letters_are_counted_as_they_were_typed() -> None:
    assert not parse("mue").too_short  # although "mu" is what it folds to
    assert parse("mu").too_short


def test_there_are_few_readings() -> None:
    for typed in ("a", "Dr. M1 4BT Bestellung 10001 030 23 12 50 42 ext. 5 mina@example.com", "1 a 2 b 3 c 4 d 5 e 6 f", "Order Order 1"):
        assert 1 <= len(readings(typed)) <= 7
