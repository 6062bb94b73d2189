"""How each agent wants the console to be."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from agents.actions import change_preferences, turn_theme
from agents.models import Agent
from contactcenter.errors import NotAllowed
from tests.world import World

CHOICE = {"display_name": "Ada L.", "language": "de", "timezone": "Europe/London", "theme": "dark", "keys_enabled": "on"}
PAGE = "/accounts/preferences/"


def test_they_are_kept(world: World, as_ada: Client, audit: Callable[[], list[str]]) -> None:
    assert as_ada.post(PAGE, CHOICE)["Location"] == PAGE
    ada = Agent.objects.get(pk=world.ada.pk)
    assert (ada.display_name, ada.language, ada.timezone, ada.theme, ada.keys_enabled, ada.keys_shown) == (
        *("Ada L.", "de", "Europe/London", "dark"),
        *(True, False),
    )
    assert audit() == ["agent.preferences"]


def test_a_new_language_is_confirmed_in_that_language(world: World, as_ada: Client) -> None:
    assert "Ihre Einstellungen sind gesichert." in as_ada.post(PAGE, CHOICE, follow=True).text
    assert "Your preferences are saved." in as_ada.post(PAGE, CHOICE | {"language": "en"}, follow=True).text


@pytest.mark.parametrize("wrong", [{"timezone": "Mars/Olympus"}, {"theme": "pink"}, {"language": "tlh"}, {"display_name": "x" * 121}])
def test_refused_ones_come_back_and_change_nothing(world: World, as_ada: Client, audit: Callable[[], list[str]], wrong: Any) -> None:
    response = as_ada.post(PAGE, CHOICE | wrong)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert (audit(), Agent.objects.get(pk=world.ada.pk).theme) == ([], "auto")


def test_a_zone_that_is_not_offered_stays_all_the_same(world: World, as_ada: Client) -> None:
    """Set by a program, say; the list of the form holds places alone."""
    Agent.objects.filter(pk=world.ada.pk).update(timezone="CET")
    assert '<option value="CET" selected>' in as_ada.get(PAGE).content.decode()
    assert as_ada.post(PAGE, CHOICE | {"timezone": "CET"}).status_code == 302
    assert Agent.objects.get(pk=world.ada.pk).timezone == "CET"


def test_the_toggle_goes_round(world: World, as_ada: Client) -> None:
    assert [as_ada.post("/accounts/theme/")["X-Theme"] for _n in range(4)] == ["light", "dark", "auto", "light"]


def test_the_toggle_turns_on_a_post_only(world: World, as_ada: Client) -> None:
    assert as_ada.get("/accounts/theme/").status_code == 405


def test_nobody_changes_anothers(world: World) -> None:
    with pytest.raises(NotAllowed):
        turn_theme(world.as_(world.grace), world.ada)
    with pytest.raises(NotAllowed):
        change_preferences(
            world.as_(world.grace),
            world.ada,
            display_name="",
            language="",
            timezone="UTC",
            theme="dark",
            keys_enabled=True,
            keys_shown=True,
        )


@pytest.mark.parametrize(
    ("chosen", "accepted", "page"), [("de", "en", "de"), ("", "de-AT,en;q=0.5", "de"), ("", "fr", "en"), ("en", "de", "en"), ("", "", "en")]
)
def test_pages_speak_the_agents_language_else_the_browsers(world: World, as_ada: Client, chosen: str, accepted: str, page: str) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(language=chosen)
    response = as_ada.get(PAGE, headers={"accept-language": accepted})
    assert response["Content-Language"] == page
    assert f'<html lang="{page}"' in response.content.decode()


def test_one_agents_language_and_zone_do_not_leak_into_the_next_request(world: World, as_ada: Client, client: Client) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(language="de", timezone="Asia/Tokyo")
    as_ada.get(PAGE)
    assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "UTC")
    assert client.get("/accounts/login/")["Content-Language"] == "en"


def test_the_theme_is_on_the_page(world: World, as_ada: Client) -> None:
    as_ada.post(PAGE, CHOICE)
    assert 'data-theme="dark"' in as_ada.get(PAGE).content.decode()
