"""How the things on a page stand now, for a page that may have missed a notice."""

from typing import Any

import pytest
from django.test import Client

from agents import idle
from agents.audit import record
from agents.models import AuditEntry, Export
from agents.verbs import Verb
from carts.actions import add_address, add_item, resume_cart, save_for_later
from console.pages import PAGES
from orders.actions import place_order
from tests.acts import ADDRESS
from tests.world import World


def now(client: Client, *watched: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/events/", {"watch": watched}).json()["now"]
    return found


def test_a_cart_stands_as_its_customer_has_it(world: World, as_ada: Client) -> None:
    watched = f"carts-of:{world.mina.number}"
    (none,) = now(as_ada, watched)
    assert (none["noun"], none["number"], none["version"], none["customer"]) == ("cart", "", 0, world.mina.number)
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    (one,) = now(as_ada, watched, f"orders-of:{world.mina.number}")
    assert (one["number"], one["version"]) == (cart.number, cart.version)
    saved = save_for_later(world.as_(world.ada), cart, version=cart.version)
    (none,) = now(as_ada, watched)
    assert (none["number"], none["version"]) == ("", 0)
    resumed = resume_cart(world.as_(world.ada), saved, version=saved.version)
    (one,) = now(as_ada, watched)
    assert (one["number"], one["version"]) == (cart.number, resumed.version)


@pytest.mark.parametrize("kind", ["customer", "order", "return"])
def test_a_page_that_was_just_read_is_as_new_as_what_is_told(world: World, as_ada: Client, kind: str) -> None:
    """Also where the newest twenty acts for the customer change no record."""
    thing = {"customer": world.mina, "order": world.order, "return": world.rma}[kind]
    actor = world.as_(world.ada)

    def told_and_shown() -> tuple[int, int]:
        page, (one,) = PAGES[kind](actor, thing.number), now(as_ada, f"{kind}:{thing.number}")
        assert page is not None
        return one["version"], page["newest_act"]

    for acts in (0, 1, 25):
        for _act in range(acts):
            record(actor, Verb.CUSTOMER_ACTIVATED, thing, number=thing.number)
        told, shown = told_and_shown()
        assert told == shown and (acts == 0 or told == AuditEntry.objects.latest("pk").pk)
    cart = add_item(actor, world.mina, sku="LAMP-1", quantity=1)
    for _act in range(25):
        record(actor, Verb.QUANTITY_CHANGED, cart, sku="LAMP-1")
    told, shown = told_and_shown()
    assert told == shown


@pytest.mark.parametrize("use_for", ["shipping", "line"])
def test_an_address_that_the_cart_saved_is_newer_than_what_its_customers_page_shows(world: World, use_for: str) -> None:
    actor = world.as_(world.ada)
    cart = add_item(actor, world.mina, sku="LAMP-1", quantity=1)
    acts = []
    for save in (False, True):
        line = cart.lines.get().pk if use_for == "line" else None
        cart = add_address(actor, cart, version=cart.version, save=save, use_for=use_for, line=line, **{**ADDRESS, "street": f"Weg {save}"})
        page = PAGES["customer"](actor, world.mina.number)
        acts.append(page and page["newest_act"])
    assert acts == [0, AuditEntry.objects.latest("pk").pk]


def test_a_new_order_is_newer_than_what_its_customers_page_shows(world: World) -> None:
    actor = world.as_(world.ada)
    before = PAGES["customer"](actor, world.mina.number)
    cart = add_item(actor, world.mina, sku="LAMP-1", quantity=1)
    place_order(actor, cart, version=cart.version)
    after = PAGES["customer"](actor, world.mina.number)
    assert before and after and before["newest_act"] < after["newest_act"] and f"orders-of:{world.mina.number}" in after["live"]


def test_only_what_the_actor_may_see_is_told(world: World, as_: Any) -> None:
    export = Export.objects.create(agent=world.sam, kind="order", asked="q=x", format="csv", status="done")
    watched = [f"carts-of:{world.mina.number}", f"order:{world.order.number}", f"return:{world.rma.number}", f"customer:{world.mina.number}"]
    assert len(now(as_(world.sam), *watched, f"export:{export.pk}", "export:x")) == 5
    assert len(now(as_(world.ada), *watched, f"export:{export.pk}")) == 4
    assert now(as_(world.otto), *watched, f"export:{export.pk}") == []


def test_asking_is_no_sign_of_life(world: World, as_ada: Client) -> None:
    answer = as_ada.get("/events/", {"watch": "order:1"})
    assert answer.status_code == 200 and not answer.cookies and idle.COOKIE not in as_ada.cookies


def test_without_a_log_in_nobody_listens(world: World) -> None:
    assert Client().get("/events/", {"watch": "order:1"}, headers={"Sec-Fetch-Dest": "empty"}).status_code == 401


@pytest.mark.parametrize("query", ["", "watch=x", "watch=order%00"])
def test_what_no_page_asks_is_refused(world: World, as_ada: Client, query: str) -> None:
    assert as_ada.get(f"/events/?{query}").status_code == 400
