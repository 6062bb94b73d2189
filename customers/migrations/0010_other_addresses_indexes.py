"""The indexes of other addresses; built while people work, hence no transaction around."""

from django.db import migrations
from django.db.models import Index, Q

from contactcenter.schema import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0009_other_addresses")]

    operations = [
        BuildIndex("address", Index(fields=[f"search_{column}", "customer"], condition=Q(default_shipping=False), name=f"address_{name}"))
        for column, name in (("postal_code", "postal"), ("city", "city"))
    ]
