"""An order may have several further addresses. The new index is built while people work, hence no transaction around."""

from django.db import migrations, models


def swap(columns: str, back: str) -> list[migrations.RunSQL]:
    """Each statement bears what a broken run has left. The way back is refused while there are further addresses."""
    drop = "ALTER TABLE orders_orderaddress DROP CONSTRAINT IF EXISTS order_address_once"
    return [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS order_address_new",
            f"ALTER TABLE orders_orderaddress ADD CONSTRAINT order_address_once UNIQUE ({back})",
        ),
        migrations.RunSQL(f"CREATE UNIQUE INDEX CONCURRENTLY order_address_new ON orders_orderaddress ({columns})", drop),
        migrations.RunSQL(f"{drop}, ADD CONSTRAINT order_address_once UNIQUE USING INDEX order_address_new", migrations.RunSQL.noop),
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("orders", "0006_line_shipping"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=swap("order_id, kind, position", back="order_id, kind"),
            state_operations=[
                migrations.RemoveConstraint(model_name="orderaddress", name="order_address_once"),
                migrations.AddConstraint(
                    model_name="orderaddress",
                    constraint=models.UniqueConstraint(fields=("order", "kind", "position"), name="order_address_once"),
                ),
            ],
        ),
    ]
