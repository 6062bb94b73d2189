"""Lines that go elsewhere, or otherwise, than their order; and the further addresses of an order."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_states_together"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderaddress",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, db_default=0),
        ),
        migrations.AlterField(
            model_name="orderaddress",
            name="kind",
            field=models.CharField(
                choices=[("billing", "Billing address"), ("shipping", "Shipping address"), ("further", "Further shipping address")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="ship_to",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="orders.orderaddress"
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="shipping_method_code",
            field=models.CharField(blank=True, default="", db_default="", max_length=40, verbose_name="shipping method"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="shipping_method_name",
            field=models.CharField(blank=True, default="", db_default="", max_length=120, verbose_name="shipping method"),
        ),
    ]
