"""Who opens very many records is stopped, told so, and seen by those who watch."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from agents.actions import open_session, rule_role
from agents.jobs import mail_read_alarm
from agents.models import MOST_READS, AuditEntry, ReadEntry, Role
from carts.actions import add_item
from carts.models import Cart
from console.recents import recently_opened
from contactcenter.errors import RuleError
from customers.desk import customer_on_desk
from tests.factories import customer_of
from tests.world import World


def limit(world: World, most: int | None, code: str = "agent") -> None:
    rule_role(world.as_(world.grace), Role.objects.get(code=code), second_factor=False, most_reads=most)


@pytest.fixture
def mina(world: World) -> str:
    """Ada's page of Mina."""
    return f"/console/sessions/{open_session(world.as_(world.ada), customer_on_desk(world.mina)).pk}/customer/{world.mina.number}/"


def opened(client: Client, url: str, times: int) -> list[int]:
    return [client.get(url).status_code for _time in range(times)]


def test_beyond_the_rate_nothing_opens_and_one_is_told_why(world: World, as_ada: Client, mina: str) -> None:
    limit(world, 3)
    assert opened(as_ada, mina, 5) == [200, 200, 200, 403, 403]
    refusal = as_ada.get(mina).content.decode()
    assert "You have opened 3 records in ten minutes" in refusal and "Lindenstraße" not in refusal
    assert ReadEntry.objects.count() == 3


def test_it_is_told_once_in_a_while_to_those_who_watch(world: World, as_ada: Client, mina: str, as_: Callable[..., Client]) -> None:
    limit(world, 1)
    opened(as_ada, mina, 9)
    entry = AuditEntry.objects.get(verb="read.stopped")
    assert (entry.actor_id, entry.data) == (world.ada.pk, {"most": 1})
    assert not AuditEntry.objects.filter(verb="act.refused").exists()
    assert "more than 1 in ten minutes" in as_(world.sam).get("/admin/agents/auditentry/?verb=read.stopped").content.decode()
    [job] = ProcrastinateJob.objects.filter(task_name="agents.mail_read_alarm")
    mail_read_alarm(**job.args)
    assert (mail.outbox[0].bcc, mail.outbox[0].subject) == (["grace@example.net"], "ada opened very many records")


def test_after_a_while_it_goes_on(world: World, as_ada: Client, mina: str) -> None:
    limit(world, 2)
    opened(as_ada, mina, 3)
    with connection.cursor() as cursor:  # as the owner of the table, for what else is refused: see tests/test_audit.py
        cursor.execute("ALTER TABLE agents_readentry DISABLE TRIGGER read_append_only")
    ReadEntry.objects.update(at=now() - timedelta(minutes=11))
    assert opened(as_ada, mina, 3) == [200, 200, 403]


def test_other_agents_and_other_pages_are_unaffected(world: World, as_ada: Client, mina: str, as_: Callable[..., Client]) -> None:
    limit(world, 1)
    opened(as_ada, mina, 3)
    of_sam = f"/console/sessions/{open_session(world.as_(world.sam), customer_on_desk(world.mina)).pk}/customer/{world.mina.number}/"
    assert opened(as_(world.sam), of_sam, 2) == [200, 200]
    assert as_ada.get("/console/search/?kind=customer&q=Harker").status_code == 200


@pytest.mark.parametrize(("limits", "counts"), [((5, 3), 5), ((3, None), None), ((4,), 4), ((), None)])
def test_of_several_roles_the_highest_counts(world: World, limits: tuple[int | None, ...], counts: int | None) -> None:
    roles = [Role.objects.create(code=f"r{n}", name=f"R{n}", most_reads=most) for n, most in enumerate(limits)]
    world.rhea.roles.set(roles)
    assert world.as_(world.rhea).agent.read_limit() == counts
    assert type(world.rhea).objects.with_rights().get(pk=world.rhea.pk).most_reads == counts


def test_it_is_generous_unless_staff_say_otherwise(world: World) -> None:
    assert {one.most_reads for one in Role.objects.all()} == {MOST_READS}


def test_a_rate_of_nothing_is_refused(world: World) -> None:
    with pytest.raises(RuleError) as refused:
        limit(world, 0)
    assert refused.value.field == "most_reads"


def test_it_costs_one_query(world: World, as_ada: Client, mina: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        as_ada.get(mina)
    limit(world, None)
    with CaptureQueriesContext(connection) as without:
        as_ada.get(mina)
    assert len(asked) - len(without) == 1


@pytest.fixture
def crowd(world: World) -> str:
    """Sixty customers of one name, and the search for them."""
    for n in range(60):
        customer_of(world.de, first_name=f"No{n:02d}", last_name="Crowded", email=f"crowded{n}@example.org")
    return "/console/search/?kind=customer&q=Crowded"


def walk(client: Client, url: str) -> list[int]:
    """How many e-mails each page shows, from link to link, as far as it goes."""
    shown = []
    while url:
        page = client.get(url)
        shown.append(len(set(re.findall(r"crowded\d+@example\.org", page.content.decode()))))
        url = page.context.get("next_page", "") if page.status_code == 200 else ""
    return shown


@pytest.mark.parametrize("criteria", ["", "&last_name=Crowded", "&sort=-email"])
def test_each_row_of_a_further_page_counts_as_a_record_that_is_opened(world: World, as_ada: Client, crowd: str, criteria: str) -> None:
    limit(world, 20)
    assert walk(as_ada, crowd + criteria) == [25, 25, 0]
    assert set(ReadEntry.objects.values_list("listed", "thing_type")) == {(True, "customers.Customer")}
    assert ReadEntry.objects.filter(customer_id=F("thing_id")).count() == 25


def test_three_pages_stop_nobody_unless_staff_say_so(world: World, as_ada: Client, crowd: str, mina: str) -> None:
    assert walk(as_ada, crowd) == [25, 25, 10]
    assert opened(as_ada, mina, 1) == [200]


def test_who_sees_personal_data_in_part_reads_no_list(world: World, as_ada: Client, crowd: str) -> None:
    Role.objects.get(code="agent").rights.filter(right="see_personal").delete()
    assert walk(as_ada, crowd) == [0, 0, 0]
    assert not ReadEntry.objects.exists()


def test_what_was_listed_was_not_opened(world: World, as_ada: Client, crowd: str, mina: str, as_: Callable[..., Client]) -> None:
    opened(as_ada, mina, 1)
    for _time in range(3):
        walk(as_ada, crowd)
    assert [one.number for one in recently_opened(world.as_(world.ada))] == [world.mina.number]
    assert "in a list" in as_(world.sam).get("/admin/agents/readentry/").content.decode()


def doors(world: World, cart: Cart) -> dict[str, Callable[[Client], Any]]:
    """All that show Mina's dock, or what is known of her, without her record."""
    of, own = f"/carts/of/{world.mina.number}/", f"/carts/{cart.number}/"
    version = {"version": cart.version}
    return {
        "dock": lambda client: client.get(of),
        "item": lambda client: client.post(f"{of}items/", {"sku": "nothing", "quantity": 1, **version}),
        "items": lambda client: client.post(f"{of}several/", {"wanted": "nothing", **version}),
        "address": lambda client: client.get(f"{own}new-address/"),
        "fields": lambda client: client.post(f"{own}new-address/", {"part": "fields", "country": "GB"}),
        "way": lambda client: client.get(f"{own}line-way/?sku=LAMP-1"),
        "quantity": lambda client: client.post(f"{own}quantity/", {"sku": "LAMP-1", "quantity": 2, "version": 0}),
        "place": lambda client: client.post(f"/orders/{cart.number}/place/", {"version": 0}),
    }


DOORS = ("dock", "item", "items", "address", "fields", "way", "quantity", "place")


@pytest.mark.parametrize("door", DOORS)
def test_a_dock_of_somebody_not_opened_is_a_read(world: World, as_ada: Client, door: str) -> None:
    ask = doors(world, add_item(world.as_(world.sam), world.mina, sku="LAMP-1", quantity=1))[door]
    assert ask(as_ada).status_code < 500 and ask(as_ada).status_code < 500
    assert list(ReadEntry.objects.values_list("actor_id", "customer_id", "listed")) == [(world.ada.pk, world.mina.pk, False)]


@pytest.mark.parametrize("door", DOORS)
def test_beyond_the_rate_no_dock_opens(world: World, as_ada: Client, door: str) -> None:
    cart = add_item(world.as_(world.sam), world.mina, sku="LAMP-1", quantity=1)
    limit(world, 1)
    as_ada.get(f"/carts/of/{world.bo.number}/")
    refusal = doors(world, cart)[door](as_ada)
    assert refusal.status_code == 403 and "Mina" not in refusal.content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_beside_her_open_record_it_is_none(world: World, as_ada: Client, mina: str, door: str) -> None:
    opened(as_ada, mina, 1)
    doors(world, add_item(world.as_(world.sam), world.mina, sku="LAMP-1", quantity=1))[door](as_ada)
    assert ReadEntry.objects.count() == 1


def test_what_is_suggested_tells_nothing_of_her(world: World, as_ada: Client) -> None:
    as_ada.get(f"/carts/of/{world.mina.number}/suggestions/?sku=LAMP")
    assert not ReadEntry.objects.exists()
