"""Indexes for criteria that are asked together, for less than those they replace; built while people work, hence no transaction around."""

import django.db.models.deletion
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from contactcenter.schema import BuildIndex, finer_statistics


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("customers", "0006_criteria"),
    ]

    operations = [
        BuildIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("search_city", ""), _negated=True), fields=["channel", "search_city", "search_country"], name="customer_home"
            ),
        ),
        RemoveIndexConcurrently(model_name="customer", name="customer_city"),
        BuildIndex(
            model_name="customer",
            index=models.Index(condition=models.Q(("account__isnull", False)), fields=["account"], name="customer_account"),
        ),
        BuildIndex(
            model_name="customer",
            index=models.Index(condition=models.Q(("customer_set__isnull", False)), fields=["customer_set"], name="customer_set"),
        ),
        # Only the indexes go: altering the fields would also check both foreign keys anew, under a lock.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON customers_customer ({column})",
                )
                for name, column in (
                    ("customers_customer_account_id_c02eff1d", "account_id"),
                    ("customers_customer_customer_set_id_9fb18e2c", "customer_set_id"),
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="customer",
                    name="account",
                    field=models.ForeignKey(
                        blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="customers",
                        to="customers.account",
                    ),
                ),
                migrations.AlterField(
                    model_name="customer",
                    name="customer_set",
                    field=models.ForeignKey(
                        blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="customers",
                        to="customers.customerset",
                    ),
                ),
            ],
        ),
        *finer_statistics("customers_customer", "search_last", "search_first", "search_email", "search_postal_code"),
    ]  # fmt: skip
