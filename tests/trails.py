"""The lock that keeps the audit trail, the read log and what was asked of payments from being emptied."""

from django.core.management import call_command
from django.db import connection

TRAILS = {
    "agents_auditentry": "audit_not_emptied",
    "agents_auditpersonal": "personal_not_emptied",
    "agents_auditseal": "seal_not_emptied",
    "agents_readentry": "read_not_emptied",
    "agents_step": "step_not_emptied",
    "orders_transaction": "transaction_not_emptied",
}


def lock_trails(locked: bool) -> None:
    """Put the lock on, as every installation has it, or take it off, which only the tables' owner can."""
    with connection.cursor() as cursor:
        for table, trigger in TRAILS.items():
            cursor.execute(f"ALTER TABLE {table} {'ENABLE' if locked else 'DISABLE'} TRIGGER {trigger}")


def migrate_all() -> None:
    """From an older state to that of today, with the locks off again, as tests with real transactions need them."""
    call_command("migrate", verbosity=0)
    lock_trails(False)
