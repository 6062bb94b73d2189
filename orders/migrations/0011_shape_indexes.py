"""The indexes of the new shape, built while people work, hence no transaction around."""

from django.db import migrations, models

from contactcenter.schema import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("orders", "0010_shape"),
    ]

    operations = [
        BuildIndex(model_name="orderaddress", index=models.Index(condition=models.Q(("source__isnull", False)), fields=["source"], name="order_address_source")),
    ]
