"""Query sets that are compiled once: the same rows as Django's own, whoever asks."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from agents.actors import ANYBODY, actor_of
from contactcenter.prepared import Given, Prepared
from customers.models import Customer
from orders.models import Order
from tests.world import World

_NUMBER = Given("number", "text")
_numbered: Prepared[Customer] = Prepared(lambda: Customer.objects.visible_to(ANYBODY).select_related("channel").filter(number=_NUMBER))
_open_orders: Prepared[Order] = Prepared(lambda: Order.objects.visible_to(ANYBODY).exclude(status=Order.Status.REMOVED).newest_first())


def test_rows_are_those_of_the_query_set(world: World) -> None:
    ada = actor_of(world.ada)
    theirs = list(Order.objects.visible_to(ada).exclude(status=Order.Status.REMOVED).newest_first())
    assert [vars_of(one) for one in _open_orders(**ada.given)] == [vars_of(one) for one in theirs] != []


def test_related_objects_come_in_the_same_query(world: World) -> None:
    given = actor_of(world.ada).given
    with CaptureQueriesContext(connection) as asked:
        found = _numbered.first(**given, number=world.mina.number)
        assert found == world.mina and found.channel == world.mina.channel
    assert len(asked) == 1


def test_each_call_sees_what_its_actor_may_see(world: World) -> None:
    assert _numbered.first(**actor_of(world.ada).given, number=world.mina.number) == world.mina
    assert _numbered.first(**actor_of(world.otto).given, number=world.mina.number) is None
    assert _numbered.first(agent_id=1, channel_ids=[], number=world.mina.number) is None


def test_get_or_404(world: World) -> None:
    with pytest.raises(Http404):
        _numbered.get_or_404(**actor_of(world.ada).given, number="C-0")


def test_a_call_without_its_actor_is_refused(world: World) -> None:
    with pytest.raises(ProgrammingError):
        _numbered.first(number=world.mina.number)


def test_a_constant_with_a_percent_sign_stays_itself(world: World) -> None:
    Customer.objects.filter(pk=world.mina.pk).update(company="100 % Wool's %s")
    asked: Prepared[Customer] = Prepared(lambda: Customer.objects.filter(company="100 % Wool's %s", pk=Given("pk")))
    assert asked.first(pk=world.mina.pk) == world.mina


def test_it_is_prepared_once(world: World) -> None:
    given = actor_of(world.ada).given
    for _time in range(3):
        _numbered.first(**given, number=world.mina.number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ['%"customers_customer"."number" = %'])
        assert cursor.fetchone() == (1,)


def vars_of(one: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(one).items() if name != "_state"}
