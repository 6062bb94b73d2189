"""A channel's codes exist, its currency stays, and its names can be read: by the form and by the action alike."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.validators import validate_email
from django.db.models import CharField
from django.test import Client

from agents import actions
from agents.actions.settings import add_settings, save_settings
from agents.models import Agent, Channel, Role
from agents.permissions import SETTINGS
from catalog.models import Price, ShippingMethod
from contactcenter.errors import RuleError
from contactcenter.names import check_code, check_name
from contactcenter.standards import (
    check_country,
    check_currency,
    check_language,
    check_own_language,
    check_zone,
    countries,
    currencies,
    languages,
    zones,
)
from customers.models import Account
from orders.models import Order
from tests.acts import WISHES
from tests.world import World

WRONG = {
    "timezone": ["../../../etc/passwd", "Mars/Olympus", "", "Europe/berlin"],
    "language": ["xx-klingon", "tlh", "", "../de"],
    "country": ["XX", "UK", "de", "ZZ"],
    "currency": ["EURO", "eur", "€", "ABC"],
    "name": ["Shop\r\nBcc: x@example.com", "Shop\x00", "Shop\u202egnp.exe", "a\u2066b", "tab\there", "\u200b\u200b", "line\u2028break"],
}
CASES = [(field, value) for field, values in WRONG.items() for value in values]
FORM = {"code": "at", "name": "Shop AT", "country": "AT", "currency": "EUR", "language": "de", "timezone": "Europe/Vienna",
        "shipping_taxed": "highest", "remorse_minutes": 30, "return_days": 30, "withdrawal_days": 14, "active": "on"}  # fmt: skip


@pytest.mark.parametrize(("field", "value"), CASES)
def test_a_code_that_does_not_exist_is_refused_at_its_field_by_the_action(
    world: World, audit: Callable[[], list[str]], field: str, value: str
) -> None:
    grace = world.as_(world.grace)
    made = Channel(organization=world.organization, code="at", **{"name": "AT", "country": "AT", "currency": "EUR", field: value})
    setattr(world.de, field, value)
    for act in (lambda: add_settings(grace, made), lambda: save_settings(grace, world.de, fields=[field])):
        with pytest.raises(RuleError) as refused:
            act()
        assert refused.value.field == field
    assert audit() == [] and not Channel.objects.filter(code="at").exists()


@pytest.mark.parametrize(("field", "value"), [(field, values[0]) for field, values in WRONG.items()])
def test_the_form_says_it_and_keeps_what_was_typed(world: World, as_: Callable[[Agent], Client], field: str, value: str) -> None:
    page = as_(world.grace).post("/admin/agents/channel/add/", {**FORM, field: value})
    assert page.status_code == 200 and list(page.context["adminform"].form.errors) == [field]
    assert 'value="at"' in page.content.decode()


def test_what_exists_is_taken(world: World, as_: Callable[[Agent], Client]) -> None:
    assert as_(world.grace).post("/admin/agents/channel/add/", FORM).status_code == 302
    assert Channel.objects.get(code="at").language == "de"


def test_saving_keeps_what_files_have_set_and_the_lists_do_not_offer(world: World, as_: Callable[[Agent], Client]) -> None:
    stored = {"language": "fr", "timezone": "CET", "currency": "DEM"}
    made = Channel.objects.create(organization=world.organization, code="at", name="AT", country="AT", **stored)
    page = f"/admin/agents/channel/{made.pk}/change/"
    form = as_(world.grace).get(page).context["adminform"].form
    shown = {name: form[name].value() for name in stored if f'value="{form[name].value()}" selected' in str(form[name])}
    assert shown == stored
    assert as_(world.grace).post(page, {**FORM, **shown, "name": "Shop AT 2"}).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.language, made.timezone, made.currency) == ("Shop AT 2", "fr", "CET", "DEM")


def test_the_lists_hold_what_shops_use() -> None:
    assert {"DE", "GB", "US", "JP", "XK"} <= countries() and {"EUR", "JPY", "KWD"} <= currencies()
    assert {"en", "de", "de-AT", "pt-BR", "ja"} <= languages() and {"UTC", "Europe/Berlin", "America/New_York"} <= zones()


@pytest.mark.parametrize("used", ["price", "order", "cart", "way", "account"])
def test_the_currency_stays_once_anything_is_written_in_it(world: World, audit: Callable[[], list[str]], used: str) -> None:
    new = Channel.objects.create(organization=world.organization, code="x", name="X", country="DE", currency="EUR")
    if used == "price":
        Price.objects.create(variant=world.lamp, channel=new, amount=1)
    elif used == "way":
        ShippingMethod.objects.create(channel=new, code="p", name="P")
    elif used == "account":
        Account.objects.create(channel=new, name="Acme", order_limit=100)
    else:
        new = world.de
    if used == "order":
        assert Order.objects.filter(channel=new).exists()
    new.currency = "CHF"
    with pytest.raises(RuleError, match="in its currency already") as refused:
        save_settings(world.as_(world.grace), new, fields=["currency"])
    assert refused.value.field == "currency" and Channel.objects.get(pk=new.pk).currency == "EUR" and audit() == []


def test_the_currency_of_a_new_channel_can_still_be_changed(world: World) -> None:
    new = Channel.objects.create(organization=world.organization, code="x", name="X", country="DE", currency="EUR")
    new.currency = "CHF"
    save_settings(world.as_(world.grace), new, fields=["currency"])
    assert Channel.objects.get(code="x").currency == "CHF"


@pytest.mark.parametrize(
    ("field", "value"), [("timezone", "../../../etc/passwd"), ("language", "xx-klingon"), ("theme", "pink"), ("display_name", "a\r\nb")]
)
def test_an_agents_own_wishes_are_asked_too(world: World, audit: Callable[[], list[str]], field: str, value: str) -> None:
    ada = Agent.objects.get(pk=world.ada.pk)
    wishes: dict[str, Any] = {**WISHES, field: value}
    with pytest.raises(RuleError) as refused:
        actions.change_preferences(world.as_(ada), ada, **wishes)
    assert refused.value.field == field and audit() == []


@pytest.mark.parametrize("name", ["Night\r\nshift", "Night\u202eshift"])
def test_a_role_s_name_can_be_read(world: World, name: str) -> None:
    with pytest.raises(RuleError) as refused:
        actions.create_role(world.as_(world.grace), code="n", name=name, rights={})
    assert refused.value.field == "name" and not Role.objects.filter(code="n").exists()


@pytest.mark.parametrize("name", ["Müller & Söhne", "محمد", "می‌خواهم", "क्‍ष", "משה", "李小龍", "O’Brien", "D'Angelo, Jr.", "Ā\u0304", ""])
def test_names_of_all_scripts_are_taken(name: str) -> None:
    check_name(name)


SET_UP = [apps.get_model(label) for label in SETTINGS] + [Role]


def test_every_name_and_code_of_set_up_data_is_looked_at() -> None:
    """Whoever adds one says what it may hold: a check of its own, or a list to choose from."""
    checks = [check_name, check_code, check_country, check_currency, check_language, check_own_language, check_zone, validate_email]
    free = [
        f"{model._meta.label}.{field.name}"
        for model in SET_UP
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and field.editable and not field.choices and not any(one in checks for one in field.validators)
    ]
    assert free == []


@pytest.mark.parametrize("wrong", ["Par\r\ncel", "\u202elecraP", "\u200b", "Par\u2028cel"])
@pytest.mark.parametrize("field", ["name", "name_fr", "carrier"])
def test_what_reaches_a_customers_mail_can_be_read(world: World, audit: Callable[[], list[str]], field: str, wrong: str) -> None:
    method = ShippingMethod.objects.get(channel=world.de, code="parcel")
    if field == "name_fr":
        method.translations = {"fr": {"name": wrong}}
    setattr(method, field, wrong)
    with pytest.raises(RuleError) as refused:
        actions.save_settings(world.as_(world.grace), method, fields=[field, "translations"])
    assert refused.value.field == field and audit() == []


@pytest.mark.parametrize("name", ["reader", "READER", "Rea\u200bder", " Reader ", "\uff32eader"])
def test_a_role_s_name_is_another_to_the_eye_too(world: World, audit: Callable[[], list[str]], name: str) -> None:
    with pytest.raises(RuleError) as refused:
        actions.create_role(world.as_(world.grace), code="other", name=name, rights={})
    assert (refused.value.code, refused.value.field) == ("taken", "name") and audit() == []


@pytest.mark.parametrize("name", ["ꓣꓰꓮꓓꓰꓣ", "ʀᴇᴀᴅᴇʀ", "Reɑder"])
def test_letters_that_are_drawn_alike_are_one(world: World, name: str) -> None:
    with pytest.raises(RuleError) as refused:
        actions.create_role(world.as_(world.grace), code="other", name=name, rights={})
    assert (refused.value.code, refused.value.field) == ("taken", "name")


@pytest.mark.parametrize(
    "name", ["Ꮢeader", "ꓣeadiness", "Reаder two", "Night Дежурный", "Na\ue000me", "Na\u0378me", "\u0301", "\u0301 \u0302", "Dienst 한ひ"]
)
def test_a_name_that_deceives_is_nobodys(world: World, audit: Callable[[], list[str]], name: str) -> None:
    """Letters of several alphabets, characters that everybody sees otherwise, marks alone: of roles and of people."""
    grace, ada = world.as_(world.grace), Agent.objects.get(pk=world.ada.pk)
    account = {"email": "n@example.net", "roles": list(ada.roles.all()), "all_channels": True, "channels": []}
    acts: list[Callable[[], Any]] = [
        lambda: actions.create_role(grace, code="other", name=name, rights={}),
        lambda: actions.create_agent(grace, username="new", display_name=name, **account),
        lambda: actions.change_preferences(world.as_(ada), ada, **{**WISHES, "display_name": name}),
    ]
    for act in acts:
        with pytest.raises(RuleError) as refused:
            act()
        assert (refused.value.code, refused.value.field) in {("deceives", "name"), ("deceives", "display_name")}
    assert audit() == []


@pytest.mark.parametrize("username", ["аda", "ɑda", "ᴀᴅᴀ", "ꓮꓓꓮ"])
def test_a_user_name_looks_like_no_other(world: World, audit: Callable[[], list[str]], username: str) -> None:
    roles = list(Role.objects.filter(code="agent"))
    with pytest.raises(RuleError) as refused:
        actions.create_agent(
            world.as_(world.grace), username=username, email="n@example.net", display_name="", roles=roles, all_channels=True, channels=[]
        )
    assert refused.value.field == "username" and audit() == []


@pytest.mark.parametrize(
    "name", ["東京サポート", "ひらカナ漢字", "한국漢字", "Дежурный 2", "خدمة العملاء", "Kıdemli", "O’Brien ʼn", "क्‍ष", "Straße №5", "Team 🚀"]
)
def test_a_name_of_one_script_is_taken(world: World, name: str) -> None:
    assert actions.create_role(world.as_(world.grace), code="other", name=name, rights={}).name == name


def test_names_that_are_there_already_can_still_be_used(world: World) -> None:
    grace = world.as_(world.grace)
    for code, name in (("old", "Ꮢeader"), ("older", "ꓣꓰꓮꓓꓰꓣ")):
        role = Role.objects.create(code=code, name=name)
        actions.change_role(grace, role, code=code, name=name, rights=["use_console"])
        assert role.rights.count() == 1
    Agent.objects.filter(pk=world.ada.pk).update(display_name="Ꭺda")
    ada = Agent.objects.get(pk=world.ada.pk)
    assert actions.change_preferences(world.as_(ada), ada, **{**WISHES, "display_name": "Ꭺda"}).display_name == "Ꭺda"


@pytest.mark.parametrize(("code", "said"), [("-", "bare_code"), ("__", "bare_code"), ("Reader", "taken")])
def test_a_role_s_code_tells_it_apart(world: World, code: str, said: str) -> None:
    with pytest.raises(RuleError) as refused:
        actions.create_role(world.as_(world.grace), code=code, name="Other", rights={})
    assert (refused.value.code, refused.value.field) == (said, "code")
