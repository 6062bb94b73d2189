"""Saved searches, and the right to share them, which supervisors and administrators have from now on."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def give_right(apps, schema_editor):
    for role in apps.get_model("agents", "Role").objects.filter(code__in=("supervisor", "administrator")):
        role.rights.get_or_create(right="share_searches")


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0004_results_table"),
    ]

    operations = [
        migrations.AlterField(
            model_name="roleright",
            name="right",
            field=models.CharField(
                choices=[
                    ("use_console", "Use the console"),
                    ("use_admin", "Enter the administration"),
                    ("edit_cart", "Build orders"),
                    ("place_order", "Place orders"),
                    ("share_searches", "Share saved searches with the organisation"),
                    ("view_audit", "Read the audit trail"),
                    ("view_orders_admin", "See orders and returns in the administration"),
                    ("manage_agents", "Manage agents"),
                    ("manage_roles", "Manage roles"),
                    ("manage_channels", "Manage channels"),
                    ("manage_catalog", "Manage products, prices and stock"),
                    ("manage_promotions", "Manage promotions"),
                    ("import_data", "Import and export data"),
                ],
                max_length=40,
                verbose_name="right",
            ),
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("customer", "Customer"), ("order", "Order"), ("return", "Return")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("query", models.TextField()),
                ("shared", models.BooleanField(default=False, verbose_name="shared")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("organization", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agents.organization")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_searches", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["name", "pk"],
                "indexes": [models.Index(condition=models.Q(("shared", True)), fields=["organization", "name"], name="saved_search_shared")],
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="saved_search_once")],
            },
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
