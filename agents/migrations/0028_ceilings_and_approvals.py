"""Ceilings are rows of their own, with a currency: what stood beside a right becomes one for each currency that is sold in. No act looked at it.

Approvals, and the right to decide them for whoever looks at customers' orders in the administration of an installation that is there already.
"""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

CEILINGS = """
INSERT INTO agents_ceiling (role_id, kind, currency, amount)
SELECT r.role_id, r."right", c.currency, r.ceiling FROM agents_roleright AS r CROSS JOIN (SELECT DISTINCT currency FROM agents_channel) AS c
WHERE r.ceiling >= 0
"""
BACK = """
UPDATE agents_roleright AS r SET ceiling = c.amount FROM agents_ceiling AS c
WHERE c.role_id = r.role_id AND c.kind = r."right"
"""


def give_right(apps, schema_editor):
    for role in apps.get_model("agents", "Role").objects.filter(rights__right="view_orders_admin"):
        role.rights.get_or_create(right="decide_approvals")


class Migration(migrations.Migration):
    dependencies = [("agents", "0027_steps")]

    operations = [
        migrations.CreateModel(
            name="Ceiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="kind of act")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=4, max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name="amount, at most"
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                        verbose_name="per cent, at most",
                    ),
                ),
                ("role", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ceilings", to="agents.role")),
            ],
            options={
                "verbose_name": "ceiling",
                "verbose_name_plural": "ceilings",
                "ordering": ["kind", "currency"],
                "constraints": [
                    models.UniqueConstraint(fields=["role", "kind", "currency"], name="ceiling_once"),
                    models.CheckConstraint(condition=models.Q(amount__gte=0), name="ceiling_not_negative"),
                    models.CheckConstraint(condition=models.Q(percent__range=(0, 100)), name="ceiling_percent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="kind of act")),
                ("thing_type", models.CharField(max_length=60, verbose_name="kind of thing")),
                ("thing_id", models.BigIntegerField()),
                ("thing_number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("amount", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="per cent")),
                ("why", models.CharField(max_length=500, verbose_name="why")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("approved", "Approved"), ("declined", "Declined")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("requested_by_kind", models.CharField(max_length=10)),
                ("requested_by_id", models.BigIntegerField(null=True)),
                ("requested_by", models.CharField(max_length=150, verbose_name="asked by")),
                ("requested_at", models.DateTimeField(db_default=Now(), editable=False, verbose_name="asked")),
                ("decided_by_kind", models.CharField(blank=True, max_length=10)),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=150, verbose_name="decided by")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("channel", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agents.channel")),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["thing_type", "thing_id"], name="approval_thing")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(status="waiting"), fields=["kind", "thing_type", "thing_id"], name="one_approval_waits"
                    ),
                    models.CheckConstraint(condition=models.Q(amount__gte=0), name="approval_not_negative"),
                    models.CheckConstraint(condition=models.Q(status="waiting") | models.Q(decided_at__isnull=False), name="approval_decided"),
                    models.CheckConstraint(
                        condition=~models.Q(requested_by_kind=models.F("decided_by_kind"), requested_by_id=models.F("decided_by_id")),
                        name="approval_by_another",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            "roleright",
            "right",
            models.CharField(
                choices=[
                    ("use_console", "Use the console"),
                    ("see_personal", "See e-mails, phones, birthdays and streets in full"),
                    ("use_admin", "Enter the administration"),
                    ("edit_cart", "Build orders"),
                    ("place_order", "Place orders"),
                    ("share_searches", "Share saved searches with the organisation"),
                    ("view_audit", "Read the audit trail"),
                    ("view_orders_admin", "See customers, orders and returns in the administration"),
                    ("decide_approvals", "Decide what colleagues may not do alone"),
                    ("manage_customers", "Close and open customers' log-ins"),
                    ("manage_agents", "Manage agents"),
                    ("manage_roles", "Manage roles"),
                    ("manage_channels", "Manage channels"),
                    ("manage_catalog", "Manage products, prices and stock"),
                    ("manage_promotions", "Manage promotions"),
                    ("export_results", "Export what a search finds"),
                    ("import_data", "Import and export data"),
                ],
                max_length=40,
                verbose_name="right",
            ),
        ),
        migrations.RunSQL(CEILINGS, BACK),
        migrations.RemoveField("roleright", "ceiling"),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
