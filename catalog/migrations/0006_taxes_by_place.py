"""Tax rates say where goods are sent; those of today are of their channel's own country."""

from django.db import migrations, models

import contactcenter.names
import contactcenter.standards


class Migration(migrations.Migration):
    dependencies = [("agents", "0024_texts_in_languages"), ("catalog", "0005_prices")]

    operations = [
        migrations.RemoveConstraint("taxrate", "tax_rate_once"),
        migrations.AddField(
            "taxrate",
            "country",
            models.CharField(default="", max_length=2, validators=[contactcenter.standards.check_country], verbose_name="country"),
            preserve_default=False,
        ),
        migrations.AddField(
            "taxrate",
            "region",
            models.CharField(blank=True, max_length=120, validators=[contactcenter.names.check_name], verbose_name="region"),
        ),
        migrations.AddField(
            "taxrate",
            "postal_prefix",
            models.CharField(blank=True, max_length=20, validators=[contactcenter.names.check_name], verbose_name="postcodes that begin with"),
        ),
        # undone, only the rates at home are left: there was room for no other
        migrations.RunSQL(
            "UPDATE catalog_taxrate AS t SET country = c.country FROM agents_channel AS c WHERE c.id = t.channel_id",
            "DELETE FROM catalog_taxrate AS t USING agents_channel AS c WHERE c.id = t.channel_id "
            "AND (t.country <> c.country OR t.region <> '' OR t.postal_prefix <> '')",
        ),
        migrations.AddConstraint(
            "taxrate",
            models.UniqueConstraint(fields=("channel", "country", "region", "postal_prefix", "tax_class"), name="tax_rate_once"),
        ),
    ]
