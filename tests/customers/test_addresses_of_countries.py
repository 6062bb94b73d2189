"""What people type for a place, and what must come of it, country by country."""

import pytest
from django.utils import translation

from customers.addresses import check, regions_of
from customers.models import Address
from customers.postal import as_lines

# country, city, region, postal code as typed => region and postal code as kept
TAKEN = [
    ("US", "Holtsville", "NY", "00501", "NY", "00501"),
    ("US", "Holtsville", "new york", "00501-0001", "NY", "00501-0001"),
    ("US", "Chicago", "Illinois", "606010001", "IL", "60601-0001"),
    ("US", "Washington", "D.C.", "20001 1234", "DC", "20001-1234"),
    ("US", "San Juan", "Puerto Rico", "00901", "PR", "00901"),
    ("CA", "Ottawa", "ontario", "k1a0b1", "ON", "K1A 0B1"),
    ("CA", "Montréal", "Quebec", "H3Z-2Y7", "QC", "H3Z 2Y7"),
    ("CA", "Vancouver", "B.C.", "v8x 3x4", "BC", "V8X 3X4"),
    ("BR", "Sao Paulo", "Sao Paulo", "01310-100", "SP", "01310-100"),
    ("BR", "Belém", "Pará", "01310100", "PA", "01310-100"),
    ("JP", "中央区", "東京都", "１０４－００６１", "東京都", "104-0061"),
    ("JP", "Chuo-ku", "Tokyo", "1040061", "Tokyo", "104-0061"),
    ("JP", "Sapporo", "HOKKAIDO", "〒060-0001", "Hokkaido", "060-0001"),
    ("AE", "Dubai", "Dubai", "", "Dubai", ""),
    ("AE", "دبي", "إمارة دبيّ", "", "إمارة دبيّ", ""),
    ("HK", "", "Kowloon", "", "Kowloon", ""),
    ("HK", "", "九龍", "", "九龍", ""),
    ("KR", "Seoul", "Seoul", "03051", "Seoul", "03051"),
    ("CN", "Beijing", "Beijing Shi", "100096", "Beijing Shi", "100096"),
    ("TW", "台北", "台北市", "106", "台北市", "106"),
    ("IN", "Mumbai", "maharashtra", "110034", "Maharashtra", "110034"),
    ("AU", "Sydney", "new south wales", "2060", "NSW", "2060"),
    ("IT", "Roma", "roma", "I-00144", "RM", "00144"),
    ("ES", "Vitoria", "Alava", "28039", "VI", "28039"),
    ("MX", "Tijuana", "Baja California", "02860", "B.C.", "02860"),
    ("IE", "Dublin", "County Dublin", "a65f4e2", "Co. Dublin", "A65 F4E2"),
    ("IE", "Dublin", "", "", "", ""),
    ("LV", "Riga", "", "1010", "", "LV-1010"),
    ("LV", "Rīga", "", "LV-1010", "", "LV-1010"),
    ("LV", "Riga", "", "lv 1010", "", "LV-1010"),
    ("LT", "Vilnius", "", "LT-04340", "", "04340"),
    ("LT", "Vilnius", "", "04340", "", "04340"),
    ("EE", "Tallinn", "", "10115", "", "10115"),
    ("PL", "Warszawa", "", "00123", "", "00-123"),
    ("PL", "Warszawa", "", "PL 00-950", "", "00-950"),
    ("NL", "Amsterdam", "", "1012ab", "", "1012 AB"),
    ("NL", "Amsterdam", "", "NL-1012 AB", "", "1012 AB"),
    ("GB", "Manchester", "", "m14bt", "", "M1 4BT"),
    ("GB", "London", "", "EC1A1BB", "", "EC1A 1BB"),
    ("GB", "London", "", "w1a-0ax", "", "W1A 0AX"),
    ("SE", "Stockholm", "", "SE-11455", "", "114 55"),
    ("SE", "Stockholm", "", "114 55", "", "114 55"),
    ("CZ", "Praha", "", "11000", "", "110 00"),
    ("SK", "Bratislava", "", "81103", "", "811 03"),
    ("GR", "Athina", "", "15124", "", "151 24"),
    ("PT", "Lisboa", "", "1250096", "", "1250-096"),
    ("LU", "Luxembourg", "", "L-4750", "", "4750"),
    ("CH", "Zürich", "", "CH-8001", "", "8001"),
    ("AT", "Wien", "", "A-1010", "", "1010"),
    ("DE", "Berlin", "", "d-10115", "", "10115"),
    ("DE", "Berlin", "", "DE 10115", "", "10115"),
    ("DE", "Berlin", "", "１０１１５", "", "10115"),
    ("FI", "Helsinki", "", "FIN-00550", "", "00550"),
    ("DK", "København", "", "DK-1566", "", "1566"),
    ("BE", "Brussel", "", "B-1000", "", "1000"),
    ("FR", "Paris", "", "F-75001", "", "75001"),
    ("HU", "Budapest", "", "H-1037", "", "1037"),
    ("NO", "Oslo", "", "0025", "", "0025"),
    ("UA", "Київ", "", "01001", "", "01001"),
    ("SG", "", "", "546080", "", "546080"),
]

# country, region, postal code => the field at which it is said
REFUSED = [
    ("US", "ZZ", "00501", "region"), ("US", "Newyork", "00501", "region"), ("US", "", "00501", "region"), ("US", "NY", "0050", "postal_code"),
    ("US", "東京都", "00501", "region"), ("BR", "Nowhere", "01310-100", "region"), ("CA", "Bavaria", "K1A 0B1", "region"),
    ("CA", "ON", "12345", "postal_code"), ("JP", "Dubai", "104-0061", "region"), ("AE", "Tokyo", "", "region"), ("DE", "", "A-10115", "postal_code"),
    ("DE", "", "101155", "postal_code"), ("AT", "", "D-1010", "postal_code"), ("LV", "", "10105", "postal_code"),
    ("GB", "", "SW1A 1AA and more", "postal_code"), ("GB", "", "M1", "postal_code"), ("NL", "", "1012", "postal_code"), ("PL", "", "", "postal_code"),
]  # fmt: skip


def typed(country: str, city: str, region: str, code: str) -> dict[str, str]:
    return {"last_name": "Harker", "street": "Street 1", "country": country, "city": city, "region": region, "postal_code": code}


def test_the_table_is_worth_its_name() -> None:
    assert len(TAKEN) >= 40 and len({one[0] for one in TAKEN}) >= 20


@pytest.mark.parametrize(("country", "city", "region", "code", "kept_region", "kept_code"), TAKEN)
def test_a_place_is_put_in_order_in_its_own_script(country: str, city: str, region: str, code: str, kept_region: str, kept_code: str) -> None:
    values = typed(country, city, region, code)
    assert check(values) == {}
    assert (values["region"], values["postal_code"], values["city"]) == (kept_region, kept_code, city)
    again = dict(values)
    assert check(again) == {} and again == values  # what is in order stays as it is
    assert all(part in " ".join(as_lines(Address(**values))) for part in (kept_region, kept_code, city))


@pytest.mark.parametrize(("country", "region", "code", "field"), REFUSED)
def test_what_its_country_does_not_have_is_said_at_its_field(country: str, region: str, code: str, field: str) -> None:
    values = typed(country, "Town", region, code)
    assert list(check(values)) == [field]
    assert values["region"] == region  # as it was typed


def test_what_is_like_a_region_is_offered() -> None:
    with translation.override("en"):
        assert "New York" in check(typed("US", "X", "Newyork", "00501"))["region"]
        assert "Rio de Janeiro" in check(typed("BR", "X", "Rio de Janero", "01310-100"))["region"]


def test_where_a_region_is_not_needed_another_word_for_it_is_left_alone() -> None:
    values = typed("IE", "Dublin", "Dublin 4", "")
    assert check(values) == {} and values["region"] == "Dublin 4"


def test_the_regions_to_choose_from_are_the_country_s() -> None:
    assert "New York" in regions_of("US") and {"Tokyo", "東京都"} <= set(regions_of("JP")) and regions_of("DE") == []


def test_full_width_figures_become_plain_ones_and_nothing_else_does() -> None:
    values = {**typed("JP", "中央区", "東京都", "104-0061"), "street": "銀座１－２－３", "phone": "０３－３５４１－１１１１"}
    assert check(values) == {}
    assert (values["street"], values["phone"]) == ("銀座1－2－3", "03-3541-1111")
