"""The seal of the audit trail: whatever is changed, taken out or put in afterwards shows."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction

from agents import seal
from agents.audit import record
from agents.models import AuditEntry, AuditPersonal, AuditSeal, ReadEntry
from agents.seal import erase_personal, hash_personal, seal_trail, verify
from agents.verbs import Verb
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


@contextmanager
def triggers_off() -> Iterator[None]:
    """As only a superuser of the server can have it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def forge(sql: str, *values: Any) -> None:
    """What only a superuser of the server can do."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(sql, values)


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


def test_a_column_may_join_and_what_was_sealed_without_it_still_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    every = seal.COLUMNS
    monkeypatch.setattr(seal, "FIRST_COLUMNS", every[:-1])
    monkeypatch.setattr(seal, "COLUMNS", every[:-1])
    record(world.as_(world.ada), Verb.LOGGED_IN, world.ada)
    with triggers_off():  # which know only the first version as it is
        seal_trail()
    monkeypatch.setattr(seal, "COLUMNS", every)
    record(world.as_(world.ada), Verb.LOGGED_IN, world.ada)
    seal_trail()
    assert (verify().wrong, verify().unsealed) == ([], 0)


@pytest.mark.parametrize(
    "columns", [["id"], 5, [], "id", "idatverb", None, {"id": 1}, [5], [["id"]], [*seal.COLUMNS, "forged"], [*seal.COLUMNS, "id"]]
)
def test_a_seal_of_other_columns_is_broken(trail: list[AuditEntry], columns: Any) -> None:
    """Else the rest of its rows could be rewritten under a hash that fits."""
    fits = hashlib.sha256(f"{seal._text(columns)}{''.join(seal._text((row.pk,)) for row in trail[:3])}".encode()).hexdigest()
    forge("UPDATE agents_auditseal SET columns = %s, hash = %s WHERE first = %s", json.dumps(columns), fits, trail[0].pk)
    forge("UPDATE agents_auditseal SET previous = %s WHERE first = %s", fits, trail[3].pk)
    forge("UPDATE agents_auditentry SET actor_name = 'Otto' WHERE id = %s", trail[1].pk)
    assert "is broken" in verify().wrong[0]


def test_no_seal_has_fewer_columns_than_the_one_before(trail: list[AuditEntry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "FIRST_COLUMNS", seal.COLUMNS[:-1])
    forge("UPDATE agents_auditseal SET columns = %s WHERE first = %s", json.dumps(seal.COLUMNS[:-1]), trail[3].pk)
    assert "is broken" in verify().wrong[0]


def test_a_row_taken_out_shows(trail: list[AuditEntry]) -> None:
    forge("DELETE FROM agents_auditentry WHERE id = %s", trail[1].pk)
    assert "3 rows were sealed, 2 are there" in verify().wrong[0]


def test_a_row_put_in_between_shows(trail: list[AuditEntry]) -> None:
    late = record(world_actor(), Verb.LOGGED_IN, None)
    forge("UPDATE agents_auditentry SET id = %s WHERE id = %s", trail[0].pk - 1, late.pk)
    assert "3 rows were sealed, 4 are there" in verify().wrong[0]


def test_rows_that_no_seal_could_cover_are_named(trail: list[AuditEntry]) -> None:
    forge("UPDATE agents_auditentry SET id = -7 WHERE id = %s", trail[5].pk)
    assert verify().wrong == ["1 rows have ids that no row is given: -7."]


def test_a_row_between_two_seals_is_named_whatever_they_say(trail: list[AuditEntry]) -> None:
    """Its owner may seal anew what they put in; that the seal leaves it out of what it says it covers shows."""
    first = AuditSeal.objects.all()[0]
    forge("DELETE FROM agents_auditseal WHERE first = %s", trail[3].pk)
    digest, ids = seal._hash(first.hash, seal.COLUMNS, first.last, trail[4].pk)
    put = "INSERT INTO agents_auditseal (first, last, rows, columns, previous, hash) VALUES (%s, %s, %s, %s, %s, %s)"
    forge(put, trail[4].pk, trail[4].pk, len(ids), json.dumps(seal.COLUMNS), first.hash, digest)
    [wrong] = verify().wrong
    assert wrong.startswith("Rows between seal") and wrong.endswith(f"before it: {trail[3].pk}.")


@pytest.mark.parametrize(("column", "by"), [("first", -1), ("last", 1)])
def test_a_seal_that_says_it_covers_other_rows_shows(world: World, column: str, by: int) -> None:
    row = record(world.as_(world.ada), Verb.LOGGED_IN, world.ada)
    seal_trail()
    forge(f"UPDATE agents_auditseal SET {column} = {column} + %s", by)
    [wrong] = verify().wrong
    assert f"says rows {row.pk + min(by, 0)} to {row.pk + max(by, 0)}" in wrong


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


@pytest.mark.parametrize("nothing", ["", " ", "abc"])
def test_what_is_no_hash_is_expected_of_nothing(trail: list[AuditEntry], nothing: str) -> None:
    with pytest.raises(CommandError, match="--expect needs a hash"):
        call_command("verify_audit", expect=nothing)


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

    def test_those_of_no_row_show(self, trail: list[AuditEntry]) -> None:
        forge("DELETE FROM agents_auditentry WHERE id = %s", trail[4].pk)
        report = verify()
        assert f"There are personal details of row {trail[4].pk}, which is not there." in report.wrong and report.erased == 0
        forge("DELETE FROM agents_auditpersonal")  # the test's end asks for its row

    def test_those_of_a_row_that_was_written_without_any_show(self, trail: list[AuditEntry]) -> None:
        AuditPersonal.objects.create(entry=trail[0], salt="", data={})
        report = verify()
        assert report.wrong == [f"There are personal details of row {trail[0].pk}, which was written without any."] and report.erased == 0


class TestPlanted:
    """What the role that serves could once add; it may insert into both tables, since it writes them."""

    ROW = (
        "INSERT INTO agents_auditentry ({}verb, actor_kind, actor_name, thing_type, thing_number, data) VALUES ({}'x', 'agent', 'x', '', '', '{{}}')"
    )

    @pytest.mark.parametrize("pk", [-7, 0, 9223372036854775807])
    def test_a_row_chooses_no_id(self, trail: list[AuditEntry], pk: int) -> None:
        refused(self.ROW.format("id, ", f"{pk}, "), match="gives its rows their ids itself")

    def test_an_id_drawn_long_ago_is_not_put_between_sealed_rows(self, trail: list[AuditEntry]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('agents_auditentry', 'id'), %s)", [trail[0].pk - 1])
        refused(self.ROW.format("", ""), match="between rows that are sealed")

    def test_many_rows_in_one_statement_are_taken(self, trail: list[AuditEntry]) -> None:
        AuditEntry.objects.bulk_create([AuditEntry(verb="x", actor_kind="x", actor_name="x", thing_type="") for _one in range(3)])
        assert seal_trail() == 4 and verify().wrong == []

    def test_a_read_chooses_no_id_either(self, world: World) -> None:
        ReadEntry.objects.create(actor_id=world.ada.pk, thing_type="x", thing_id=1)
        refused(f"INSERT INTO agents_readentry (id, actor_id, thing_type, thing_id) VALUES (-7, {world.ada.pk}, 'x', 1)", match="their ids itself")

    @pytest.mark.parametrize(
        ("wrong", "match"),
        [
            ({"first": -7}, "its first row"), ({"first": 9223372036854775807}, "its first row"), ({"last": 9223372036854775807}, "its last row"),
            ({"rows": 7}, "how many rows"), ({"columns": ["id"]}, "lacks columns"), ({"columns": 5}, "lacks columns"),
            ({"columns": []}, "lacks columns"), ({"columns": "id"}, "lacks columns"), ({"columns": [*seal.COLUMNS, "forged"]}, "does not have"),
            ({"columns": [*seal.COLUMNS, 5]}, "does not have"), ({"previous": ""}, "the hash of the seal before"),
            ({"previous": "0" * 64}, "the hash of the seal before"), ({"hash": ""}, "its hash is none"), ({"id": 9223372036854775807}, "ids itself"),
        ],
    )  # fmt: skip
    def test_a_seal_goes_on_where_the_last_one_ended(self, trail: list[AuditEntry], wrong: dict[str, Any], match: str) -> None:
        right = {"first": trail[5].pk, "last": trail[5].pk, "rows": 1, "columns": list(seal.COLUMNS), "previous": verify().last, "hash": "1" * 64}
        with pytest.raises((IntegrityError, OperationalError), match=match), transaction.atomic():
            AuditSeal.objects.create(**{**right, **wrong})
        AuditSeal.objects.create(**right)  # the control: all else was as it should be


def refused(sql: str, match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def world_actor() -> Any:
    from agents.actors import system

    return system("test")
