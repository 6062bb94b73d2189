"""What shows while one types is what Enter does, and each row says why it is there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Agent
from console.extended import Extended
from console.results import find
from customers.search import fill
from customers.search.reasons import reasons_for
from customers.search.similar import learn_names
from orders.models import Order
from search.readings import readings
from tests.factories import AddressFactory, customer_of, placed
from tests.world import World

SEARCH = "/console/search/"


def page(client: Client, q: str, kind: str = "customer", **more: str) -> str:
    return client.get(SEARCH, {"kind": kind, "q": q, **more}).content.decode()


def test_nobody_is_offered_who_is_shown_nor_beside_a_name_as_it_was_typed(world: World, as_ada: Client) -> None:
    for first, last in (("Mila", "Barker"), ("Annemarie", "Brown"), ("Anne-Marie", "Braun"), ("Anne", "Marie Brauner")):
        customer_of(world.de, first_name=first, last_name=last)
    learn_names()

    def offered(q: str) -> list[str]:
        return [one.text for _digit, one in as_ada.get(SEARCH, {"kind": "customer", "q": q}).context["offers"]]

    assert offered("harkar") and "Mina Harker" in offered("harkar")
    assert offered("harker") == offered("Harker Mina") == offered("Dr. Anne-Marie Braun") == []
    shown = [row.number for row in as_ada.get(SEARCH, {"kind": "customer", "q": "braune"}).context["rows"]]
    offers = [one.number for _digit, one in as_ada.get(SEARCH, {"kind": "customer", "q": "braune"}).context["offers"]]
    assert shown and not set(shown) & set(offers)


@pytest.mark.parametrize("kind", ["customer", "order", "return"])
def test_an_exact_number_shows_first_under_any_kind_what_enter_opens(world: World, as_ada: Client, kind: str) -> None:
    order = placed(world.mina, world.de, number="777001")
    for typed in (order.number, f"Order {order.number}"):
        answer = as_ada.get(SEARCH, {"kind": kind, "q": typed})
        exact = answer.context["exact"]
        assert (exact.kind, exact.number) == ("order", order.number)
        assert answer.context["offers"] == []
        shown = answer.content.decode()
        assert f'data-opens="order {order.number}"' in shown and "Enter opens it" in shown
        opened = as_ada.post(SEARCH, {"kind": kind, "q": typed})
        assert "/order/" in opened["Location"]


def test_no_exact_number_shows_nothing_of_the_kind(world: World, as_ada: Client) -> None:
    for typed in ("harker", "9", "mina@example.com"):
        assert "Enter opens it" not in page(as_ada, typed), typed


def test_a_row_says_why_it_is_there_where_its_cells_do_not(world: World, as_ada: Client) -> None:
    customer_of(world.de, last_name="Sauer", phone="+49 40 6696900", mobile="+49 30 23125123")
    customer_of(world.de, last_name="Elsewhere", external_number="WEB-778")
    customer_of(world.de, last_name="Apart", external_number="778 40 12")
    AddressFactory.create(customer=world.bo, default_shipping=False, postal_code="22765", city="Hamburg")
    AddressFactory.create(customer=world.bo, default_shipping=True, postal_code="10115", city="Berlin")
    assert page(as_ada, "+49 30 23125123").count(">matched: second phone<") == 1  # not of Mina, whose phone shows
    for number in ("WEB-778", "778 40 12"):
        assert "matched: external number" in page(as_ada, number)
    assert "matched: postcode of another address" in page(as_ada, "22765")
    assert "matched" not in page(as_ada, "harker") + page(as_ada, "mina@example.com")


@pytest.mark.django_db
def test_of_nobody_found_no_reason_is_looked_for(django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(0):
        assert reasons_for(Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=(1,)), readings("030 23125123"), [], ()) == {}


def test_who_may_not_see_phones_is_not_told_how_one_begins(world: World, as_: Callable[[Agent], Client]) -> None:
    hidden = customer_of(world.de, last_name="Sauer", phone="+49 40 6696900", mobile="+49 30 23125123", external_number="4930231")
    shown = page(as_(world.rhea), "4930231")
    assert hidden.last_name in shown and "second phone" not in shown


def test_customers_of_one_name_are_told_apart_by_where_they_live(world: World, as_ada: Client) -> None:
    shown = page(as_ada, "harker")
    assert "Postcode" in shown and "10969" in shown and "Berlin" in shown


def test_a_short_word_is_told_what_to_do(world: World, as_ada: Client) -> None:
    mueller = fill(customer_of(world.de, last_name="Mueller"))
    mueller.save()
    mueller.refresh_from_db()
    assert [row.number for row in as_ada.get(SEARCH, {"kind": "customer", "q": "mue"}).context["rows"]] == [mueller.number]
    assert "Go on typing" in page(as_ada, "zz")


def test_states_sort_by_the_word_that_is_shown(world: World) -> None:
    for state in (Order.Status.SUBMITTED, Order.Status.NO_PENDING_ACTION, Order.Status.REMOVED, Order.Status.PROCESSING):
        placed(world.mina, world.de, status=state)
    actor = world.as_(world.ada)
    for language in ("en", "de"):
        with translation.override(language):
            for params in ({}, {"last_name": "Harker"}):
                found = find(actor, Extended(actor, "order", "harker", SEARCH, params), sort="status")
                assert found is not None
                words = [row.get_status_display() for row in found.rows]
                assert words == sorted(words, key=str.casefold) and len(set(words)) > 3, (language, params)
