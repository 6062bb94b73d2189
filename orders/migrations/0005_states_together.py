"""An index for several states asked together, built while people work, hence no transaction around; and finer statistics, as of customers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

SEARCHED = ("search_last", "search_first", "search_email", "search_postal_code")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("customers", "0007_criteria_together"),
        ("orders", "0004_criteria"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(fields=["channel", "status", "payment_status", "fulfilment_status", "return_status"], name="order_states"),
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE orders_order ALTER COLUMN {column} SET STATISTICS 1000",
                f"ALTER TABLE orders_order ALTER COLUMN {column} SET STATISTICS -1",
            )
            for column in SEARCHED
        ),
    ]
