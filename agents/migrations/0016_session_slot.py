"""Each session has a number on its desk, which it keeps until it is closed. Those that are open are numbered as they were opened."""

from django.db import migrations, models

NUMBER_OPEN_ONES = """
UPDATE agents_callsession SET slot = numbered.place
FROM (SELECT id, row_number() OVER (PARTITION BY agent_id ORDER BY opened_at, id) AS place FROM agents_callsession WHERE closed_at IS NULL) numbered
WHERE agents_callsession.id = numbered.id AND numbered.place <= 4
"""
# There were never more than four, as an invariant says; what a damaged database holds beyond them can be opened again from "Recent".
CLOSE_THE_REST = """
UPDATE agents_callsession SET closed_at = now()
FROM (SELECT id, row_number() OVER (PARTITION BY agent_id ORDER BY opened_at, id) AS place FROM agents_callsession WHERE closed_at IS NULL) numbered
WHERE agents_callsession.id = numbered.id AND numbered.place > 4
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0015_accounts_and_log_ins"),
    ]

    operations = [
        migrations.AddField("callsession", "slot", models.PositiveSmallIntegerField(default=1)),
        migrations.RunSQL([CLOSE_THE_REST, NUMBER_OPEN_ONES], migrations.RunSQL.noop),
        # What was written waits for no check any more, so that the constraints can follow in the same transaction.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "callsession",
            models.UniqueConstraint(fields=["agent", "slot"], condition=models.Q(closed_at=None), name="session_once_per_slot"),
        ),
        migrations.AddConstraint("callsession", models.CheckConstraint(condition=models.Q(slot__range=(1, 4)), name="session_has_a_slot")),
    ]
