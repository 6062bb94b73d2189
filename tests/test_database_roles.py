"""The product serves as a role that owns nothing, by the statements that docs/database-roles.md names; the trails are then out of its reach."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from agents.models import ReadEntry
from tests.agents.test_log_in import log_in
from tests.world import World

FORBIDDEN = [
    "UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} DISABLE TRIGGER ALL", "ALTER TABLE {} DISABLE TRIGGER USER",
    "DROP TABLE {}", "ALTER TABLE {} ALTER COLUMN at DROP NOT NULL", "CREATE TABLE mine (at date)", "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
]  # fmt: skip


@pytest.mark.usefixtures("as_worker")
@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize("table", ["agents_auditentry", "agents_readentry"])
def test_the_trails_are_out_of_reach(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.usefixtures("as_worker")
def test_pages_work(world: World, client: Client) -> None:
    assert log_in(client, "ada").status_code == 302
    opened = client.post("/console/sessions/", {"kind": "order", "number": world.order.number})["Location"]
    assert client.get(opened).status_code == client.get("/console/search/?kind=customer&q=Harker").status_code == 200
    assert ReadEntry.objects.count() == 1
    assert client.get("/console/recent/").status_code == client.post("/accounts/logout/", follow=True).status_code == 200
