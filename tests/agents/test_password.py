"""Changing one's password, and forgetting it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from agents import actions
from agents.jobs import mail_password_link
from agents.models import Agent, LoginSession
from tests.agents.test_log_in import is_in, log_in
from tests.world import PASSWORD, World

NEW = "a much better one 7"
RESET = "/accounts/password/reset/"


def change(client: Client, old: str = PASSWORD, new: str = NEW) -> Any:
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_a_changed_password_ends_all_other_sessions(world: World, client: Client, audit: Callable[[], list[str]]) -> None:
    other = Client()
    log_in(client, "ada")
    log_in(other, "ada")
    old = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert change(client).status_code == 302
    assert is_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != old
    assert not is_in(other)
    assert not LoginSession.objects.filter(session_key=old).exists()
    assert audit()[-1] == "agent.password"
    assert log_in(Client(), "ada", NEW).status_code == 302


@pytest.mark.parametrize(("old", "new"), [("wrong", NEW), (PASSWORD, "short"), (PASSWORD, "password12"), (PASSWORD, "1234567890")])
def test_a_refused_password_changes_nothing(world: World, client: Client, audit: Callable[[], list[str]], old: str, new: str) -> None:
    log_in(client, "ada")
    before = audit()
    assert change(client, old, new).status_code == 422
    assert audit() == before
    assert Agent.objects.get(username="ada").check_password(PASSWORD)


@pytest.mark.parametrize("sso", ["", "Acme"])
def test_who_has_no_password_reads_how_to_log_in(world: World, as_: Callable[[Agent], Client], settings: Any, sso: str) -> None:
    settings.OIDC_ISSUER, settings.OIDC_NAME = ("https://id.example.net" if sso else ""), sso
    world.ada.set_unusable_password()
    world.ada.save()
    ada = as_(world.ada)
    page = ada.get("/accounts/password/change/")
    assert page.status_code == 200 and ("you log in with Acme" if sso else "can mail you a link") in page.content.decode()
    assert change(ada).status_code == 409 and not Agent.objects.get(pk=world.ada.pk).has_usable_password()
    assert "/accounts/password/change/" not in ada.get("/accounts/preferences/").content.decode()


def ask(email: str) -> Any:
    return Client().post(RESET, {"email": email})


def jobs() -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.filter(task_name="agents.mail_password_link").values_list("args", flat=True))


def test_forgetting_it_queues_a_mail_without_the_link_in_the_queue(world: World) -> None:
    assert ask("ADA@example.net")["Location"] == "/accounts/password/reset/done/"
    assert jobs() == [{"agent_id": world.ada.pk}]


def test_neither_answer_nor_work_tells_who_has_an_account(world: World) -> None:
    """As many statements and as many jobs for an address that nobody has: what is done for an account alone is done by the worker."""
    Agent.objects.filter(pk=world.rhea.pk).update(is_active=False)
    Agent.objects.filter(pk=world.sam.pk).update(is_demo=True)
    answers, statements = [], []
    for email in ("ada@example.net", "nobody@example.net", "rhea@example.net", "sam@example.net"):
        with CaptureQueriesContext(connection) as asked:
            answers.append(ask(email))
        asked_for = [query["sql"] for query in asked.captured_queries if "cache" not in query["sql"]]  # counts of tries, for all alike
        statements.append([re.sub(r"'[^']*'|[0-9]+", "?", sql) for sql in asked_for])
    assert len({tuple(one) for one in statements}) == 1
    assert {(one.status_code, one["Location"], one.content) for one in answers} == {(302, "/accounts/password/reset/done/", b"")}
    for job in jobs():
        mail_password_link(**job)
    assert [one.to for one in mail.outbox] == [["ada@example.net"]]


def link(agent: Agent) -> str:
    mail_password_link(agent_id=agent.pk)
    found = re.search(r"http://\S+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def test_the_mail_is_in_the_agents_language_and_names_this_installation(world: World, settings: Any) -> None:
    settings.PUBLIC_URL = "https://desk.example.com/"
    Agent.objects.filter(pk=world.ada.pk).update(language="de")
    mail_password_link(agent_id=world.ada.pk)
    assert mail.outbox[0].to == ["ada@example.net"]
    with translation.override("de"):
        assert mail.outbox[0].subject == translation.gettext("Choose your password for the contact centre")
    assert "https://desk.example.com/accounts/password/reset/key/" in mail.outbox[0].body


def test_a_closed_account_gets_no_mail(world: World, audit: Callable[[], list[str]]) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(is_active=False)
    mail_password_link(agent_id=world.ada.pk)
    assert mail.outbox == [] and audit() == []


def test_the_link_sets_a_password_once(world: World, client: Client, audit: Callable[[], list[str]]) -> None:
    url = link(world.ada)
    assert client.get(url).status_code == 200
    done = client.post(url, {"password1": NEW, "password2": NEW})
    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert audit() == ["mail.sent", "agent.password"]
    assert log_in(Client(), "ada", NEW).status_code == 302
    assert client.get(url).status_code == 404


def test_the_link_does_not_keep_the_password_that_one_was_given(world: World, client: Client) -> None:
    """Said in the form, at its field."""
    actions.set_password(world.as_(world.grace), world.ada, password=NEW)
    url = link(world.ada)
    page = client.post(url, {"password1": NEW, "password2": NEW})
    assert page.status_code == 422 and page.templates[0].name == "account/password_reset_from_key.html"
    assert page.context["form"].errors == {"password1": ["Choose another password than the one you were given."]}
    assert Agent.objects.get(pk=world.ada.pk).must_change_password
    assert client.post(url, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302


def test_reading_the_link_writes_nothing(world: World, client: Client) -> None:
    client.get(link(world.ada))
    assert not LoginSession.objects.exists()


@pytest.mark.parametrize("url", ["1-x", "zzzzzzzzzzzzz-x-y", "0-set-password", "a-b-c"])
def test_a_made_up_link_opens_nothing(world: World, client: Client, url: str) -> None:
    assert client.get(f"{RESET}key/{url}/").status_code == 404
    assert client.post(f"{RESET}key/{url}/", {"password1": NEW, "password2": NEW}).status_code == 404


def test_the_link_of_a_closed_account_opens_nothing(world: World, client: Client) -> None:
    url = link(world.ada)
    Agent.objects.filter(pk=world.ada.pk).update(is_active=False)
    assert client.get(url).status_code == 404


def test_the_link_makes_the_browser_known_and_so_ends_a_strangers_lock(world: World, client: Client) -> None:
    for n in range(5):
        log_in(Client(), "ada", f"guess {n}")
    client.post(link(world.ada), {"password1": NEW, "password2": NEW})
    log_in(client, "ada", NEW)
    assert is_in(client)


def test_asking_again_and_again_is_slowed_down_for_everybody_alike(world: World) -> None:
    for email in ("ada@example.net", "nobody@example.net"):
        assert [ask(email).status_code for _n in range(6)] == [302] * 5 + [429]
