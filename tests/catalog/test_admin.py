"""Products in the administration: options as lines, variations as rows, prices with their currency and stock in the same grid."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import Agent, AuditEntry, Organization
from catalog.models import Price, Product, ShippingMethod, Stock, TaxClass, TaxRate, Variant
from catalog.search import find_products
from tests.factories import class_of
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
    sent: dict[str, Any] = {
        "sku": "CUP",
        "name": "Cup",
        "tax_class": TaxClass.objects.get(code="standard").pk,
        "active": "on",
        "returnable": "on",
        **product,
    }
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
    facts = {"sku": product.sku, "name": product.name, "name_de": product.translations.get("de", {}).get("name", "")}
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


def test_a_list_price_stands_beside_the_price_and_is_not_below_it(world: World, as_grace: Client, audit: Audit) -> None:
    lamp, price, listed = world.lamp.product, f"variants-0-price_{world.de.pk}", f"variants-0-list_{world.de.pk}"
    for amount, wrong in (("10.00", "9.99"), ("", "12.00")):
        page = as_grace.post(change(lamp), rows_of(lamp) | {price: amount, listed: wrong})
        [rows] = page.context["inline_admin_formsets"]
        assert list(rows.formset.forms[0].errors) == [f"list_{world.de.pk}"] and audit() == []
    assert as_grace.post(change(lamp), rows_of(lamp) | {listed: "12.00"}).status_code == 302
    assert Price.objects.filter(variant=world.lamp).values_list("amount", "list_amount").get() == (10, 12)
    data = AuditEntry.objects.get().data
    assert (data["before"], data["after"], data["list_before"], data["list_after"]) == ("10.00", "10.00", "—", "12.00")


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


def test_texts_in_other_languages_are_fields_of_their_own(world: World, as_grace: Client, audit: Audit) -> None:
    lamp = world.lamp.product
    Product.objects.filter(pk=lamp.pk).update(translations={**lamp.translations, "fr": {"name": "Lampe"}})
    lamp.refresh_from_db()
    page = as_grace.get(change(lamp)).content.decode()
    assert "Name in German" in page and "Description in French" in page and "{" + "&quot;de" not in page
    sent = rows_of(lamp) | {"name_de": "Leuchte", "description_de": "Hell.", "name_fr": ""}
    assert as_grace.post(change(lamp), sent).status_code == 302
    lamp.refresh_from_db()
    assert lamp.translations == {"de": {"name": "Leuchte", "description": "Hell."}}
    assert audit() == ["settings.changed"]
    assert list(AuditEntry.objects.get().data["changed"]) == ["translations"]
    assert [row.sku for row in find_products(world.de, "leuchte")] == ["LAMP-1"]
    assert "LAMP-1" in as_grace.get("/admin/catalog/product/?q=leuchte").content.decode()


@pytest.mark.parametrize("wrong", ["\u202eepmaL", "x" * 201])
def test_a_wrong_text_in_another_language_is_refused_at_its_field(world: World, as_grace: Client, audit: Audit, wrong: str) -> None:
    lamp = world.lamp.product
    page = as_grace.post(change(lamp), rows_of(lamp) | {"name_de": wrong})
    assert list(page.context["adminform"].form.errors) == ["name_de"] and audit() == []


def test_the_organisation_says_which_language_needs_no_column(world: World, as_grace: Client) -> None:
    as_grace.post(f"/admin/agents/organization/{world.organization.pk}/change/", {"name": "Northwind Outfitters", "language": "de"})
    page = as_grace.get("/admin/agents/reason/add/").content.decode()
    assert 'name="label_en"' in page and 'name="label_de"' not in page


def test_staff_add_a_tax_class_and_the_first_of_the_list_is_chosen_for_new_products(world: World, as_grace: Client, audit: Audit) -> None:
    other = Organization.objects.begin(name="Elsewhere")
    other.tax_classes.update(name="Not ours")
    sent = {"name": "Books", "name_de": "Bücher", "code": "books", "position": "0"}
    assert as_grace.post("/admin/catalog/taxclass/add/", sent).status_code == 302
    assert audit() == ["settings.changed"]
    field = as_grace.get(ADD).context["adminform"].form.fields["tax_class"]
    assert [str(one) for one in field.queryset] == ["Books", "Standard rate", "Reduced rate", "No tax"]
    assert field.initial == TaxClass.objects.get(code="books", organization=world.organization) and field.empty_label is None
    again = as_grace.post("/admin/catalog/taxclass/add/", sent)
    assert "already" in again.content.decode() and audit() == ["settings.changed"]


def test_a_tax_rate_is_typed_in_per_cent(world: World, as_grace: Client) -> None:
    sent = {"channel": world.de.pk, "tax_class": class_of(world.organization, "reduced").pk, "label": "VAT 7 %", "percent": "7"}
    assert as_grace.post("/admin/catalog/taxrate/add/", sent).status_code == 302
    rate = TaxRate.objects.get(channel=world.de, tax_class__code="reduced")
    assert (rate.rate, rate.country) == (Decimal("0.07"), "DE")  # the channel's own where none is chosen
    page = reverse("admin:catalog_taxrate_change", args=[rate.pk])
    assert as_grace.post(page, sent | {"percent": "8.5"}).status_code == 302
    rate.refresh_from_db()
    assert rate.rate == Decimal("0.085")
    assert "8.5\u202f%" in as_grace.get("/admin/catalog/taxrate/").content.decode()


def test_a_tax_rate_of_one_place_stands_once(world: World, as_grace: Client, audit: Audit) -> None:
    sent = {
        "channel": world.de.pk,
        "tax_class": class_of(world.organization).pk,
        "label": "VAT",
        "percent": "20",
        "country": "AT",
        "postal_prefix": "6691",
    }
    assert as_grace.post("/admin/catalog/taxrate/add/", sent).status_code == 302
    assert audit() == ["settings.changed"]
    for more in ({}, {"country": "", "postal_prefix": ""}):
        assert as_grace.post("/admin/catalog/taxrate/add/", sent | more).context["adminform"].form.non_field_errors()
    assert audit() == ["settings.changed"]
    assert "Austria" in as_grace.get("/admin/catalog/taxrate/").content.decode()


def _rate(nth: int, **row: str) -> dict[str, str]:
    full = {"countries": "", "regions": "", "from_subtotal": "0", "from_weight": "0", **row}
    return {f"rates-{nth}-{name}": value for name, value in full.items()}


def test_a_way_to_ship_has_its_rates_in_the_channels_currency_as_rows(world: World, as_grace: Client, audit: Audit) -> None:
    method = ShippingMethod.objects.get(channel=world.uk, code="parcel")
    page = reverse("admin:catalog_shippingmethod_change", args=[method.pk])
    shown = as_grace.get(page).content.decode()
    assert 'value="4.90"' in shown and "GBP" in shown
    first, free = method.rates.all()
    sent = {"channel": world.uk.pk, "code": "parcel", "name": "Parcel", "position": "1", "active": "on"}
    sent |= {"rates-TOTAL_FORMS": 3, "rates-INITIAL_FORMS": 2, "rates-0-id": first.pk, "rates-1-id": free.pk, "rates-1-DELETE": "on"}
    sent |= _rate(0, price="5,20") | _rate(1, from_subtotal="100", price="0")

    def wrong(**row: str) -> dict[str, Any]:
        return dict(as_grace.post(page, sent | _rate(2, **row)).context["inline_admin_formsets"][0].formset.forms[2].errors)

    assert "price" in wrong(price="4.995", countries="AT") and "countries" in wrong(price="5", countries="AT XX")
    assert "the one country" in str(wrong(price="5", countries="AT, DE", regions="Tirol")["regions"])
    assert audit() == []
    assert as_grace.post(page, sent | _rate(2, countries="dk at", from_weight="10000", price="19.90")).status_code == 302
    assert list(method.rates.values_list("countries", "from_weight", "price")) == [([], 0, Decimal("5.20")), (["AT", "DK"], 10000, Decimal("19.90"))]
    assert audit() == ["settings.changed"] * 3
    assert "£5.20 – £19.90" in as_grace.get("/admin/catalog/shippingmethod/").content.decode()
