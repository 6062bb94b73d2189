from django.db import migrations

import customers.models.customer


class Migration(migrations.Migration):
    """Further words of names and addresses, found as their first ones are. `manage.py rebuild_search` fills them on a database in use."""

    dependencies = [("customers", "0002_initial")]

    operations = [
        migrations.AddField("customer", "search_last_more", customers.models.customer.SearchField(default="", max_length=200)),
        migrations.AddField("customer", "search_first_more", customers.models.customer.SearchField(default="", max_length=200)),
        migrations.AddField("customer", "search_email_more", customers.models.customer.SearchField(default="", max_length=254)),
    ]
