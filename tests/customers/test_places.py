"""Criteria and the box look at all addresses, and know countries as people call them."""

from datetime import timedelta

import pytest

from customers.criteria import ask_customers, find_customers_by
from customers.models import Account, AccountMember, Customer
from customers.models.address import Address
from customers.search import find_customers
from orders.criteria import ask_orders, find_orders_by
from orders.models import Order
from tests.factories import AddressFactory, customer_of, placed
from tests.world import World


@pytest.fixture
def mina(world: World) -> Customer:
    """Mina, who also has a house in Whitby."""
    whitby = {"street": "12 Station Road", "postal_code": "YO22 4LW", "city": "Saint-Étienne", "country": "GB"}
    AddressFactory.create(customer=world.mina, default_shipping=False, **whitby)
    AddressFactory.create(customer=world.mina, default_shipping=False, in_book=False, **{**whitby, "postal_code": "G12 8QQ", "city": "Glasgow"})
    return world.mina


def found(world: World, **typed: str) -> list[str]:
    actor = world.as_(world.ada)
    asked = ask_customers(actor, typed)
    assert asked.errors == {}
    return [row.last_name for row in find_customers_by(actor, asked).rows]


def test_criteria_look_at_all_saved_addresses(world: World, mina: Customer) -> None:
    assert found(world, postal_code="yo22 4lw") == found(world, postal_code="YO22") == found(world, city="saint etienne") == ["Harker"]
    assert found(world, city="etienne", city_how="contains") == ["Harker"]
    assert found(world, postal_code="YO22", postal_code_how="exact") == found(world, city="Glasgow") == found(world, postal_code="G12 8QQ") == []


def test_the_box_finds_by_the_postal_code_of_another_address(world: World, mina: Customer) -> None:
    actor = world.as_(world.ada)
    for typed in ("YO22 4LW", "yo224", "Harker YO22 4LW"):
        assert [row.last_name for row in find_customers(actor, typed).rows] == ["Harker"], typed


def test_an_address_keeps_its_folded_copies(world: World, mina: Customer) -> None:
    house = Address.objects.get(customer=mina, postal_code="YO22 4LW")
    assert (house.search_postal_code, house.search_city) == ("yo224lw", "saint etienne")
    house.city = "Leeds"
    house.save()
    house.refresh_from_db()
    assert house.search_city == "leeds"


def test_where_a_customer_lives_is_said_once(world: World, mina: Customer) -> None:
    mine = list(Address.objects.filter(customer=mina))
    first = mina.addresses.book().first()
    assert first == Address.book_of(mine)[0]
    row = find_customers(world.as_(world.ada), "harker").rows[0]
    assert first is not None
    assert (row.postal_code, row.city) == (first.postal_code, first.city)
    assert Address.book_of([]) == []


@pytest.mark.parametrize("typed", ["GB", "uk", "UK", "United Kingdom", "Vereinigtes Königreich", "great britain", "England"])
def test_a_country_is_known_as_people_call_it(world: World, typed: str) -> None:
    Customer.objects.filter(pk=world.bo.pk).update(search_country="GB")
    assert found(world, country=typed) == ["Møller"]


def test_an_unknown_country_is_said_at_its_field(world: World) -> None:
    for typed in ("XX", "Atlantis", "D"):
        asked = ask_customers(world.as_(world.ada), {"country": typed})
        assert list(asked.errors) == ["country"] and typed in asked.errors["country"]
        assert asked.typed["country"] == typed


def test_a_phone_with_its_extension_is_found_by_the_criterion_too(world: World) -> None:
    customer_of(world.de, last_name="Venable", phone="+1 (212) 555-0147 ext. 89")
    assert found(world, phone="+1 (212) 555-0147 ext. 89") == found(world, phone="Tel. +1 212-555-0147 x89") == ["Venable"]


def test_an_approver_finds_what_they_approved_and_what_waits_for_them_or_was_refused(world: World) -> None:
    account = Account.objects.create(channel=world.de, number="A-9", name="Acme")
    AccountMember.objects.create(account=account, customer=world.mina, role=AccountMember.Role.APPROVER)
    AccountMember.objects.create(account=account, customer=world.bo, role=AccountMember.Role.BUYER)
    states = (Order.Status.PENDING_APPROVAL, Order.Status.FAILED_APPROVAL, Order.Status.SUBMITTED, Order.Status.SUBMITTED)
    made = [placed(world.bo, world.de, status=state, account=account) for state in states]
    Order.objects.filter(pk=made[2].pk).update(approver=world.mina)
    for one, days in zip(made, (1, 2, 3, 4), strict=True):
        Order.objects.filter(pk=one.pk).update(placed_at=one.placed_at - timedelta(days=days))
    actor = world.as_(world.ada)

    def by(name: str) -> list[int]:
        return [row.pk for row in find_orders_by(actor, ask_orders(actor, {"approver": name})).rows]

    assert by("Harker") == by(Customer.objects.get(pk=world.mina.pk).number) == [one.pk for one in made[:3]]
    assert by("Møller") == []
