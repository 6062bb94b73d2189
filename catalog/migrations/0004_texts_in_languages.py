"""The German names and descriptions of products and ways to ship move into the column that holds all other languages."""

from django.db import migrations, models

TEXTS = "jsonb_strip_nulls(jsonb_build_object('name', nullif(name_de, ''), 'description', nullif(description_de, '')))"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_shipping_free_from")]

    operations = [
        migrations.AddField("product", "translations", models.JSONField(blank=True, default=dict, verbose_name="in other languages")),
        migrations.AddField("shippingmethod", "translations", models.JSONField(blank=True, default=dict, verbose_name="in other languages")),
        migrations.RunSQL(
            f"UPDATE catalog_product SET translations = jsonb_build_object('de', {TEXTS}) WHERE name_de <> '' OR description_de <> ''",
            "UPDATE catalog_product SET name_de = coalesce(translations #>> '{de,name}', ''), "
            "description_de = coalesce(translations #>> '{de,description}', '')",
        ),
        migrations.RunSQL(
            "UPDATE catalog_shippingmethod SET translations = jsonb_build_object('de', jsonb_build_object('name', name_de)) WHERE name_de <> ''",
            "UPDATE catalog_shippingmethod SET name_de = coalesce(translations #>> '{de,name}', '')",
        ),
        migrations.RemoveField("product", "name_de"),
        migrations.RemoveField("product", "description_de"),
        migrations.RemoveField("shippingmethod", "name_de"),
    ]
