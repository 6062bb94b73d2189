from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while the shop goes on: no lock that writers wait for."""

    atomic = False

    dependencies = [("agents", "0006_exports")]

    operations = [AddIndexConcurrently("callsession", models.Index(fields=["-opened_at"], name="session_newest"))]
