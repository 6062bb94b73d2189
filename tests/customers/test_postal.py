"""Addresses as their country writes them, in many lines and in one."""

import pytest
from django.utils import translation

from contactcenter.standards import countries
from customers.models import Address
from customers.postal import place_of
from orders.models import OrderAddress
from tests.world import World

GLASGOW = {"last_name": "Brown", "street": "Kings Court", "postal_code": "G12 8QQ", "city": "Glasgow", "country": "GB"}
HOLTSVILLE = {"last_name": "Smith", "company": "Acme", "street": "1 Main St", "street2": "Apt 4", "postal_code": "00501", "city": "Holtsville",
              "region": "NY", "country": "US"}  # fmt: skip
CHIYODA = {"first_name": "太郎", "last_name": "山田", "street": "千代田1-1", "postal_code": "100-0001",
           "region": "東京都", "city": "千代田区", "country": "JP"}  # fmt: skip
HANOI = {"first_name": "Văn An", "last_name": "Nguyễn", "street": "12 Phố Huế", "city": "Hà Nội", "country": "VN"}
BERLIN = {"first_name": "Mina", "last_name": "Harker", "street": "Lindenstraße 5", "postal_code": "10969", "city": "Berlin", "country": "DE"}


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (BERLIN, ["Mina Harker", "Lindenstraße 5", "10969 Berlin", "Germany"]),
        (HOLTSVILLE, ["Smith", "Acme", "1 Main St", "Apt 4", "Holtsville, NY 00501", "United States"]),
        (GLASGOW, ["Brown", "Kings Court", "Glasgow", "G12 8QQ", "United Kingdom"]),
        (CHIYODA, ["〒100-0001", "東京都千代田区", "千代田1-1", "山田 太郎", "Japan"]),
        (HANOI, ["Nguyễn Văn An", "12 Phố Huế", "Hà Nội", "Vietnam"]),
        ({"city": "Springfield", "country": "US"}, ["Springfield", "United States"]),
        ({"country": "DE"}, ["Germany"]),
        ({"city": "Nowhere", "country": "XX"}, ["Nowhere", "XX"]),
        ({}, []),
    ],
)
def test_lines_stand_in_the_country_s_order(fields: dict[str, str], lines: list[str]) -> None:
    assert Address(**fields).lines == lines


@pytest.mark.parametrize(
    ("fields", "line", "place"),
    [
        (GLASGOW, "Brown, Kings Court, Glasgow, G12 8QQ, United Kingdom", "Glasgow, G12 8QQ, United Kingdom"),
        (HOLTSVILLE, "Smith, Acme, 1 Main St, Apt 4, Holtsville, NY 00501, United States", "Holtsville, NY 00501, United States"),
        (CHIYODA, "〒100-0001 東京都千代田区 千代田1-1 山田 太郎 Japan", "〒100-0001 東京都千代田区 Japan"),
        (BERLIN, "Mina Harker, Lindenstraße 5, 10969 Berlin, Germany", "10969 Berlin, Germany"),
    ],
)
def test_one_line_has_the_same_order(fields: dict[str, str], line: str, place: str) -> None:
    address = Address(**fields)
    assert (address.line, place_of(address)) == (line, place)


@pytest.mark.django_db
def test_the_country_that_is_sold_from_is_not_named(world: World) -> None:
    home, abroad = Address(customer=world.mina, **BERLIN), Address(customer=world.mina, **GLASGOW)
    assert home.line == "Mina Harker, Lindenstraße 5, 10969 Berlin"
    assert abroad.line.endswith(", United Kingdom")
    assert OrderAddress(order=world.order, **BERLIN).lines[-1] == "10969 Berlin"
    assert OrderAddress(order=world.uma_order, **BERLIN).lines[-1] == "Germany"


def test_nothing_given_is_left_out() -> None:
    lines = Address(last_name="Silva", street="Rua 1", city="Lisboa", region="Estremadura", postal_code="1000-001", country="PT").lines
    assert {"Silva", "Rua 1", "1000-001 Lisboa", "Estremadura"} <= set(lines)


def test_the_country_is_named_in_the_reader_s_language() -> None:
    with translation.override("de"):
        assert Address(country="DE").lines == ["Deutschland"]


def test_what_is_masked_keeps_the_place() -> None:
    assert Address(**GLASGOW).masked_line == "Brown, •••, Glasgow, G12 8QQ, United Kingdom"


def test_every_country_has_lines() -> None:
    for country in sorted(countries()):
        assert Address(last_name="X", street="Y 1", city="Z", country=country).lines
