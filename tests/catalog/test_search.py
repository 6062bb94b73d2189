"""Finding products: what is suggested, and which SKU a text means."""

from decimal import Decimal

import pytest
from django.utils import translation

from catalog.called import ChooseVariation, called_so, find_sellable
from catalog.models import Price, Product, Variant
from catalog.search import find_products
from contactcenter.errors import RuleError
from tests.factories import product_of, sellable, variant_of
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    sellable(
        world.de, "TJ-900", "89.90", name="Trail jacket", translations={"de": {"name": "Wanderjacke"}, "pl": {"name": "Kurtka turystyczna"}}, stock=7
    )
    sellable(world.de, "CAP-1", "12.00", name="Trail cap", translations={"de": {"name": "Mütze für Wanderer"}}, stock=0, backorderable=True)
    return world


@pytest.mark.parametrize("typed", ["TJ-9", "tj9", "tj-900", "TJ 900", "trail jack", "jack trail", "wander tj", "wanderjacke", "kurtka"])
def test_beginnings_of_sku_and_words_are_suggested(shop: World, typed: str) -> None:
    assert [row.sku for row in find_products(shop.de, typed)] == ["TJ-900"]


def test_a_suggestion_tells_price_and_stock(shop: World) -> None:
    row = find_products(shop.de, "cap-1")[0]
    assert (row.sku, row.title, row.price, row.currency, row.available, row.backorderable) == ("CAP-1", "Trail cap", 12, "EUR", 0, True)
    with translation.override("de"):
        assert find_products(shop.de, "muetze")[0].title == "Mütze für Wanderer"
    with translation.override("de-at"):
        assert find_products(shop.de, "muetze")[0].title == "Mütze für Wanderer"


def test_a_sku_s_beginning_comes_first(shop: World) -> None:
    sellable(shop.de, "TRAIL-X", "5.00", name="Zebra socks")
    assert [row.sku for row in find_products(shop.de, "trail")] == ["TRAIL-X", "CAP-1", "TJ-900"]  # by name
    assert len(find_products(shop.de, "trail", limit=2)) == 2


@pytest.mark.parametrize("typed", ["", "%", "'", "& | !", "'; DROP TABLE catalog_variant; --", ":*", "\0", "\\"])
def test_odd_characters_suggest_nothing(shop: World, typed: str) -> None:
    assert find_products(shop.de, typed) == []


def test_only_what_is_sold_in_the_channel_is_suggested(shop: World) -> None:
    assert find_products(shop.uk, "trail") == []
    Variant.objects.filter(sku="TJ-900").update(active=False)
    assert [row.sku for row in find_products(shop.de, "trail")] == ["CAP-1"]


@pytest.mark.parametrize("typed", ["TJ-900", " tj-900 ", "Trail jacket", "TRAIL JACKET", "wanderjacke", "KURTKA turystyczna", "tj-900\u200b"])
def test_a_sku_or_an_exact_name_means_its_variant(shop: World, typed: str, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        found = find_sellable(typed, shop.de)
        assert (found.sku, found.price, found.stock.available, found.product.name) == ("TJ-900", Decimal("89.90"), 7, "Trail jacket")


@pytest.mark.parametrize("typed", ["Hiking socks - long, 39-41", "hiking socks – long, 39–41", "Hiking socks — long"])
def test_every_dash_is_the_keyboards(shop: World, typed: str) -> None:
    socks = product_of(shop.organization, sku="HS", name="Hiking socks – long", options=["Size"])
    variant_of(socks, shop.de, "HS-39", "9.00", Size="39–41")
    assert called_so(shop.de, [typed]) == {typed}
    assert find_sellable(typed, shop.de).sku == "HS-39"


@pytest.mark.parametrize("typed", ["nothing", "", "TJ-9", "%", "trail"])
def test_an_unknown_sku_is_refused_at_its_field(shop: World, typed: str) -> None:
    with pytest.raises(RuleError) as refused:
        find_sellable(typed, shop.de)
    assert (refused.value.code, refused.value.field) == ("unknown_sku", "sku")


def test_another_channel_s_product_is_unknown(shop: World) -> None:
    with pytest.raises(RuleError, match="No product"):
        find_sellable("TJ-900", shop.uk)


def test_a_product_with_variations_asks_which(shop: World) -> None:
    shirt = shop.shirt
    for typed in (shirt.sku, shirt.name):
        with pytest.raises(ChooseVariation) as asked:
            find_sellable(typed, shop.de)
        assert asked.value.product == shirt


def test_one_variation_sold_here_needs_no_choice(shop: World) -> None:
    only = shop.shirt.variants.first()
    assert only is not None
    Price.objects.filter(variant__product=shop.shirt).exclude(variant=only).delete()
    assert find_sellable(shop.shirt.name, shop.de) == only


def test_a_full_title_means_its_variation(shop: World) -> None:
    blue = variant_of(shop.shirt, shop.de, "SHIRT-BLUE-XXL", "20.00", size="XXL", colour="night blue")
    assert find_sellable(f"{shop.shirt.name}, XXL, night blue", shop.de) == blue


def test_one_name_for_two_products_is_refused(shop: World) -> None:
    sellable(shop.de, "OTHER", "1.00", name="Trail jacket")
    with pytest.raises(RuleError, match="Several products"):
        find_sellable("Trail jacket", shop.de)


@pytest.fixture
def jackets(shop: World) -> World:
    """A jacket in eight variations, two of them dearer, and one of these alone of its colour."""
    jacket = product_of(shop.organization, sku="HJ", name="Hail jacket")
    for size in ("S", "M", "L", "XL"):
        for colour, price in (("blue", "80.00"), ("red", "95.00" if size == "XL" else "80.00")):
            variant_of(jacket, shop.de, f"HJ-{size}-{colour}".upper(), price, stock=3, Size=size, Colour=colour)
    return shop


@pytest.mark.parametrize("typed", ["hail", "hj", "HJ-", "hail jacket", "hail blue", "HJ-X"])
def test_a_product_has_one_row_however_many_variations_match(jackets: World, typed: str) -> None:
    [row] = find_products(jackets.de, typed)
    assert (row.sku, row.title, row.several) == ("HJ", "Hail jacket", 8)
    assert (row.price, row.dearest, row.available) == (Decimal(80), Decimal(95), 24)


@pytest.mark.parametrize("typed", ["HJ-XL-RED", "hail xl red", "hjxlr"])
def test_the_one_variation_that_is_meant_is_the_row(jackets: World, typed: str) -> None:
    [row] = find_products(jackets.de, typed)
    assert (row.sku, row.title, row.several, row.price, row.available) == ("HJ-XL-RED", "Hail jacket, XL, red", 0, Decimal(95), 3)


def test_the_very_sku_stands_before_those_that_begin_like_it(jackets: World) -> None:
    variant_of(Product.objects.get(sku="HJ"), jackets.de, "HJ-XL-REDDISH", "70.00", Size="XL", Colour="reddish")
    variant_of(Product.objects.get(sku="HJ"), jackets.de, "HJ-XL-RED2", "70.00", Size="XL", Colour="red 2")
    assert [(row.sku, row.several) for row in find_products(jackets.de, "HJ-XL-RED")] == [("HJ-XL-RED", 0), ("HJ", 10)]


def test_only_variations_sold_here_are_counted(jackets: World) -> None:
    Variant.objects.filter(sku="HJ-S-BLUE").update(active=False)
    Price.objects.filter(variant__sku="HJ-XL-RED").delete()
    [row] = find_products(jackets.de, "hail")
    assert (row.several, row.dearest) == (6, Decimal(80))


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("TJ-900", True), ("tj-900", True), ("Trail Jacket", True), ("wanderjacke", True), ("SHIRT", True), ("Field shirt, M", True),
        ("Field shirt, XXL", False), ("Trail jacket, 2", False), ("Trail", False), ("TJ-9", False), ("", False),
    ],
)  # fmt: skip
def test_what_is_called_so_is_told_from_what_is_not(shop: World, typed: str, called: bool) -> None:
    assert called_so(shop.de, {typed, "nothing"}) == ({typed} if called else set())


def test_what_the_asker_may_not_see_is_not_called_anything(shop: World) -> None:
    assert called_so(shop.uk, {"TJ-900"}) == set()
    assert called_so(shop.uk, {"TJ-900"}, seen=[shop.de.pk]) == {"TJ-900"}
    Variant.objects.update(active=False)
    assert called_so(shop.de, {"TJ-900"}) == {"TJ-900"}  # no longer sold: said, not split


def test_each_spelling_of_several_texts_is_told(shop: World) -> None:
    sellable(shop.de, "FS-1", "49.00", name="Fußsack")
    texts = {"tj-900", "TJ-900", "trail jacket", "TRAIL JACKET", "Fußsack", "fußsack", "fs-1", "nothing", "NOTHING"}
    assert called_so(shop.de, texts) == texts - {"nothing", "NOTHING"}


def test_the_last_of_very_many_variations_is_found_by_its_title(shop: World) -> None:
    product = product_of(shop.organization, sku="BIG", name="Big", options=["Size"])
    for number in range(120):
        variant_of(product, shop.de, f"BIG-{number:03}", "5.00", Size=f"s{number}")
    assert find_sellable("Big, s119", shop.de).sku == "BIG-119"
    Variant.objects.filter(sku="BIG-119").update(active=False)
    with pytest.raises(RuleError, match="no longer sold"):
        find_sellable("Big, s119", shop.de)


def test_a_product_with_more_variations_than_are_looked_at_hides_no_other(shop: World) -> None:
    for number in range(3):
        product = product_of(shop.organization, sku=f"BIG-{number}", name=f"Big {number}")
        many = [Variant(product=product, organization=shop.organization, sku=f"BIG-{number}-{nth}") for nth in range(400)]
        Variant.objects.bulk_create(many)
    assert called_so(shop.de, {"Big 0", "Big 1", "Big 2"}) == {"Big 0", "Big 1", "Big 2"}
