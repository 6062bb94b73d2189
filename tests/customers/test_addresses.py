"""Addresses as their country checks them."""

import pytest

from contactcenter.standards import countries
from customers.addresses import check, fields_for

RIGHT = {"last_name": "Harker", "street": "Street 1", "city": "Town"}


def test_fields_follow_the_country() -> None:
    us, de = ({name: needed for name, _, needed in fields_for(country)} for country in ("US", "DE"))
    assert us["region"]
    assert us["postal_code"]
    assert "region" not in de
    assert [name for name, _, _ in fields_for("DE")].index("postal_code") < [name for name, _, _ in fields_for("DE")].index("city")
    assert ("region", "Prefecture", True) in fields_for("JP")


def test_every_country_has_a_form() -> None:
    for country in sorted(countries()):
        assert {"last_name", "street"} <= {name for name, _, _ in fields_for(country)}


@pytest.mark.parametrize(
    ("country", "typed", "code"),
    [
        ("DE", "D-10969", "10969"), ("DE", " 10969 ", "10969"), ("GB", "sw1a1aa", "SW1A 1AA"), ("GB", "ls1  1aa", "LS1 1AA"),
        ("NL", "1234ab", "1234 AB"), ("PL", "00950", "00-950"), ("CA", "h3z2y7", "H3Z 2Y7"), ("US", "62701-1234", "62701-1234"),
        ("US", "62701", "62701"),
        ("JP", "1000001", "100-0001"),
    ],
)  # fmt: skip
def test_postal_codes_are_put_in_order(country: str, typed: str, code: str) -> None:
    values = {**RIGHT, "country": country, "postal_code": typed, "region": {"CA": "ON", "US": "IL", "JP": "Tokyo"}.get(country, "")}
    assert check(values) == {}
    assert values["postal_code"] == code


@pytest.mark.parametrize(("country", "typed"), [("DE", "1234"), ("DE", "abcde"), ("US", "1234"), ("GB", "12345"), ("DE", "")])
def test_a_wrong_postal_code_is_said_at_its_field(country: str, typed: str) -> None:
    assert list(check({**RIGHT, "country": country, "postal_code": typed, "region": "IL"})) == ["postal_code"]


def test_regions_become_the_country_s_codes() -> None:
    values = {**RIGHT, "country": "us", "postal_code": "62701", "region": "illinois"}
    assert check(values) == {}
    assert (values["country"], values["region"]) == ("US", "IL")


def test_a_company_stands_for_a_last_name() -> None:
    values = {"street": "x 1", "city": "Berlin", "postal_code": "10969", "country": "DE"}
    assert list(check(dict(values))) == ["last_name"]
    assert check({**values, "company": "Acme"}) == {}


def test_wrong_country_phone_and_length_are_said() -> None:
    assert list(check({**RIGHT, "country": "??"})) == ["country"]
    right = {**RIGHT, "country": "DE", "postal_code": "10969"}
    assert list(check({**right, "phone": "call me"})) == ["phone"]
    assert list(check({**right, "city": "x" * 121})) == ["city"]
    assert check({**right, "phone": "030 1234567"}) == {}


def test_invisible_characters_are_dropped() -> None:
    values = {**RIGHT, "country": "DE", "postal_code": "10\u200b969", "street": " Street\t1\0 "}
    assert check(values) == {}
    assert (values["street"], values["postal_code"]) == ("Street 1", "10969")
