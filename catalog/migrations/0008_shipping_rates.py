"""What a way to ship costs, by where it goes, from which subtotal and weight on; price and "free from" of today become two rates for everywhere."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import contactcenter.names
import contactcenter.standards

EVERYWHERE = "countries = '{}' AND regions = '{}' AND from_weight = 0"
# from 0 on it was always free
PRICES = (
    "INSERT INTO catalog_shippingrate (method_id, countries, regions, from_subtotal, from_weight, price) "
    "SELECT id, '{}', '{}', 0, 0, CASE WHEN free_from <= 0 THEN 0 ELSE price END FROM catalog_shippingmethod ORDER BY id"
)
FREE = (
    "INSERT INTO catalog_shippingrate (method_id, countries, regions, from_subtotal, from_weight, price) "
    "SELECT id, '{}', '{}', free_from, 0, 0 FROM catalog_shippingmethod WHERE free_from > 0 ORDER BY id"
)
PRICES_BACK = (
    f"UPDATE catalog_shippingmethod AS m SET price = r.price FROM catalog_shippingrate AS r WHERE r.method_id = m.id AND {EVERYWHERE} "  # noqa: S608
    "AND from_subtotal = 0"
)
FREE_BACK = (
    "UPDATE catalog_shippingmethod AS m SET free_from = r.least FROM (SELECT method_id, min(from_subtotal) AS least FROM catalog_shippingrate "
    f"WHERE {EVERYWHERE} AND from_subtotal > 0 AND price = 0 GROUP BY 1) AS r WHERE r.method_id = m.id"
)
AMOUNT = {"max_digits": 18, "decimal_places": 4}


class Migration(migrations.Migration):
    dependencies = [("agents", "0025_shipping_taxed"), ("catalog", "0007_tax_classes")]

    operations = [
        migrations.AddField("variant", "weight", models.PositiveIntegerField(default=0, verbose_name="weight (grams)")),
        migrations.AddField(
            "shippingmethod",
            "tax_class",
            models.ForeignKey(
                blank=True,
                help_text="Counts where the channel taxes shipping by its own class. Empty: as the highest-taxed goods in the parcel.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.taxclass",
                verbose_name="tax class",
            ),
        ),
        migrations.CreateModel(
            "ShippingRate",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        models.CharField(max_length=2, validators=[contactcenter.standards.check_country]),
                        blank=True,
                        default=list,
                        verbose_name="countries",
                    ),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        models.CharField(max_length=120, validators=[contactcenter.names.check_name]), blank=True, default=list, verbose_name="regions"
                    ),
                ),
                ("from_subtotal", models.DecimalField(default=Decimal(0), verbose_name="from an order subtotal of", **AMOUNT)),
                ("from_weight", models.PositiveIntegerField(default=0, verbose_name="from a weight of (grams)")),
                ("price", models.DecimalField(verbose_name="price", **AMOUNT)),
                (
                    "method",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rates", to="catalog.shippingmethod"),
                ),
            ],
            {"verbose_name": "shipping rate", "verbose_name_plural": "shipping rates", "ordering": ["pk"]},
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        # undone, what goes everywhere at any weight is left: there was room for no other
        migrations.RunSQL(PRICES, PRICES_BACK),
        migrations.RunSQL(FREE, FREE_BACK),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AddConstraint(
            "shippingrate",
            models.UniqueConstraint(fields=("method", "countries", "regions", "from_subtotal", "from_weight"), name="shipping_rate_once"),
        ),
        migrations.AddConstraint(
            "shippingrate",
            models.CheckConstraint(condition=models.Q(price__gte=0, from_subtotal__gte=0), name="shipping_rate_not_negative"),
        ),
        migrations.AddConstraint(
            "shippingrate",
            models.CheckConstraint(
                condition=models.Q(("regions", []), ("countries__len", 1), _connector="OR"), name="shipping_rate_regions_of_one_country"
            ),
        ),
        migrations.RemoveField("shippingmethod", "price"),
        migrations.RemoveField("shippingmethod", "free_from"),
    ]
