"""The German labels of reasons move into the column that holds all other languages; the organisation says which its own is."""

from django.db import migrations, models

import contactcenter.standards


class Migration(migrations.Migration):
    dependencies = [("agents", "0023_reads_in_lists")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="language",
            field=models.CharField(
                default="en",
                help_text="In which staff write names and descriptions; other languages stand beside them.",
                max_length=10,
                validators=[contactcenter.standards.check_own_language],
                verbose_name="language",
            ),
        ),
        migrations.AddField("reason", "translations", models.JSONField(blank=True, default=dict, verbose_name="in other languages")),
        migrations.RunSQL(
            "UPDATE agents_reason SET translations = jsonb_build_object('de', jsonb_build_object('label', label_de)) WHERE label_de <> ''",
            "UPDATE agents_reason SET label_de = coalesce(translations #>> '{de,label}', '')",
        ),
        migrations.RemoveField("reason", "label_de"),
    ]
