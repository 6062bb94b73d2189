"""One form in which stored and typed text meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readings import Kind, name_pairs, parse
from search.terms import bare_digits, fold, fold_code, fold_email, fold_phone, phone_candidates, plain


@pytest.mark.parametrize(
    "names",
    [
        ("Müller", "Mueller", "Muller", "MÜLLER", "muͤller", "Mu\u0308ller"),
        ("Größe", "Groesse", "grosse", "GRÖSSE"),
        ("O'Brien", "OBrien", "o’brien"),
        ("Müller-Lüdenscheidt", "Mueller Luedenscheidt"),
        ("Łukasiewicz", "lukasiewicz"),
        ("Østergård", "Ostergard", "Oestergard"),
        ("Ærø", "Aeroe", "aro"),
        ("İpek", "ipek", "Ipek", "ıpek"),
        ("Σωκράτης", "ΣΩΚΡΑΤΗΣ", "σωκρατης"),
        ("Ёлкин", "елкин"),
        ("أحمد", "احمد"),
        ("ﬁsher", "Fisher"),
    ],
)
def test_spellings_of_one_name_meet(names: tuple[str, ...]) -> None:
    assert len({fold(name) for name in names}) == 1


@pytest.mark.parametrize("name", ["王小明", "김철수", "राम", "สมชาย", "がく"])
def test_other_scripts_are_kept(name: str) -> None:
    assert fold(name) == name


def test_vowel_signs_are_no_accents() -> None:
    assert fold("राम") != fold("रीमा")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_only_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("%_\\'\"*&|!:<>()\0")


@given(st.text(alphabet="aeoumlrüöäé", max_size=12), st.integers(0, 12))
def test_a_typed_beginning_folds_to_a_beginning(name: str, upto: int) -> None:
    assert fold(name).startswith(fold(name[:upto]))


@pytest.mark.parametrize("typed", ["030 1234567", "+49 30 1234567", "0049301234567", "(030) 1234567", "+49 (0)30 1234567", "030/12345-67"])
def test_one_phone_number_in_any_spelling(typed: str) -> None:
    assert fold_phone(typed, "DE") == "49301234567"


def test_what_is_no_phone_number_keeps_its_digits() -> None:
    assert fold_phone("ext. 12", "DE") in {"12", "4912"}
    assert fold_phone("", "DE") == ""


@pytest.mark.parametrize("typed", ["+49 30 123", "0049 30 123", "030 123", "(030) 123", "+49 (0)30 123", "49 30 123"])
def test_the_beginning_of_a_phone_number_in_any_spelling(typed: str) -> None:
    assert any("49301234567".startswith(one) for one in phone_candidates(typed, ("DE", "US")))


def test_an_international_beginning_is_no_national_one() -> None:
    assert phone_candidates("+1 212 555", ("DE", "US")) == ["1212555"]


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("smith", [(Kind.WORD, "smith")]),
        ("Smith 78666", [(Kind.WORD, "smith"), (Kind.DIGITS, "78666")]),
        ("C-10023", [(Kind.NUMBER, "10023")]),
        ("c 10023", [(Kind.NUMBER, "10023")]),
        ("10 432", [(Kind.DIGITS, "10432")]),
        ("#10432", [(Kind.DIGITS, "10432")]),
        ("+49 (0)30/123-45", [(Kind.DIGITS, "4903012345")]),
        ("Mina@Example.com", [(Kind.EMAIL, "mina@example.com")]),
        ("SW1A-1AA", [(Kind.NUMBER, "sw1a1aa")]),
        ("von der Leyen", [(Kind.WORD, "von"), (Kind.WORD, "der"), (Kind.WORD, "leyen")]),
        ("%_*", []),
        ("@", []),
        ("  \u200b\0 ", []),
        ("٠٣٠١٢٣", [(Kind.DIGITS, "030123")]),
    ],
)
def test_kinds_of_terms(typed: str, kinds: list[tuple[Kind, str]]) -> None:
    assert [(term.kind, term.text) for term in parse(typed).terms] == kinds


@given(st.text(max_size=400))
def test_any_text_is_a_query_of_at_most_six_terms(text: str) -> None:
    asked = parse(text)
    assert len(asked.terms) <= 6
    assert len(asked.typed) <= 200
    assert all("\0" not in term.text and "\0" not in term.typed for term in asked.terms)


@given(st.text(max_size=100))
def test_other_folds_leave_nothing_hidden(text: str) -> None:
    assert plain(text).isprintable()
    assert bare_digits(text).isascii()
    assert " " not in fold_email(text)
    assert fold_code(text) == fold_code(fold_code(text))


def test_words_may_be_either_name_in_any_order() -> None:
    together = {("smithjohn", ""), ("", "smithjohn")}
    assert set(name_pairs(("smith", "john"))) == {("smith john", ""), ("", "smith john"), ("smith", "john"), ("john", "smith"), *together}
    assert ("von der leyen", "ursula") in name_pairs(("ursula", "von", "der", "leyen"))
    assert ("schmidt", "anna maria") in name_pairs(("anna", "schmidt", "maria"))
    assert ("王", "小明") in name_pairs(("王小明",))


def test_ideographs_count_double() -> None:
    assert not parse("李雷").too_short
    assert parse("Ng").too_short
