"""The three seeded roles, the audit trail's lock, and the table of the shared cache."""

from django.core.management import call_command
from django.db import migrations

DESK = ("use_console", "edit_cart", "place_order")
MANAGE = ("manage_agents", "manage_roles", "manage_channels", "manage_catalog", "manage_promotions", "import_data")
SEEDED_ROLES = {
    "agent": ("Agent", DESK),
    "supervisor": ("Agent Supervisor", (*DESK, "use_admin", "view_audit", "view_orders_admin")),
    "administrator": ("Administrator", ("use_admin", "view_audit", "view_orders_admin", *MANAGE)),
}
"""As they were then; migrations after this one give the rights that came later."""

LOCK = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON agents_auditentry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER read_append_only BEFORE UPDATE OR DELETE ON agents_readentry FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNLOCK = """
DROP TRIGGER audit_append_only ON agents_auditentry;
DROP TRIGGER read_append_only ON agents_readentry;
DROP FUNCTION refuse_change();
"""


def seed_roles(apps, schema_editor):
    Role = apps.get_model("agents", "Role")
    for code, (name, rights) in SEEDED_ROLES.items():
        role = Role.objects.create(code=code, name=name)
        for right in sorted(rights):
            role.rights.create(right=right)


def create_cache(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("agents", "0002_initial")]

    operations = [
        migrations.RunPython(seed_roles, migrations.RunPython.noop),
        migrations.RunSQL(LOCK, UNLOCK),
        migrations.RunPython(create_cache, migrations.RunPython.noop),
    ]
