"""Audit rows say on whose behalf, in which request and why; what is personal stands apart; and a chain of seals shows any change."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

LOCK = """
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON agents_auditseal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_not_emptied BEFORE TRUNCATE ON agents_auditseal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_stamped BEFORE INSERT ON agents_auditseal FOR EACH ROW EXECUTE FUNCTION stamp_now();
CREATE TRIGGER personal_not_changed BEFORE UPDATE ON agents_auditpersonal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER personal_not_emptied BEFORE TRUNCATE ON agents_auditpersonal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER personal_erased_only BEFORE DELETE ON agents_auditpersonal FOR EACH ROW
  WHEN (coalesce(current_setting('contactcenter.erases', true), '') <> 'yes') EXECUTE FUNCTION refuse_change();

-- An id is drawn before its row is committed, so a lower one may still appear. While this lock is held nobody is writing a row: what is
-- not there then will never be. It is let go as soon as the highest id is read. The owner's right is needed for it, hence the definer.
CREATE FUNCTION audit_settled() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
BEGIN
  LOCK TABLE agents_auditentry IN SHARE MODE;
  RETURN coalesce((SELECT max(id) FROM agents_auditentry), 0);
END $$;
"""
UNLOCK = """
DROP FUNCTION audit_settled();
DROP TRIGGER personal_erased_only ON agents_auditpersonal;
DROP TRIGGER personal_not_emptied ON agents_auditpersonal;
DROP TRIGGER personal_not_changed ON agents_auditpersonal;
DROP TRIGGER seal_stamped ON agents_auditseal;
DROP TRIGGER seal_not_emptied ON agents_auditseal;
DROP TRIGGER seal_append_only ON agents_auditseal;
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0019_names_that_can_be_read")]

    operations = [
        migrations.AddField("auditentry", "on_behalf_of_id", models.BigIntegerField(null=True)),
        migrations.AddField("auditentry", "on_behalf_of", models.CharField(blank=True, db_default="", max_length=60, verbose_name="on behalf of")),
        migrations.AddField("auditentry", "request_id", models.UUIDField(null=True, verbose_name="request")),
        migrations.AddField("auditentry", "reason", models.CharField(blank=True, db_default="", max_length=60, verbose_name="reason")),
        migrations.AddField("auditentry", "personal_hash", models.CharField(blank=True, db_default="", max_length=64)),
        migrations.CreateModel(
            name="AuditPersonal",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="personal",
                        serialize=False,
                        to="agents.auditentry",
                    ),
                ),
                ("salt", models.CharField(max_length=32)),
                ("data", models.JSONField(verbose_name="details")),
            ],
            options={"verbose_name": "personal details of an act", "verbose_name_plural": "personal details of acts"},
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="at")),
                ("first", models.BigIntegerField(unique=True, verbose_name="first row")),
                ("last", models.BigIntegerField(unique=True, verbose_name="last row")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("columns", models.JSONField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={"verbose_name": "seal of the audit trail", "verbose_name_plural": "seals of the audit trail", "ordering": ["pk"]},
        ),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
