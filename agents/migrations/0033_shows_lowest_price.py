"""A channel says whether the lowest price of 30 days is told beside a reduced one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0032_read_aloud")]

    operations = [
        migrations.AddField(
            "channel",
            "shows_lowest_price",
            models.BooleanField(
                default=False, help_text="Told beside each reduced price, as the European Union wants it.", verbose_name="lowest price of 30 days"
            ),
        )
    ]
