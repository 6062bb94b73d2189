"""The audit trail and the read log can be emptied by nobody who only works with them, and their times are the database's own."""

import django.db.models.functions.datetime
from django.db import migrations, models

LOCK = """
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON agents_auditentry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER read_not_emptied BEFORE TRUNCATE ON agents_readentry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION stamp_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER audit_stamped BEFORE INSERT ON agents_auditentry FOR EACH ROW EXECUTE FUNCTION stamp_now();
CREATE TRIGGER read_stamped BEFORE INSERT ON agents_readentry FOR EACH ROW EXECUTE FUNCTION stamp_now();
"""
UNLOCK = """
DROP TRIGGER audit_stamped ON agents_auditentry;
DROP TRIGGER read_stamped ON agents_readentry;
DROP FUNCTION stamp_now();
DROP TRIGGER audit_not_emptied ON agents_auditentry;
DROP TRIGGER read_not_emptied ON agents_readentry;
"""


def at() -> models.DateTimeField:
    return models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="at")


class Migration(migrations.Migration):
    dependencies = [("agents", "0013_manage_customers")]

    operations = [
        migrations.AlterField("auditentry", "at", at()),
        migrations.AlterField("readentry", "at", at()),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
