"""Each change of a status is a row of its own, which says who made it; none is ever changed or deleted."""

import django.db.models.functions.datetime
from django.db import migrations, models

LOCK = """
CREATE TRIGGER step_append_only BEFORE UPDATE OR DELETE ON agents_step FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER step_not_emptied BEFORE TRUNCATE ON agents_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNLOCK = """
DROP TRIGGER step_not_emptied ON agents_step;
DROP TRIGGER step_append_only ON agents_step;
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0026_pinned_tabs")]

    operations = [
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                ("organization_id", models.BigIntegerField(null=True)),
                ("thing_type", models.CharField(max_length=60, verbose_name="kind of thing")),
                ("thing_id", models.BigIntegerField()),
                ("before", models.CharField(max_length=30, verbose_name="before")),
                ("after", models.CharField(max_length=30, verbose_name="after")),
                ("actor_kind", models.CharField(max_length=10, verbose_name="kind of actor")),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=150, verbose_name="actor")),
                ("on_behalf_of_id", models.BigIntegerField(null=True)),
                ("on_behalf_of", models.CharField(db_default="", default="", max_length=60, verbose_name="on behalf of")),
                ("request_id", models.UUIDField(null=True, verbose_name="request")),
                ("reason", models.CharField(db_default="", default="", max_length=60, verbose_name="reason")),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["thing_type", "thing_id", "id"], name="step_thing")],
            },
        ),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
