"""Changes of an order are counted, so that a stale page overwrites nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_steps_of_all_nouns")]

    operations = [
        migrations.AddField("order", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField("order", "changed_by", models.CharField(blank=True, db_default="", default="", max_length=150)),
        migrations.AddField("order", "changed_by_id", models.BigIntegerField(null=True)),
    ]
