"""Which lines go to a further address. Built while people work, hence no transaction around."""

from django.db import migrations, models

from contactcenter.schema import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("orders", "0007_further_addresses"),
    ]

    operations = [
        BuildIndex(
            model_name="orderline",
            index=models.Index(fields=["ship_to"], condition=models.Q(ship_to__isnull=False), name="order_line_ship_to"),
        ),
    ]
