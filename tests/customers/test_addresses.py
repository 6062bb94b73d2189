"""Addresses as their country writes and checks them."""

import pytest
from django.utils import translation

from customers.addresses import as_lines, check, countries, fields_for
from customers.models import Address

RIGHT = {"last_name": "Harker", "street": "Street 1", "city": "Town"}


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (
            {"first_name": "Mina", "last_name": "Harker", "street": "Lindenstraße 5", "postal_code": "10969", "city": "Berlin", "country": "DE"},
            ["Mina Harker", "Lindenstraße 5", "10969 Berlin", "Germany"],
        ),
        (
            {"last_name": "Smith", "company": "Acme", "street": "1 Main St", "street2": "Apt 4", "postal_code": "62701", "city": "Springfield",
             "region": "IL", "country": "US"},
            ["Smith", "Acme", "1 Main St", "Apt 4", "Springfield, IL 62701", "United States"],
        ),
        (
            {"last_name": "Brown", "street": "1 High Street", "postal_code": "LS1 1AA", "city": "Leeds", "country": "GB"},
            ["Brown", "1 High Street", "Leeds", "LS1 1AA", "United Kingdom"],
        ),
        (
            {"first_name": "太郎", "last_name": "山田", "street": "千代田1-1", "postal_code": "100-0001",
             "region": "東京都", "city": "千代田区", "country": "JP"},
            ["〒100-0001", "東京都 千代田区", "千代田1-1", "太郎 山田", "Japan"],
        ),
        ({"city": "Springfield", "country": "US"}, ["Springfield", "United States"]),
        ({"country": "DE"}, ["Germany"]),
        ({"city": "Nowhere", "country": "XX"}, ["Nowhere", "XX"]),
        ({}, []),
    ],
)  # fmt: skip
def test_lines_stand_in_the_country_s_order(fields: dict[str, str], lines: list[str]) -> None:
    assert as_lines(Address(**fields)) == lines


def test_nothing_given_is_left_out() -> None:
    lines = as_lines(Address(last_name="Silva", street="Rua 1", city="Lisboa", region="Estremadura", postal_code="1000-001", country="PT"))
    assert {"Silva", "Rua 1", "1000-001 Lisboa", "Estremadura"} <= set(lines)


def test_the_country_is_named_in_the_reader_s_language() -> None:
    with translation.override("de"):
        assert as_lines(Address(country="DE")) == ["Deutschland"]


def test_fields_follow_the_country() -> None:
    us, de = ({name: needed for name, _, needed in fields_for(country)} for country in ("US", "DE"))
    assert us["region"]
    assert us["postal_code"]
    assert "region" not in de
    assert [name for name, _, _ in fields_for("DE")].index("postal_code") < [name for name, _, _ in fields_for("DE")].index("city")
    assert ("region", "Prefecture", True) in fields_for("JP")


def test_every_country_has_a_form_and_lines() -> None:
    for country in countries("en"):
        assert {"last_name", "street"} <= {name for name, _, _ in fields_for(country)}
        assert as_lines(Address(last_name="X", street="Y 1", city="Z", country=country))


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
