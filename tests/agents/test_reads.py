"""Who opens very many records is stopped, told so, and seen by those who watch."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from agents.actions import open_session, rule_role
from agents.jobs import mail_read_alarm
from agents.models import MOST_READS, AuditEntry, ReadEntry, Role
from contactcenter.errors import RuleError
from customers.desk import customer_on_desk
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
