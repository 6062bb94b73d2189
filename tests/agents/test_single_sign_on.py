"""Single sign-on against a real provider over a real socket: who comes in, and every answer that must not let anybody in."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from agents.models import Agent, AuditEntry, LoginSession
from contactcenter.oidc import oidc_providers
from tests.acts import SECRET as PHONE
from tests.acts import code_of, with_second_factor
from tests.agents.test_log_in import is_in, log_in
from tests.oidc import CLIENT, SECRET, Oidc, new_key, provider
from tests.world import World

Changes = Callable[[Oidc], object]


@pytest.fixture
def oidc(settings: Any) -> Iterator[Oidc]:
    with provider() as one:
        settings.OIDC_ISSUER, settings.PUBLIC_URL = one.issuer, "http://testserver"
        settings.SOCIALACCOUNT_PROVIDERS = oidc_providers(one.issuer, name="Example ID", client_id=CLIENT, secret=SECRET)
        yield one


def go(client: Client, *, path: str = "/accounts/sso/") -> str:
    """To the provider, which sends the browser back: the address of ours that it then asks for."""
    away = client.get(path)
    assert away.status_code == 302
    return requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]


def sign_on(client: Client, **more: Any) -> Any:
    back = urlsplit(go(client, **more))
    return client.get(f"{back.path}?{back.query}")


def why() -> str:
    return str(AuditEntry.objects.filter(verb="agent.login_failed").latest("pk").data["reason"])


def nobody_came_in(client: Client, answer: Any) -> bool:
    return answer.status_code == 403 and not is_in(client) and not AuditEntry.objects.filter(verb="agent.logged_in").exists()


@pytest.mark.parametrize("email", ["ada@example.net", "Ada@Example.NET"])
def test_the_owner_of_a_verified_email_comes_in(world: World, oidc: Oidc, client: Client, email: str) -> None:
    oidc.person["email"] = email
    assert sign_on(client)["Location"] == "/"
    assert is_in(client)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor_id, entry.data) == ("agent.logged_in", world.ada.pk, {"how": ["socialaccount"]})
    assert not SocialAccount.objects.exists()


def test_it_leads_back_to_the_page_asked_for_and_nowhere_else(world: World, oidc: Oidc) -> None:
    assert sign_on(Client(), path="/accounts/sso/?next=/console/recent/")["Location"] == "/console/recent/"
    assert sign_on(Client(), path="/accounts/sso/?next=//evil.example/")["Location"] == "/"


def test_the_log_in_page_offers_it(world: World, oidc: Oidc, client: Client, settings: Any) -> None:
    settings.OIDC_NAME = "Example ID"
    assert "Log in with Example ID" in client.get("/accounts/login/").content.decode()


def test_it_asks_for_the_code_with_state_nonce_and_proof(world: World, oidc: Oidc, client: Client) -> None:
    asked = parse_qs(urlsplit(client.get("/accounts/sso/?scope=all&auth_params=prompt%3Dnone")["Location"]).query)
    assert set(asked) == {"client_id", "redirect_uri", "scope", "response_type", "state", "nonce", "code_challenge", "code_challenge_method"}
    assert asked["redirect_uri"] == ["http://testserver/accounts/sso/back/"] and asked["code_challenge_method"] == ["S256"]


REFUSED: dict[str, tuple[Changes, str]] = {
    "unverified e-mail": (lambda one: one.person.update(email_verified=False), "not verified"),
    "e-mail verified in words": (lambda one: one.person.update(email_verified="yes"), "not verified"),
    "nobody's e-mail": (lambda one: one.person.update(email="stranger@example.net"), "no agent"),
    "no e-mail": (lambda one: one.person.pop("email"), "missing"),
    "a list for an e-mail": (lambda one: one.person.update(email=["ada@example.net"]), "missing"),
    "userinfo of somebody else": (lambda one: one.userinfo.update(sub="p-2"), "somebody else"),
    "another audience": (lambda one: one.token.update(aud="another shop"), "not good"),
    "audiences without us as the party": (lambda one: one.token.update(aud=[CLIENT, "another"]), "another log-in"),
    "another issuer": (lambda one: one.token.update(iss="http://127.0.0.1:1"), "not good"),
    "another nonce": (lambda one: one.token.update(nonce="of another log-in"), "another log-in"),
    "no nonce": (lambda one: one.token.update(nonce=None), "another log-in"),
    "run out": (lambda one: one.token.update(exp=1_700_000_000), "not good"),
    "not signed yet": (lambda one: one.token.update(iat=4_000_000_000), "not good"),
    "another key": (lambda one: setattr(one, "signs_with", (new_key(), "RS256")), "not good"),
    "no signature": (lambda one: setattr(one, "signs_with", (None, "none")), "not good"),
    "the public key as a shared secret": (lambda one: setattr(one, "signs_with", ("x" * 64, "HS256")), "not good"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_in_order_lets_nobody_in(world: World, oidc: Oidc, client: Client, what: str) -> None:
    change, reason = REFUSED[what]
    change(oidc)
    assert nobody_came_in(client, sign_on(client))
    assert reason in why()


def test_no_account_is_made_on_the_fly(world: World, oidc: Oidc, client: Client) -> None:
    before = Agent.objects.count()
    oidc.person.update(sub="new", email="stranger@example.net")
    sign_on(client)
    assert Agent.objects.count() == before


@pytest.mark.parametrize(("change", "reason"), [({"is_active": False}, "account closed"), ({"is_demo": True}, "demo account elsewhere")])
def test_an_account_that_may_not_log_in_does_not(world: World, oidc: Oidc, client: Client, change: dict[str, bool], reason: str) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(**change)
    assert nobody_came_in(client, sign_on(client))
    assert why() == f"single sign-on: {reason}"


def test_an_answer_without_its_state_lets_nobody_in(world: World, oidc: Oidc, client: Client) -> None:
    back = go(client)
    for forged in (back.replace("state=", "state=x"), back.partition("&state=")[0], "/accounts/sso/back/?code=x", "/accounts/sso/back/"):
        assert nobody_came_in(client, client.get(forged.removeprefix("http://testserver")))


def test_an_answer_counts_in_the_browser_that_began_and_once(world: World, oidc: Oidc, client: Client) -> None:
    """Else somebody could log another person in as themselves, or use an answer that they have seen."""
    back = go(client).removeprefix("http://testserver")
    other = Client()
    other.get("/accounts/sso/")
    assert nobody_came_in(other, other.get(back))
    assert client.get(back).status_code == 302
    again = Client()
    assert again.get(back).status_code == 403 and not is_in(again)


def test_a_code_of_somebody_else_is_refused_by_the_proof(world: World, oidc: Oidc, client: Client) -> None:
    stolen = parse_qs(urlsplit(go(Client())).query)["code"][0]
    own = parse_qs(urlsplit(go(client)).query)["state"][0]
    assert nobody_came_in(client, client.get("/accounts/sso/back/", {"code": stolen, "state": own}))


def test_the_session_gets_a_new_key(world: World, oidc: Oidc, client: Client, settings: Any) -> None:
    back = go(client).removeprefix("http://testserver")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get(back)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not LoginSession.objects.filter(session_key=before).exists()


def test_the_user_name_can_be_what_counts(world: World, oidc: Oidc, client: Client, settings: Any) -> None:
    settings.OIDC_USERNAME_CLAIM = "preferred_username"
    oidc.person.update(preferred_username="SAM", email_verified=False)
    sign_on(client)
    assert client.get("/console/").context["actor"].agent_id == world.sam.pk


def test_the_second_factor_is_asked_for_here_too(world: World, oidc: Oidc, client: Client) -> None:
    with_second_factor(world, world.ada)
    assert sign_on(client)["Location"] == "/accounts/login/second-factor/"
    assert not is_in(client)
    client.post("/accounts/login/second-factor/", {"code": code_of(PHONE)})
    assert is_in(client)


def test_a_provider_that_does_not_answer_is_said(world: World, oidc: Oidc, client: Client, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = oidc_providers("http://127.0.0.1:1", name="x", client_id=CLIENT, secret=SECRET)
    assert client.get("/accounts/sso/").status_code == 503


def test_without_passwords_only_the_first_administrator_uses_one(world: World, oidc: Oidc, settings: Any) -> None:
    settings.PASSWORD_LOGIN = False
    for name, enters in (("ada", False), ("sam", False), ("grace", True)):
        one = Client()
        log_in(one, name)
        assert is_in(one) is enters
    assert why() == "log-in by password is switched off"
    assert sign_on(Client())["Location"] == "/"


def test_settings_by_which_nobody_could_log_in_are_refused(settings: Any) -> None:
    settings.PASSWORD_LOGIN = False
    with pytest.raises(SystemCheckError, match="Nobody can log in"):
        call_command("check")
    settings.SOCIALACCOUNT_PROVIDERS = oidc_providers("http://127.0.0.1:1", name="x", client_id="", secret="")
    with pytest.raises(SystemCheckError, match="OIDC_CLIENT_ID"):
        call_command("check")
