"""The administration: each page opens by its right alone, and every write goes through an action."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from agents.actions import open_session
from agents.models import Agent, AuditEntry, Channel, ReadEntry, Role
from catalog.models import Price, Product, ShippingMethod, Stock, TaxRate, Variant
from customers.desk import customer_on_desk
from customers.models import Segment
from orders.desk import order_on_desk
from promotions.models import Coupon, Promotion
from tests.world import World

OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_config.name.split(".")[0] in {"agents", "customers", "catalog", "promotions", "orders", "returns"}
]  # noqa: E501
SUPERVISED = {"AuditEntry", "ReadEntry", "Order", "Return"}


def url(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def as_grace(world: World, as_: Callable[[Agent], Client]) -> Client:
    return as_(world.grace)


@pytest.fixture
def as_sam(world: World, as_: Callable[[Agent], Client]) -> Client:
    return as_(world.sam)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_an_administrator_sees_every_list(model: type[models.Model], world: World, as_grace: Client) -> None:
    Segment.objects.create(organization=world.organization, code="vip", name="VIP")
    offer = Promotion.objects.create(channel=world.de, code="ten", name="Ten", benefit="percentage", value=10)
    Coupon.objects.create(promotion=offer, code="TEN-1")
    page = as_grace.get(url(model, "changelist"))
    assert page.status_code == 200
    for row in page.context["cl"].result_list:
        assert as_grace.get(url(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_supervisor_sees_what_their_rights_open(model: type[models.Model], world: World, as_sam: Client) -> None:
    opened = model.__name__ in SUPERVISED
    assert as_sam.get(url(model, "changelist")).status_code == (200 if opened else 403)
    assert as_sam.get(url(model, "add")).status_code == 403


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
    world.sam.channels.set([world.de])
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
    world.sam.channels.set([world.de])
    for record in (customer_on_desk(world.uma), order_on_desk(world.uma_order)):
        session = open_session(world.as_(world.otto), record)
    as_(world.otto).get(f"/console/sessions/{session.pk}/order/{world.uma_order.number}/")
    assert ReadEntry.objects.exists() and AuditEntry.objects.count() == 2
    for model in (AuditEntry, ReadEntry):
        assert not as_(world.sam).get(url(model, "changelist")).context["cl"].result_list


def test_the_own_channels_reads_show_those_of_guests_too(world: World, as_: Callable[[Agent], Client]) -> None:
    world.sam.channels.set([world.de])
    for record in (customer_on_desk(world.mina), order_on_desk(world.guest_order)):
        session = open_session(world.as_(world.ada), record)
        as_(world.ada).get(f"/console/sessions/{session.pk}/{record.kind}/{record.number}/")
    assert len(as_(world.sam).get(url(ReadEntry, "changelist")).context["cl"].result_list) == 2


def test_the_history_of_a_thing_is_its_audit_trail(world: World, as_grace: Client) -> None:
    page = as_grace.get(url(Agent, "change", world.ada.pk)).content.decode()
    link = f"/admin/agents/auditentry/?thing_type=agents.Agent&amp;thing_id={world.ada.pk}"
    assert link in page
    assert as_grace.get(link.replace("&amp;", "&")).status_code == 200


def person(**more: Any) -> dict[str, Any]:
    return {"username": "new", "email": "new@example.net", "display_name": "New", "password": "", **more}


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
    page = client.post(url(Agent, "change", world.grace.pk), person(username="grace", is_active="on"))
    assert "rights that you lack" in page.content.decode()
    assert audit() == []


def test_a_weak_password_makes_no_agent(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    page = as_grace.post(url(Agent, "add"), person(password="new"))
    assert list(page.context["adminform"].form.errors) == ["password"]
    assert (audit(), Agent.objects.filter(username="new").exists()) == ([], False)


def test_an_agent_is_changed_and_never_deleted(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    page = url(Agent, "change", world.ada.pk)
    role = Role.objects.get(code="supervisor")
    assert as_grace.post(page, person(username="ada", roles=[role.pk])).status_code == 302
    ada = Agent.objects.get(pk=world.ada.pk)
    assert (ada.is_active, list(ada.roles.all())) == (False, [role])
    assert audit() == ["agent.changed"]
    assert as_grace.post(url(Agent, "delete", world.ada.pk), {"post": "yes"}).status_code == 403


def rows(*rights: tuple[str, str], prefix: str = "rights", initial: int = 0) -> dict[str, Any]:
    form: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rights), f"{prefix}-INITIAL_FORMS": initial}
    for n, (right, ceiling) in enumerate(rights):
        form |= {f"{prefix}-{n}-right": right, f"{prefix}-{n}-ceiling": ceiling}
    return form


def test_a_role_is_made_with_rights_and_ceilings(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    form = {"code": "night", "name": "Night", **rows(("use_console", ""), ("place_order", "500"))}
    assert as_grace.post(url(Role, "add"), form).status_code == 302
    made = Role.objects.get(code="night")
    assert {(one.right, one.ceiling) for one in made.rights.all()} == {("use_console", None), ("place_order", 500)}
    assert audit() == ["role.changed"]


def test_a_role_is_changed_with_its_rights(world: World, as_grace: Client) -> None:
    reader = Role.objects.get(code="reader")
    [right] = reader.rights.all()
    form = {"code": "reader", "name": "Watcher", **rows(("use_console", ""), ("edit_cart", ""), initial=1)}
    form |= {"rights-0-id": right.pk, "rights-0-role": reader.pk, "rights-0-DELETE": "on"}
    assert as_grace.post(url(Role, "change", reader.pk), form).status_code == 302
    reader.refresh_from_db()
    assert (reader.name, [one.right for one in reader.rights.all()]) == ("Watcher", ["edit_cart"])


def test_a_role_in_use_is_not_deleted_and_says_so(world: World, as_grace: Client) -> None:
    reader = Role.objects.get(code="reader")
    page = as_grace.post(url(Role, "delete", reader.pk), {"post": "yes"}, follow=True)
    assert "Somebody still has this role." in page.content.decode()
    assert Role.objects.filter(pk=reader.pk).exists()


def test_a_channel_is_made_in_the_own_organisation(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    form = {"code": "at", "name": "Shop AT", "country": "AT", "currency": "EUR", "language": "de", "timezone": "Europe/Vienna"}
    assert as_grace.post(url(Channel, "add"), form | {"remorse_minutes": 30, "return_days": 30, "active": "on"}).status_code == 302
    assert Channel.objects.get(code="at").organization == world.organization
    assert audit() == ["settings.changed"]


def test_a_product_is_made_with_its_variations(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    form = {"sku": "CUP", "name": "Cup", "options": "[]", "tax_class": "standard", "active": "on"}
    form |= {"variants-TOTAL_FORMS": 1, "variants-INITIAL_FORMS": 0}  # type: ignore[dict-item]
    form |= {"variants-0-sku": "CUP-1", "variants-0-attributes": "{}", "variants-0-position": "0", "variants-0-active": "on"}
    done = as_grace.post(url(Product, "add"), form)
    assert done.status_code == 302, done.context["errors"]
    variant = Variant.objects.get(sku="CUP-1")
    assert (variant.organization, variant.product.name) == (world.organization, "Cup")
    assert audit() == ["settings.changed", "settings.changed"]


def test_a_code_that_exists_is_refused_in_words(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    form = {"sku": "SHIRT", "name": "Twin", "options": "[]", "tax_class": "standard", "variants-TOTAL_FORMS": 0, "variants-INITIAL_FORMS": 0}
    page = as_grace.post(url(Product, "add"), form)
    assert "already" in page.content.decode()
    assert audit() == []


def stock_and_price(world: World, **more: Any) -> dict[str, Any]:
    price = Price.objects.get(variant=world.lamp)
    form: dict[str, Any] = {"sku": "LAMP-1", "attributes": "{}", "position": "0", "active": "on"}
    form |= {"prices-TOTAL_FORMS": 1, "prices-INITIAL_FORMS": 1, "prices-0-id": price.pk, "prices-0-variant": world.lamp.pk}
    form |= {"prices-0-channel": world.de.pk, "prices-0-amount": "12.00", "stock-TOTAL_FORMS": 1, "stock-INITIAL_FORMS": 1}
    return form | {"stock-0-variant": world.lamp.pk, "stock-0-start": "80"} | more


def test_price_and_stock_are_changed_on_the_variations_page(world: World, as_grace: Client, audit: Callable[[], list[str]]) -> None:
    done = as_grace.post(url(Variant, "change", world.lamp.pk), stock_and_price(world))
    assert done.status_code == 302, done.context["errors"]
    assert Price.objects.get(variant=world.lamp).amount == 12
    assert Stock.objects.get(variant=world.lamp).start == 80
    assert audit() == ["settings.changed", "settings.changed"]


def test_another_channels_price_neither_shows_nor_changes(world: World, as_: Callable[[Agent], Client]) -> None:
    world.grace.channels.set([world.uk])
    client, page = as_(world.grace), url(Variant, "change", world.lamp.pk)
    assert "10.00" not in client.get(page).content.decode()
    for channel in (world.de, world.uk):
        client.post(page, stock_and_price(world, **{"prices-0-channel": channel.pk}))
    assert Price.objects.get(variant=world.lamp, channel=world.de).amount == 10


def test_less_stock_than_is_reserved_is_refused(world: World, as_grace: Client) -> None:
    Stock.objects.filter(variant=world.lamp).update(reserved=7)
    page = as_grace.post(url(Variant, "change", world.lamp.pk), stock_and_price(world, **{"stock-0-start": "6"}))
    assert page.status_code == 200
    assert Stock.objects.get(variant=world.lamp).start == 100


@pytest.mark.parametrize("model", [TaxRate, ShippingMethod, Promotion], ids=lambda model: model.__name__)
def test_only_ones_own_channels_are_offered(world: World, as_: Callable[[Agent], Client], model: type[models.Model]) -> None:
    world.grace.channels.set([world.uk])
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
    world.grace.channels.set([world.uk])
    offer = Promotion.objects.create(channel=world.de, code="ten", name="Ten", benefit="percentage", value=10)
    page = as_(world.grace).post(url(Coupon, "add"), {"promotion": offer.pk, "code": "TEN-1"})
    assert list(page.context["adminform"].form.errors) == ["promotion"]
