"""The table of results: its columns, its order, its pages, and what shows while nothing is asked for."""

import pytest
from django.test import Client

from agents.models import Agent, RecentSearch
from agents.models.search import KEPT
from console.columns import COLUMNS
from customers.search import fill as fill_customer
from orders.search import fill as fill_order
from tests.factories import placed
from tests.world import World, limit

pytestmark = pytest.mark.django_db
SEARCH = "/console/search/"


def headings(client: Client, kind: str = "order") -> list[str]:
    return [str(one.column.label) for one in client.get(SEARCH, {"kind": kind, "q": "harker"}).context["headings"]]


def test_an_agent_chooses_columns_and_their_order(world: World, as_ada: Client) -> None:
    back = "/console/search/?kind=order&q=harker"
    answer = as_ada.post("/console/columns/order/", {"column": ["total", "number", "ships_to"], "density": "compact", "back": back})
    assert answer["Location"] == back
    assert headings(as_ada) == ["Total", "Order", "Ships to"]
    assert "compact" in as_ada.get(back).content.decode()
    assert headings(as_ada, "customer")[0] == "Last name"
    as_ada.post("/console/columns/order/", {"reset": "1"})
    assert headings(as_ada)[0] == "Order" and len(headings(as_ada)) == 7


def test_the_menu_of_columns_is_a_fragment_of_its_own(world: World, as_ada: Client) -> None:
    as_ada.post("/console/columns/order/", {"column": ["total", "number"]})
    menu = as_ada.get("/console/columns/order/", headers={"HX-Request": "true"})
    shown = [one.column.key for one in menu.context["choices"] if one.shown]
    assert shown == ["total", "number"] and len(menu.context["choices"]) == len(COLUMNS["order"])
    assert as_ada.get("/console/columns/order/")["Location"] == "/console/"
    assert "Move Total up" not in as_ada.get(SEARCH, {"kind": "order", "q": "harker"}).content.decode()


def test_where_there_is_room_a_place_is_shown_and_always_to_whoever_chose_it(world: World, as_ada: Client) -> None:
    """Postcode and city stand once in the menu, and what was typed stays marked in them."""
    asked = {"kind": "customer", "q": "harker 109"}
    assert '<td class="roomy cut" dir="auto"><mark>109</mark>69</td>' in as_ada.get(SEARCH, asked).content.decode()
    as_ada.post("/console/columns/customer/", {"column": ["last_name", "city", "postal_code"]})
    shown = as_ada.get(SEARCH, asked).content.decode()
    assert '<td class="cut" dir="auto"><mark>109</mark>69</td>' in shown and "roomy" not in shown
    menu = as_ada.get("/console/columns/customer/", headers={"HX-Request": "true"}).context["choices"]
    assert [one.column.key for one in menu if one.shown] == ["last_name", "city", "postal_code"]
    assert sorted(one.column.key for one in menu) == sorted(one.key for one in COLUMNS["customer"])


def test_every_column_can_be_shown_and_sorted_by_both_ways(world: World, as_ada: Client) -> None:
    placed(world.mina, world.mina.channel)
    for kind, columns in COLUMNS.items():
        for first in columns:
            as_ada.post(f"/console/columns/{kind}/", {"column": [first.key, *(one.key for one in columns if one is not first)]})
            for sort in (first.key, f"-{first.key}"):
                page = as_ada.get(SEARCH, {"kind": kind, "q": "harker", "sort": sort})
                assert page.status_code == 200 and len(page.context["rows"]) >= 1, (kind, sort)
                assert page.context["headings"][0].direction == ("desc" if sort[0] == "-" else "asc")


@pytest.mark.parametrize("wrong", [{"column": ["password", "pk"]}, {"column": []}, {"density": "huge"}, {"back": "https://evil.example/"}])
def test_what_is_no_column_is_left_out(world: World, as_ada: Client, wrong: dict[str, object]) -> None:
    answer = as_ada.post("/console/columns/order/", wrong)
    assert answer["Location"] == "/console/"
    assert (Agent.objects.get(pk=world.ada.pk).tables) == {"order": [], "density": "comfortable"}
    assert as_ada.post("/console/columns/parcel/").status_code == 404


def test_pages_are_links_and_hold_every_row_once(world: World, as_ada: Client) -> None:
    for _time in range(60):
        placed(world.mina, world.mina.channel)
    for sort in ("", "number", "-total"):
        seen: list[str] = []
        url = f"{SEARCH}?kind=order&q=harker&sort={sort}"
        while url:
            page = as_ada.get(url)
            seen += [row.number for row in page.context["rows"]]
            url = page.context["next_page"]
        assert len(seen) == len(set(seen)) >= 60


def test_an_empty_box_shows_what_was_opened_and_looked_for(world: World, as_ada: Client) -> None:
    assert "Whom do you have on the line?" in as_ada.get("/console/").content.decode()
    opened = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number, "q": "mina hark"})
    as_ada.get(opened["Location"])
    page = as_ada.get("/console/")
    assert [(one.kind, one.number, one.name) for one in page.context["opened"]] == [("customer", world.mina.number, "Mina Harker")]
    assert [one.words for one in page.context["searches"]] == ["mina hark"]
    assert "kind=customer&amp;q=mina%20hark" in page.content.decode()
    again = as_ada.post("/console/sessions/", {"record": f"customer {world.mina.number}"})
    assert again.status_code == 303


def test_recents_are_ones_own_and_only_what_one_may_see(world: World, as_ada: Client) -> None:
    opened = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number, "q": "mina"})
    as_ada.get(opened["Location"])
    limit(world.ada, world.uk)
    page = as_ada.get("/console/")
    assert page.context["opened"] == []
    sam = Client()
    sam.force_login(world.sam)
    assert (sam.get("/console/").context["opened"], sam.get("/console/").context["searches"]) == ([], [])


def test_only_the_newest_searches_are_kept(world: World, as_ada: Client) -> None:
    for place in range(KEPT + 3):
        as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number, "q": f"mina {place}"})
    as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number, "q": "  mina   5 "})
    words = list(RecentSearch.objects.values_list("words", flat=True))
    assert len(words) == KEPT and words[0] == "mina 5" and f"mina {KEPT + 2}" in words


def test_markup_stays_text_in_every_cell(world: World, as_ada: Client) -> None:
    evil = "<b>harker</b>"
    world.mina.last_name = world.mina.first_name = world.mina.company = evil
    world.mina.email, world.mina.phone = f"{evil}@x.example", evil
    fill_customer(world.mina).save()
    world.order.email = evil
    world.order.addresses.update(city=evil)
    fill_order(world.order, world.order.billing_address).save()
    world.de.name = evil
    world.de.save()
    for kind, columns in COLUMNS.items():
        for first in columns:
            as_ada.post(f"/console/columns/{kind}/", {"column": [first.key, *(one.key for one in columns if one is not first)]})
            pages = [as_ada.get(SEARCH, {"kind": kind, "q": q}).content.decode() for q in ("harker", "b harker")]
            page = "".join(pages)
            assert "<b>" not in page and "&lt;" in page, (kind, first.key)


@pytest.mark.parametrize(("kind", "other"), [("customer", "order"), ("order", "customer"), ("return", "customer")])
def test_where_nothing_is_found_another_kind_is_suggested(as_ada: Client, kind: str, other: str) -> None:
    assert f"or look for the {other} instead." in as_ada.get(SEARCH, {"kind": kind, "q": "zzqqxx"}).content.decode()
