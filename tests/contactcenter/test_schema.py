"""A migration that builds indexes while people work is killed, and run again."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

KILLED = (("customers", "0007_criteria_together"), ("orders", "0005_states_together"), ("returns", "0003_one_name_alone"))
LEFT_BROKEN = ("customer_home", "order_states", "return_last_name")


def indexes() -> dict[str, tuple[str, bool]]:
    """Definition and validity of each index of ours, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid), i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid IN ('customers_customer'::regclass, 'orders_order'::regclass, 'returns_return'::regclass)"
        )
        return {name: (definition, valid) for name, definition, valid in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_a_killed_migration_runs_again_over_what_it_left() -> None:
    whole = indexes()
    for app, name in KILLED:
        MigrationRecorder(connection).record_unapplied(app, name)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = ANY(%s::text[]::regclass[])", [list(LEFT_BROKEN)])
    assert [name for name, (_definition, valid) in indexes().items() if not valid] != []
    call_command("migrate", verbosity=0)
    assert indexes() == whole
    assert all(valid for _definition, valid in whole.values())
