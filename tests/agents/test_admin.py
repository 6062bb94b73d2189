"""The administration: each page opens by its right alone, and every write goes through an action."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from agents.actions import open_session
from agents.actors import Actor
from agents.approvals import Kind
from agents.areas import explanations, grouped
from agents.models import Agent, Approval, AuditEntry, Channel, ReadEntry, Role
from agents.permissions import Can
from agents.trail_admin import AuditAdmin
from catalog.models import ShippingMethod, TaxRate
from customers.desk import customer_on_desk
from customers.models import Segment
from orders.desk import order_on_desk
from orders.models import Order
from promotions.models import Coupon, Promotion
from tests.factories import promotion_of
from tests.world import World, limit

OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_config.name.split(".")[0] in {"agents", "customers", "catalog", "promotions", "orders", "returns"}
]  # noqa: E501
SUPERVISED = {"Approval", "AuditEntry", "ReadEntry", "Customer", "Order", "Return"}


def url(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def as_grace(world: World, as_: Callable[[Agent], Client]) -> Client:
    return as_(world.grace)


@pytest.fixture
def as_sam(world: World, as_: Callable[[Agent], Client]) -> Client:
    return as_(world.sam)


def test_an_administrator_sees_every_list(world: World, as_grace: Client) -> None:
    Segment.objects.create(organization=world.organization, code="vip", name="VIP")
    offer = promotion_of(world.de, "ten")
    Coupon.objects.create(promotion=offer, code="TEN-1")
    for model in OURS:
        page = as_grace.get(url(model, "changelist"))
        assert page.status_code == 200, model
        for row in page.context["cl"].result_list[:3]:
            assert as_grace.get(url(model, "change", row.pk)).status_code == 200, row


def test_a_supervisor_sees_what_their_rights_open(world: World, as_sam: Client) -> None:
    for model in OURS:
        opened = model.__name__ in SUPERVISED
        assert as_sam.get(url(model, "changelist")).status_code == (200 if opened else 403), model
        assert as_sam.get(url(model, "add")).status_code == 403, model


def test_the_index_shows_a_supervisor_nothing_else(world: World, as_sam: Client) -> None:
    apps = as_sam.get("/admin/").context["app_list"]
    assert {one["object_name"] for app in apps for one in app["models"]} == SUPERVISED


def test_orders_and_returns_are_for_looking(world: World, as_sam: Client) -> None:
    for thing in (world.order, world.rma):
        page = url(type(thing), "change", thing.pk)
        assert as_sam.get(page).status_code == 200
        assert as_sam.post(page, {"status": "REMOVED"}).status_code == 403
        assert as_sam.post(url(type(thing), "delete", thing.pk), {"post": "yes"}).status_code == 403


def test_another_channels_records_do_not_exist(world: World, as_: Callable[[Agent], Client]) -> None:
    limit(world.sam, world.de)
    client = as_(world.sam)
    for thing in (world.uma_order, world.uma_rma):
        assert client.get(url(type(thing), "change", thing.pk))["Location"] == "/admin/"
        assert thing.number not in client.get(url(type(thing), "changelist")).content.decode()


def test_the_audit_trail_is_filtered_and_never_written(world: World, as_grace: Client, as_sam: Client) -> None:
    as_grace.post("/accounts/theme/")
    entry = AuditEntry.objects.get()
    page = as_sam.get(url(AuditEntry, "changelist"), {"verb": "agent.preferences", "actor": str(world.grace.pk)})
    assert [one.pk for one in page.context["cl"].result_list] == [entry.pk]
    assert not as_sam.get(url(AuditEntry, "changelist"), {"actor": str(world.ada.pk)}).context["cl"].result_list
    assert as_sam.get(url(AuditEntry, "change", entry.pk)).status_code == 200
    assert as_sam.post(url(AuditEntry, "change", entry.pk), {"verb": "x"}).status_code == 403
    assert as_grace.post(url(AuditEntry, "delete", entry.pk), {"post": "yes"}).status_code == 403


def test_of_other_channels_nothing_was_done_or_read(world: World, as_: Callable[[Agent], Client]) -> None:
    limit(world.sam, world.de)
    for record in (customer_on_desk(world.uma), order_on_desk(world.uma_order)):
        session = open_session(world.as_(world.otto), record)
    as_(world.otto).get(f"/console/sessions/{session.pk}/order/{world.uma_order.number}/")
    assert ReadEntry.objects.exists() and AuditEntry.objects.count() == 2
    for model in (AuditEntry, ReadEntry):
        assert not as_(world.sam).get(url(model, "changelist")).context["cl"].result_list


def test_the_own_channels_reads_show_those_of_guests_too(world: World, as_: Callable[[Agent], Client]) -> None:
    limit(world.sam, world.de)
    for record in (customer_on_desk(world.mina), order_on_desk(world.guest_order)):
        session = open_session(world.as_(world.ada), record)
        as_(world.ada).get(f"/console/sessions/{session.pk}/{record.kind}/{record.number}/")
    assert len(as_(world.sam).get(url(ReadEntry, "changelist")).context["cl"].result_list) == 2


def test_the_trail_is_filtered_by_day_and_kind_and_speaks_in_words(world: World, as_grace: Client, as_sam: Client) -> None:
    as_grace.post(url(Agent, "change", world.ada.pk), person(username="ada", is_active="on", roles=[Role.objects.get(code="supervisor").pk]))
    page = url(AuditEntry, "changelist")
    said = as_sam.get(page).content.decode()
    assert "Agent ada changed" in said and "Agent ada</td>" in said and "agents.Agent</td>" not in said
    today = str(localdate(timezone=ZoneInfo(world.sam.timezone)))  # of her clock, which is tomorrow while London's is late
    for asked, found in ({"day": today}, 1), ({"day": "2020-01-01"}, 0), ({"thing_type": "orders.Order"}, 0), ({"day": "no day"}, 1):
        assert len(as_sam.get(page, asked).context["cl"].result_list) == found, asked
    detail = as_sam.get(url(AuditEntry, "change", AuditEntry.objects.get().pk)).content.decode()
    assert "roles: agent → supervisor" in detail


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("agent.created", {"username": "eve", "roles": ["agent", "supervisor"]}, "username: eve; roles: agent, supervisor"),
        ("agent.changed", {"username": "ada", "roles": [["agent"], ["agent", "clerk"]]}, "username: ada; roles: agent → agent, clerk"),
        ("agent.logged_in", {"how": ["password", "totp"]}, "how: password, totp"),
        ("agent.table", {"columns": ["number", "placed"]}, "columns: number, placed"),
        ("agent.preferences", {"language": ["", "de"]}, "language: — → de"),
        ("role.changed", {"role": "Desk", "most_reads": [None, 300]}, "role: Desk; most_reads: — → 300"),
        ("settings.changed", {"changed": {"return_days": [30, 14]}}, "changed: return_days 30 → 14"),
        ("settings.changed", {"added": {"options": ["Size", "Colour"]}}, "added: options Size, Colour"),
    ],
)
def test_an_arrow_stands_only_where_something_has_changed(verb: str, data: dict[str, Any], said: str) -> None:
    assert AuditAdmin(AuditEntry, admin.site).details(AuditEntry(verb=verb, data=data)) == said


def test_the_history_of_a_thing_is_its_audit_trail(world: World, as_grace: Client) -> None:
    page = as_grace.get(url(Agent, "change", world.ada.pk)).content.decode()
    link = f"/admin/agents/auditentry/?thing_type=agents.Agent&amp;thing_id={world.ada.pk}"
    assert link in page
    assert as_grace.get(link.replace("&amp;", "&")).status_code == 200


def person(**more: Any) -> dict[str, Any]:
    """What a form holds in which all channels are chosen, unless one is named."""
    seen = "no" if more.get("channels") else "yes"
    return {"username": "new", "email": "new@example.net", "display_name": "New", "password": "", "all_channels": seen, **more}


def test_an_agent_is_made(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    role = Role.objects.get(code="agent")
    done = as_grace.post(url(Agent, "add"), person(roles=[role.pk], channels=[world.uk.pk], password="a much better one 7"))
    assert done.status_code == 302
    new = Agent.objects.get(username="new")
    assert (list(new.roles.all()), list(new.channels.all()), new.is_active) == ([role], [world.uk], True)
    assert new.check_password("a much better one 7")
    assert audit() == ["agent.created", "agent.password"]


def test_what_is_refused_is_said_at_the_field_and_the_typed_text_stays(
    world: World, as_: Callable[[Agent], Client], audit: Callable[[], list[str]]
) -> None:
    clerk = Role.objects.create(code="clerk", name="Clerk")
    for right in ("use_admin", "manage_agents"):
        clerk.rights.create(right=right)
    world.rhea.roles.set([clerk])
    client = as_(world.rhea)
    page = client.post(url(Agent, "add"), person(roles=[Role.objects.get(code="administrator").pk]))
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == ["roles"]
    assert 'value="new@example.net"' in page.content.decode()
    assert not Agent.objects.filter(username="new").exists()
    page = client.get(url(Agent, "change", world.grace.pk))
    assert "rights that you lack" in page.content.decode()
    assert world.grace.password not in page.content.decode()
    assert client.post(url(Agent, "change", world.grace.pk), person(username="grace", is_active="on")).status_code == 403
    assert audit() == ["act.refused"]


def test_who_chooses_neither_role_nor_channels_hears_it_at_the_fields(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    assert "checked" not in as_grace.get(url(Agent, "add")).content.decode()  # nothing is chosen beforehand
    page = as_grace.post(url(Agent, "add"), {**person(roles=[Role.objects.get(code="agent").pk]), "all_channels": ""})
    assert list(page.context["adminform"].form.errors) == ["all_channels"]
    page = as_grace.post(url(Agent, "add"), person())
    assert page.context["adminform"].form.errors == {"roles": ["Choose at least one role."]}
    page = as_grace.post(url(Agent, "add"), person(roles=[Role.objects.get(code="agent").pk], all_channels="no"))
    assert list(page.context["adminform"].form.errors) == ["channels"]
    assert (audit(), Agent.objects.filter(username="new").exists()) == ([], False)


def test_a_weak_password_makes_no_agent(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    page = as_grace.post(url(Agent, "add"), person(password="new", roles=[Role.objects.get(code="agent").pk]))
    assert list(page.context["adminform"].form.errors) == ["password"]
    assert (audit(), Agent.objects.filter(username="new").exists()) == ([], False)


@pytest.mark.parametrize(("field", "typed"), [("username", "ADA"), ("username", "ada"), ("email", "ADA@example.net"), ("email", "ada@example.net")])
def test_a_taken_name_is_said_at_its_field_in_one_sentence(world: World, as_grace: Client, field: str, typed: str) -> None:
    page = as_grace.post(url(Agent, "add"), person(**{field: typed}, roles=[Role.objects.get(code="agent").pk]))
    assert page.context["adminform"].form.errors == {field: ["Somebody else has this already."]}


def test_an_agent_is_changed_and_never_deleted(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    page = url(Agent, "change", world.ada.pk)
    role = Role.objects.get(code="supervisor")
    assert as_grace.post(page, person(username="ada", roles=[role.pk])).status_code == 302
    ada = Agent.objects.get(pk=world.ada.pk)
    assert (ada.is_active, list(ada.roles.all())) == (False, [role])
    assert audit() == ["agent.changed"]
    assert as_grace.post(url(Agent, "delete", world.ada.pk), {"post": "yes"}).status_code == 403


def test_a_role_is_made_with_its_rights_as_boxes(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    form = {"code": "night", "name": "Night", "most_reads": "300", "rights": ["use_console", "place_order"]}
    assert as_grace.post(url(Role, "add"), form).status_code == 302
    made = Role.objects.get(code="night")
    assert {one.right for one in made.rights.all()} == {"use_console", "place_order"}
    assert audit() == ["role.changed"]


def test_a_role_is_changed_with_its_rights(world: World, as_grace: Client) -> None:
    reader = Role.objects.get(code="reader")
    form = {"code": "reader", "name": "Watcher", "most_reads": "300", "rights": ["edit_cart"]}
    assert as_grace.post(url(Role, "change", reader.pk), form).status_code == 302
    reader.refresh_from_db()
    assert (reader.name, [one.right for one in reader.rights.all()]) == ("Watcher", ["edit_cart"])


def test_every_right_stands_in_an_area_with_its_explanation() -> None:
    assert {value for _area, rights in grouped() for value, _label in rights} == set(Can.values)
    assert set(explanations()) == set(Can.values)


def test_a_ceiling_is_asked_for_in_each_currency_and_kept(world: World, as_grace: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the kinds of act that have one; a percentage only where the kind has it."""

    def nothing(actor: Actor, thing: object, approval: Approval) -> None:
        """What a yes does is another matter."""

    kinds = [Kind("refund", "Refunds", nothing), Kind("price", "Prices", nothing, has_percent=True)]
    monkeypatch.setattr("agents.admin_forms.KINDS", {one.code: one for one in kinds})
    reader = Role.objects.get(code="reader")
    page = as_grace.get(url(Role, "change", reader.pk)).content.decode()
    assert "Refunds: alone up to, in EUR" in page and "Refunds: alone up to, in GBP" in page
    assert 'name="percent-price-EUR"' in page and 'name="percent-refund-EUR"' not in page
    form = {"code": "reader", "name": "Reader", "most_reads": "300", "rights": ["use_console"]}
    told = {"amount-refund-EUR": "400.00", "amount-price-GBP": "20", "percent-price-GBP": "15"}
    assert as_grace.post(url(Role, "change", reader.pk), form | told).status_code == 302
    held = {(one.kind, one.currency, one.amount, one.percent) for one in reader.ceilings.all()}
    assert held == {("refund", "EUR", 400, None), ("price", "GBP", 20, 15)}
    assert 'value="400"' in as_grace.get(url(Role, "change", reader.pk)).content.decode()
    as_grace.post(url(Role, "change", reader.pk), form | {"amount-refund-EUR": ""})
    assert not reader.ceilings.exists()


def test_rights_that_one_lacks_are_locked_and_say_so(world: World, as_: Callable[[Agent], Client]) -> None:
    keeper = Role.objects.create(code="keeper", name="Keeper")
    for right in ("use_admin", "manage_roles"):
        keeper.rights.create(right=right)
    world.rhea.roles.set([keeper])
    client = as_(world.rhea)
    boxes = client.get(url(Role, "add")).context["adminform"].form["rights"].field.widget
    assert boxes.locked["manage_agents"] == "You do not have it yourself."
    assert not set(boxes.locked) & {"use_admin", "manage_roles", "use_console"}
    page = client.post(url(Role, "add"), {"code": "x", "name": "X", "rights": ["manage_agents"]})
    assert "do not have it yourself" in page.content.decode()
    assert not Role.objects.filter(code="x").exists()


@pytest.mark.parametrize(("code", "words"), [("administrator", "You have this role yourself"), ("supervisor", "")])
def test_a_role_that_one_may_not_change_is_shown_with_the_reason(world: World, as_grace: Client, code: str, words: str) -> None:
    page = as_grace.get(url(Role, "change", Role.objects.get(code=code).pk))
    assert (words in page.content.decode()) and (('name="_save"' in page.content.decode()) == (not words))


def test_who_may_not_is_told_which_right_is_missing(world: World, as_sam: Client) -> None:
    said = as_sam.get(url(Agent, "add")).content.decode()
    assert "Your role does not include “Manage agents”." in said and "proof" not in said
    said = as_sam.post(url(Order, "change", world.order.pk), {}).content.decode()
    assert "to be looked at" in said


def test_the_history_button_leads_to_the_trail(world: World, as_grace: Client) -> None:
    led = as_grace.get(reverse("admin:agents_agent_history", args=[world.ada.pk]))
    assert led["Location"] == f"/admin/agents/auditentry/?thing_type=agents.Agent&thing_id={world.ada.pk}"


def test_a_role_in_use_is_not_deleted_and_says_so(world: World, as_grace: Client) -> None:
    reader = Role.objects.get(code="reader")
    page = as_grace.post(url(Role, "delete", reader.pk), {"post": "yes"}, follow=True)
    assert "Somebody still has this role." in page.content.decode()
    assert Role.objects.filter(pk=reader.pk).exists()


def test_a_channel_is_made_in_the_own_organisation(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    form = {"code": "at", "name": "Shop AT", "country": "AT", "currency": "EUR", "language": "de", "timezone": "Europe/Vienna"}
    assert (
        as_grace.post(
            url(Channel, "add"), form | {"shipping_taxed": "highest", "remorse_minutes": 30, "return_days": 30, "withdrawal_days": 14, "active": "on"}
        ).status_code
        == 302
    )
    assert Channel.objects.get(code="at").organization == world.organization
    assert audit() == ["settings.changed"]


@pytest.mark.parametrize("model", [TaxRate, ShippingMethod, Promotion], ids=lambda model: model.__name__)
def test_only_ones_own_channels_are_offered(world: World, as_: Callable[[Agent], Client], model: type[models.Model]) -> None:
    limit(world.grace, world.uk)
    page = as_(world.grace).get(url(model, "add"))
    assert list(page.context["adminform"].form.fields["channel"].queryset) == [world.uk]


def test_nothing_is_posted_without_a_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.grace)
    pages = [url(Agent, "add"), url(Agent, "change", world.ada.pk), url(Role, "add"), url(Role, "delete", 1), url(Channel, "add")]
    assert {client.post(page, person()).status_code for page in [*pages, "/admin/logout/"]} == {403}


def test_log_out_and_password_are_the_consoles(world: World, as_grace: Client) -> None:
    assert as_grace.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    out = as_grace.post("/admin/logout/")
    assert (out.status_code, out["Location"]) == (307, "/accounts/logout/")


def test_a_coupon_of_another_channels_promotion_is_refused(world: World, as_: Callable[[Agent], Client]) -> None:
    limit(world.grace, world.uk)
    offer = promotion_of(world.de, "ten")
    page = as_(world.grace).post(url(Coupon, "add"), {"promotion": offer.pk, "code": "TEN-1"})
    assert list(page.context["adminform"].form.errors) == ["promotion"]
