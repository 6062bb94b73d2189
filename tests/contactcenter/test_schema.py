"""A migration that builds indexes while people work is killed, and run again."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import connection
from django.db.migrations import AddField, AddIndex, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import CharField, Index

from tests.trails import migrate_all

KILLED = (
    ("customers", "0008_parts_beside_names"), ("customers", "0007_criteria_together"), ("orders", "0005_states_together"),
    ("returns", "0003_one_name_alone"),
)  # fmt: skip
LEFT_BROKEN = ("customer_home", "customer_first_end", "order_states", "return_last_name")
TABLES = ("carts_cartline", "customers_customer", "orders_order", "orders_orderaddress", "orders_orderline", "returns_return")

LARGE = {
    "agents.auditentry", "agents.readentry", "carts.cart", "carts.cartline", "customers.address", "customers.customer", "orders.order",
    "orders.orderaddress", "orders.orderadjustment", "orders.orderline", "orders.payment", "orders.shipment", "returns.return",
}  # fmt: skip
"""Models whose tables grow with customers, orders and acts: millions of rows."""


def closing(migration: Migration) -> list[Operation]:
    """The operations that build an index on a large table while nobody may write to it."""

    def is_closing(one: Operation) -> bool:
        plain = isinstance(one, AddIndex) and not isinstance(one, AddIndexConcurrently)
        column = isinstance(one, AddField) and (one.field.db_index or one.field.unique)
        return (plain or column) and f"{migration.app_label}.{one.model_name.lower()}" in LARGE

    return [] if migration.initial else [one for one in migration.operations if is_closing(one)]


def test_no_migration_builds_an_index_on_a_large_table_while_people_wait() -> None:
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    assert {str(one): closing(one) for one in migrations if closing(one)} == {}


def test_an_index_that_makes_people_wait_is_found() -> None:
    class Wrong(Migration):
        operations = [
            AddIndex("Order", Index(fields=["number"], name="slow")),
            AddIndexConcurrently("Order", Index(fields=["number"], name="quick")),
            AddIndex("Role", Index(fields=["code"], name="small")),
            AddField("order", "kind", CharField(max_length=9, db_index=True)),
        ]

    assert closing(Wrong("0099_wrong", "agents")) == []
    assert closing(Wrong("0099_wrong", "orders")) == [Wrong.operations[0], Wrong.operations[3]]


def indexes() -> dict[str, tuple[str, bool]]:
    """Definition and validity of each index of ours, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid), i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = ANY(%s::text[]::regclass[])",
            [list(TABLES)],
        )
        return {name: (definition, valid) for name, definition, valid in cursor.fetchall()}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_killed_migration_runs_again_over_what_it_left() -> None:
    whole = indexes()
    for app, before in (("orders", "0005"), ("customers", "0008"), ("returns", "0003")):
        call_command("migrate", app, before, verbosity=0)  # none of later ones may be done where one before is not
    for app, name in KILLED:
        MigrationRecorder(connection).record_unapplied(app, name)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = ANY(%s::text[]::regclass[])", [list(LEFT_BROKEN)])
    assert [name for name, (_definition, valid) in indexes().items() if not valid] != []
    migrate_all()
    assert indexes() == whole
    assert all(valid for _definition, valid in whole.values())


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_constraint_that_was_swapped_is_swapped_again() -> None:
    whole = indexes()
    for app, before in (("orders", "0008"), ("carts", "0004")):
        call_command("migrate", app, before, verbosity=0)
    for app, name in (("orders", "0007_further_addresses"), ("orders", "0008_line_address_index"), ("carts", "0004_line_address_index")):
        MigrationRecorder(connection).record_unapplied(app, name)
    migrate_all()
    assert indexes() == whole
