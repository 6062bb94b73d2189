from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Built while the shop goes on: no lock that writers wait for."""

    atomic = False

    dependencies = [("customers", "0003_further_words")]

    operations = [
        AddIndexConcurrently(
            "customer", models.Index(fields=["channel", f"search_{part}_more"], name=f"customer_{part}_more", condition=~Q(**{f"search_{part}_more": ""}))
        )
        for part in ("last", "first", "email")
    ]
