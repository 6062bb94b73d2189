"""How people's names are shown."""

import pytest
from django.db import connection

from contactcenter.names import initials, name_in_sql, name_of, shown, what_turns

ORDERS = [
    # first, last, country, language, shown, initials
    ("Mina", "Harker", "DE", "de", "Mina Harker", "MH"),
    ("Ludwig", "van Bergen", "", "", "Ludwig van Bergen", "LB"),
    ("小明", "王", "", "", "王 小明", "王小"),
    ("太郎", "山田", "DE", "en", "山田 太郎", "山太"),
    ("さくら", "たなか", "", "", "たなか さくら", "たさ"),
    ("민수", "김", "GB", "", "김 민수", "김민"),
    ("", "欧阳娜娜", "", "", "欧阳娜娜", "欧"),
    ("Xiaoming", "Wang", "CN", "zh", "Xiaoming Wang", "XW"),
    ("Anna", "王", "", "", "Anna 王", "A王"),
    ("Anna", "Nagy", "HU", "", "Nagy Anna", "NA"),
    ("Anna", "Nagy", "DE", "hu-HU", "Nagy Anna", "NA"),
    ("Văn An", "Nguyễn", "VN", "", "Nguyễn Văn An", "NA"),
    ("สมชาย", "เจริญสุข", "TH", "th", "สมชาย เจริญสุข", "สเจ"),
    ("محمد", "العربي", "EG", "ar", "\u2068محمد العربي\u2069", "م\u200cا"),
    ("דוד", "כהן", "IL", "he", "\u2068דוד כהן\u2069", "ד\u200cכ"),
    ("E\u0301lodie", "😀", "", "", "E\u0301lodie 😀", "E\u0301"),
    ("Eve\u202eLive", "Rogue\u2067", "", "", "EveLive Rogue", "ER"),
    ("A\x00da", "\x07", "", "", "A da", "AD"),
    ("", "", "", "", "", "?"),
]


@pytest.mark.parametrize(("first", "last", "country", "language", "name", "short"), ORDERS)
def test_a_name_stands_in_its_own_order(first: str, last: str, country: str, language: str, name: str, short: str) -> None:
    assert name_of(first, last, country, language) == name
    assert initials(name) == short


@pytest.mark.parametrize(("label", "short"), [("guest@example.com", "GE"), ("", "?"), ("O'Brien", "O"), ("ß", "SS")])
def test_initials_of_what_is_no_whole_name(label: str, short: str) -> None:
    assert initials(label) == short


@pytest.mark.django_db
def test_the_database_has_the_same_order() -> None:
    people = [one for one in ORDERS if one[4] == one[4].strip("\u2068\u2069") and (one[0] + one[1]).isprintable()]
    statement = f"SELECT {name_in_sql('p', 'p.country', 'p.language')} FROM (SELECT %s first_name, %s last_name, %s country, %s language) p"
    with connection.cursor() as cursor:
        for first, last, country, language, name, _short in people:
            cursor.execute(statement, [first, last, country, language])
            assert cursor.fetchone() == (name,)


def test_what_is_shown_twice_is_shown_once() -> None:
    assert shown(shown("محمد")) == shown("محمد")
    assert shown("Plain, and ordinary") == "Plain, and ordinary"


@pytest.mark.parametrize("sign", [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_a_sign_that_turns_text_is_named_and_never_shown(sign: str) -> None:
    assert what_turns(f"Mina{sign}rekraH")
    assert not what_turns("محمد العربي")
    assert shown(f"Mina{sign}rekraH") == "MinarekraH"
