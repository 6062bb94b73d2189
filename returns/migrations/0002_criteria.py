"""Indexes of the extended search. The indexes are built while people work, hence no transaction around."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("agents", "0003_roles_audit_cache"),
        ("customers", "0006_criteria"),
        ("orders", "0004_criteria"),
        ("returns", "0001_initial"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="return",
            index=models.Index(
                condition=models.Q(("status", "COMPLETE"), _negated=True), fields=["channel", "status", "-created_at", "-id"], name="return_status"
            ),
        ),
        AddIndexConcurrently(
            model_name="return",
            index=models.Index(
                condition=models.Q(("action_required", True)), fields=["channel", "-created_at", "-id"], name="return_action_required"
            ),
        ),
        AddIndexConcurrently(
            model_name="return",
            index=models.Index(fields=["channel", "refund_amount"], name="return_refund"),
        ),
    ]
