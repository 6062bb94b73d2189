"""Lines that go elsewhere, or otherwise, than their cart."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("carts", "0002_initial"),
        ("catalog", "0001_initial"),
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="cartline",
            name="shipping_address",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="customers.address"),
        ),
        migrations.AddField(
            model_name="cartline",
            name="shipping_method",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.shippingmethod"),
        ),
    ]
