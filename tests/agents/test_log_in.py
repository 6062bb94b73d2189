"""Logging in and out: who may, in which words the others are refused, and where it leads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from agents.models import Agent, Role
from tests.world import PASSWORD, World

LOGIN = "/accounts/login/"


def log_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/accounts/preferences/").status_code == 200


@pytest.mark.parametrize("typed", ["ada", "ADA", " ada ", "ada@example.net", "Ada@Example.NET"])
def test_user_name_or_email_in_any_case_logs_in(world: World, client: Client, typed: str) -> None:
    response = log_in(client, typed)
    assert response.status_code == 302
    assert is_in(client)


def test_log_in_leads_to_the_console(world: World, client: Client) -> None:
    assert log_in(client, "ada")["Location"] == "/"
    assert client.get("/")["Location"] == "/console/"


def test_who_may_only_administrate_is_led_there(world: World, client: Client) -> None:
    assert log_in(client, "grace", next="/console/")["Location"] == "/admin/"
    assert client.get("/")["Location"] == "/admin/"


def refusals(world: World) -> dict[str, tuple[str, str]]:
    Agent.objects.filter(pk=world.otto.pk).update(is_active=False)
    world.rhea.roles.clear()
    Agent.objects.filter(pk=world.sam.pk).update(is_demo=True)
    return {
        "wrong password": ("ada", "wrong"),
        "unknown user": ("nobody", PASSWORD),
        "inactive": ("otto", PASSWORD),
        "without any right, and wrong": ("rhea", "wrong"),
        "demo account where no demo runs": ("sam", PASSWORD),
    }


def test_whoever_has_no_role_yet_hears_the_truth_after_the_right_password(world: World, client: Client) -> None:
    world.rhea.roles.clear()
    for _again in range(7):  # a right password locks nothing
        page = log_in(client, "rhea")
        assert page.context["form"].non_field_errors() == ["Your account has no role yet. Ask whoever manages the accounts here to give you one."]
    assert not is_in(client)
    Agent.objects.filter(pk=world.rhea.pk).update(is_active=False)
    assert "role" not in str(log_in(client, "rhea").context["form"].errors)


def test_every_refusal_has_the_same_words(world: World) -> None:
    bodies = set()
    for login, password in refusals(world).values():
        client = Client()
        response = log_in(client, login, password)
        assert response.status_code == 422
        assert not is_in(client)
        [error] = response.context["form"].non_field_errors()
        bodies.add(error)
    assert len(bodies) == 1
    assert "not right" in bodies.pop()


@pytest.mark.parametrize(
    ("host", "peer", "enters"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("demo.example.com", "127.0.0.1", False),
        ("127.0.0.1:8000", "192.0.2.7", False),
    ],
)
def test_demo_accounts_work_on_the_demo_machine_alone(world: World, host: str, peer: str, enters: bool, settings: Any) -> None:
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["*"]
    Agent.objects.filter(pk=world.ada.pk).update(is_demo=True)
    client = Client(headers={"host": host}, REMOTE_ADDR=peer)
    assert (log_in(client, "ada").status_code == 302) is enters


def test_a_demo_session_ends_with_the_demo(world: World, settings: Any) -> None:
    settings.DEMO = True
    Agent.objects.filter(pk=world.ada.pk).update(is_demo=True)
    client = Client(headers={"host": "localhost"})
    log_in(client, "ada")
    assert is_in(client)
    settings.DEMO = False
    assert not is_in(client)


def test_log_in_makes_a_new_session_key(world: World, client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosenbysomebodyelse0000000000000"
    log_in(client, "ada")
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert first != "chosenbysomebodyelse0000000000000"
    client.post("/accounts/logout/")
    log_in(client, "ada")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in {"", first}


def test_log_out_ends_the_session_for_good(world: World, client: Client, audit: Callable[[], list[str]]) -> None:
    log_in(client, "ada")
    old = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert not is_in(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = old
    assert not is_in(client)
    assert audit() == ["agent.logged_in", "agent.logged_out"]


def test_a_get_does_not_log_out(world: World, client: Client) -> None:
    log_in(client, "ada")
    client.get("/accounts/logout/")
    assert is_in(client)


def test_a_disabled_account_is_out_at_once(world: World, client: Client) -> None:
    log_in(client, "ada")
    Agent.objects.filter(pk=world.ada.pk).update(is_active=False)
    assert not is_in(client)


def test_a_changed_role_acts_at_once(world: World, client: Client) -> None:
    log_in(client, "ada")
    assert client.get("/admin/").status_code == 404
    world.ada.roles.add(Role.objects.get(code="supervisor"))
    assert client.get("/admin/").status_code == 200


def test_who_asks_costs_one_query(world: World, client: Client) -> None:
    log_in(client, "ada")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 1  # the session with its agent, rights and channels


def test_nobody_costs_no_query(db: None, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(LOGIN)
    assert len(queries) == 0


ELSEWHERE = """
//evil.example ///evil.example ////evil.example \\\\evil.example /\\evil.example \\/evil.example /\\/evil.example https://evil.example
http:evil.example https:evil.example http:/evil.example http:///evil.example //evil.example%2f.. //evil.example/%2e%2e //google%E3%80%82com
//evil.example@127.0.0.1 http://127.0.0.1@evil.example http://testserver@evil.example http://testserver.evil.example
http://testserver/console/ javascript:alert(1) JaVaScRiPt:alert(1) java%0d%0ascript:alert(1) data:text/html,x vbscript:x ftp://evil.example
/%09/evil.example@ //%09evil.example evil.example www.evil.example ./evil.example ?next=//evil.example #evil @evil.example :evil .evil.example
http://[::1 http://127.0.0.1:9999/ //127.0.0.1/ ////127.0.0.1 //\\evil.example /\t/evil.example \x01//evil.example \x08javascript:alert(1)
""".split(" ")


@pytest.mark.parametrize("target", [one for part in ELSEWHERE for one in part.strip("\n").split("\n") if one])
def test_log_in_leads_nowhere_else(world: World, target: str) -> None:
    client = Client()
    location = log_in(client, "ada", next=target)["Location"]
    followed = Client().get(LOGIN, {"next": target})
    assert location == "/" or (location.startswith("/") and location[1:2] not in {"/", "\\"}), location
    assert followed.status_code == 200


def test_log_in_leads_back_to_the_page_asked_for(world: World, client: Client) -> None:
    asked = client.get("/console/search/?kind=order&q=10432")
    assert asked["Location"] == "/accounts/login/?next=/console/search/%3Fkind%3Dorder%26q%3D10432"
    assert log_in(client, "ada", next="/console/search/?kind=order&q=10432")["Location"] == "/console/search/?kind=order&q=10432"


def test_the_log_in_over_a_page_gives_the_new_token_and_who_it_is(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN, {"over": "1"})
    assert page.templates[0].name == "account/_login_over.html"
    token = page.context["csrf_token"]
    refused = log_in(client, "ada", "wrong", over="1", csrfmiddlewaretoken=str(token))
    assert (refused.status_code, refused.templates[0].name) == (422, "account/_login_over.html")
    done = log_in(client, "ada", over="1", csrfmiddlewaretoken=str(token))
    assert (done.status_code, done["X-Agent"]) == (204, "ada")
    assert client.post("/accounts/theme/", headers={"X-CSRFToken": str(token)}).status_code == 403
    assert client.post("/accounts/theme/", headers={"X-CSRFToken": done["X-CSRF-Token"]}).status_code == 204


def test_the_log_in_over_a_page_knows_that_another_tab_did_it_already(world: World, client: Client) -> None:
    log_in(client, "ada")
    response = client.get(LOGIN, {"over": "1"})
    assert (response.status_code, response["X-Agent"]) == (204, "ada")


POSTS = ["login", "logout", "password/change", "password/reset", "password/reset/key/1-set", "preferences", "theme"]


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_posted_without_a_token(world: World, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ada)
    assert client.post(f"/accounts/{path}/", {"login": "ada", "password": PASSWORD}).status_code == 403


CLOSED = ["signup", "email", "confirm-email", "confirm-email/x", "reauthenticate", "password/set", "login/code", "login/code/confirm", "inactive"]


@pytest.mark.parametrize("path", CLOSED)
def test_the_rest_of_allauth_does_not_exist(world: World, client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}/").status_code == 404
    assert client.post(f"/accounts/{path}/").status_code == 404


def test_nobody_can_sign_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
