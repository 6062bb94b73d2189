"""What is read aloud before placing: in the customer's language, with where it goes, when it comes and the right of withdrawal."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agents.models import Channel
from carts.actions import add_address, add_item
from carts.aloud import read_aloud
from carts.contents import contents_of
from carts.models import Cart, CartShippingGroup
from catalog.models import ShippingMethod, Stock
from customers.models import Account, Customer
from tests.factories import line_in
from tests.world import World

SATURDAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.fixture
def cart(world: World, monkeypatch: pytest.MonkeyPatch) -> Cart:
    monkeypatch.setattr("carts.aloud.localdate", lambda timezone: NOW.date())
    ShippingMethod.objects.update(days_from=2, days_to=4)
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


def said(cart: Cart) -> str:
    return read_aloud(contents_of(Cart.objects.select_related("channel", "customer").get(pk=cart.pk)))


@pytest.mark.parametrize(
    ("days", "sent_on", "first", "last"),
    [
        ((2, 4), date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 3)),
        ((1, 1), SATURDAY, date(2026, 11, 30), date(2026, 11, 30)),
        ((0, 0), SATURDAY, date(2026, 11, 30), date(2026, 11, 30)),
        ((0, 0), date(2026, 11, 27), date(2026, 11, 27), date(2026, 11, 27)),
    ],
)
def test_working_days_count(days: tuple[int, int], sent_on: date, first: date, last: date) -> None:
    assert ShippingMethod(days_from=days[0], days_to=days[1]).arrives(sent_on) == (first, last)
    assert ShippingMethod().arrives(sent_on) is None


def test_all_that_has_to_be_said(world: World, cart: Cart, as_ada: Client) -> None:
    Customer.objects.update(language="en")
    text = "2 pieces for €24.90 in all, by invoice. Delivery to 10969 Berlin from Tuesday, 1 December to Thursday, 3 December. "
    assert said(cart) == text + "You can withdraw within 14 days of receiving it, without giving a reason."
    assert text in as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()


def test_it_is_said_in_the_customers_language(cart: Cart) -> None:
    Customer.objects.update(language="de")
    assert "Dienstag, 1. Dezember" in said(cart) and "2 Stück" in said(cart) and "widerrufen" in said(cart)


def test_what_is_not_there_comes_later_or_nobody_knows_when(world: World, cart: Cart) -> None:
    Customer.objects.update(language="en")
    Stock.objects.filter(variant=world.lamp).update(start=0, next_delivery=date(2026, 12, 7))
    assert "from Wednesday, 9 December to Friday, 11 December" in said(cart)
    Stock.objects.update(next_delivery=None)
    assert "as soon as all of it is in stock" in said(cart)


def test_each_address_and_what_was_wished_is_said(world: World, cart: Cart) -> None:
    Customer.objects.update(language="en")
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1, version=cart.version)
    gran = {"last_name": "Harker", "street": "Gasse 2", "postal_code": "1010", "city": "Wien", "country": "AT"}
    add_address(ada, cart, version=cart.version, save=False, use_for="line", line=line_in(cart, "MUG-1"), **gran)
    CartShippingGroup.objects.filter(address__city="Wien").update(wished_on=date(2026, 12, 24))
    assert "to 10969 Berlin (Parcel) from" in said(cart) and "; to 1010 Wien, Austria (Parcel) on Thursday, 24 December, as wished" in said(cart)


def test_companies_and_where_there_is_no_such_right_hear_nothing_of_it(world: World, cart: Cart) -> None:
    Customer.objects.update(language="en")
    Channel.objects.update(withdrawal_days=0)
    assert "withdraw" not in said(cart)
    Channel.objects.update(withdrawal_days=14)
    account = Account.objects.create(channel=world.de, name="Inn", number="A-1")
    Cart.objects.update(account=account)
    assert "withdraw" not in said(cart)


def test_staff_write_their_own_text(world: World, cart: Cart) -> None:
    Customer.objects.update(language="en")
    Channel.objects.filter(pk=world.de.pk).update(
        read_aloud="So {total}, order {number} at {shop}?", translations={"de": {"read_aloud": "Also {total}?"}}
    )
    assert said(cart) == f"So €24.90, order {cart.number} at Shop DE?"
    Customer.objects.update(language="de")
    assert said(cart) == "Also 24,90 €?"


def test_an_unknown_blank_is_said_at_its_field(world: World) -> None:
    world.de.read_aloud = "{total} {tota}"
    with pytest.raises(ValidationError) as wrong:
        world.de.full_clean()
    assert list(wrong.value.message_dict) == ["read_aloud"] and "{tota} is not known here" in str(wrong.value)


def test_its_total_is_the_carts(cart: Cart) -> None:
    assert cart.total == Decimal("24.90")
