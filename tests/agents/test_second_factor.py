"""The second factor: set up, asked for, used once, limited, required by a role, taken away by staff."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now

from agents import actions, lockout
from agents.models import Agent, AuditEntry, LoginSession, LoginTries, Role
from contactcenter.errors import RuleError
from tests.acts import SECRET, code_of, with_second_factor
from tests.agents.test_log_in import is_in, log_in
from tests.agents.test_manage_agents import change, role
from tests.world import PASSWORD, World

CODE, OWN = "/accounts/login/second-factor/", "/accounts/second-factor/"


@pytest.fixture
def phone(world: World) -> str:
    """Ada's phone, which holds SECRET."""
    with_second_factor(world, world.ada)
    return SECRET


@pytest.fixture
def half_in(world: World, phone: str, client: Client) -> Client:
    """Ada has typed her password and not the code yet."""
    log_in(client, "ada")
    return client


def recovery(agent: Agent) -> list[str]:
    return list(Authenticator.objects.get(user=agent, type="recovery_codes").wrap().get_unused_codes())


def later() -> None:
    """As if half a minute had passed since the last code was used."""
    Authenticator.objects.update(last_used_at=now() - timedelta(minutes=1))
    cache.clear()


def wrong_for(secret: str) -> str:
    return f"{(int(code_of(secret)) + 1) % 1_000_000:06}"


def test_it_is_set_up_by_the_phones_code_and_the_password(world: World, as_ada: Client, audit: Callable[[], list[str]]) -> None:
    page = as_ada.get(OWN)
    secret = page.context["form"].secret
    assert page.context["letters"].replace(" ", "") == secret and 'src="data:image/svg+xml;base64,' in page.content.decode()
    done = as_ada.post(OWN, {"code": code_of(secret), "password": PASSWORD})
    assert done.status_code == 200 and len(done.context["codes"]) == 10
    assert recovery(world.ada) == done.context["codes"]
    assert audit() == ["agent.second_factor_on"]
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored and not [one for one in done.context["codes"] if one in stored]


@pytest.mark.parametrize(("field", "typed"), [("code", "wrong"), ("password", "wrong"), ("code", ""), ("password", "")])
def test_refused_set_up_says_it_at_the_field_and_changes_nothing(world: World, as_ada: Client, field: str, typed: str) -> None:
    secret = as_ada.get(OWN).context["form"].secret
    page = as_ada.post(OWN, {"code": code_of(secret), "password": PASSWORD, field: typed})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert page.context["form"].secret == secret
    assert not Authenticator.objects.exists()


def test_the_code_that_set_it_up_does_not_log_in_as_well(world: World, as_ada: Client) -> None:
    code = code_of(as_ada.get(OWN).context["form"].secret)
    as_ada.post(OWN, {"code": code, "password": PASSWORD})
    other = Client()
    log_in(other, "ada")
    assert other.post(CODE, {"code": code}).status_code == 422 and not is_in(other)


def test_the_log_in_asks_for_the_code(half_in: Client, phone: str, audit: Callable[[], list[str]]) -> None:
    assert half_in.get(CODE).status_code == 200
    assert half_in.post(CODE, {"code": code_of(phone)})["Location"] == "/"
    assert is_in(half_in) and audit() == ["agent.logged_in"]
    assert AuditEntry.objects.get().data == {"how": ["password", "totp"]}


def test_before_the_code_nothing_opens(half_in: Client, world: World) -> None:
    """No page, no fragment, no administration, no act; the password's half is no log-in."""
    paths = ["/", "/console/", "/console/search/?kind=customer&q=Harker", "/console/exports/", "/accounts/preferences/", OWN, "/accounts/log-ins/",
             "/accounts/password/change/", "/admin/", "/admin/agents/agent/", f"/carts/of/{world.mina.number}/"]  # fmt: skip
    for path in paths:
        assert half_in.get(path)["Location"].startswith("/accounts/login/"), path
        assert half_in.get(path, headers={"HX-Request": "true"}).status_code == 401
    assert half_in.post("/accounts/theme/")["Location"] == "/accounts/login/"
    assert half_in.get("/accounts/login/", {"over": "1"})["Location"] == f"{CODE}?over=1"
    assert not is_in(half_in)


def test_the_half_can_be_given_up_for_another_account(half_in: Client) -> None:
    assert half_in.get("/accounts/login/")["Location"] == CODE
    assert half_in.get("/accounts/login/?again=1").status_code == 200
    assert half_in.get(CODE)["Location"] == "/accounts/login/"


def test_the_administrations_door_is_the_same(world: World, client: Client) -> None:
    with_second_factor(world, world.grace)
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith("/accounts/login/")
    assert client.post("/admin/login/", {"username": "grace", "password": PASSWORD})["Location"].startswith("/accounts/login/")
    log_in(client, "grace", next="/admin/")
    assert client.get("/admin/").status_code == 302
    assert client.post(CODE, {"code": code_of(SECRET)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_session_gets_a_new_key_at_the_code(half_in: Client, phone: str) -> None:
    before = half_in.cookies[settings.SESSION_COOKIE_NAME].value
    half_in.post(CODE, {"code": code_of(phone)})
    assert half_in.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not LoginSession.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("typed", ["", "abc", "x" * 21, "123 456 789"])
def test_what_is_no_code_is_refused(half_in: Client, typed: str) -> None:
    assert half_in.post(CODE, {"code": typed}).status_code == 422
    assert half_in.post(CODE).status_code == 422 and not is_in(half_in)


def test_a_code_counts_once_even_if_the_cache_forgets(half_in: Client, phone: str) -> None:
    code = code_of(phone)
    half_in.post(CODE, {"code": code})
    cache.clear()
    thief = Client()
    log_in(thief, "ada")
    assert thief.post(CODE, {"code": code}).status_code == 422 and not is_in(thief)


def test_a_recovery_code_logs_in_once(half_in: Client, world: World, audit: Callable[[], list[str]]) -> None:
    code = recovery(world.ada)[0]
    half_in.post(CODE, {"code": code})
    assert is_in(half_in) and audit() == ["agent.recovery_code_used", "agent.logged_in"]
    assert AuditEntry.objects.get(verb="agent.recovery_code_used").data == {"left": 9}
    again = Client()
    log_in(again, "ada")
    assert again.post(CODE, {"code": code}).status_code == 422 and not is_in(again)


def test_codes_are_not_guessed(world: World, phone: str) -> None:
    """After five wrong ones even the right one is refused, in whatever browser the thief of the password sits."""
    for _n in range(lockout.LIMIT):
        thief = Client()
        log_in(thief, "ada")
        thief.post(CODE, {"code": wrong_for(phone)})
    for code in (code_of(phone), recovery(world.ada)[0]):
        thief = Client()
        log_in(thief, "ada")
        assert thief.post(CODE, {"code": code}).status_code == 422 and not is_in(thief)
    assert AuditEntry.objects.filter(verb="agent.login_failed", data__reason="wrong code").count() == lockout.LIMIT - 1
    assert AuditEntry.objects.filter(verb="agent.login_locked").count() == 1


def test_a_thief_of_the_password_does_not_lock_the_owners_browser(half_in: Client, phone: str) -> None:
    half_in.post(CODE, {"code": code_of(phone)})  # from now on this browser is known
    half_in.post("/accounts/logout/")
    for _n in range(lockout.LIMIT + 1):
        thief = Client()
        log_in(thief, "ada")
        thief.post(CODE, {"code": wrong_for(phone)})
    later()
    log_in(half_in, "ada")
    half_in.post(CODE, {"code": code_of(phone)})
    assert is_in(half_in)


def test_patient_guessing_ends_after_thirty_in_a_day(world: World, phone: str) -> None:
    LoginTries.objects.create(key=f"day:code:{world.ada.pk}", tries=lockout.CODES_IN_A_DAY, since=now() - timedelta(hours=9))
    lockout.forget_old()
    thief = Client()
    log_in(thief, "ada")
    assert thief.post(CODE, {"code": code_of(phone)}).status_code == 422 and not is_in(thief)


def test_the_half_of_a_log_in_ends_after_five_minutes(half_in: Client, phone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.account.internal.stagekit.time.time", lambda: now().timestamp() + 301)
    assert half_in.post(CODE, {"code": code_of(phone)})["Location"] == "/accounts/login/"
    assert not is_in(half_in)


def test_an_account_closed_between_password_and_code_stays_out(half_in: Client, world: World, phone: str) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(is_active=False)
    half_in.post(CODE, {"code": code_of(phone)})
    Agent.objects.filter(pk=world.ada.pk).update(is_active=True)
    assert not is_in(half_in)
    assert AuditEntry.objects.latest("pk").data["reason"] == "account closed"


def test_the_log_in_over_a_page_asks_for_the_code_in_the_same_place(world: World, phone: str) -> None:
    client = Client()
    first = log_in(client, "ada", over="1")
    assert first["Location"] == f"{CODE}?over=1"
    form = client.get(first["Location"])
    assert form.templates[0].name == "account/_code_over.html" and "X-Agent" not in first
    assert client.post(CODE, {"code": "wrong", "over": "1"}).templates[0].name == "account/_code_over.html"
    done = client.post(CODE, {"code": code_of(phone), "over": "1"})
    assert (done.status_code, done["X-Agent"]) == (204, "ada") and done["X-CSRF-Token"]
    assert Client().get(f"{CODE}?over=1")["Location"] == "/accounts/login/?over=1"


def sure(client: Client, path: str, password: str = PASSWORD) -> Any:
    return client.post(f"{OWN}{path}/", {"password": password})


def test_new_recovery_codes_end_the_old_ones(world: World, phone: str, as_ada: Client, audit: Callable[[], list[str]]) -> None:
    old = recovery(world.ada)
    new = sure(as_ada, "codes").context["codes"]
    assert recovery(world.ada) == new and not set(old) & set(new)
    assert audit() == ["agent.recovery_codes"]


def test_a_password_kept_by_old_rules_does_not_end_the_session_in_which_it_is_asked_for(
    world: World, phone: str, as_: Callable[[Agent], Client]
) -> None:
    """Checking it writes it anew, and a session proves itself by what is written."""
    world.ada.password = MD5PasswordHasher().encode(PASSWORD, "salt")
    world.ada.save()
    ada = as_(world.ada)
    assert sure(ada, "codes").status_code == 200 and is_in(ada)
    assert Agent.objects.get(pk=world.ada.pk).password != world.ada.password


def test_it_is_switched_off_with_the_password(world: World, phone: str, as_ada: Client, audit: Callable[[], list[str]]) -> None:
    assert sure(as_ada, "off", "wrong").status_code == sure(as_ada, "codes", "wrong").status_code == 422
    assert Authenticator.objects.filter(user=world.ada).count() == 2
    assert sure(as_ada, "off")["Location"] == OWN
    assert not Authenticator.objects.exists() and audit()[-1] == "agent.second_factor_off"
    assert log_in(Client(), "ada")["Location"] == "/"


def test_who_has_no_password_gives_the_phones_code_instead(world: World, phone: str, as_: Callable[[Agent], Client]) -> None:
    world.ada.set_unusable_password()
    world.ada.save()
    ada = as_(world.ada)
    assert list(ada.get(OWN).context["sure"].fields) == ["own_code"]
    assert ada.post(f"{OWN}off/").status_code == ada.post(f"{OWN}off/", {"own_code": wrong_for(phone)}).status_code == 422
    assert ada.post(f"{OWN}off/", {"own_code": code_of(phone)})["Location"] == OWN
    assert not Authenticator.objects.exists()


def require(world: World) -> None:
    actions.rule_role(world.as_(world.grace), Role.objects.get(code="agent"), second_factor=True, most_reads=300)


def test_a_role_leads_to_setting_it_up_before_anything_else(world: World, as_ada: Client) -> None:
    require(world)
    for path in ("/", "/console/", "/accounts/preferences/", f"/carts/of/{world.mina.number}/"):
        assert as_ada.get(path)["Location"] == OWN
        assert as_ada.get(path, headers={"HX-Request": "true"})["HX-Redirect"] == OWN
    assert as_ada.post("/accounts/theme/")["Location"] == OWN
    page = as_ada.get(OWN)
    assert "Your role requires" in page.content.decode()
    as_ada.post(OWN, {"code": code_of(page.context["form"].secret), "password": PASSWORD})
    assert as_ada.get("/console/").status_code == 200


def test_a_given_password_is_changed_before_the_second_factor_is_set_up(world: World, client: Client) -> None:
    """Both at once are asked for one after the other, and neither sends to where the other sends back from."""
    require(world)
    actions.set_password(world.as_(world.grace), world.ada, password="a much better one 7")
    log_in(client, "ada", "a much better one 7")
    own = "/accounts/password/change/"
    assert client.get("/console/")["Location"] == client.get(OWN)["Location"] == own
    shown = client.get(own)
    assert shown.status_code == 200 and 'class="session-bar"' not in shown.content.decode()
    changed = {"oldpassword": "a much better one 7", "password1": PASSWORD, "password2": PASSWORD, "first": "1"}
    assert client.post(own, changed).status_code == 302
    assert client.get("/")["Location"] == client.get(own)["Location"] == OWN
    assert client.get(OWN).status_code == 200


def test_no_recovery_code_is_used_up_without_a_row_of_the_trail(world: World, half_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **more: Any) -> None:
        raise OSError("the trail cannot be written")

    monkeypatch.setattr("agents.second_factor.record", fail)
    codes = recovery(world.ada)
    with pytest.raises(OSError, match="trail"):
        half_in.post(CODE, {"code": codes[0]})
    assert recovery(world.ada) == codes


def test_what_a_role_requires_is_not_switched_off(world: World, phone: str, as_ada: Client, audit: Callable[[], list[str]]) -> None:
    require(world)
    page = sure(as_ada, "off")
    assert page.status_code == 422 and "Your role requires a second factor" in page.content.decode()
    assert Authenticator.objects.filter(type="totp").exists() and audit() == ["role.changed"]


def test_the_administration_of_such_a_role_opens_no_sooner(world: World, as_: Callable[[Agent], Client]) -> None:
    actions.rule_role(world.as_(world.grace), Role.objects.get(code="supervisor"), second_factor=True, most_reads=300)
    sam = as_(world.sam)
    assert sam.get("/admin/")["Location"] == sam.get("/admin/orders/order/")["Location"] == OWN


def test_staff_take_it_away_and_the_log_ins_end(world: World, phone: str, as_ada: Client, as_: Callable[[Agent], Client]) -> None:
    form = {"username": "ada", "email": "ada@example.net", "display_name": "Ada", "is_active": "on", "roles": [world.ada.roles.get().pk]}
    form["all_channels"] = "yes"
    page = f"/admin/agents/agent/{world.ada.pk}/change/"
    assert as_(world.grace).post(page, {**form, "reset_second_factor": "on"}).status_code == 302
    assert not Authenticator.objects.exists() and not is_in(as_ada)
    entry = AuditEntry.objects.get(verb="agent.second_factor_reset")
    assert (entry.actor_id, entry.thing_id, entry.sentence) == (world.grace.pk, world.ada.pk, "Second factor of ada taken away")


def test_nobody_takes_it_from_the_mightier_or_from_themselves(world: World) -> None:
    for agent in (world.sam, world.grace):
        with_second_factor(world, agent)
    world.rhea.roles.set([role("clerk", "use_admin", "manage_agents")])
    for who, whose in ((world.rhea, world.sam), (world.grace, world.grace)):
        with pytest.raises(RuleError):
            actions.reset_second_factor(world.as_(who), whose)
    assert Authenticator.objects.count() == 4


def test_a_changed_password_keeps_it(world: World, phone: str, client: Client) -> None:
    actions.set_password(world.as_(world.grace), world.ada, password="a much better one 7")
    assert log_in(client, "ada", "a much better one 7")["Location"] == CODE
    change(world.as_(world.grace), world.ada, email="else@example.net")
    assert Authenticator.objects.filter(user=world.ada, type="totp").exists()


@pytest.mark.parametrize("page", ["mfa/authenticator", "socialaccount/socialaccount", "socialaccount/socialtoken", "account/emailaddress"])
def test_allauths_own_tables_are_on_no_page_of_the_administration(world: World, as_: Callable[[Agent], Client], page: str) -> None:
    with_second_factor(world, world.ada)
    assert as_(world.grace).get(f"/admin/{page}/").status_code in {403, 404}
