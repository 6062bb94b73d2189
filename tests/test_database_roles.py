"""The product serves as a role that owns nothing, by the statements that docs/database-roles.md names; the trails are then out of its reach."""

import re
from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from agents.models import AuditEntry, ReadEntry
from contactcenter.places import BASE_DIR
from tests.acts import ACTS
from tests.agents.test_log_in import log_in
from tests.world import World

ROLE = "desk_of_a_test"
[GRANTS] = re.findall(r"runs this very block.*?```sql\n(.*?)```", (BASE_DIR / "docs" / "database-roles.md").read_text(), re.S)
FORBIDDEN = [
    "UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} DISABLE TRIGGER ALL", "ALTER TABLE {} DISABLE TRIGGER USER",
    "DROP TABLE {}", "ALTER TABLE {} ALTER COLUMN at DROP NOT NULL", "CREATE TABLE mine (at date)", "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
]  # fmt: skip


@pytest.fixture
def as_worker(world: World) -> Iterator[None]:
    """Everything from here on is done by a role like `desk`. The embedded server lets only its own role in, which then becomes the other."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT")
        cursor.execute(re.sub(r"\bdesk\b", ROLE, GRANTS))
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_worker")
@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize("table", ["agents_auditentry", "agents_readentry"])
def test_the_trails_are_out_of_reach(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.usefixtures("as_worker")
@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_act_works(world: World, name: str) -> None:
    act = ACTS[name]
    who = world.ada if "ada" in act.who else world.grace
    act.do(world.as_(who), act.ready(world, who))
    assert AuditEntry.objects.filter(verb=act.verb).exists()


@pytest.mark.usefixtures("as_worker")
def test_pages_work(world: World, client: Client) -> None:
    assert log_in(client, "ada").status_code == 302
    opened = client.post("/console/sessions/", {"kind": "order", "number": world.order.number})["Location"]
    assert client.get(opened).status_code == client.get("/console/search/?kind=customer&q=Harker").status_code == 200
    assert ReadEntry.objects.count() == 1
    assert client.get("/console/recent/").status_code == client.post("/accounts/logout/", follow=True).status_code == 200
