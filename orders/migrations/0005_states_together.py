"""An index for several states asked together, and those of one name alone with a condition; finer statistics, as of customers.

Built while people work, hence no transaction around.
"""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from contactcenter.schema import BuildIndex, finer_statistics


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("customers", "0007_criteria_together"),
        ("orders", "0004_criteria"),
    ]

    operations = [
        BuildIndex(
            model_name="order",
            index=models.Index(fields=["channel", "status", "payment_status", "fulfilment_status", "return_status"], name="order_states"),
        ),
        BuildIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("search_last", ""), _negated=True), fields=["channel", "search_last", "-placed_at", "-id"], name="order_last_name"
            ),
        ),
        RemoveIndexConcurrently(model_name="order", name="order_last"),
        BuildIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("search_first", ""), _negated=True),
                fields=["channel", "search_first", "-placed_at", "-id"],
                name="order_first_name",
            ),
        ),
        RemoveIndexConcurrently(model_name="order", name="order_first"),
        *finer_statistics("orders_order", "search_last", "search_first", "search_email", "search_postal_code"),
    ]
