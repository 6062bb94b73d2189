"""The seal of the audit trail: whatever is changed, taken out or put in afterwards shows."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from agents import seal
from agents.audit import Verb, record
from agents.models import AuditEntry, AuditPersonal, AuditSeal
from agents.seal import erase_personal, hash_personal, seal_trail, verify
from tests.world import World


@pytest.fixture
def trail(world: World, monkeypatch: pytest.MonkeyPatch) -> list[AuditEntry]:
    """Five rows under two seals, one of them with personal details, and a sixth that is not sealed."""
    monkeypatch.setattr(seal, "MOST", 3)
    rows = [record(world.as_(world.ada), Verb.LOGGED_IN, world.ada, how=f"way {n}") for n in range(4)]
    rows.append(
        record(world.as_(world.ada), Verb.CUSTOMER_DEACTIVATED, world.mina, because="asked", personal={"said": "Please, Ärger!"}, number="C-1")
    )
    assert seal_trail() == 5
    return [*rows, record(world.as_(world.ada), Verb.LOGGED_OUT, world.ada)]


def forge(sql: str, *values: Any) -> None:
    """What only a superuser of the server can do: no trigger runs meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_trail_nobody_touched_is_what_was_sealed(trail: list[AuditEntry]) -> None:
    report = verify()
    assert (report.seals, report.sealed, report.unsealed, report.erased, report.wrong) == (2, 5, 1, 0, [])
    first, second = AuditSeal.objects.all()
    assert (first.first, first.last, second.first, second.last) == tuple(trail[place].pk for place in (0, 2, 3, 4))
    assert (first.previous, second.previous, report.last) == ("", first.hash, second.hash)


def test_sealing_again_seals_only_what_is_new(trail: list[AuditEntry]) -> None:
    assert (seal_trail(), seal_trail()) == (1, 0)
    assert verify().wrong == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor_name", "Otto"), ("data", '{"how": "other"}'), ("at", "2001-01-01"), ("thing_id", 7), ("ip", "10.0.0.9"), ("reason", "x"), ("verb", "x")],
)
def test_a_changed_row_shows(trail: list[AuditEntry], column: str, value: object) -> None:
    forge(f"UPDATE agents_auditentry SET {column} = %s WHERE id = %s", value, trail[1].pk)
    [wrong] = verify().wrong
    assert "not what was sealed" in wrong and str(trail[0].pk) in wrong


def test_every_column_is_sealed() -> None:
    assert set(seal.COLUMNS) == {field.attname for field in AuditEntry._meta.concrete_fields}


def test_a_column_may_join_and_what_was_sealed_without_it_still_holds(
    world: World, trail: list[AuditEntry], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(seal, "COLUMNS", seal.COLUMNS[:-1])
    seal_trail()
    monkeypatch.undo()
    record(world.as_(world.ada), Verb.LOGGED_IN, world.ada)
    seal_trail()
    assert (verify().wrong, verify().unsealed) == ([], 0)
    forge("UPDATE agents_auditseal SET columns = '[\"id\"]' WHERE first = %s", trail[0].pk)
    assert len(verify().wrong) == 1


def test_a_row_taken_out_shows(trail: list[AuditEntry]) -> None:
    forge("DELETE FROM agents_auditentry WHERE id = %s", trail[1].pk)
    assert "3 rows were sealed, 2 are there" in verify().wrong[0]


def test_a_row_put_in_between_shows(trail: list[AuditEntry]) -> None:
    late = record(world_actor(), Verb.LOGGED_IN, None)
    forge("UPDATE agents_auditentry SET id = %s WHERE id = %s", trail[0].pk - 1, late.pk)
    assert "3 rows were sealed, 4 are there" in verify().wrong[0]


def test_a_seal_taken_out_shows(trail: list[AuditEntry]) -> None:
    forge("DELETE FROM agents_auditseal WHERE first = %s", trail[0].pk)
    assert verify().wrong


def test_a_trail_sealed_anew_by_its_owner_shows_against_a_hash_kept_elsewhere(trail: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    kept = verify().last
    call_command("verify_audit", expect=kept)
    forge("UPDATE agents_auditentry SET actor_name = 'Otto' WHERE id = %s", trail[0].pk)
    forge("DELETE FROM agents_auditseal")
    seal_trail()
    call_command("verify_audit")
    with pytest.raises(CommandError, match=kept):
        call_command("verify_audit", expect=kept)


def test_the_command_says_what_it_found(trail: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit", seal=True)
    said = capsys.readouterr().out
    assert "3 seals over 6 rows; 0 rows not sealed yet" in said and verify().last in said
    forge("UPDATE agents_auditentry SET verb = 'x' WHERE id = %s", trail[0].pk)
    with pytest.raises(CommandError, match="not what was sealed"):
        call_command("verify_audit")


def test_seals_cannot_be_changed_or_deleted(trail: list[AuditEntry]) -> None:
    for sql in ("UPDATE agents_auditseal SET rows = 1", "DELETE FROM agents_auditseal", "UPDATE agents_auditpersonal SET salt = ''"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


class TestPersonal:
    def test_stands_apart_and_the_row_keeps_its_hash(self, trail: list[AuditEntry]) -> None:
        row = AuditEntry.objects.get(pk=trail[4].pk)
        assert "Ärger" not in str(row.data) and row.reason == "asked"
        assert row.personal.data == {"said": "Please, Ärger!"} and row.personal_hash == hash_personal(row.personal.salt, row.personal.data)

    def test_only_an_erasure_deletes_it(self, trail: list[AuditEntry]) -> None:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditPersonal.objects.all().delete()
        assert erase_personal([trail[4].pk]) == 1
        report = verify()
        assert (report.erased, report.wrong) == (1, [])
        record(world_actor(), Verb.LOGGED_IN, None, personal={"said": "x"})
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():  # the erasure is over
            AuditPersonal.objects.all().delete()

    def test_changed_ones_show(self, trail: list[AuditEntry]) -> None:
        forge("UPDATE agents_auditpersonal SET data = %s", '{"said": "Thank you"}')
        assert verify().wrong == [f"The personal details of row {trail[4].pk} are not what its hash says."]


def world_actor() -> Any:
    from agents.actors import system

    return system("test")
