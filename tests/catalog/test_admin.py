"""Products in the administration: options as lines, variations as rows, prices with their currency and stock in the same grid."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import Agent, AuditEntry
from catalog.models import Price, Product, ShippingMethod, Stock, TaxRate, Variant
from tests.world import World, limit

ADD = "/admin/catalog/product/add/"
Audit = Callable[[], list[str]]


@pytest.fixture
def as_grace(world: World, as_: Callable[[Agent], Client]) -> Client:
    return as_(world.grace)


def change(product: Product) -> str:
    return reverse("admin:catalog_product_change", args=[product.pk])


def form(*rows: dict[str, Any], initial: int = 0, **product: Any) -> dict[str, Any]:
    """A product's page as a browser sends it."""
    sent: dict[str, Any] = {"sku": "CUP", "name": "Cup", "tax_class": "standard", "active": "on", "returnable": "on", **product}
    sent |= {"variants-TOTAL_FORMS": len(rows), "variants-INITIAL_FORMS": initial}
    for n, row in enumerate(rows):
        sent |= {f"variants-{n}-{name}": value for name, value in {"position": "0", "active": "on", **row}.items()}
    return sent


def rows_of(product: Product, **more: Any) -> dict[str, Any]:
    """The rows of a product as its page shows them, sent again unchanged but for `more`."""
    rows = []
    for one in product.variants.all():
        row = {"id": one.pk, "sku": one.sku, "on_hand": one.stock.on_hand, "position": one.position}
        row |= {f"option_{n}": value for n, value in enumerate(one.attributes.values())}
        rows.append(row | {f"price_{price.channel_id}": price.amount for price in one.prices.all()})
    facts = {"sku": product.sku, "name": product.name, "name_de": product.name_de}
    facts |= {f"options_{n}": name for n, name in enumerate(product.options)}
    return form(*rows, initial=len(rows), **facts) | more


def test_a_plain_product_is_made_in_one_go(world: World, as_grace: Client, audit: Audit) -> None:
    done = as_grace.post(ADD, form({f"price_{world.de.pk}": "7,50 €", "on_hand": "40"}))
    assert done.status_code == 302, done.context["errors"]
    cup = Variant.objects.get(sku="CUP")  # takes the product's SKU
    assert (cup.organization, cup.attributes, cup.stock.on_hand, cup.prices.get().amount) == (world.organization, {}, 40, Decimal("7.5"))
    assert audit() == ["settings.changed", "settings.changed", "price.changed", "stock.counted"]
    assert "€7.50" in AuditEntry.objects.get(verb="price.changed").sentence


def test_options_and_variations_are_rows(world: World, as_grace: Client) -> None:
    row = {f"price_{world.de.pk}": "30.00", "on_hand": "5"}
    sent = form(
        {"sku": "TEE-M", "option_0": "blue", "option_1": "M", **row},
        {"sku": "TEE-L", "option_0": "blue", "option_1": "L", **row},
        sku="TEE", name="Tee", options_0="Colour", options_1="Size",
    )  # fmt: skip
    done = as_grace.post(ADD, sent)
    assert done.status_code == 302, done.context["errors"]
    tee = Product.objects.get(sku="TEE")
    assert tee.options == ["Colour", "Size"]
    assert [one.attributes for one in tee.variants.all()] == [{"Colour": "blue", "Size": "M"}, {"Colour": "blue", "Size": "L"}]
    assert "[" not in str(as_grace.get(change(tee)).context["adminform"].form["options"])


def test_a_renamed_option_keeps_its_values_and_a_removed_one_takes_them(world: World, as_grace: Client) -> None:
    as_grace.post(change(world.shirt), rows_of(world.shirt, options_0="Fit"))
    assert [one.attributes for one in world.shirt.variants.all()] == [{"Fit": "S"}, {"Fit": "M"}]
    world.shirt.refresh_from_db()
    as_grace.post(change(world.shirt), rows_of(world.shirt, options_0=""))
    assert [one.attributes for one in world.shirt.variants.all()] == [{}, {}]


def test_a_price_change_leaves_before_and_after(world: World, as_grace: Client, audit: Audit) -> None:
    lamp = world.lamp.product
    done = as_grace.post(change(lamp), rows_of(lamp) | {f"variants-0-price_{world.de.pk}": "12.00", f"variants-0-price_{world.uk.pk}": "£11"})
    assert done.status_code == 302, done.context["errors"]
    assert dict(Price.objects.filter(variant=world.lamp).values_list("channel__code", "amount")) == {"de": 12, "uk": 11}
    assert audit() == ["price.changed"] * 2
    entry = AuditEntry.objects.order_by("pk")[0]
    assert (entry.data["before"], entry.data["after"], entry.data["currency"]) == ("10.00", "12.00", "EUR")


def test_an_emptied_price_is_not_sold_there_any_more(world: World, as_grace: Client) -> None:
    lamp = world.lamp.product
    as_grace.post(change(lamp), rows_of(lamp) | {f"variants-0-price_{world.de.pk}": ""})
    assert not Price.objects.filter(variant=world.lamp).exists()
    assert "changed from €10.00 to —" in AuditEntry.objects.get().sentence


@pytest.mark.parametrize("typed", ["12.345", "-3", "abc", "73 USD", "9999999999999"])
def test_a_price_that_is_none_is_refused_at_its_cell(world: World, as_grace: Client, audit: Audit, typed: str) -> None:
    lamp = world.lamp.product
    page = as_grace.post(change(lamp), rows_of(lamp) | {f"variants-0-price_{world.de.pk}": typed})
    [rows] = page.context["inline_admin_formsets"]
    assert list(rows.formset.forms[0].errors) == [f"price_{world.de.pk}"]
    assert typed in page.content.decode()
    assert audit() == []


def test_stock_is_what_lies_there_and_never_less_than_is_promised(world: World, as_grace: Client, audit: Audit) -> None:
    Stock.objects.filter(variant=world.lamp).update(shipped=20, restocked=5, reserved=7)
    lamp = world.lamp.product
    assert 'value="85"' in as_grace.get(change(lamp)).content.decode()
    page = as_grace.post(change(lamp), rows_of(lamp) | {"variants-0-on_hand": "6"})
    assert "7 are promised" in page.content.decode()
    assert audit() == []
    as_grace.post(change(lamp), rows_of(lamp) | {"variants-0-on_hand": "50"})
    assert Stock.objects.get(variant=world.lamp).on_hand == 50
    assert AuditEntry.objects.get().sentence == "LAMP-1: stock on hand changed from 85 to 50"


def test_what_was_not_touched_is_not_written(world: World, as_grace: Client, audit: Audit) -> None:
    """An order that was placed while the page was open keeps its reservation, and nobody reads of changes that are none."""
    sent = rows_of(world.lamp.product)
    Stock.objects.filter(variant=world.lamp).update(shipped=3)
    as_grace.post(change(world.lamp.product), sent | {"name": "Lamp", "variants-0-on_hand": "97"})
    assert (audit(), Stock.objects.get(variant=world.lamp).on_hand) == (["settings.changed"], 97)


@pytest.mark.parametrize("sku", ["lamp-1", "MUG-1"])
def test_a_sku_belongs_to_one_variation(world: World, as_grace: Client, audit: Audit, sku: str) -> None:
    page = as_grace.post(ADD, form({"sku": sku}))
    assert "Another variation has this SKU." in page.content.decode()
    page = as_grace.post(ADD, form({"sku": "NEW-1"}, {"sku": "new-1"}))
    assert "Another row has this SKU." in page.content.decode()
    assert audit() == []


def test_a_product_sku_that_exists_is_refused_in_words(world: World, as_grace: Client, audit: Audit) -> None:
    page = as_grace.post(ADD, form({"sku": "NEW-1"}, sku="SHIRT"))
    assert "already" in page.content.decode()
    assert audit() == []


def test_another_channels_price_neither_shows_nor_changes(world: World, as_: Callable[[Agent], Client]) -> None:
    limit(world.grace, world.uk)
    client, lamp = as_(world.grace), world.lamp.product
    assert "Shop DE" not in client.get(change(lamp)).content.decode()
    client.post(change(lamp), rows_of(lamp) | {f"variants-0-price_{world.de.pk}": "1.00"})
    assert Price.objects.get(variant=world.lamp, channel=world.de).amount == 10


def test_a_tax_rate_is_typed_in_per_cent(world: World, as_grace: Client) -> None:
    sent = {"channel": world.de.pk, "tax_class": "reduced", "label": "VAT 7 %", "percent": "7"}
    assert as_grace.post("/admin/catalog/taxrate/add/", sent).status_code == 302
    rate = TaxRate.objects.get(channel=world.de, tax_class="reduced")
    assert rate.rate == Decimal("0.07")
    page = reverse("admin:catalog_taxrate_change", args=[rate.pk])
    assert as_grace.post(page, sent | {"percent": "8.5"}).status_code == 302
    rate.refresh_from_db()
    assert rate.rate == Decimal("0.085")
    assert "8.5\u202f%" in as_grace.get("/admin/catalog/taxrate/").content.decode()


def test_a_way_to_ship_has_a_price_in_the_channels_currency(world: World, as_grace: Client) -> None:
    method = ShippingMethod.objects.get(channel=world.uk, code="parcel")
    page = reverse("admin:catalog_shippingmethod_change", args=[method.pk])
    shown = as_grace.get(page).content.decode()
    assert 'value="4.90"' in shown and "GBP" in shown
    sent = {"channel": world.uk.pk, "code": "parcel", "name": "Parcel", "price": "4.995", "free_from": "100", "position": "1", "active": "on"}
    assert list(as_grace.post(page, sent).context["adminform"].form.errors) == ["price"]
    always_free = as_grace.post(page, sent | {"price": "5.20", "free_from": "0"})
    assert list(always_free.context["adminform"].form.errors) == ["free_from"] and "always free" in always_free.content.decode()
    assert as_grace.post(page, sent | {"price": "5,20"}).status_code == 302
    method.refresh_from_db()
    assert method.price == Decimal("5.20")
    assert "£5.20" in as_grace.get("/admin/catalog/shippingmethod/").content.decode()
