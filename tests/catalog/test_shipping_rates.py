"""Which of a method's rates counts: the place named most exactly, then the highest subtotal, then the greatest weight that is reached."""

from decimal import Decimal as D

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from catalog.models import Parcel, ShippingMethod, ShippingRate, free_from, rate_for
from catalog.taxes import rate_of_shipping
from tests.factories import class_of, ships
from tests.trails import migrate_all
from tests.world import World

RATES = [
    ShippingRate(countries=countries.split(), regions=regions.split(), from_subtotal=D(subtotal), from_weight=weight, price=D(price))
    for countries, regions, subtotal, weight, price in (
        ("", "", 0, 0, "29"), ("DE", "", 0, 0, "5"), ("DE", "", 100, 0, "0"), ("DE", "", 0, 10000, "12"), ("DE", "", 100, 20000, "7"),
        ("AT NL", "", 0, 0, "9"), ("AT NL", "", 0, 0, "8"), ("US", "", 0, 0, "35"), ("US", "CA HI", 50, 0, "45"),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("country", "region", "subtotal", "weight", "price"),
    [
        ("DE", "", "99.99", 9999, "5"),
        ("DE", "", "100", 9999, "0"),
        ("DE", "", "20", 10000, "12"),
        ("DE", "", "100", 10000, "0"),  # the subtotal goes before the weight
        ("DE", "", "150", 20000, "7"),
        ("AT", "", "500", 50000, "8"),  # of two alike the cheaper
        ("NL", "", "0", 0, "8"),
        ("CH", "", "500", 0, "29"),
        ("US", "NY", "500", 0, "35"),
        ("US", "California", "50", 0, "45"),
        ("US", "CA", "49.99", 0, None),  # the region is named, but not for so little
    ],
)
def test_the_rate_that_counts(country: str, region: str, subtotal: str, weight: int, price: str | None) -> None:
    found = rate_for(RATES, Parcel(country, region, D(subtotal), weight))
    assert (found.price if found else None) == (price and D(price))


def test_without_a_rate_that_leads_there_it_is_not_offered() -> None:
    assert rate_for(RATES[1:], Parcel("CH", "", D(500), 0)) is None and rate_for([], Parcel("DE", "", D(0), 0)) is None


def test_what_would_be_free_later_is_told() -> None:
    assert free_from(RATES, Parcel("DE", "", D(20), 0)) == 100
    assert free_from(RATES, Parcel("DE", "", D(20), 25000)) is None  # at that weight another counts then
    assert free_from(RATES, Parcel("DE", "", D(100), 0)) is None and free_from(RATES, Parcel("AT", "", D(20), 0)) is None


@pytest.mark.parametrize(("taxed", "own", "rate"), [("highest", "zero", "0.19"), ("own", "zero", "0"), ("own", "", "0.19")])
def test_shipping_is_taxed_as_the_channel_says(world: World, taxed: str, own: str, rate: str) -> None:
    world.de.shipping_taxed = taxed
    way = ShippingMethod(channel=world.de, tax_class=class_of(world.organization, own) if own else None)
    rates = {class_of(world.organization, "zero").pk: D(0)}
    assert rate_of_shipping(world.de, way, rates, [D("0.07"), D("0.19")]) == D(rate)


@pytest.mark.parametrize("wrong", [{"price": D(-1)}, {"regions": ["CA"]}, {"countries": ["AT", "US"], "regions": ["CA"]}, {}])
def test_what_can_never_be_true_of_a_rate_cannot_be_written(world: World, wrong: dict[str, object]) -> None:
    method = ShippingMethod.objects.get(channel=world.de, code="parcel")
    with pytest.raises(IntegrityError), transaction.atomic():
        ShippingRate.objects.create(method=method, **{"price": D(1), **wrong})


@pytest.mark.django_db(transaction=True)
def test_the_price_of_today_becomes_rates_and_back(world: World) -> None:
    ships(world.de, "always", "7", free_from=None)
    austria = ShippingMethod.objects.get(channel=world.de, code="express")
    ShippingRate.objects.create(method=austria, countries=["AT"], price=D(30))
    call_command("migrate", "catalog", "0007", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, price, free_from FROM catalog_shippingmethod WHERE channel_id = %s ORDER BY code", [world.de.pk])
        assert cursor.fetchall() == [("always", D(7), None), ("express", D("12.9"), None), ("parcel", D("4.9"), D(100))]
        cursor.execute("UPDATE catalog_shippingmethod SET free_from = 0 WHERE code = 'always'")
    migrate_all()
    found = ShippingRate.objects.filter(method__channel=world.de).order_by("method__code", "from_subtotal")
    assert list(found.values_list("method__code", "countries", "from_subtotal", "price")) == [
        ("always", [], 0, 0),
        ("express", [], 0, D("12.9")),
        ("parcel", [], 0, D("4.9")),
        ("parcel", [], 100, 0),
    ]
