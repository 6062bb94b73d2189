"""The shorter statement for one word finds what the long one finds, and where it cannot, the long one is asked."""

import pytest

from agents.actors import Actor, actor_of
from customers.models import Customer
from customers.search import find_customers
from orders.models import Order
from orders.search import find_orders
from returns.models import Return
from returns.search import fill, find_returns
from tests.factories import customer_of, placed
from tests.world import World


@pytest.fixture
def ada(world: World) -> Actor:
    return actor_of(world.ada)


def returned(order: Order) -> Return:
    request = fill(Return(order=order, channel=order.channel, customer=order.customer, currency=order.currency), order)
    request.save()
    return request


@pytest.mark.parametrize(("last", "first"), [("山田", "太郎"), ("山田", "郎"), ("李", "小龙"), ("歐陽", "菲菲"), ("김", "민준")])
def test_ideographs_without_a_space_are_both_names(world: World, ada: Actor, last: str, first: str) -> None:
    customer_of(world.de, last_name="別", first_name=f"{first}次")
    customer = customer_of(world.de, last_name=last, first_name=first)
    order = placed(None, world.de, name=(first, last))
    request = returned(order)
    for typed in (f"{last}{first}", f"{last} {first}", f"{first} {last}"):
        if typed.isalpha() and len(typed) < 3:
            continue
        assert [row.pk for row in find_customers(ada, typed).rows] == [customer.pk], typed
        assert [row.pk for row in find_orders(ada, typed).rows] == [order.pk], typed
        assert [row.pk for row in find_returns(ada, typed).rows] == [request.pk], typed
        assert [row.pk for row in find_orders(ada, f"{typed} {order.number}").rows] == [order.pk], typed


def test_orders_of_customers_with_a_common_first_name_who_come_late_in_the_list(world: World, ada: Actor) -> None:
    """Of the many who are called so, those first in the list have no orders."""
    people = [customer_of(world.de, first_name=f"Zann{chr(97 + n)}", last_name=f"Aa{n:02}") for n in range(31)]
    order = placed(people[0], world.de, name=("Bob", "Foo"))
    Customer.objects.filter(pk=people[0].pk).update(last_name="Aa00", search_last="aa00")
    request = returned(order)
    for typed in ("zan", "zann"):
        assert [row.pk for row in find_orders(ada, typed).rows] == [order.pk]
        assert [row.pk for row in find_returns(ada, typed).rows] == [request.pk]
