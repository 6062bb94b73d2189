"""Finding returns: by their own, their order's and their customer's facts, within the channels one may see."""

import pytest

from agents.actors import Actor
from agents.kinds import ActorKind
from returns.models import Return
from returns.search import exact_return, fill, find_returns
from tests.factories import SEES
from tests.world import World


@pytest.fixture
def ada(world: World) -> Actor:
    world.rma.refresh_from_db()
    world.uma_rma.refresh_from_db()
    return Actor(kind=ActorKind.AGENT, name="Ada", rights=SEES, channel_ids=(world.de.pk, world.uk.pk))


@pytest.mark.parametrize(
    "query",
    ["{r.number}", "{r.number[0]}{digits}", "{digits}", "{o.number}", "#{o.number}", "harker", "mina har", "Harker Mina", "mina@example.com",
     "mina@ex",     "{c.number}", "harker {o.number}", "{o.number} mina@example.com"],
)  # fmt: skip
def test_a_return_is_found_by_its_facts(world: World, ada: Actor, query: str) -> None:
    order, customer = world.rma.order, world.mina
    order.refresh_from_db()
    customer.refresh_from_db()
    typed = query.format(r=world.rma, o=order, c=customer, digits=world.rma.number.removeprefix("R-"))
    rows = find_returns(ada, typed).rows
    assert world.rma.pk in [row.pk for row in rows]
    mine = next(row for row in rows if row.pk == world.rma.pk)
    assert (mine.order_number, mine.customer_name, mine.email) == (order.number, "Mina Harker", "mina@example.com")


def test_every_term_must_match(world: World, ada: Actor) -> None:
    world.rma.order.refresh_from_db()
    assert find_returns(ada, f"patel {world.rma.order.number}").rows == []
    assert find_returns(ada, f"mina@example.com {world.uma_rma.number}").rows == []
    assert find_returns(ada, "mina patel").rows == []


def test_newest_first(world: World, ada: Actor) -> None:
    newer = fill(Return(order=world.order, channel=world.de, customer=world.mina, currency="EUR", status=Return.Status.COMPLETE), world.order)
    newer.save()
    assert [row.pk for row in find_returns(ada, "harker").rows] == [newer.pk, world.rma.pk]
    assert [row.pk for row in find_returns(ada, "harker", sort="created_at").rows] == [world.rma.pk, newer.pk]


def test_other_channels_never_appear(world: World, ada: Actor) -> None:
    otto = Actor(kind=ActorKind.AGENT, name="Otto", rights=SEES, channel_ids=(world.uk.pk,))
    for query in (world.rma.number, world.order.number, "harker", "mina@example.com", "mina harker"):
        assert find_returns(otto, query).rows == []
    assert exact_return(otto, world.rma.number) is None
    assert exact_return(otto, world.uma_rma.number) == world.uma_rma
    assert find_returns(Actor(kind=ActorKind.AGENT, name="none"), "harker").rows == []


@pytest.mark.parametrize("typed", ["R-{0}", "r{0}", "r-{0}", "{0}", "#{0}", " R {0}"])
def test_an_exact_number_in_any_spelling_is_the_return(world: World, ada: Actor, typed: str) -> None:
    assert exact_return(ada, typed.format(world.rma.number.removeprefix("R-"))) == world.rma


def test_short_terms_match_exact_numbers_and_last_names(world: World, ada: Actor) -> None:
    Return.objects.filter(pk=world.rma.pk).update(number="R-7")
    found = find_returns(ada, "7")
    assert (found.too_short, [row.pk for row in found.rows]) == (True, [world.rma.pk])
    assert find_returns(ada, "ha").rows == []


@pytest.mark.parametrize("query", ["%%%", "___", "har%", "'; DROP TABLE returns_return; --", "%(number)s", "{size}"])
def test_wildcards_and_injection_are_plain_characters(world: World, ada: Actor, query: str) -> None:
    assert [row.pk for row in find_returns(ada, query).rows] in ([], [world.rma.pk] if query == "har%" else [])
