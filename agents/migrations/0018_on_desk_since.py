"""Since when a session lies on the desk: of those there already, since they were opened."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


def since_they_were_opened(apps, schema_editor):
    sessions = apps.get_model("agents", "CallSession").objects.filter(closed_at=None)
    sessions.update(on_desk_since=models.F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [("agents", "0017_saved_search_names")]

    operations = [
        migrations.AddField("callsession", "on_desk_since", models.DateTimeField(db_default=Now(), default=django.utils.timezone.now)),
        migrations.RunPython(since_they_were_opened, migrations.RunPython.noop),
    ]
