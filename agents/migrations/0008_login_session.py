"""A log-in's session with whose it is. Those that run go on: their agent is read as before until they end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CARRY_OVER = """DO $$ BEGIN
  IF to_regclass('django_session') IS NOT NULL THEN
    INSERT INTO agents_loginsession (session_key, session_data, expire_date) SELECT session_key, session_data, expire_date FROM django_session;
    DROP TABLE django_session;
  END IF;
END $$"""

CARRY_BACK = """CREATE TABLE django_session
    (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date timestamptz NOT NULL);
  CREATE INDEX django_session_expire_date_a5c62663 ON django_session (expire_date);
  INSERT INTO django_session SELECT session_key, session_data, expire_date FROM agents_loginsession"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0007_newest_sessions")]

    operations = [
        migrations.CreateModel(
            name="LoginSession",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "agent",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        django.db.models.deletion.CASCADE,
                        null=True,
                        editable=False,
                        related_name="+",
                    ),
                ),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.RunSQL(CARRY_OVER, CARRY_BACK),
    ]
