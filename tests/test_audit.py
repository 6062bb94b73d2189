"""Every act leaves one row in the audit trail, in its own transaction, and no row ever changes (A3)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from agents.audit import record
from agents.models import AuditEntry, ReadEntry
from agents.verbs import Verb, say
from tests.acts import ACTS
from tests.trails import TRAILS, lock_trails
from tests.world import World

Verbs = Callable[[], list[str]]


def test_a_failing_act_takes_its_row_with_it(world: World, audit: Verbs) -> None:
    def place_and_fail() -> None:
        with transaction.atomic():
            ACTS["carts.add_item"].do(world.as_(world.ada), world)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        place_and_fail()
    assert audit() == []


@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["agents_auditentry", "agents_readentry"])
def test_the_database_refuses_to_change_a_row(world: World, change: str, table: str) -> None:
    ACTS["carts.add_item"].do(world.as_(world.ada), world)
    ReadEntry.objects.create(actor_id=world.ada.pk, thing_type="customers.Customer", thing_id=world.mina.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert AuditEntry.objects.count() == ReadEntry.objects.count() == 1


@pytest.mark.parametrize("table", TRAILS)
def test_the_database_refuses_to_empty_a_trail(world: World, table: str) -> None:
    ACTS["carts.add_item"].do(world.as_(world.ada), world)
    lock_trails(True)  # as the migrations left it
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert AuditEntry.objects.count() == 1


def test_the_time_of_a_row_is_the_databases_whatever_it_brings(world: World) -> None:
    forged, before = datetime(2001, 1, 1, tzinfo=UTC), now()
    AuditEntry.objects.create(verb="x", actor_kind="system", actor_name="x", thing_type="", at=forged)
    AuditEntry.objects.bulk_create([AuditEntry(verb="x", actor_kind="system", actor_name="x", thing_type="", at=forged)])
    ReadEntry.objects.create(actor_id=world.ada.pk, thing_type="customers.Customer", thing_id=world.mina.pk, at=forged)
    times = [*AuditEntry.objects.values_list("at", flat=True), *ReadEntry.objects.values_list("at", flat=True)]
    assert len(times) == 3 and all(before - timedelta(minutes=1) < at <= now() + timedelta(minutes=1) for at in times)


def test_a_row_knows_its_time_when_it_was_written(world: World) -> None:
    entry = record(world.as_(world.ada), Verb.LOGGED_IN, world.ada)
    assert entry.at == AuditEntry.objects.get(pk=entry.pk).at


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_is_a_sentence_even_without_its_details(verb: Verb) -> None:
    assert "{" not in say(verb.value, {}) and say(verb.value, {}).strip()


def test_a_row_keeps_nothing_personal(world: World) -> None:
    for name in ("carts.add_item", "carts.add_address", "orders.place_order", "agents.open_session"):
        act = ACTS[name]
        act.do(world.as_(world.ada), act.ready(world, world.ada))
    kept = " ".join(str(data) for data in AuditEntry.objects.values_list("data", flat=True))
    assert not [secret for secret in ("Mina", "Harker", "example.com", "Lindenstraße", "Seestraße", "10115") if secret in kept]
