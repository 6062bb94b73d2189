"""Which price counts: everybody's or the group's, from how many pieces on; reduced or not."""

from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from agents.models import Agent, AuditEntry
from catalog.actions import set_price
from catalog.called import find_sellable
from catalog.models import Price, Variant
from catalog.prices import PriceNow, price_of, prices_for
from catalog.search import find_products
from contactcenter.errors import RuleError
from customers import actions as customers
from customers.models import PriceGroup
from tests.world import World

TRADE = 7


def row(amount: str, many: int = 1, group: int | None = None, listed: str | None = None) -> Price:
    return Price(amount=D(amount), from_quantity=many, price_group_id=group, list_amount=D(listed) if listed else None)


PLAIN = [row("10"), row("9", 5), row("8", 20)]
GROUP = [*PLAIN, row("9.50", group=TRADE), row("8.50", 10, TRADE)]


@pytest.mark.parametrize(
    ("rows", "quantity", "group", "found"),
    [
        (PLAIN, 1, None, ("10", "10", "list")),
        (PLAIN, 4, TRADE, ("10", "10", "list")),
        (PLAIN, 5, None, ("9", "10", "tier")),
        (PLAIN, 19, None, ("9", "10", "tier")),
        (PLAIN, 10_000, None, ("8", "10", "tier")),
        (GROUP, 1, TRADE, ("9.50", "10", "group")),
        (GROUP, 5, TRADE, ("9.50", "10", "group")),  # everybody's from five on is lower: the group's price counts
        (GROUP, 10, TRADE, ("8.50", "10", "group")),
        (GROUP, 10, 8, ("9", "10", "tier")),
        (GROUP, 10, None, ("9", "10", "tier")),
        ([row("10"), row("8", 10, TRADE)], 9, TRADE, ("10", "10", "list")),  # the group's is not reached
        ([row("10", listed="12")], 1, None, ("10", "12", "sale")),
        ([row("10", listed="10")], 1, None, ("10", "10", "list")),
        ([row("10", listed="12"), row("9", 5)], 5, None, ("9", "12", "tier")),
        ([row("10"), row("11", group=TRADE)], 1, TRADE, ("11", "11", "group")),
        ([row("0")], 1, None, ("0", "0", "list")),
    ],
)
def test_the_group_s_price_goes_first_then_the_highest_quantity_reached(
    rows: list[Price], quantity: int, group: int | None, found: tuple[str, str, str]
) -> None:
    amount, listed, source = found
    assert price_of(rows, quantity, group) == PriceNow(D(amount), D(listed), source)
    assert price_of(rows[::-1], quantity, group) == price_of(rows, quantity, group)


@pytest.mark.parametrize("rows", [[], [row("9", 5)], [row("9", group=TRADE)]])
def test_without_everybodys_price_for_one_it_is_not_sold(rows: list[Price]) -> None:
    assert price_of(rows, 10, TRADE) is None


@pytest.fixture
def trade(world: World) -> PriceGroup:
    """A group that pays less for lamps; mugs are for sale to it alone, so that nobody buys them."""
    group = PriceGroup.objects.create(organization=world.organization, code="trade", name="Trade")
    Price.objects.create(variant=world.lamp, channel=world.de, amount=8, price_group=group)
    Price.objects.create(variant=world.lamp, channel=world.de, amount=9, from_quantity=5)
    Price.objects.filter(variant=world.mug).update(price_group=group)
    return group


def test_many_variations_are_asked_about_at_once(world: World, trade: PriceGroup, django_assert_num_queries: Any) -> None:
    wanted = {world.lamp.pk: 5, world.mug.pk: 1, world.sofa.pk: 2}
    with django_assert_num_queries(1):
        found = prices_for(world.de, wanted, trade.pk)
    assert found == {world.lamp.pk: PriceNow(D(8), D(10), "group"), world.sofa.pk: PriceNow(D(499), D(499), "list")}
    assert prices_for(world.de, wanted)[world.lamp.pk] == PriceNow(D(9), D(10), "tier")
    assert prices_for(world.uk, wanted, trade.pk) == prices_for(world.de, {}) == {}


def test_further_prices_neither_sell_a_thing_nor_show_it_twice(world: World, trade: PriceGroup) -> None:
    assert [one.price for one in Variant.objects.sold_in(world.de).filter(sku="LAMP-1")] == [10]
    assert not Variant.objects.sold_in(world.de).filter(sku="MUG-1").exists()
    [lamp] = find_products(world.de, "lamp-1")
    assert (lamp.price, lamp.dearest, lamp.available) == (10, 10, 100)
    assert find_products(world.de, "mug-1") == []
    with pytest.raises(RuleError, match="is not sold"):
        find_sellable("MUG-1", world.de)


@pytest.mark.parametrize("wrong", [{"amount": 5}, {"amount": 5, "from_quantity": 0}, {"amount": 5, "from_quantity": 2, "list_amount": 4}])
def test_a_price_stands_once_and_below_its_list_price(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(variant=world.lamp, channel=world.de, **wrong)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"list_amount": D("9.99")}, "list_amount"), ({"amount": None, "list_amount": D(9)}, "list_amount"), ({"from_quantity": 0}, "from_quantity")]
    + [({"list_amount": D("12.345")}, "list_amount")],
)
def test_a_wrong_price_is_refused_at_its_field(world: World, audit: Callable[[], list[str]], wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as refused:
        set_price(world.as_(world.grace), world.lamp, **{"channel": world.de, "amount": D(10), **wrong})
    assert refused.value.field == field and audit() == []
    assert Price.objects.get(variant=world.lamp).list_amount is None


ADD = "/admin/catalog/price/add/"


def test_prices_for_groups_and_several_pieces_have_a_page(world: World, trade: PriceGroup, as_: Callable[[Agent], Client]) -> None:
    grace = as_(world.grace)
    sent = {"sku": "sofa-1", "channel": world.de.pk, "price_group": trade.pk, "from_quantity": "3", "amount": "450,50", "list_amount": ""}
    done = grace.post(ADD, sent)
    assert done.status_code == 302, done.context["errors"]
    assert list(grace.post(ADD, {**sent, "amount": "1"}).context["adminform"].form.errors) == ["sku"]  # it is there: nothing is overwritten
    price = Price.objects.get(variant=world.sofa, price_group=trade)
    assert (price.amount, price.from_quantity) == (D("450.5"), 3)
    assert "SOFA-1" in grace.get("/admin/catalog/price/").content.decode()
    page = reverse("admin:catalog_price_change", args=[price.pk])
    assert grace.post(page, {"amount": "440", "list_amount": "499"}).status_code == 302
    price.refresh_from_db()
    assert (price.amount, price.list_amount, price.from_quantity) == (440, 499, 3)
    assert grace.post(reverse("admin:catalog_price_delete", args=[price.pk]), {"post": "yes"}).status_code == 302
    assert not Price.objects.filter(pk=price.pk).exists()
    assert [entry.data["price_group"] for entry in AuditEntry.objects.filter(verb="price.changed")] == ["trade"] * 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"sku": "none"}, "sku"), ({"price_group": "", "from_quantity": "1"}, "from_quantity"), ({"amount": ""}, "amount")]
    + [({"list_amount": "1"}, "list_amount")],
)  # fmt: skip
def test_what_is_no_further_price_is_refused_at_its_field(
    world: World, trade: PriceGroup, as_: Callable[[Agent], Client], audit: Callable[[], list[str]], wrong: dict[str, str], field: str
) -> None:
    sent = {"sku": "sofa-1", "channel": world.de.pk, "price_group": trade.pk, "from_quantity": "3", "amount": "450", "list_amount": "", **wrong}
    assert list(as_(world.grace).post(ADD, sent).context["adminform"].form.errors) == [field]
    assert audit() == []


def test_suggestions_and_variations_show_the_price_of_the_customers_group(world: World, as_ada: Client, trade: PriceGroup) -> None:
    small, medium = (Variant.objects.get(sku=f"SHIRT-{size}") for size in "SM")
    Price.objects.create(variant=small, channel=world.de, amount=22, price_group=trade)
    Price.objects.create(variant=medium, channel=world.de, amount=1, price_group=trade, from_quantity=10)
    assert [(one.price, one.dearest) for one in find_products(world.de, "shirt")] == [(30, 30)]
    assert [(one.price, one.dearest) for one in find_products(world.de, "shirt", group_id=trade.pk)] == [(22, 30)]
    customers.set_price_group(world.as_(world.grace), world.mina, price_group=trade, version=1)
    suggested = f"/carts/of/{world.mina.number}/suggestions/?sku="
    assert "€8.00" in as_ada.get(f"{suggested}lamp").content.decode() and "from €22.00" in as_ada.get(f"{suggested}shirt").content.decode()
    assert "€10.00" in as_ada.get(f"/carts/of/{world.bo.number}/suggestions/?sku=lamp").content.decode()
    form = {"sku": "SHIRT", "quantity": 1, "version": 0}
    chosen = as_ada.post(f"/carts/of/{world.mina.number}/items/", form, headers={"HX-Request": "true"}).content.decode()
    assert "€22.00" in chosen and chosen.count("€30.00") == 1
