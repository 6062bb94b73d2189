"""The search page with criteria: everything in the address, chips, clear all, what is wrong; and searches that are kept."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from agents.models import Agent, SavedSearch
from console.extended import KINDS, Extended
from tests.world import World

As = Callable[[Agent], Client]
URL = "/console/search/"


def page(client: Client, query: str, **headers: str) -> str:
    answer = client.get(f"{URL}?{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_criterion_has_its_field_which_holds_what_the_address_says(world: World, as_ada: Client, kind: str) -> None:
    for one in KINDS[kind].criteria:
        assert f'name="{one.name}"' in page(as_ada, f"kind={kind}&{one.name}=no%22such")
    shown = page(as_ada, f"kind={kind}&last_name=h%26m&last_name_how=contains&email=mina")
    assert 'value="h&amp;m"' in shown and '<option value="contains" selected>' in shown


def test_enter_leads_to_an_address_that_finds_the_same(world: World, as_ada: Client) -> None:
    typed = {"kind": "customer", "q": "", "last_name": "Harker", "last_name_how": "exact", "city": "berlin", "phone": "", "first_name_how": ""}
    answer = as_ada.post(URL, typed)
    query = urlsplit(answer.headers["Location"]).query
    assert parse_qs(query) == {"kind": ["customer"], "last_name": ["Harker"], "last_name_how": ["exact"], "city": ["berlin"]}
    assert "mina@example.com" not in page(as_ada, query), "her city was never filled in"
    assert "mina@example.com" in page(as_ada, "kind=customer&last_name=Harker&last_name_how=exact")


def test_a_number_opens_at_once_only_without_criteria(world: World, as_ada: Client) -> None:
    typed = {"kind": "order", "q": world.order.number}
    assert "/sessions/" in as_ada.post(URL, typed).headers["Location"]
    assert as_ada.post(URL, {**typed, "status": "SUBMITTED"}).headers["Location"].startswith(f"{URL}?kind=order&q=")


def test_each_active_criterion_is_a_chip_that_takes_itself_away(world: World) -> None:
    extended = Extended(world.as_(world.ada), "order", "mina", URL, {"status": "SUBMITTED", "sku": "L", "sku_how": "exact", "city": "unknown here"})
    assert extended.count == 2
    assert [(str(chip.label), str(chip.value)) for chip in extended.chips] == [("SKU (exact)", "L"), ("Status", "Submitted to Fulfillment")]
    assert [chip.url for chip in extended.chips] == [f"{URL}?kind=order&q=mina&status=SUBMITTED", f"{URL}?kind=order&q=mina&sku=L&sku_how=exact"]
    assert extended.clear_url == f"{URL}?kind=order&q=mina"


def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(world: World, as_ada: Client) -> None:
    shown = page(as_ada, "kind=customer&birthday=soon&last_name=Harker")
    assert 'value="soon"' in shown and 'value="Harker"' in shown and shown.count("Write a date such as 21/11/2026 or 2026-11-21.") == 2
    assert "Not searched yet" in shown and "mina@example.com" not in shown
    assert 'data-wrong="birthday"' in page(as_ada, "kind=customer&birthday=soon", **{"HX-Request": "true"})


def test_dates_are_said_in_the_agents_own_form(world: World, as_ada: Client) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(language="de")
    assert "21.11.2026" in page(as_ada, "kind=customer&birthday=bald")


def test_a_search_that_was_stopped_says_so(world: World, as_ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.finding.find_ids", lambda *args, **kwargs: type("Ids", (), {"ids": [world.mina.pk], "total": None, "stopped": True}))
    assert "The search was stopped after 2 seconds" in page(as_ada, "kind=customer&country=DE")


def test_the_panel_comes_when_it_opens(world: World, as_ada: Client) -> None:
    assert 'name="birthday"' not in as_ada.get("/console/").content.decode()
    part = page(as_ada, "kind=return&part=criteria", **{"HX-Request": "true"})
    assert 'name="rma"' in part and "<html" not in part


# -- kept ------------------------------------------------------------------------------------------------------------------------------------


def save(client: Client, name: str, **typed: str) -> int:
    answer = client.post("/console/searches/save/", {"name": name, "kind": "customer", "q": "", **typed}, headers={"HX-Request": "true"})
    return int(answer.status_code)


def test_a_search_is_kept_and_overwritten_by_the_same_name(world: World, as_ada: Client) -> None:
    assert save(as_ada, "Mine", last_name="Harker", phone="", junk="1") == 200
    assert save(as_ada, "Mine", city="Leeds") == 200
    kept = SavedSearch.objects.get()
    assert (kept.owner, kept.kind, kept.query, kept.shared) == (world.ada, "customer", "kind=customer&city=Leeds", False)
    assert 'href="/console/search/?kind=customer&amp;city=Leeds"' in as_ada.get("/console/").content.decode()
    assert as_ada.get(f"/console/searches/{kept.pk}/").headers["Location"] == "/console/search/?kind=customer&city=Leeds"


@pytest.mark.parametrize(("name", "typed"), [("", {"city": "Leeds"}), ("x" * 61, {"city": "Leeds"}), ("Nothing", {})])
def test_without_a_name_or_anything_asked_nothing_is_kept(world: World, as_ada: Client, name: str, typed: dict[str, str]) -> None:
    assert save(as_ada, name, **typed) == 422
    assert not SavedSearch.objects.exists()


def test_nobody_keeps_more_than_the_most(world: World, as_ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.actions.searches.MOST_SAVED", 1)
    assert [save(as_ada, name, city="Leeds") for name in ("One", "Two", "One")] == [200, 422, 200]


def test_renaming_to_a_name_that_is_taken_is_refused_at_the_field(world: World, as_ada: Client) -> None:
    save(as_ada, "One", city="Leeds")
    save(as_ada, "Two", city="York")
    two = SavedSearch.objects.get(name="Two")
    answer = as_ada.post(f"/console/searches/{two.pk}/rename/", {"name": "One"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "You have a search of that name already." in answer.content.decode()
    as_ada.post(f"/console/searches/{two.pk}/rename/", {"name": "Three"})
    assert set(SavedSearch.objects.values_list("name", flat=True)) == {"One", "Three"}


def test_only_what_is_shared_is_seen_by_others_and_changed_by_none_of_them(world: World, as_: As, as_ada: Client) -> None:
    sam = as_(world.sam)
    save(sam, "Private", city="Leeds")
    save(sam, "Public", city="York")
    private, public = SavedSearch.objects.order_by("name")
    sam.post(f"/console/searches/{public.pk}/share/")
    shown = as_ada.get("/console/").content.decode()
    assert "Public" in shown and "Private" not in shown
    for act in ("", "rename/", "delete/", "share/", "withdraw/"):
        answer = as_ada.get if not act else as_ada.post
        assert answer(f"/console/searches/{private.pk}/{act}", {"name": "x"}).status_code == 404
    assert as_ada.get(f"/console/searches/{public.pk}/").status_code == 302
    assert as_ada.post(f"/console/searches/{public.pk}/delete/").status_code == 403
    sam.post(f"/console/searches/{public.pk}/withdraw/")
    assert as_ada.get(f"/console/searches/{public.pk}/").status_code == 404
    sam.post(f"/console/searches/{public.pk}/delete/")
    assert list(SavedSearch.objects.all()) == [private]


def test_another_organisations_shared_searches_do_not_exist(world: World, as_ada: Client) -> None:
    from agents.models import Organization

    elsewhere = Organization.objects.create(name="Elsewhere")
    theirs = Agent.objects.create_user("eve", "eve@example.net", "x", organization=elsewhere, all_channels=True)
    kept = SavedSearch.objects.create(owner=theirs, organization=elsewhere, name="Theirs", kind="order", query="kind=order&sku=X", shared=True)
    assert as_ada.get(f"/console/searches/{kept.pk}/").status_code == 404


def test_a_shared_search_shows_each_only_what_they_may_see(world: World, as_: As) -> None:
    query = "kind=customer&email=m"
    assert "mina@example.com" in page(as_(world.ada), query)
    assert "mina@example.com" not in page(as_(world.otto), query)
