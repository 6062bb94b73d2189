"""A session ends after 12 hours or 30 idle minutes, and no page view writes to the database to keep it alive."""

import time
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from agents import actions, idle
from agents.login_sessions import SessionStore
from agents.models import Agent, LoginSession, Role
from agents.permissions import Can
from tests.agents.test_log_in import is_in, log_in
from tests.agents.test_manage_agents import change
from tests.world import World


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    log_in(client, "ada")
    return client


def key(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def begun(client: Client, ago: timedelta) -> None:
    """Let the client's session have begun so long ago."""
    session = SessionStore(key(client))
    session.set_expiry(idle.end_of_session() - ago)
    session.save()


def last_seen(client: Client, ago: timedelta) -> None:
    client.cookies[idle.COOKIE] = idle.sign_of_life(key(client), time.time() - ago.total_seconds())


def test_thirty_idle_minutes_end_it(ada: Client) -> None:
    begun(ada, timedelta(hours=2))
    last_seen(ada, timedelta(minutes=29))
    assert is_in(ada)
    last_seen(ada, timedelta(minutes=31))
    assert not is_in(ada)


def test_twelve_hours_end_it_however_busy_it_was(ada: Client) -> None:
    begun(ada, timedelta(hours=11, minutes=59))
    last_seen(ada, timedelta(0))
    assert is_in(ada)
    begun(ada, timedelta(hours=12, seconds=1))
    assert not is_in(ada)


def test_each_page_is_a_sign_of_life(ada: Client) -> None:
    begun(ada, timedelta(hours=2))
    last_seen(ada, timedelta(minutes=29))
    assert is_in(ada)
    assert int(ada.cookies[idle.COOKIE].value.split(".")[0]) > time.time() - 60


def test_what_a_page_asks_by_itself_is_no_sign_of_life(ada: Client) -> None:
    begun(ada, timedelta(hours=2))
    last_seen(ada, timedelta(minutes=29))
    assert ada.get("/accounts/preferences/", headers={"X-Background": "1"}).status_code == 200
    assert int(ada.cookies[idle.COOKIE].value.split(".")[0]) < time.time() - 28 * 60


@pytest.mark.parametrize("cookie", ["", "x", "99999999999.forged", "²³.x", "1.2.3"])
def test_a_forged_or_missing_sign_counts_for_nothing(ada: Client, cookie: str) -> None:
    begun(ada, timedelta(hours=2))
    ada.cookies[idle.COOKIE] = cookie
    assert not is_in(ada)


def test_the_sign_of_another_session_counts_for_nothing(ada: Client, world: World) -> None:
    begun(ada, timedelta(hours=2))
    other = Client()
    log_in(other, "sam")
    ada.cookies[idle.COOKIE] = other.cookies[idle.COOKIE].value
    assert not is_in(ada)


def test_the_sign_is_out_of_the_reach_of_scripts(ada: Client) -> None:
    for name in (idle.COOKIE, settings.SESSION_COOKIE_NAME, "device"):
        assert ada.cookies[name]["httponly"]
        assert ada.cookies[name]["samesite"] == "Lax"


def test_looking_writes_nothing(ada: Client) -> None:
    before = list(LoginSession.objects.values_list())
    assert is_in(ada)
    begun_long_ago = LoginSession.objects.get().expire_date
    assert list(LoginSession.objects.values_list()) == before
    assert begun_long_ago - now() < timedelta(hours=12)


def test_an_ended_session_gets_a_new_key_at_the_next_log_in(ada: Client) -> None:
    begun(ada, timedelta(hours=2))
    last_seen(ada, timedelta(hours=1))
    old = key(ada)
    assert log_in(ada, "ada").status_code == 302
    assert key(ada) != old
    assert is_in(ada)
    assert not LoginSession.objects.filter(session_key=old).exists()


def test_a_page_is_led_to_the_log_in_and_back(ada: Client) -> None:
    begun(ada, timedelta(hours=13))
    assert ada.get("/console/recent/?page=2")["Location"] == "/accounts/login/?next=/console/recent/%3Fpage%3D2"


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fragment_is_told_that_a_log_in_is_needed(ada: Client, method: str, headers: dict[str, str]) -> None:
    begun(ada, timedelta(hours=13))
    response = getattr(ada, method)("/console/", headers=headers)
    assert (response.status_code, response["X-Login-Required"], response["HX-Reswap"]) == (401, "1", "none")
    assert len(response.content) < 100


def test_a_page_left_open_while_another_tab_logged_in_gets_todays_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ada)
    stale = client.post("/accounts/theme/", headers={"HX-Request": "true", "X-CSRFToken": "x" * 64})
    assert (stale.status_code, stale["X-Login-Required"]) == (401, "1")
    fresh = client.get("/accounts/login/", {"over": "1"}, headers={"HX-Request": "true"})
    again = client.post("/accounts/theme/", headers={"HX-Request": "true", "X-CSRFToken": fresh["X-CSRF-Token"]})
    assert (fresh.status_code, again.status_code) == (204, 204)


def test_a_session_tells_its_agent_by_one_query_and_only_to_its_owner(ada: Client, world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert is_in(ada)
    assert sum("agents_loginsession" in query["sql"] for query in asked.captured_queries) == 1
    assert sum("agents_agent_roles" in query["sql"] for query in asked.captured_queries) == 1
    LoginSession.objects.update(agent=world.sam)  # whatever stands in the column, what is signed in the session counts
    assert ada.get("/console/").context["actor"].name == str(world.ada)
    LoginSession.objects.update(agent=None)
    assert ada.get("/console/").context["actor"].name == str(world.ada)


def test_a_closed_account_and_a_new_password_end_a_session_at_once(ada: Client, world: World) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(is_active=False)
    assert not is_in(ada)
    Agent.objects.filter(pk=world.ada.pk).update(is_active=True)
    assert is_in(ada)
    agent = Agent.objects.get(pk=world.ada.pk)
    agent.set_password("another one, quite long")
    agent.save()
    assert not is_in(ada)


@pytest.mark.parametrize("race", [False, True])
def test_opening_a_closed_account_again_revives_no_session(ada: Client, world: World, race: bool) -> None:
    """race: a log-in that was just beginning wrote its session after the account was closed."""
    left = list(LoginSession.objects.filter(agent=world.ada)) if race else []
    for active in (False, True):
        change(world.as_(world.grace), world.ada, is_active=active)
    LoginSession.objects.bulk_create(left)
    assert not is_in(ada)
    assert log_in(ada, "ada").status_code == 302 and is_in(ada)


def test_a_password_set_by_staff_ends_the_sessions(ada: Client, world: World) -> None:
    actions.set_password(world.as_(world.grace), world.ada, password="another one, quite long")
    assert not is_in(ada) and not LoginSession.objects.filter(agent=world.ada).exists()


def test_another_role_keeps_the_session_and_acts_at_once(ada: Client, world: World) -> None:
    change(world.as_(world.grace), world.ada, roles=[Role.objects.get(code="reader")])
    assert ada.get("/console/").status_code == 200 and not ada.get("/console/").context["actor"].may(Can.EDIT_CART)


def test_sessions_of_before_the_update_go_on(ada: Client) -> None:
    update = import_module("agents.migrations.0008_login_session")
    with connection.cursor() as cursor:
        cursor.execute(update.CARRY_BACK)
        LoginSession.objects.all().delete()
        cursor.execute(update.CARRY_OVER)
        cursor.execute(update.CARRY_OVER)  # where there is none, nothing happens
    assert is_in(ada)
