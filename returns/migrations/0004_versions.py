"""Changes of a return are counted, so that a stale page overwrites nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_one_name_alone")]

    operations = [
        migrations.AddField("return", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField("return", "changed_by", models.CharField(blank=True, db_default="", default="", max_length=150)),
        migrations.AddField("return", "changed_by_id", models.BigIntegerField(null=True)),
    ]
