"""Customers in the administration: found by number or e-mail, looked at, closed and opened; never made, changed or deleted."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.models import Agent, Role
from customers.models import Customer
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
    assert client.post(page_of(world.mina), {"email": "evil@example.com"}).status_code == 302
    mina = Customer.objects.get(pk=world.mina.pk)
    assert (mina.active, mina.email) == (False, "mina@example.com")
    client.post(page_of(world.mina), {})
    client.post(page_of(world.mina), {"active": "on"})
    assert Customer.objects.get(pk=world.mina.pk).active
    assert audit() == ["customer.deactivated", "customer.activated"]


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
