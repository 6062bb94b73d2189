"""Columns and indexes of the extended search. The indexes are built while people work, hence no transaction around."""

from itertools import islice

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import customers.models.customer
from search.terms import fold

BLOCK = 2000


def fill_homes(apps, schema_editor):
    """What is there already, in blocks: city and country of each customer's main address."""
    Address, Customer = apps.get_model("customers", "Address"), apps.get_model("customers", "Customer")
    main = Address.objects.order_by("customer_id", "-default_shipping", "pk").distinct("customer_id").values_list("customer_id", "city", "country")
    rows = main.iterator(chunk_size=BLOCK)
    while block := list(islice(rows, BLOCK)):
        filled = [Customer(pk=pk, search_city=fold(city), search_country=country.upper()) for pk, city, country in block]
        Customer.objects.bulk_update(filled, ["search_city", "search_country"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("agents", "0003_roles_audit_cache"),
        ("customers", "0005_names_alike"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="search_city",
            field=customers.models.customer.SearchField(blank=True, db_collation="C", db_default="", default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="customer",
            name="search_country",
            field=customers.models.customer.SearchField(blank=True, db_collation="C", db_default="", default="", editable=False, max_length=2),
        ),
        migrations.RunPython(fill_homes, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(condition=models.Q(("birthday__isnull", False)), fields=["channel", "birthday"], name="customer_birthday"),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(condition=models.Q(("search_city", ""), _negated=True), fields=["channel", "search_city"], name="customer_city"),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("search_country", ""), _negated=True), fields=["channel", "search_country"], name="customer_country"
            ),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(fields=["channel", "created_at"], name="customer_created"),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(fields=["channel", "lifetime_value"], name="customer_value"),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(condition=models.Q(("active", False)), fields=["channel", "id"], name="customer_closed"),
        ),
        AddIndexConcurrently(
            model_name="login",
            index=models.Index(condition=models.Q(("locked_at__isnull", False)), fields=["channel", "customer"], name="login_locked"),
        ),
    ]
