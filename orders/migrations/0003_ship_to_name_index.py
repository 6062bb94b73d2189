from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Built while the shop goes on: no lock that writers wait for."""

    atomic = False

    dependencies = [("orders", "0002_ship_to_name")]

    operations = [
        AddIndexConcurrently(
            "order",
            models.Index(fields=["channel", "search_ship", "-placed_at", "-id"], name="order_ship", condition=~Q(search_ship="")),
        ),
    ]
