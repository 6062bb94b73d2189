"""A channel says by which class shipping is taxed: as today by the highest of what goes in the parcel, or by its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0024_texts_in_languages")]

    operations = [
        migrations.AddField(
            "channel",
            "shipping_taxed",
            models.CharField(
                choices=[("highest", "as the highest-taxed goods in the parcel"), ("own", "by the tax class of the shipping method")],
                default="highest",
                max_length=10,
                verbose_name="shipping is taxed",
            ),
        )
    ]
