"""Postal code and city of all addresses. `manage.py rebuild_search` fills them on a database in use."""

from django.db import migrations

import customers.models.customer


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
    ]
