"""Every act by somebody who may do it, as the role that the product serves as: it leaves one row in the audit trail (A3), in its own
transaction, and locks rows in the order that all acts keep to.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import AuditEntry
from contactcenter.actions import REGISTRY
from tests.acts import ACTS
from tests.test_lock_order import ORDER, locked
from tests.world import World


@pytest.mark.usefixtures("as_worker")
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_act_leaves_one_row_and_locks_in_the_order(world: World, audit: Callable[[], list[str]], name: str) -> None:
    """FOR UPDATE would stop everybody who writes a row that only points here: an audit row, a tab, a note."""
    assert name in ACTS, f"{name} is new: say in tests/acts.py who may do it and which audit row it leaves."
    act = ACTS[name]
    who = world.grace if "ada" not in act.who else world.ada
    thing = act.ready(world, who)
    before = len(audit())
    with CaptureQueriesContext(connection) as asked:
        act.do(world.as_(who), thing)
    assert audit()[before:] == [act.verb]
    row = AuditEntry.objects.first()
    assert row is not None and (row.actor_id, row.actor_kind, row.actor_name) == (who.pk, "agent", who.display_name)
    queries = [one["sql"] for one in asked.captured_queries]
    tables = locked(queries)
    assert tables == sorted(tables, key=ORDER.index)
    assert not [sql for sql in queries if " FOR UPDATE" in sql and locked([sql])]


def test_the_table_names_no_act_that_is_gone() -> None:
    assert set(ACTS) == set(REGISTRY)
