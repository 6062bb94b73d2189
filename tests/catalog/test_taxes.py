"""The tax rates of where goods are sent: the most exact, else home's within the EU, else none."""

from collections.abc import Mapping
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from catalog.models import Product, TaxClass, TaxRate
from catalog.taxes import rates_for
from tests.factories import class_of, taxed
from tests.trails import migrate_all
from tests.world import World


@pytest.fixture
def rates(world: World) -> World:
    """A German shop with rates at home and in Austria, Spain and the US."""
    for country, region, prefix, of, rate in (
        ("DE", "", "", "reduced", "0.07"), ("DE", "", "27498", "standard", "0"), ("AT", "", "", "standard", "0.20"),
        ("ES", "", "", "standard", "0.21"), ("ES", "", "35", "standard", "0"), ("ES", "Ceuta", "", "standard", "0.01"),
        ("ES", "", "38", "standard", "0"), ("ES", "", "38 00", "standard", "0.03"), ("US", "NY", "", "standard", "0.04"),
        ("US", "NY", "100", "standard", "0.08875"), ("US", "NJ", "100", "standard", "0.05"),
    ):  # fmt: skip
        taxed(world.de, rate, tax_class=of, country=country, region=region, postal_prefix=prefix)
    return world


def by_code(world: World, found: Mapping[int, D]) -> dict[str, D]:
    return {one.code: found[one.pk] for one in world.organization.tax_classes.all()}


@pytest.mark.parametrize(
    ("address", "standard", "reduced"),
    [
        (("DE",), "0.19", "0.07"),
        (("",), "0.19", "0.07"),  # not known yet
        (("DE", "", "10969"), "0.19", "0.07"),
        (("DE", "", "27498"), "0", "0.07"),
        (("AT", "", "1010"), "0.20", "0.07"),  # no reduced rate of its own: home's
        (("NL", "", "1012"), "0.19", "0.07"),
        (("ES", "", "28001"), "0.21", "0.07"),
        (("ES", "", "35001"), "0", "0.07"),
        (("ES", "ceuta ", "51001"), "0.01", "0.07"),
        (("ES", "Ceuta", "35001"), "0", "0.07"),  # the postcode is more exact than the region
        (("ES", "", "38001"), "0.03", "0.07"),
        (("ES", "", "38101"), "0", "0.07"),
        (("US", "NY", "10001"), "0.08875", "0"),
        (("US", "NY", "14201"), "0.04", "0"),
        (("US", "new york", "14201"), "0.04", "0"),  # one state in another spelling
        (("US", "CA", "10001"), "0", "0"),
        (("CH", "", "8001"), "0", "0"),
    ],
)
def test_the_most_exact_rate_of_the_address_counts(
    rates: World, django_assert_num_queries: Any, address: tuple[str, ...], standard: str, reduced: str
) -> None:
    with django_assert_num_queries(1):
        found = rates_for(rates.de, *address)
    assert by_code(rates, found) == {"standard": D(standard), "reduced": D(reduced), "zero": 0}


def test_from_beyond_the_eu_everything_abroad_is_export(rates: World) -> None:
    assert by_code(rates, rates_for(rates.uk, "GB"))["standard"] == D("0.20")
    for country in ("DE", "US"):
        assert by_code(rates, rates_for(rates.uk, country)) == {"standard": 0, "reduced": 0, "zero": 0}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_rates_of_today_become_those_of_the_channels_country(world: World) -> None:
    taxed(world.de, "0.2", country="AT")
    call_command("migrate", "catalog", "0005", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_taxrate")
        assert cursor.fetchone() == (2,)  # there was room for home's alone
    migrate_all()
    assert set(TaxRate.objects.values_list("channel__code", "country", "rate")) == {("de", "DE", D("0.19")), ("uk", "GB", D("0.20"))}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_tax_classes_of_today_become_rows_and_back(world: World) -> None:
    Product.objects.filter(sku="MUG-1").update(tax_class=class_of(world.organization, "reduced"))
    books = TaxClass.objects.create(organization=world.organization, code="books", name="Books")
    Product.objects.filter(sku="LAMP-1").update(tax_class=books)
    TaxRate.objects.create(channel=world.de, country="DE", tax_class=books, rate=D("0.05"), label="Books")
    call_command("migrate", "catalog", "0006", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sku, tax_class FROM catalog_product WHERE sku IN ('MUG-1', 'LAMP-1') ORDER BY sku")
        assert cursor.fetchall() == [("LAMP-1", "standard"), ("MUG-1", "reduced")]  # there was room for the three of old
        cursor.execute("SELECT DISTINCT tax_class FROM catalog_taxrate")
        assert cursor.fetchall() == [("standard",)]
    migrate_all()
    assert dict(Product.objects.filter(sku__in=["MUG-1", "LAMP-1"]).values_list("sku", "tax_class__code")) == {
        "LAMP-1": "standard",
        "MUG-1": "reduced",
    }
    assert list(world.organization.tax_classes.values_list("code", flat=True)) == ["standard", "reduced", "zero"]
    assert set(TaxRate.objects.values_list("tax_class__code", flat=True)) == {"standard"}
