"""The German names of promotions move into the column that holds all other languages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promotions", "0002_names_that_can_be_read")]

    operations = [
        migrations.AddField("promotion", "translations", models.JSONField(blank=True, default=dict, verbose_name="in other languages")),
        migrations.RunSQL(
            "UPDATE promotions_promotion SET translations = jsonb_build_object('de', jsonb_build_object('name', name_de)) WHERE name_de <> ''",
            "UPDATE promotions_promotion SET name_de = coalesce(translations #>> '{de,name}', '')",
        ),
        migrations.RemoveField("promotion", "name_de"),
    ]
