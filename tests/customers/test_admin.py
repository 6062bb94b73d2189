"""Customers in the administration: found by number or e-mail, looked at, closed and opened; never made, changed or deleted."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.models import Agent, AuditEntry, Organization, Role
from agents.versions import bump_version
from carts.actions import add_item, reprice_cart
from catalog.models import Price
from contactcenter.errors import RuleError
from customers.actions import set_price_group
from customers.models import Customer, PriceGroup
from orders.actions import place_at_todays_prices
from tests.world import World

LIST = "/admin/customers/customer/"


def page_of(customer: Customer) -> str:
    return f"{LIST}{customer.pk}/change/"


@pytest.mark.parametrize("typed", ["mina@example.com", " Mina@Example.com ", "number"])
def test_one_is_found_by_number_or_email(world: World, as_: Callable[[Agent], Client], typed: str) -> None:
    asked = world.mina.number.lower() if typed == "number" else typed
    assert list(as_(world.sam).get(LIST, {"q": asked}).context["cl"].result_list) == [world.mina]


def test_of_other_channels_nobody_shows(world: World, as_: Callable[[Agent], Client]) -> None:
    world.otto.roles.set(world.sam.roles.all())
    client = as_(world.otto)
    assert list(client.get(LIST).context["cl"].result_list) == [world.uma]
    assert not client.get(LIST, {"q": "mina@example.com"}).context["cl"].result_list
    assert client.get(page_of(world.mina))["Location"] == "/admin/"


def test_personal_data_is_masked_for_those_who_may_not_see_it(world: World, as_: Callable[[Agent], Client]) -> None:
    for path in (LIST, page_of(world.mina)):
        assert "mina@example.com" in as_(world.sam).get(path).content.decode()
        said = as_(world.grace).get(path).content.decode()
        assert "mina@example.com" not in said and "23125123" not in said and "m•••@example.com" in said


def test_the_log_in_is_closed_and_opened_by_acts(world: World, as_: Callable[[Agent], Client], audit: Callable[[], list[str]]) -> None:
    client = as_(world.grace)
    page = client.get(page_of(world.mina)).content.decode()
    assert '<input type="hidden" name="version" value="1"' in page
    assert client.post(page_of(world.mina), {"email": "evil@example.com", "version": 1}).status_code == 302
    mina = Customer.objects.get(pk=world.mina.pk)
    assert (mina.active, mina.email) == (False, "mina@example.com")
    client.post(page_of(world.mina), {"version": 2})
    client.post(page_of(world.mina), {"active": "on", "version": 2})
    assert Customer.objects.get(pk=world.mina.pk).active
    assert audit() == ["customer.deactivated", "customer.activated"]


def test_a_stale_page_closes_nothing_and_says_who_was_there(world: World, as_: Callable[[Agent], Client], audit: Callable[[], list[str]]) -> None:
    bump_version(world.as_(world.ada), world.mina, "phone")
    answer = as_(world.grace).post(page_of(world.mina), {"version": 1})
    assert "Ada changed this customer in the meantime" in answer.content.decode()
    assert Customer.objects.get(pk=world.mina.pk).active and audit() == []


def test_nobody_is_made_or_deleted_here(world: World, as_: Callable[[Agent], Client]) -> None:
    client = as_(world.grace)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{world.bo.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Customer.objects.filter(pk=world.bo.pk).exists()


def test_nobody_tries_out_e_mails_without_end(world: World, as_: Callable[[Agent], Client]) -> None:
    world.sam.roles.first().rights.filter(right="see_personal").delete()
    Role.objects.update(most_reads=3)
    page = "/admin/customers/customer/?q=mina@example.com"
    assert [as_(world.sam).get(page).status_code for _ in range(5)] == [200, 200, 200, 403, 403]


def test_staff_say_whose_prices_a_customer_pays_and_placing_says_that_they_have_changed(
    world: World, as_: Callable[[Agent], Client], audit: Callable[[], list[str]]
) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    trade = PriceGroup.objects.create(organization=world.organization, code="trade", name="Trade")
    elsewhere = PriceGroup.objects.create(organization=Organization.objects.create(name="Elsewhere"), code="x", name="Not ours")
    Price.objects.create(variant=world.lamp, channel=world.de, amount=8, price_group=trade)
    page, told = f"/admin/customers/customer/{world.mina.pk}/change/", len(audit())
    grace = as_(world.grace)
    assert "Not ours" not in grace.get(page).content.decode()
    assert "price_group" in grace.post(page, {"active": "on", "version": 1, "price_group": elsewhere.pk}).context["adminform"].form.errors
    assert 'name="price_group"' not in as_(world.sam).get(page).content.decode()  # who may only close log-ins
    as_(world.sam).post(page, {"active": "on", "version": 1, "price_group": trade.pk})
    assert len(audit()) == told and Customer.objects.get(pk=world.mina.pk).price_group is None
    assert grace.post(page, {"active": "on", "version": 1, "price_group": trade.pk}).status_code == 302
    assert audit()[told:] == ["customer.price_group"]
    assert AuditEntry.objects.get(verb="customer.price_group").data == {"number": world.mina.number, "before": "—", "after": "trade"}
    opened = as_(world.ada).post("/console/sessions/", {"kind": "customer", "number": world.mina.number})
    assert "<dt>Price group</dt><dd>Trade</dd>" in as_(world.ada).get(opened["Location"]).content.decode()
    with pytest.raises(RuleError, match="The price list has changed: LAMP-1 €10.00 → €8.00"):
        place_at_todays_prices(ada, cart, version=cart.version)
    assert reprice_cart(ada, cart, version=cart.version).subtotal == 8
    with pytest.raises(RuleError, match="Choose one of the price groups"):
        set_price_group(world.as_(world.grace), world.mina, price_group=elsewhere, version=2)
