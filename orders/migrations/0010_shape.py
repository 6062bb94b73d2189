"""Orders get the shape that carts share: shipping groups, lines that belong to one, adjustments with their net, tax and gross."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CARRY_OVER = (
    "UPDATE orders_orderaddress SET kind = 'shipping' WHERE kind = 'further'",
    # how each line goes: as it says itself, else as its order; the order's own way comes first, also where nothing goes by it
    """CREATE TEMP TABLE way ON COMMIT DROP AS
       SELECT o.id AS order_id, 0 AS position, o.shipping_method_code AS code, o.shipping_method_name AS name, a.id AS address_id
       FROM orders_order o LEFT JOIN orders_orderaddress a ON a.order_id = o.id AND a.kind = 'shipping' AND a.position = 0
       WHERE NOT EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
       UNION ALL
       SELECT o.id, CASE WHEN l.shipping_method_code = '' AND l.shipping_method_name = '' AND l.ship_to_id IS NULL THEN 0 ELSE l.position END,
              CASE WHEN l.shipping_method_name = '' THEN o.shipping_method_code ELSE l.shipping_method_code END,
              coalesce(nullif(l.shipping_method_name, ''), o.shipping_method_name), coalesce(l.ship_to_id, a.id)
       FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
       LEFT JOIN orders_orderaddress a ON a.order_id = o.id AND a.kind = 'shipping' AND a.position = 0""",
    """INSERT INTO orders_ordershippinggroup (order_id, position, method_code, method_name, address_id)
       SELECT order_id, row_number() OVER (PARTITION BY order_id ORDER BY min(position)), code, name, address_id
       FROM way GROUP BY order_id, code, name, address_id""",
    """UPDATE orders_orderline l SET group_id = g.id, list_price = CASE WHEN o.imported THEN NULL ELSE l.unit_price END
       FROM orders_order o JOIN orders_ordershippinggroup g ON g.order_id = o.id
       LEFT JOIN orders_orderaddress a ON a.order_id = o.id AND a.kind = 'shipping' AND a.position = 0
       WHERE o.id = l.order_id AND g.method_code = CASE WHEN l.shipping_method_name = '' THEN o.shipping_method_code ELSE l.shipping_method_code END
       AND g.method_name = coalesce(nullif(l.shipping_method_name, ''), o.shipping_method_name)
       AND g.address_id IS NOT DISTINCT FROM coalesce(l.ship_to_id, a.id)""",
    # an adjustment of tax belongs to what shipping cost, or was taken off, before it
    """CREATE TEMP TABLE part ON COMMIT DROP AS
       SELECT d.id, d.order_id, d.kind, d.source, d.amount, t.of_id, p.kind AS of_kind,
              row_number() OVER (PARTITION BY d.order_id, d.kind ORDER BY d.id) AS nth
       FROM orders_orderadjustment d
       LEFT JOIN LATERAL (SELECT max(b.id) AS of_id FROM orders_orderadjustment b WHERE d.kind = 'tax' AND b.order_id = d.order_id AND b.id < d.id
                          AND b.kind IN ('shipping', 'discount')) t ON true
       LEFT JOIN orders_orderadjustment p ON p.id = t.of_id
            AND ((d.source = 'shipping' AND p.kind = 'shipping') OR (d.source <> '' AND d.source = p.source))""",
    """UPDATE orders_ordershippinggroup g SET net = s.shown - CASE WHEN o.prices_include_tax THEN s.tax ELSE 0 END, tax = s.tax,
              gross = s.shown + CASE WHEN o.prices_include_tax THEN 0 ELSE s.tax END,
              rate = CASE WHEN s.tax = 0 THEN 0 ELSE coalesce((SELECT max(l.rate) FROM orders_orderline l WHERE l.group_id = g.id), 0) END
       FROM (SELECT p.order_id, least(p.nth, n.groups) AS position, sum(p.amount) AS shown, sum(coalesce(t.tax, 0)) AS tax
             FROM part p JOIN (SELECT order_id, count(*) AS groups FROM orders_ordershippinggroup GROUP BY 1) n ON n.order_id = p.order_id
             LEFT JOIN (SELECT of_id, sum(amount) AS tax FROM part WHERE of_kind = 'shipping' GROUP BY 1) t ON t.of_id = p.id
             WHERE p.kind = 'shipping' GROUP BY 1, 2) s JOIN orders_order o ON o.id = s.order_id
       WHERE g.order_id = s.order_id AND g.position = s.position""",
    """UPDATE orders_orderadjustment d SET net = p.amount - CASE WHEN o.prices_include_tax THEN coalesce(t.tax, 0) ELSE 0 END,
              tax = coalesce(t.tax, 0), gross = p.amount + CASE WHEN o.prices_include_tax THEN 0 ELSE coalesce(t.tax, 0) END,
              rate = CASE WHEN t.tax IS NULL THEN 0 ELSE coalesce((SELECT max(l.rate) FROM orders_orderline l WHERE l.order_id = p.order_id), 0) END
       FROM part p JOIN orders_order o ON o.id = p.order_id
       LEFT JOIN (SELECT of_id, sum(amount) AS tax FROM part WHERE of_kind = 'discount' GROUP BY 1) t ON t.of_id = p.id
       WHERE p.id = d.id AND p.kind IN ('discount', 'imported')""",
    # what an import told of the whole order alone
    """UPDATE orders_orderadjustment d SET net = CASE WHEN o.prices_include_tax THEN -p.amount ELSE 0 END, tax = p.amount,
              gross = CASE WHEN o.prices_include_tax THEN 0 ELSE p.amount END
       FROM part p JOIN orders_order o ON o.id = p.order_id WHERE p.id = d.id AND p.kind = 'tax' AND p.of_kind IS NULL""",
    "DELETE FROM orders_orderadjustment d USING part p WHERE p.id = d.id AND (p.kind = 'shipping' OR (p.kind = 'tax' AND p.of_kind IS NOT NULL))",
    "SET CONSTRAINTS ALL IMMEDIATE",
)


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0011_names_that_can_be_read"),
        ("orders", "0009_tax_exempt"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderShippingGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("net", models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18)),
                ("tax", models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18)),
                ("gross", models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18)),
                ("rate", models.DecimalField(db_default=0, decimal_places=5, default=0, max_digits=6)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("wished_on", models.DateField(blank=True, null=True, verbose_name="wished date")),
                ("delivery_note", models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="delivery note")),
                ("gift_message", models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="gift message")),
                ("shows_prices", models.BooleanField(db_default=True, default=True, verbose_name="prices on the papers")),
                ("method_code", models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="shipping method")),
                ("method_name", models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="shipping method")),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="orderaddress",
            name="source",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="customers.address"),
        ),
        migrations.AddField(
            model_name="orderadjustment",
            name="gross",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AddField(
            model_name="orderadjustment",
            name="net",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AddField(
            model_name="orderadjustment",
            name="rate",
            field=models.DecimalField(db_default=0, decimal_places=5, default=0, max_digits=6),
        ),
        migrations.AddField(
            model_name="orderadjustment",
            name="tax",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AddField(
            model_name="orderline",
            name="list_price",
            field=models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="list price"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="price_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="orderline",
            name="price_set_by",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="price_source",
            field=models.CharField(
                choices=[
                    ("list", "List price"),
                    ("sale", "Sale price"),
                    ("group", "Price of the customer's group"),
                    ("tier", "Quantity price"),
                    ("match", "Price match"),
                    ("override", "Price override"),
                ],
                db_default="list",
                default="list",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="properties",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AlterField(
            model_name="orderaddress",
            name="kind",
            field=models.CharField(choices=[("billing", "Billing address"), ("shipping", "Shipping address")], max_length=10),
        ),
        migrations.AlterField(
            model_name="orderadjustment",
            name="kind",
            field=models.CharField(
                choices=[("discount", "Discount"), ("surcharge", "Surcharge"), ("fee", "Fee"), ("tax", "Tax"), ("imported", "Imported difference")],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="gross",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="net",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="rate",
            field=models.DecimalField(db_default=0, decimal_places=5, default=0, max_digits=6),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="tax",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AddField(
            model_name="ordershippinggroup",
            name="address",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="orders.orderaddress"),
        ),
        migrations.AddField(
            model_name="ordershippinggroup",
            name="order",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="orders.order"),
        ),
        migrations.AddField(
            model_name="orderadjustment",
            name="group",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="adjustments", to="orders.ordershippinggroup"
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="group",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="lines", to="orders.ordershippinggroup"),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in CARRY_OVER),
        migrations.RemoveIndex(
            model_name="orderline",
            name="order_line_ship_to",
        ),
        migrations.RemoveField(
            model_name="order",
            name="shipping_method_code",
        ),
        migrations.RemoveField(
            model_name="order",
            name="shipping_method_name",
        ),
        migrations.RemoveField(
            model_name="orderadjustment",
            name="amount",
        ),
        migrations.RemoveField(
            model_name="orderline",
            name="ship_to",
        ),
        migrations.RemoveField(
            model_name="orderline",
            name="shipping_method_code",
        ),
        migrations.RemoveField(
            model_name="orderline",
            name="shipping_method_name",
        ),
        migrations.AlterField(
            model_name="orderline",
            name="group",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="lines", to="orders.ordershippinggroup"),
        ),
        migrations.AddConstraint(
            model_name="orderadjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("line", None), ("group", None), _connector="OR"), name="order_adjustment_of_one_thing"
            ),
        ),
        migrations.AddConstraint(
            model_name="ordershippinggroup",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="order_group_position"),
        ),
    ]
