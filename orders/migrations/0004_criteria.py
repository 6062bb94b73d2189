"""Columns and indexes of the extended search. The indexes are built while people work, hence no transaction around."""

from itertools import islice

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import customers.models.customer
from search.terms import fold_code

BLOCK = 2000


def fill_ship_to(apps, schema_editor):
    """What is there already, in blocks: the postal code that each order was sent to."""
    Address, Order = apps.get_model("orders", "OrderAddress"), apps.get_model("orders", "Order")
    sent = Address.objects.filter(kind="shipping").order_by("pk").values_list("order_id", "postal_code")
    rows = sent.iterator(chunk_size=BLOCK)
    while block := list(islice(rows, BLOCK)):
        Order.objects.bulk_update([Order(pk=pk, search_postal_code=fold_code(code)) for pk, code in block], ["search_postal_code"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("agents", "0003_roles_audit_cache"),
        ("carts", "0002_initial"),
        ("customers", "0006_criteria"),
        ("orders", "0003_ship_to_name_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="search_postal_code",
            field=customers.models.customer.SearchField(blank=True, db_collation="C", db_default="", default="", editable=False, max_length=20),
        ),
        migrations.RunPython(fill_ship_to, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status", "NO_PENDING_ACTION"), _negated=True),
                fields=["channel", "status", "-placed_at", "-id"],
                name="order_status",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("payment_status", "paid"), _negated=True),
                fields=["channel", "payment_status", "-placed_at", "-id"],
                name="order_payment_status",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("fulfilment_status", "fulfilled"), _negated=True),
                fields=["channel", "fulfilment_status", "-placed_at", "-id"],
                name="order_fulfilment_status",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("return_status", "none"), _negated=True),
                fields=["channel", "return_status", "-placed_at", "-id"],
                name="order_return_status",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(fields=["channel", "total"], name="order_total"),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("search_postal_code", ""), _negated=True), fields=["channel", "search_postal_code"], name="order_ship_to"
            ),
        ),
    ]
