"""The demo world: complete, consistent, and alone in its database."""

import re
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker
from stdnum import luhn

from agents.models import Agent, Channel, Organization
from catalog.models import Product, Stock
from contactcenter.invariants import broken
from customers.models import Account, Customer, Login
from interchange.demo.load import load
from orders.models import Order, Shipment
from returns.models import Return
from tests.world import World

pytestmark = pytest.mark.django_db  # without it one test of these, run alone, would be given no database of its own


def test_a_database_with_other_data_is_refused(world: World) -> None:
    with pytest.raises(CommandError, match="already holds an organisation and agents and customers and orders that the demo did not make"):
        call_command("load_demo", verbosity=0)
    assert not Organization.objects.filter(is_demo=True).exists()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo world, loaded once for this file and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load(quiet=True)
        yield
        transaction.set_rollback(True)


def test_it_is_as_large_as_promised(demo: None) -> None:
    assert Channel.objects.count() == 3
    assert set(Channel.objects.values_list("currency", flat=True)) == {"EUR", "GBP"}
    assert Product.objects.count() >= 300
    assert Product.objects.filter(returnable=False).exists()
    assert not Product.objects.filter(name_de="").exists()
    assert Customer.objects.count() >= 2000
    assert Order.objects.count() >= 6000
    assert Return.objects.count() >= 300
    assert Account.objects.count() == 2


def test_every_status_occurs(demo: None) -> None:
    assert set(Order.objects.values_list("status", flat=True)) == set(Order.Status.values)
    assert set(Return.objects.values_list("status", flat=True)) == set(Return.Status.values)
    assert set(Stock.objects.values_list("start", flat=True)) != {0}
    assert Order.objects.filter(customer=None).exists()
    assert Shipment.objects.filter(position=3).exists()
    assert any(shipment.is_late for shipment in Shipment.objects.filter(status="shipped"))


def test_all_that_must_be_true_is_true(demo: None) -> None:
    assert broken() == {}


def test_the_cast_is_there(demo: None) -> None:
    mina = Customer.objects.get(email="mina@example.com")
    assert (mina.name, mina.number[:2], mina.order_count, mina.channel.code) == ("Mina Harker", "C-", 12, "de")
    assert [one.is_open for one in mina.returns.all()] == [True]
    assert Login.objects.get(customer=mina).password
    assert Customer.objects.get(last_name="Møller", first_name="Bo").order_count == 0
    assert {agent.username: agent.is_demo for agent in Agent.objects.all()} == {"ada": True, "sam": True, "admin": True}


def test_nothing_in_it_looks_like_a_card_number_or_reaches_anybody(demo: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('character varying', 'text', 'jsonb')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}"::text ~ \'[0-9]{{13}}\'')
            for (text,) in cursor.fetchall():
                assert not any(luhn.is_valid(run) for run in re.findall(r"[0-9]{13,19}", text)), (table, column, text)
    assert not Customer.objects.exclude(email__regex=r"@example\.(com|org|net)$").exists()


def test_a_second_load_does_nothing(demo: None) -> None:
    orders = Order.objects.count()
    call_command("load_demo", verbosity=0)
    assert Order.objects.count() == orders
