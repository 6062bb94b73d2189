from django.db import migrations

import customers.models.customer


class Migration(migrations.Migration):
    """The name an order is shipped to. `manage.py rebuild_search` fills it on a database in use."""

    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.AddField("order", "search_ship", customers.models.customer.SearchField(default="", max_length=200)),
    ]
