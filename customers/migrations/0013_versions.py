"""Changes of a customer are counted, so that a stale page overwrites nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_price_groups")]

    operations = [
        migrations.AddField("customer", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField("customer", "changed_by", models.CharField(blank=True, db_default="", default="", max_length=150)),
        migrations.AddField("customer", "changed_by_id", models.BigIntegerField(null=True)),
    ]
