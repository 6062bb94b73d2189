"""What agents type and paste finds the person whom they have on the line."""

from typing import Any

import pytest

from agents.actors import Actor, actor_of
from agents.kinds import ActorKind
from agents.models import Agent, Channel
from console.offers import offers
from customers.models import Address, Customer, NameKey
from customers.search import fill, find_customers
from customers.search.similar import learn_names
from orders.models import Shipment
from orders.search import find_orders
from returns.search import find_returns
from tests.factories import SEES
from tests.world import World

CAST: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Mina", "Harker", {"phone": "+49 30 23125042", "email": "m.harker@example.org", "home": ("10969", "Berlin", "DE")}),
    ("Julia", "Sauer", {"mobile": "+49 30 23125042", "home": ("10115", "Berlin", "DE")}),
    ("Ute", "Lang", {"phone": "+49 30 2312504277"}),
    ("Dara", "Venable", {"phone": "+1 (212) 555-0147 ext. 89"}),
    ("Karen", "Patel", {"home": ("E8 3PN", "London", "GB")}),
    ("Rhys", "Roberts", {"home": ("M1 4BT", "Manchester", "GB")}),
    ("Hanna", "Nyström", {"home": ("811 03", "Gävle", "SE")}),
    ("Anne-Marie", "Braun", {}),
    ("Ada", "von Ahlefeld", {}),
    ("John", "MacDonald", {}),
    ("Jan", "Van der Meer", {}),
    ("Tyrone", "VanderMeer", {}),
    ("Sian", "O'Brien", {}),
    ("Mary", "Mc Donald", {}),
    ("Resi", "Moser", {"phone": "+43 664 1234567"}),
    ("Ken", "タナカ", {}),
    ("Thu", "An", {}),
    ("Thi", "Nguyễn Văn", {}),
    ("Əli", "Məmmədov", {}),
    ("فاطمة", "یزدی", {}),
)


@pytest.fixture
def people(world: World) -> dict[str, Customer]:
    """The cast of this test by last name, in a channel of Germany."""
    made = {last: _settle(world.de, first, last, **facts) for first, last, facts in CAST}
    learn_names()
    return made


def _settle(channel: Channel, first: str, last: str, home: tuple[str, str, str] = ("", "", ""), **facts: Any) -> Customer:
    one = fill(Customer(channel=channel, first_name=first, last_name=last, **facts), postal_code=home[0], city=home[1], home_country=home[2])
    one.save()
    if home[0]:
        Address.objects.create(customer=one, postal_code=home[0], city=home[1], country=home[2], default_shipping=True)
    return one


def found_by(actor: Actor, typed: str) -> list[str]:
    return [row.last_name for row in find_customers(actor, typed).rows]


TYPED: tuple[tuple[str, str], ...] = (
    ("E8 3PN", "Patel"), ("e83pn", "Patel"), ("Patel E8 3PN", "Patel"), ("M1 4BT", "Roberts"), ("Roberts M1 4BT", "Roberts"),
    ("D-10115", "Sauer"),
    ("811 03", "Nyström"), ("Nyström 811 03", "Nyström"), ("SE-811 03", "Nyström"), ("10969 Berlin", "Harker"), ("Harker 10969 Berlin", "Harker"),
    ("Harker 030 23125042", "Harker"), ("Harker +49 30 23125042", "Harker"), ("030 23125042 Harker", "Harker"),
    ("Tel. +49 30 23125042", "Harker"),
    ("tel:+493023125042", "Harker"), ("+49 30 23125042 ext. 5", "Harker"), ("+49 30 23125042 x5", "Harker"),
    ("+1 (212) 555-0147 ext. 89", "Venable"), ("+1 212-555-0147 ext. 89", "Venable"), ("Venable 212 555 0147", "Venable"),
    ("0664 1234567", "Moser"), ("+43 (0)664 1234567", "Moser"), ("Moser 0664/1234567", "Moser"),
    ("<m.harker@example.org>", "Harker"), ("mailto:m.harker@example.org", "Harker"), ("m.harker@example.org,", "Harker"),
    ("Mina Harker <m.harker@example.org>", "Harker"), ("Murray m.harker@example.org", "Harker"),
    ("Dr. Harker", "Harker"), ("Frau Mina Harker", "Harker"),
    ("annemarie braun", "Braun"), ("Anne Marie", "Braun"), ("AnneMarie", "Braun"), ("vonahlefeld", "von Ahlefeld"), ("ahlefeld", "von Ahlefeld"),
    ("Mac Donald John", "MacDonald"), ("Mc Donald", "Mc Donald"), ("mcdonald", "Mc Donald"), ("O Brien", "O'Brien"), ("obrien", "O'Brien"),
    ("VanderMeer", "Van der Meer"), ("Van der Meer", "VanderMeer"), ("van der meer tyrone", "VanderMeer"), ("vandermeer jan", "Van der Meer"),
    ("たなか", "タナカ"), ("An", "An"), ("Thu An", "An"), ("Văn Thi", "Nguyễn Văn"), ("Mammadov Ali", "Məmmədov"), ("يزدي فاطمه", "یزدی"),
)  # fmt: skip


def test_what_is_typed_or_pasted_finds_the_person(world: World, people: dict[str, Customer]) -> None:
    actor = world.as_(world.ada)
    missed = {typed: found for typed, last_name in TYPED if last_name not in (found := found_by(actor, typed))}
    assert missed == {}


def test_who_has_exactly_this_phone_comes_before_whose_number_begins_so(world: World, people: dict[str, Customer]) -> None:
    assert found_by(world.as_(world.ada), "+49 30 23125042") == ["Harker", "Sauer", "Lang"]
    pages = find_customers(world.as_(world.ada), "+49 30 23125042", limit=2)
    rest = find_customers(world.as_(world.ada), "+49 30 23125042", limit=2, after=pages.after)
    assert [row.last_name for row in (*pages.rows, *rest.rows)] == ["Harker", "Sauer", "Lang"]


def test_numbers_with_their_nouns_and_tracking_numbers_in_groups(world: World) -> None:
    actor, order, rma = world.as_(world.ada), world.order, world.rma
    order.refresh_from_db()
    rma.refresh_from_db()
    Shipment.objects.create(order=order, tracking="1Z999AA10123456784")
    for typed in (
        f"Order {order.number}",
        f"Bestellung Nr. {order.number}",
        "1Z 999 AA1 01 2345 6784",
        "Tracking 1z999aa10123456784",
        "Harker 10969",
    ):
        assert order.number in [row.number for row in find_orders(actor, typed).rows], typed
    for typed in (f"RMA {rma.number}", f"Return {rma.number[2:]}", f"Retoure Nr. {rma.number}."):
        assert [row.number for row in find_returns(actor, typed).rows] == [rma.number], typed


SLIPS = (
    ("m.harker@exmaple.org", "m.harker@example.org"), ("m.harkr@example.org", "m.harker@example.org"), ("van der Mer Jan", "Jan Van der Meer"),
    ("o briain", "Sian O'Brien"), ("vonalefeld", "Ada von Ahlefeld"), ("von Alefeld", "Ada von Ahlefeld"),
)  # fmt: skip


def test_a_slip_is_offered(world: World, people: dict[str, Customer]) -> None:
    actor = world.as_(world.ada)
    for typed, offered in SLIPS:
        found = find_customers(actor, typed)
        assert found.rows == [], typed
        assert offered in [one.text for one in offers(actor, "customer", typed, "/", found)], typed


@pytest.mark.parametrize(("last_name", "typed"), [("Kučera", "Kčuera"), ("Gomes", "Goes"), ("Bauer", "Bauwer")])
def test_a_slip_beside_an_umlaut_pair_is_offered(world: World, last_name: str, typed: str) -> None:
    one = _settle(world.de, "Jiří", last_name)
    learn_names()
    actor = world.as_(world.ada)
    assert f"Jiří {one.last_name}" in [offer.text for offer in offers(actor, "customer", typed, "/", find_customers(actor, typed))]


def test_nobody_who_may_not_see_emails_is_offered_one(world: World, people: dict[str, Customer]) -> None:
    actor = actor_of(Agent.objects.get(pk=world.rhea.pk))
    assert not actor.sees_in_full
    found = find_customers(actor, "m.harker@exmaple.org")
    assert offers(actor, "customer", "m.harker@exmaple.org", "/", found) == []


def test_other_channels_neither_are_found_nor_lend_their_ways_to_write_phones(world: World, people: dict[str, Customer]) -> None:
    other = Actor(kind=ActorKind.AGENT, name="Otto", rights=SEES, channel_ids=(world.uk.pk,))
    for typed in ("0664 1234567", "M1 4BT", "m.harker@exmaple.org", "vonahlefeld"):
        found = find_customers(other, typed)
        assert found.rows == []
        assert offers(other, "customer", typed, "/", found) == []


def test_a_name_with_a_particle_is_learnt_whole(world: World, people: dict[str, Customer]) -> None:
    names = set(NameKey.objects.filter(kind=NameKey.Kind.LAST).values_list("name", flat=True))
    assert {"von ahlefeld", "van der meer"} <= names
    assert not {"von", "van", "de"} & names
