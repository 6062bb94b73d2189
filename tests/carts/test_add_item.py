"""Putting a product in the cart (O1)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item, set_addresses, set_quantity
from carts.contents import contents_of
from carts.models import Cart
from catalog.called import ChooseVariation
from catalog.models import Price, Variant
from contactcenter.errors import Conflict, NotAllowed, RuleError
from tests.factories import AddressFactory, product_of, sellable, taxed, variant_of
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


def test_first_line_makes_the_cart_with_the_customers_defaults(world: World) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    assert (cart.customer, cart.channel, cart.currency) == (world.mina, world.de, "EUR")
    main = contents_of(cart).main
    assert main.address is not None and main.method is not None
    assert (cart.subtotal, cart.shipping, cart.total) == (Decimal("20.00"), Decimal("4.90"), Decimal("24.90"))
    assert cart.tax == Decimal("3.97")  # 19 % within 20.00 and within 4.90


def test_each_addition_leaves_one_audit_row(world: World, audit: Verbs) -> None:
    add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    assert audit() == ["cart.item_added"]
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.customer_id, entry.data) == (world.ada.pk, world.mina.pk, {"sku": "LAMP-1", "quantity": 1})


def test_the_same_sku_again_raises_the_quantity(world: World) -> None:
    add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    cart = add_item(world.as_(world.ada), world.mina, sku="lamp-1", quantity=2)
    assert [line.quantity for line in cart.lines.all()] == [3]


def test_product_name_works_like_its_sku(world: World) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="Enamel mug", quantity=1)
    assert [line.variant.sku for line in cart.lines.all()] == ["MUG-1"]


@pytest.mark.parametrize(
    ("sku", "quantity", "code"),
    [("NOPE", 1, "unknown_sku"), ("RARE-1", 2, "out_of_stock"), ("LAMP-1", 0, "bad_quantity"), ("LAMP-1", 10_000, "bad_quantity")],
)
def test_refusals_change_nothing(world: World, audit: Verbs, sku: str, quantity: int, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        add_item(world.as_(world.ada), world.mina, sku=sku, quantity=quantity)
    assert refused.value.code == code
    assert not Cart.objects.exists() and audit() == []


def test_back_orderable_goods_may_exceed_the_stock(world: World) -> None:
    assert add_item(world.as_(world.ada), world.mina, sku="SOFA-1", quantity=1).total == Decimal("499.00")


def test_a_master_asks_for_its_variation(world: World) -> None:
    with pytest.raises(ChooseVariation) as asked:
        add_item(world.as_(world.ada), world.mina, sku="SHIRT", quantity=1)
    assert asked.value.product == world.shirt


def test_products_of_another_channel_are_unknown(world: World) -> None:
    with pytest.raises(RuleError, match="LAMP-1"):
        add_item(world.as_(world.otto), world.uma, sku="LAMP-1", quantity=1)


def test_a_reader_may_not(world: World, audit: Verbs) -> None:
    with pytest.raises(NotAllowed):
        add_item(world.as_(world.rhea), world.mina, sku="LAMP-1", quantity=1)
    assert not Cart.objects.exists() and audit() == []


def test_the_second_agent_is_told_and_nothing_is_overwritten(world: World, audit: Verbs) -> None:
    seen = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1).version
    add_item(world.as_(world.sam), world.mina, sku="MUG-1", quantity=1, version=seen)
    with pytest.raises(Conflict, match="Sam"):
        add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=5, version=seen)
    assert {line.variant.sku: line.quantity for line in Cart.objects.get().lines.all()} == {"LAMP-1": 1, "MUG-1": 1}
    assert len(audit()) == 2


def test_prices_without_tax_get_it_on_top(world: World) -> None:

    sellable(world.uk, "TEA-1", "10.00")
    cart = add_item(world.as_(world.otto), world.uma, sku="TEA-1", quantity=1)
    assert (cart.subtotal, cart.shipping, cart.tax, cart.total) == (Decimal("10.00"), Decimal("4.90"), Decimal("2.98"), Decimal("17.88"))


class TestInTheConsole:
    def test_sku_times_quantity(self, world: World, as_ada: Client) -> None:
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": "LAMP-1*3", "quantity": "1", "version": "0"})
        assert answer.status_code == 200
        assert Cart.objects.get().lines.get().quantity == 3

    def test_a_deactivated_customers_cart_says_so_beside_the_act_that_places_it(self, world: World, as_ada: Client) -> None:
        said = "This customer is deactivated."
        for active in (True, False):
            type(world.mina).objects.filter(pk=world.mina.pk).update(active=active)
            page = as_ada.post(
                f"/carts/of/{world.mina.number}/items/", {"sku": "LAMP-1", "quantity": "1", "version": str(int(not active))}
            ).content.decode()
            assert (said in page) is not active

    def test_unknown_sku_comes_back_at_its_field_with_what_was_typed(self, world: World, as_ada: Client) -> None:
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": "NO <b>", "quantity": "4", "version": "0"})
        assert answer.status_code == 422
        assert 'value="NO &lt;b&gt;"' in answer.content.decode() and 'value="4"' in answer.content.decode()

    @pytest.mark.parametrize(("typed", "said"), [("enam", "A product matches “enam”"), ("common", "Several products match “common”")])
    def test_a_text_that_only_begins_names_leads_to_the_list(self, world: World, as_ada: Client, typed: str, said: str) -> None:
        for number in (1, 2):
            sellable(world.de, f"CM-{number}", "1.00", name=f"Common thing {number}")
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": typed, "quantity": "1", "version": "0"})
        page = answer.content.decode()
        assert answer.status_code == 422 and said in page and "No product" not in page
        assert page.count("data-sku=") == (1 if typed == "enam" else 2)

    def test_no_variation_is_chosen_beforehand_and_a_refusal_stays_in_the_dialog(self, world: World, as_ada: Client) -> None:
        boots = product_of(world.organization, sku="BOOT", name="Boot", options=["Size"])
        for size, stock in (("40", 0), ("41", 3)):
            variant_of(boots, world.de, f"BOOT-{size}", "80.00", stock=stock, Size=size)
        url, form = f"/carts/of/{world.mina.number}/items/", {"quantity": "2", "version": "0"}
        asked = as_ada.post(url, {**form, "sku": "BOOT"}).content.decode()
        assert 'value="BOOT-41"' in asked and " checked" not in asked
        answer = as_ada.post(url, {**form, "sku": "BOOT-40", "picked": "sku", "variation_of": "BOOT"})
        page = answer.content.decode()
        assert answer.status_code == 422 and 'id="variations"' in page and "BOOT-40 is out of stock." in page and "Add 2 to the cart" in page
        assert re.search(r'value="BOOT-40"[^>]* checked', page)

    def test_another_channels_customer_is_not_found(self, world: World, as_: Callable[..., Client]) -> None:
        answer = as_(world.otto).post(f"/carts/of/{world.mina.number}/items/", {"sku": "LAMP-1", "version": "0"})
        assert answer.status_code == 404 and not Cart.objects.exists()

    def test_conflict_shows_the_newer_cart(self, world: World, as_ada: Client) -> None:
        add_item(world.as_(world.sam), world.mina, sku="MUG-1", quantity=1)
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": "LAMP-1", "version": "0"})
        assert answer.status_code == 409
        assert "Sam changed this cart" in answer.content.decode() and "MUG-1" in answer.content.decode()

    def test_a_cart_that_a_colleague_changed_last_says_so(self, world: World, as_ada: Client) -> None:
        add_item(world.as_(world.sam), world.mina, sku="MUG-1", quantity=1)
        url = f"/carts/of/{world.mina.number}/"
        assert "Sam changed this cart last" in as_ada.get(url).content.decode()
        answer = as_ada.post(f"{url}items/", {"sku": "LAMP-1", "version": Cart.objects.get().version})
        assert answer.status_code == 200
        assert "changed this cart last" not in answer.content.decode() + as_ada.get(url).content.decode()

    @pytest.mark.parametrize(
        ("typed", "meant"), [("Tarp 3×4", {"T34": 1}), ("XC5*2", {"XC5*2": 1}), ("2 x Tarp 3×4", {"T34": 2}), ("XC5 *2", {"XC5": 2})]
    )
    def test_what_is_called_so_is_never_split(self, world: World, as_ada: Client, typed: str, meant: dict[str, int]) -> None:
        for sku, name in (("T34", "Tarp 3×4"), ("T3", "Tarp 3"), ("XC5", "Cable"), ("XC5*2", "Double cable")):
            sellable(world.de, sku, "10.00", name=name)
        assert as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": typed, "quantity": "1", "version": "0"}).status_code == 200
        assert {line.variant.sku: line.quantity for line in Cart.objects.get().lines.all()} == meant

    def test_what_is_picked_from_our_own_list_is_taken_as_it_stands(self, world: World, as_ada: Client) -> None:
        gone = sellable(world.de, "5*2", "10.00")
        sellable(world.de, "5", "10.00")
        type(gone).objects.filter(pk=gone.pk).update(active=False)  # between the list and the pick
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": "5*2", "picked": "sku", "version": "0"})
        assert answer.status_code == 422 and "no longer sold" in answer.content.decode() and not Cart.objects.exists()

    def test_a_picked_product_asks_for_its_variation_even_where_one_has_its_sku(self, world: World, as_ada: Client) -> None:
        variant_of(world.shirt, world.de, "SHIRT", "30.00", Size="L")
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": "SHIRT", "picked": "product", "quantity": "3", "version": "0"})
        page = answer.content.decode()
        assert answer.status_code == 200 and 'value="SHIRT-M"' in page and 'value="SHIRT"' in page and 'name="quantity" value="3"' in page
        assert not Cart.objects.exists()

    def test_who_may_not_add_is_asked_nothing(self, world: World, as_: Callable[..., Client]) -> None:
        answer = as_(world.rhea).post(f"/carts/of/{world.mina.number}/items/", {"sku": "SHIRT", "picked": "product", "quantity": "1", "version": "0"})
        assert answer.status_code == 403

    @pytest.mark.parametrize(("quantity", "typed"), [("0", "LAMP-1"), ("1", "LAMP-1 0"), ("1", "LAMP-1*1.5")])
    def test_a_bad_quantity_is_said_and_the_text_stays(self, world: World, as_ada: Client, quantity: str, typed: str) -> None:
        answer = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": typed, "quantity": quantity, "version": "0"})
        assert answer.status_code == 422 and f'value="{typed}"' in answer.content.decode() and not Cart.objects.exists()


def test_what_is_sold_elsewhere_is_said_to_those_who_see_it(world: World) -> None:
    with pytest.raises(RuleError, match="“LAMP-1” is not sold in Shop UK."):
        add_item(world.as_(world.ada), world.uma, sku="LAMP-1", quantity=1)
    with pytest.raises(RuleError, match="No product"):  # Otto sees the other channel only
        add_item(world.as_(world.otto), world.uma, sku="LAMP-1", quantity=1)
    Variant.objects.filter(sku="LAMP-1").update(active=False)
    with pytest.raises(RuleError, match="no longer sold"):
        add_item(world.as_(world.ada), world.mina, sku="Desk lamp", quantity=1)


def test_an_amount_beyond_all_bounds_is_said_at_the_quantity(world: World, audit: Verbs) -> None:
    sellable(world.de, "DEAR", "9999999999999")
    sellable(world.de, "HALF", "60000000000")
    for sku in ("DEAR", "HALF"):
        with pytest.raises(RuleError, match=f"50 × {sku}") as refused:
            add_item(world.as_(world.ada), world.mina, sku=sku, quantity=50)
        assert (refused.value.code, refused.value.field) == ("too_much", "quantity") and audit() == []
    add_item(world.as_(world.ada), world.mina, sku="HALF", quantity=1)
    sellable(world.de, "OTHER", "60000000000")
    with pytest.raises(RuleError, match="more than an order can come to"):  # each line may be, both together not
        add_item(world.as_(world.ada), world.mina, sku="OTHER", quantity=1)
    assert [line.variant.sku for line in Cart.objects.get().lines.all()] == ["HALF"]


def test_a_price_for_several_counts_all_pieces_and_is_said(world: World, as_ada: Client) -> None:
    Price.objects.create(variant=world.lamp, channel=world.de, amount=Decimal(8), from_quantity=3)
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    assert [(line.unit_price, line.list_price, line.price_source) for line in cart.lines.all()] == [(10, 10, "list")]
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    assert [(line.unit_price, line.list_price, line.price_source) for line in cart.lines.all()] == [(8, 10, "tier")]
    assert cart.subtotal == 24 and "€8.00 (Quantity price)" in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    cart = set_quantity(ada, cart, line=cart.lines.get().pk, quantity=2, version=cart.version)
    assert cart.subtotal == 20


def test_goods_are_taxed_where_they_go(world: World) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    taxed(world.de, "0.20", country="AT")
    rates = []
    for country in ("AT", "FR", "CH"):
        to = AddressFactory.create(customer=world.mina, country=country, default_shipping=False)
        cart = set_addresses(ada, cart, shipping=str(to.pk), billing="", version=cart.version)
        [line] = cart.lines.all()
        rates.append((line.rate, line.tax, cart.total))
    assert rates == [
        (Decimal("0.2"), Decimal("3.33"), Decimal("24.90")),
        (Decimal("0.19"), Decimal("3.19"), Decimal("24.90")),
        (0, 0, Decimal("24.90")),
    ]
