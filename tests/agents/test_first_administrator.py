"""The first administrator of a new database, and passwords that somebody else has seen."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from agents import actions
from agents.models import Agent, AuditEntry
from contactcenter.errors import RuleError
from tests.agents.test_log_in import is_in, log_in
from tests.agents.test_password import NEW, change
from tests.world import PASSWORD, World


def start() -> str:
    """What a start on this database says."""
    said = StringIO()
    call_command("first_administrator", stdout=said)
    return said.getvalue()


def password_in(said: str) -> str:
    found = re.search(r"one-time password\s+(\S+)", said)
    assert found
    return found[1]


def test_a_new_database_gets_one_whose_password_is_said_once(db: None, client: Client, audit: Callable[[], list[str]]) -> None:
    password = password_in(start())
    made = Agent.objects.get()
    assert ([role.code for role in made.roles.all()], made.all_channels, made.check_password(password)) == (["administrator"], True, True)
    assert audit() == ["agent.created"]
    assert password not in str(AuditEntry.objects.get().data)
    assert start() == ""
    assert Agent.objects.count() == 1


def test_a_database_with_any_account_gets_none(world: World) -> None:
    Agent.objects.update(is_active=False)
    assert start() == ""


def test_nothing_opens_before_the_password_is_changed(db: None, client: Client) -> None:
    given = password_in(start())
    log_in(client, "admin", given)
    for path in ("/", "/admin/", "/admin/agents/agent/", "/console/", "/accounts/preferences/", "/carts/C-1/"):
        assert client.get(path)["Location"] == "/accounts/password/change/"
    part = client.get("/console/search/", headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (403, "/accounts/password/change/")
    assert "Choose a password of your own" in client.get("/accounts/password/change/").content.decode()
    assert change(client, given, given).context["form"].errors == {"password1": ["Choose another password than the one you were given."]}
    done = client.post("/accounts/password/change/", {"oldpassword": given, "password1": NEW, "password2": NEW, "first": "1"})
    assert done["Location"] == "/"
    assert client.get("/admin/").status_code == 200


def test_who_does_not_want_to_may_log_out(db: None, client: Client) -> None:
    log_in(client, "admin", password_in(start()))
    assert client.post("/accounts/logout/").status_code == 302
    assert not is_in(client)


def test_a_password_that_a_colleague_typed_is_changed_too(world: World, client: Client) -> None:
    actions.set_password(world.as_(world.grace), world.ada, password=NEW)
    log_in(client, "ada", NEW)
    assert client.get("/console/")["Location"] == "/accounts/password/change/"
    assert change(client, NEW, PASSWORD).status_code == 302
    assert client.get("/console/").status_code == 200


def test_ones_own_is_changed_with_the_old_one_alone(world: World, as_: Callable[[Agent], Client], audit: Callable[[], list[str]]) -> None:
    """Whoever finds the desk of somebody who manages accounts unattended does not take their account with it."""
    with pytest.raises(RuleError) as refused:
        actions.set_password(world.as_(world.grace), world.grace, password=NEW)
    assert (refused.value.code, refused.value.field) == ("own_account", "password")
    assert Agent.objects.get(pk=world.grace.pk).check_password(PASSWORD) and audit() == []
    assert change(as_(world.grace)).status_code == 302
    assert not Agent.objects.get(pk=world.grace.pk).must_change_password


@pytest.mark.parametrize("act", ["set", "change"])
def test_the_trail_says_whose_password(world: World, act: str) -> None:
    if act == "set":
        actions.set_password(world.as_(world.grace), world.ada, password=NEW)
    else:
        actions.change_password(world.as_(world.ada), world.ada, password=NEW)
    assert AuditEntry.objects.get().sentence == "Password of ada changed"
