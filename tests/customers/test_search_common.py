"""What begins so many names that the list itself is read for it: found in full and in order, wherever in the list it stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Channel, Organization
from console.lately import in_touch_lately
from customers.models import Customer
from customers.search import fill, find_customers
from customers.search.box import OF_CODES
from customers.search.names import LOOK, VALUES
from orders.models import Order
from orders.search import find_orders
from search.paging import Found
from search.ranges import FEW_VALUES
from search.readings import name_pairs, parse
from tests.factories import SEES

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SIZE = 5
"""Rows a page: `LOOK` times one more is how far the list is read."""
MANY = 2 * FEW_VALUES


@pytest.fixture
def channels() -> list[Channel]:
    organization = Organization.objects.create(name="Crowd")
    return [Channel.objects.create(organization=organization, code=code, name=code, country="DE", currency="EUR") for code in ("one", "two")]


def seeing(channels: list[Channel]) -> Actor:
    return Actor(
        kind=ActorKind.AGENT, name="Ada", rights=SEES, organization_id=channels[0].organization_id, channel_ids=tuple(one.pk for one in channels)
    )


def people(channel: Channel, names: list[tuple[str, str]], code: str = "") -> list[Customer]:
    """Customers by (last name, first name)."""
    at = Customer.objects.count()
    made = [Customer(channel=channel, number=f"C-7{at + n:05}", last_name=last, first_name=first) for n, (last, first) in enumerate(names)]
    return Customer.objects.bulk_create(fill(one, postal_code=code) for one in made)


def nth(n: int) -> str:
    """Three letters that sort as the number does."""
    return "".join(chr(97 + n // power % 26) for power in (676, 26, 1))


def far_behind(count: int) -> list[tuple[str, str]]:
    """Last names of which the first `count` have nobody of the names asked for, more than the list is read."""
    return [(f"Aa{nth(n)}", first) for n in range(count) for first in ("Abe", "Bob", "Cid")]


def of_many(last: str, each: int = 1) -> list[tuple[str, str]]:
    """More different first names that begin with "mar" than are walked over."""
    return [(f"{last}{'xyz'[n % 3]}", f"Mar{nth(n)}") for n in range(MANY) for _time in range(each)]


LISTS = {
    "near the beginning": [(f"Aa{nth(n)}", f"Mar{nth(n % MANY)}") for n in range(400)],
    "within a name, behind others": [(f"Aa{nth(n)}", first) for n in range(40) for first in [*["Abe"] * 60, f"Mar{nth(n)}"]],
    "behind all names that are read": far_behind(VALUES + 30) + of_many("Zz"),
    "a few at the very end": far_behind(VALUES + 30) + of_many("Zz")[: FEW_VALUES + 2],
    "both as first and as last name": of_many("Zz") + [(f"Mar{nth(n)}", "Abe") for n in range(VALUES + 40)],
}


def fits(one: Customer | Order, query: str) -> bool:
    """Whether the words begin both names."""
    return any(one.search_last.startswith(last) and one.search_first.startswith(first) for last, first in name_pairs(parse(query).words))


def brute(found: list[Customer], query: str) -> list[str]:
    """The numbers of those who fit, in order."""
    return [one.number for one in sorted(found, key=lambda one: (one.search_last, one.search_first, one.pk)) if fits(one, query)]


def all_pages(actor: Actor, query: str) -> list[str]:
    found, after = list[str](), ""
    while True:
        page = find_customers(actor, query, limit=SIZE, after=after)
        found, after = found + [row.number for row in page.rows], page.after
        if not after:
            return found


@pytest.mark.parametrize("where", LISTS)
def test_a_beginning_of_many_first_names(channels: list[Channel], where: str) -> None:
    made = people(channels[0], LISTS[where]) + people(channels[1], [("Baum", "Mara"), ("Zzy", "Mary"), ("Zzy", "Otto")])
    assert len({one.search_first for one in made if one.search_first.startswith("mar")}) > FEW_VALUES
    for query in ("mar", "mara", "mar z", "z mar", "mar aa", "aaa mar", "mar zzy", "zzy mar", "abe mar", "mar mar"):
        assert all_pages(seeing(channels), query) == brute(made, query), (where, query)


def test_the_list_is_read_as_far_as_said() -> None:
    """The lists above lie on either side of what is read before the names lead."""
    assert len(far_behind(VALUES + 30)) > LOOK * (SIZE + 1)
    assert LISTS["within a name, behind others"].index((f"Aa{nth(4)}", f"Mar{nth(4)}")) > LOOK * (SIZE + 1)


def test_names_within_a_postal_code(channels: list[Channel]) -> None:
    made = people(channels[0], LISTS["behind all names that are read"], "10115") + people(channels[1], of_many("Zz"), "10245")
    made += people(channels[0], [("Zzz", "Marx"), ("Marx", "Zoe")], "20095")
    codes = {one.number: one.search_postal_code for one in made}
    assert len(made) < OF_CODES
    for query, code in (("mar", "101"), ("mar zz", "102"), ("zzz", "20095"), ("marx", "200"), ("zzy mar", "10115")):
        expected = [number for number in brute(made, query) if codes[number].startswith(code)]
        found = find_customers(seeing(channels), f"{query} {code}", limit=500)
        assert [row.number for row in found.rows] == expected != [], (query, code)


def test_orders_of_many_names_newest_first(channels: list[Channel]) -> None:
    """Of a beginning that many names have: the newest rows hold it, or only older ones, or in one channel nobody."""
    made = people(channels[0], far_behind(90) + of_many("Zz", 2)) + people(channels[1], far_behind(10))
    orders = Order.objects.bulk_create(
        Order(
            channel_id=one.channel_id, customer=one, number=f"8{n:05}", currency="EUR", placed_at=NOW, search_last=one.search_last,
            search_first=one.search_first,
        )
        for n, one in enumerate(made)
    )  # fmt: skip
    for turn in (1, -1):
        for n, order in enumerate(orders[::turn]):
            order.placed_at = NOW + timedelta(seconds=n)
        Order.objects.bulk_update(orders, ["placed_at"])
        newest = sorted(orders, key=lambda one: (one.placed_at, one.pk), reverse=True)
        for query in ("mar", "mara", "aaa", "zzy", "mar zz"):
            found = find_orders(seeing(channels), query, limit=SIZE)
            assert [row.number for row in found.rows] == [one.number for one in newest if fits(one, query)][:SIZE], (turn, query)


def test_who_called_lately_is_asked_of_names_long_enough(channels: list[Channel]) -> None:
    made = people(channels[0], [("Marsh", "Jo")] * 9)
    named = {"search_last": "marsh", "search_first": "jo"}
    Order.objects.create(channel=channels[0], customer=made[3], number="80001", currency="EUR", placed_at=now(), **named)
    many: Found[Any] = Found([None] * 9, more=True)
    assert [one.number for one in in_touch_lately(seeing(channels), parse("marsh"), many)] == [made[3].number]
    assert [one.number for one in in_touch_lately(seeing(channels), parse("jo marsh"), many)] == [made[3].number]
    assert in_touch_lately(seeing(channels), parse("mar jo"), many) == []
