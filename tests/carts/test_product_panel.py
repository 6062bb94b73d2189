"""What can be told of a product before anything of it is in a cart (O12)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate

from carts.models import Cart
from carts.product_pane import about_product, grid_of
from catalog.models import Price, Product, Stock
from customers.models import Customer, PriceGroup
from tests.factories import product_of, variant_of
from tests.world import World


def panel(client: Client, customer: Customer, sku: str, *, status: int = 200) -> str:
    answer = client.get(f"/carts/of/{customer.number}/product/", {"sku": sku})
    assert answer.status_code == status
    return answer.content.decode()


def test_it_tells_price_stock_returns_and_delivery_without_a_cart(world: World, as_ada: Client) -> None:
    shown = panel(as_ada, world.mina, "lamp-1")
    for told in ("Desk lamp", "LAMP-1", "€10.00", "100 in stock", "Can be sent back within 30 days", "10969 Berlin",
                 "€4.90", "free from €100.00 per order", "€12.90"):  # fmt: skip
        assert told in shown, told
    assert not Cart.objects.exists()
    assert "Schreibtischlampe" not in shown and "Schreibtischlampe" in panel(as_ada, world.bo, "LAMP-1")  # who is spoken to in German


def test_it_tells_the_price_of_the_customers_group_with_its_tiers(world: World, as_ada: Client) -> None:
    group = PriceGroup.objects.create(organization=world.organization, code="trade", name="Trade")
    for amount, many in (("9.00", 1), ("8.90", 10)):
        Price.objects.create(variant=world.lamp, channel=world.de, amount=Decimal(amount), price_group=group, from_quantity=many)
    assert "€9.00" not in panel(as_ada, world.mina, "LAMP-1")
    Customer.objects.filter(pk=world.mina.pk).update(price_group=group)
    shown = panel(as_ada, world.mina, "LAMP-1")
    assert "€9.00" in shown and "from 10: €8.90" in shown and "Price of the customer&#x27;s group" in shown
    assert '<s class="number quiet"><span class="visually-hidden">List price </span>€10.00</s>' in shown


def test_it_says_when_more_come_and_when_they_are_late(world: World, as_ada: Client) -> None:
    stock = Stock.objects.get(variant=world.sofa)
    stock.next_delivery = localdate() + timedelta(days=3)
    stock.save()
    shown = panel(as_ada, world.mina, "SOFA-1")
    assert "Back-order" in shown and "Next delivery " in shown
    Stock.objects.update(next_delivery=localdate() - timedelta(days=1))
    assert "Next delivery was due " in panel(as_ada, world.mina, "SOFA-1")


def test_what_cannot_be_sent_back_says_why(world: World, as_ada: Client) -> None:
    Product.objects.filter(pk=world.lamp.product_id).update(returnable=False, non_returnable_reason="Hygiene article")
    assert "Cannot be sent back: Hygiene article" in panel(as_ada, world.mina, "LAMP-1")


def test_a_product_shows_its_variations_and_strikes_what_is_sold_out(world: World, as_ada: Client) -> None:
    Stock.objects.filter(variant__sku="SHIRT-M").update(start=0)
    shown = panel(as_ada, world.mina, "field shirt")
    assert shown.count('type="radio"') == 2 and shown.count(" disabled") == 1
    assert "Sold out" in shown and "<s>" in shown
    assert 'value="SHIRT-S" checked' in panel(as_ada, world.mina, "SHIRT-S")


def test_two_options_make_a_table_with_the_shorter_one_across(world: World) -> None:
    coat = product_of(world.organization, sku="COAT", name="Coat", options=["Size", "Colour"])
    for size in ("S", "M", "L"):
        for colour in ("Red", "Blue"):
            if (size, colour) != ("L", "Blue"):
                variant_of(coat, world.de, f"COAT-{size}-{colour}", "30.00", Size=size, Colour=colour)
    about = about_product(world.mina, "COAT", seen=[world.de.pk])
    assert about and about.one is None
    grid = grid_of(coat.options, about.sold)
    assert grid.across == ["Red", "Blue"]
    assert [(value, [one and one.variant.sku for one in cells]) for value, cells in grid.rows] == [
        ("S", ["COAT-S-Red", "COAT-S-Blue"]),
        ("M", ["COAT-M-Red", "COAT-M-Blue"]),
        ("L", ["COAT-L-Red", None]),
    ]


def test_words_find_the_one_product_or_those_to_choose_from(world: World, as_ada: Client) -> None:
    assert "LAMP-1" in panel(as_ada, world.mina, "desk")
    shown = panel(as_ada, world.mina, "lam")
    assert 'id="product-title"' in shown
    product_of(world.organization, sku="X", name="Lampshade")
    variant_of(Product.objects.get(sku="X"), world.de, "X-1", "5.00")
    shown = panel(as_ada, world.mina, "lam")
    assert "Several products match “lam”." in shown and 'data-product="X-1"' in shown and 'id="product-title"' not in shown
    assert "No product is called “zzz”." in panel(as_ada, world.mina, "zzz")


def test_what_is_not_sold_here_is_told_as_far_as_the_agent_may_know(world: World, as_ada: Client) -> None:
    Price.objects.filter(variant=world.mug).delete()
    shown = panel(as_ada, world.mina, "MUG-1")
    assert "MUG-1 is not sold here now." in shown and "product-add" not in shown
    elsewhere = variant_of(product_of(world.organization, sku="TEA", name="Tea"), world.uk, "TEA-1", "3.00")
    world.ada.all_channels = False
    world.ada.save()
    world.ada.channels.set([world.de])
    assert elsewhere.product.name not in panel(as_ada, world.mina, "TEA-1")


@pytest.mark.parametrize("sku", ["", "\x00", "x" * 500, "'); DROP", "%"])
def test_odd_texts_show_no_product(world: World, as_ada: Client, sku: str) -> None:
    answer = as_ada.get(f"/carts/of/{world.mina.number}/product/", {"sku": sku})
    assert answer.status_code in {200, 400} and b"product-title" not in answer.content


def test_from_the_panel_it_is_added_and_a_refusal_is_said_there(world: World, as_ada: Client) -> None:
    url = f"/carts/of/{world.mina.number}/items/"
    form = {"picked": "sku", "product": "RARE-1", "sku": "RARE-1", "version": 0}
    refused = as_ada.post(url, {**form, "quantity": 5}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and not Cart.objects.exists()
    told = refused.content.decode()
    assert '<hx-partial hx-target="#product-shown"' in told and 'value="5"' in told and 'id="product-error"' in told
    assert as_ada.post(url, {**form, "quantity": 1}, headers={"HX-Request": "true"}).status_code == 200
    assert Cart.objects.get().lines.get().variant == world.rare
