"""A tab can be pinned: it stays when another record of its kind is opened, so a session may have several of one kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0025_shipping_taxed")]
    operations = [
        migrations.AddField(model_name="tab", name="pinned", field=models.BooleanField(db_default=False, default=False)),
        migrations.RemoveConstraint(model_name="tab", name="tab_once_per_kind"),
        migrations.AddConstraint(
            model_name="tab", constraint=models.UniqueConstraint(fields=("session", "kind", "number"), name="tab_once_per_record")
        ),
        migrations.AddConstraint(
            model_name="tab",
            constraint=models.UniqueConstraint(condition=models.Q(("pinned", False)), fields=("session", "kind"), name="one_tab_makes_way"),
        ),
    ]
