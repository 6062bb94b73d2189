"""Groups of customers who have prices of their own."""

import django.db.models.deletion
from django.db import migrations, models

import contactcenter.names


class Migration(migrations.Migration):
    dependencies = [("agents", "0024_texts_in_languages"), ("customers", "0011_names_that_can_be_read")]

    operations = [
        migrations.CreateModel(
            name="PriceGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, validators=[contactcenter.names.check_code], verbose_name="code")),
                ("name", models.CharField(max_length=120, validators=[contactcenter.names.check_name], verbose_name="name")),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="price_groups", to="agents.organization"),
                ),
            ],
            options={
                "verbose_name": "price group",
                "verbose_name_plural": "price groups",
                "constraints": [models.UniqueConstraint(fields=("organization", "code"), name="price_group_once")],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="price_group",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="customers",
                to="customers.pricegroup",
            ),
        ),
    ]
