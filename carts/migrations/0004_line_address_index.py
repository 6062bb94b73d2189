"""Which lines go to an address. Built while people work, hence no transaction around."""

from django.db import migrations, models

from contactcenter.schema import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("carts", "0003_line_shipping"),
    ]

    operations = [
        BuildIndex(
            model_name="cartline",
            index=models.Index(fields=["shipping_address"], condition=models.Q(shipping_address__isnull=False), name="cart_line_address"),
        ),
    ]
