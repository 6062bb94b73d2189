"""Postal code and city of all addresses, and which rules the search columns follow. `manage.py rebuild_search` fills them on a database in use."""

from django.db import migrations, models

import customers.models.customer

RULES = 2


def note_rules(apps, schema_editor):
    """A database that holds customers already was written by the rules before."""
    Customer, SearchRules = (apps.get_model("customers", name) for name in ("Customer", "SearchRules"))
    if not SearchRules.objects.exists():
        SearchRules.objects.create(version=1 if Customer.objects.exists() else RULES)


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_parts_beside_names")]

    operations = [
        *(
            migrations.AddField(
                model_name="address",
                name=name,
                field=customers.models.customer.SearchField(
                    blank=True, db_collation="C", db_default="", default="", editable=False, max_length=length
                ),
            )
            for name, length in (("search_postal_code", 20), ("search_city", 200))
        ),
        migrations.CreateModel(
            name="SearchRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.RunPython(note_rules, migrations.RunPython.noop),
    ]
