"""What a cell may hold, and how a damaged one is refused."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from contactcenter.standards import check_language
from interchange import fields
from interchange.cells import GUARDED, Refused, guarded, unguarded
from interchange.csv_format import TABLES

NAME = fields.text("last_name", 120)


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        (NAME, "x" * 10_000, "last_name: is longer than 120 characters"),
        (NAME, "Mül\x00ler", "last_name: contains a NUL character"),
        (NAME, "Mül\udcfcler", "last_name: is not UTF-8"),
        (NAME, "a\x1bb", "last_name: contains a control character"),
        (NAME, "<script>alert(1)</script>", "last_name: contains markup"),
        (NAME, "two\nlines", "last_name: has more than one line"),
        (NAME, "4111 1111 1111 1111", "last_name: looks like a card number, which is never stored"),
        (NAME, "4111\u200b1111\u200b1111\u200b1111", "last_name: looks like a card number, which is never stored"),
        (NAME, "4111.1111·1111/1111", "last_name: looks like a card number, which is never stored"),
        (NAME, "4111_1111 | 1111 – 1111", "last_name: looks like a card number, which is never stored"),
        (fields.text("number", required=True), "", "number is empty"),
        (fields.phone("phone"), "4111 1111 1111 1111", "phone: “4111 1111 1111 1111” is not a telephone number"),
        (fields.phone("phone"), "<i>1</i>", "phone: contains markup"),
        (fields.phone("phone"), "javascript:alert(1)", "phone: “javascript:alert(1)” is not a telephone number"),
        (fields.phone("phone"), "'@SUM(1)", "phone: “@SUM(1)” is not a telephone number"),
        (NAME, "٤١١١١١١١١١١١١١١١", "last_name: looks like a card number, which is never stored"),
        (NAME, "４１１１ １１１１ １１１１ １１１１", "last_name: looks like a card number, which is never stored"),
        (fields.text("number", required=True), "\u200b", "number is empty"),
        (fields.language("language"), "German", "language: “German” is not a language such as en"),
        (fields.amount("price"), "1,234", "price: “1,234” may be 1234 or 1.234: write an amount such as 1234.50"),
        (fields.amount("price"), "1,23,456", "price: “1,23,456” is not an amount such as 1234.50"),
        (fields.amount("price"), "12.50 €", "price: “12.50 €” is not an amount such as 1234.50"),
        (fields.amount("price"), "9999999999999", "price: “9999999999999” is larger than any amount here"),
        (fields.amount("price"), "1e9", "price: “1e9” is not an amount such as 1234.50"),
        (fields.amount("price"), "١٢", "price: “١٢” is not an amount such as 1234.50"),
        (fields.place("position"), "40000", "position: is above 32767"),
        (fields.place("position", required=True), "0", "position: “0” is not a number above zero"),
        (fields.number("stock"), "ten", "stock: “ten” is not a whole number"),
        (fields.moment("placed_at"), "31.03.2026", "placed_at: “31.03.2026” is not a time such as 2026-03-31T14:05:00+02:00"),
        (fields.Field("birthday", fields.read_date), "2026-02-30", "birthday: “2026-02-30” is not a date such as 2026-03-31"),
        (fields.country("country"), "Germany", "country: “Germany” is not a country code such as DE"),
        (fields.Field("currency", fields.read_currency), "EURO", "currency: “EURO” is not a currency code such as EUR"),
        (
            fields.Field("email", fields.read_email),
            "mina at example.com",
            "email: “mina at example.com” is not an e-mail address",
        ),
        (fields.flag("active"), "true", "active: “true” is neither yes nor no"),
    ],
)
def test_a_bad_cell_is_refused_with_its_reason(field: fields.Field, cell: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        field.take(cell)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    "cell",
    [
        "Müller-Lüdenscheid",
        "O'Brien",
        "Yılmaz",
        "Nguyễn",
        "李小龍",
        "2 < 3 & 4 > 1",
        "4111 1111 1111 1112",
        "e481f51cbdc54678b7cc49136f2d6af7",
    ],
)
def test_good_text_passes_unchanged(cell: str) -> None:
    assert NAME.take(cell) == cell


NOTE = fields.text("note", 500, lines=True)
CARDS = [
    "4111111111111111 12/27 123", "4111 1111 1111 1111 12/27", "12/27 5555 5555 5555 4444", "4111 1111 1111 1111, 123", "1. 4111 1111 1111 1111",
    "3782 822463 10005 12/27", "VISA4111111111111111", "4111    1111    1111    1111", "4111\n1111\n1111\n1111",
    "4111|1111|1111|1111", "4111 | 1111 | 1111 | 1111", "4222222222222", "4222 222 222 222", "card 30569309025904.", "a\n4111 1111 1111 1111\n12/27",
    "DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111", "2026-03-31 4111111111111111", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "2223-0031-2200-3222",
    "+49 30 23125042 4111111111111111", "4006381333931 4111111111111111", "41111111 11111111", "(4111) 1111-1111 1111",
]  # fmt: skip
NO_CARDS = [
    "4006381333931", "4006381000093, 4006381333948\n4006381333955", "4006381000093", "+49 1512 3456787", "+45 12 34 56 78, +45 40 11 26 33",
    "41555501, 41555507", "6123 4567, 6123 4569; 6123 4568", "030 23125042 / 030 23125043 / 0171 3920042",
    "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "DE03 5001 0517 5407 3204 31", "AT611904300234571649", "GB29 NWBK 6016 1331 9268 19",
    "00340434161094021501", "00 3434 000000 00008 000", "JJD000390007827823312", "1Z999AA10123456784", "9405 5036 9930 0123 4569 81",
    "2026-03-30 14:05:00 2026-09-01 10:00:00", "2026-03-31T14:05:00+02:00 2026-03-30T14:05:00+02:00", "30.03.2026 14:05, 30.04.2026 15:45",
    "1774965900, 1774965901, 1774965902", "e481f51cbdc54678b7cc49136f2d6af7", "ab4111111111111111cd34", "41111111111111111111",
    "411111111111111100000000",
]  # fmt: skip


@pytest.mark.parametrize("cell", CARDS)
def test_a_card_number_is_seen_however_it_is_written(cell: str) -> None:
    with pytest.raises(Refused, match="looks like a card number"):
        NOTE.take(cell)


@pytest.mark.parametrize("cell", NO_CARDS)
def test_other_numbers_are_no_cards(cell: str) -> None:
    assert NOTE.take(cell) == cell


@given(st.lists(st.integers(0, 10**8 - 1), min_size=2, max_size=6), st.sampled_from([", ", "; ", "\n", " / "]))
def test_no_list_of_local_phone_numbers_is_a_card(phones: list[int], between: str) -> None:
    listed = between.join(f"{one:08d}" for one in phones)
    assert NOTE.take(listed) == listed


@given(st.integers(0, 10**11 - 1))
def test_no_code_on_a_package_is_a_card(number: int) -> None:
    code = ean.calc_check_digit(f"4{number:011d}")
    assert NOTE.take(f"4{number:011d}{code}")


def test_the_number_that_another_shop_gave_has_thirteen_digits_too() -> None:
    assert fields.code("number", 60).take("4222222222222") == "4222222222222"
    with pytest.raises(Refused, match="looks like a card number"):
        fields.code("number", 60).take("4111111111111111")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("\u200b", ""), ("\ufeff", ""), ("\ufeff\u2060\u00a0", ""), ("\u2028", ""), ("\ufeffMina", "Mina"), ("Har\ufeffker", "Harker"),
        ("Mina\u2028Harker", "Mina Harker"), ("\u2029Mina", "Mina"), ("می\u200cخواهم", "می\u200cخواهم"), ("क्\u200dष", "क्\u200dष"),
    ],
)  # fmt: skip
def test_what_nobody_could_see_is_nothing(cell: str, kept: str) -> None:
    """Joiners within a word are spelling."""
    assert NAME.take(cell) == kept


@pytest.mark.parametrize("number", ["110", "+49 30 23125-42", "٠٣٠ ٢٣١٢٥"])
def test_short_and_foreign_telephone_numbers_are_some(number: str) -> None:
    assert fields.phone("phone").take(number) == number


@pytest.mark.parametrize("code", ["en", "zh-CN", "es-419", "zh-Hans-CN", "en-FR"])
def test_a_language_is_the_same_in_files_as_in_the_administration(code: str) -> None:
    check_language(code)
    assert fields.read_language(code) == code


def test_a_time_without_offset_is_in_the_zone_of_the_field() -> None:
    assert fields.moment("at", zone="America/Sao_Paulo").take("2017-10-02 10:56:33") == "2017-10-02T10:56:33-03:00"


@given(st.text(alphabet="'=+-@\t\rab1", max_size=8))
def test_no_written_text_starts_a_formula_and_all_come_back(text: str) -> None:
    cell = guarded(text)
    assert not cell or cell[0] not in "=+-@\t\r"
    assert unguarded(cell) == text
    assert guarded(unguarded(cell)) == cell or not GUARDED.match(cell)


@pytest.mark.parametrize("number", ["+49 30 23125 042", "0049 (171) 39200-42", "+49 1512 3456789", "4111 1111 1111 2"])
def test_a_telephone_number_may_have_as_many_digits_as_a_card(number: str) -> None:
    assert fields.phone("phone").take(number) == number


@pytest.mark.django_db
def test_no_number_of_a_file_is_larger_than_its_column() -> None:
    """Else one cell would abort the whole import."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'smallint'")
        small = set(cursor.fetchall())
    found = {(table.name, field.name): field for table in TABLES for field in table.columns if (table.table, field.name) in small}
    assert ("variants", "position") in found and ("shipments", "position") in found
    for field in found.values():
        with pytest.raises(Refused, match="is above 32767"):
            field.take("32768")
        assert field.take("32767") == "32767"
