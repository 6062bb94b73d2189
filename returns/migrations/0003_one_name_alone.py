"""The indexes of one name alone with a condition, as of orders; built while people work, hence no transaction around."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from contactcenter.schema import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("returns", "0002_criteria"),
    ]

    operations = [
        BuildIndex(
            model_name="return",
            index=models.Index(
                condition=models.Q(("search_last", ""), _negated=True),
                fields=["channel", "search_last", "-created_at", "-id"],
                name="return_last_name",
            ),
        ),
        RemoveIndexConcurrently(model_name="return", name="return_last"),
        BuildIndex(
            model_name="return",
            index=models.Index(
                condition=models.Q(("search_first", ""), _negated=True),
                fields=["channel", "search_first", "-created_at", "-id"],
                name="return_first_name",
            ),
        ),
        RemoveIndexConcurrently(model_name="return", name="return_first"),
    ]
