"""The indexes of the new shape, built while people work, hence no transaction around."""

from django.db import migrations, models

from contactcenter.schema import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("carts", "0005_shape"),
    ]

    operations = [
        BuildIndex(model_name="cartline", index=models.Index(fields=["group"], name="cart_line_group")),
        BuildIndex(model_name="cartaddress", index=models.Index(condition=models.Q(("source__isnull", False)), fields=["source"], name="cart_address_source")),
    ]
