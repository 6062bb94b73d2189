"""What is closed to whom, and that a closed door looks like no door."""

import re

import pytest
from django.conf import settings
from django.test import Client

from agents.doors import right_for
from agents.models import Agent
from tests.acts import WISHES, a_session
from tests.world import World

INSIDE = ["/console/", "/console/search/?kind=order", "/console/recent/", "/carts/1/", "/anything/", "/events/", "/api/v1/"]


@pytest.mark.parametrize("path", INSIDE)
def test_nobody_is_led_to_the_log_in(db: None, client: Client, path: str) -> None:
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def page(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, re.sub(r"\w{64}", "", response.content.decode())


@pytest.mark.parametrize("path", INSIDE)
def test_without_the_console_right_it_is_a_page_that_does_not_exist(world: World, client: Client, path: str) -> None:
    client.force_login(world.grace)
    assert page(client, path) == page(client, "/no/such/page/")
    assert page(client, path)[0] == 404


def test_who_administers_without_the_console_is_told_so_and_led_to_the_administration(world: World, client: Client) -> None:
    client.force_login(world.grace)
    shown = page(client, "/console/")[1]
    assert "Your role does not include the console" in shown and 'href="/admin/"' in shown and 'href="/console/"' not in shown
    assert client.get("/admin/").status_code == 200


def test_who_is_in_a_call_stays_in_its_frame(world: World, client: Client) -> None:
    """Preferences, "not found" and a refusal, by their own address, by what the link says, or by where one comes from."""
    client.force_login(world.ada)
    session = a_session(world, world.ada)
    call = f"/console/sessions/{session.pk}/"
    said = (f"{call}order/0/", f"/accounts/preferences/?from={call}", f"/accounts/password/change/?from={call}")
    for path, came_from in (*((path, "") for path in said), ("/console/nowhere/", f"http://testserver{call}search/")):
        shown = client.get(path, headers={"Referer": came_from}).content.decode()
        assert 'class="session-bar"' in shown and f"/console/sessions/{session.pk}/" in shown, path
    saved = client.post(f"/accounts/preferences/?from={call}", {**WISHES, "language": "en"})
    assert saved.headers["Location"].endswith(f"?from={call}")
    others = a_session(world, world.sam)
    assert 'class="session-bar"' not in client.get(f"/accounts/preferences/?from=/console/sessions/{others.pk}/").content.decode()


@pytest.mark.parametrize("path", ["/accounts/preferences/", "/console/nowhere/", "/admin/"])
def test_where_one_comes_from_may_be_no_address(world: World, client: Client, path: str) -> None:
    client.force_login(world.ada)
    assert client.get(path, headers={"Referer": "http://["}).status_code == client.get(path).status_code < 500


@pytest.mark.parametrize("path", ["/admin/", "/admin/agents/agent/", "/admin/login/", "/admin/no/such/page/", "/admin/jsi18n/"])
def test_an_agent_never_enters_the_administration(world: World, client: Client, path: str) -> None:
    client.force_login(world.ada)
    assert page(client, path) == page(client, "/no/such/page/")


def test_the_administrations_log_in_is_ours(db: None, client: Client) -> None:
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"
    assert client.get("/admin/login/")["Location"].startswith("/accounts/login/")


def test_what_is_open_is_listed() -> None:
    assert right_for("/accounts/login/") is None
    assert right_for("/accountsx/") == "use_console"
    assert right_for("/") is not None


def test_pages_of_somebody_logged_in_are_kept_by_no_cache(world: World, client: Client) -> None:
    client.force_login(world.ada)
    assert "no-store" in client.get("/accounts/preferences/")["Cache-Control"]


def test_every_answer_carries_the_policy(world: World, client: Client) -> None:
    client.force_login(world.ada)
    for path in ("/accounts/preferences/", "/no/such/page/", "/admin/"):
        assert "script-src 'self'" in client.get(path)["Content-Security-Policy"]


def test_a_session_of_somebody_deleted_is_nobodys(world: World, client: Client) -> None:
    client.force_login(world.rhea)
    Agent.objects.filter(pk=world.rhea.pk).delete()
    assert client.get("/console/").status_code == 302


def test_a_made_up_session_is_nobodys(db: None, client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "'; DROP TABLE agents_agent; --"
    assert client.get("/console/").status_code == 302
