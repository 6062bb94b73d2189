"""Carts get the shape that orders share: addresses of their own, shipping groups, lines by their own id, several carts of a customer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIELDS = "first_name, last_name, company, street, street2, postal_code, city, region, country, phone"
OF_A = ", ".join(f"a.{name}" for name in FIELDS.split(", "))
SOURCE = "CASE WHEN a.in_book THEN a.id END"
CARRY_OVER = (
    f"""INSERT INTO carts_cartaddress (cart_id, kind, source_id, {FIELDS})
        SELECT c.id, 'billing', {SOURCE}, {OF_A} FROM carts_cart c JOIN customers_address a ON a.id = c.billing_address_id""",
    # how each line goes: as it says itself, else as its cart
    """CREATE TEMP TABLE way ON COMMIT DROP AS
       SELECT c.id AS cart_id, 0::bigint AS line_id, c.shipping_method_id AS method_id, c.shipping_address_id AS address_id FROM carts_cart c
       UNION ALL
       SELECT c.id, l.id, coalesce(l.shipping_method_id, c.shipping_method_id), coalesce(l.shipping_address_id, c.shipping_address_id)
       FROM carts_cartline l JOIN carts_cart c ON c.id = l.cart_id""",
    "ALTER TABLE carts_cartaddress ADD COLUMN was bigint",
    f"""INSERT INTO carts_cartaddress (cart_id, kind, source_id, {FIELDS}, was)
        SELECT w.cart_id, 'shipping', {SOURCE}, {OF_A}, a.id FROM (SELECT cart_id, address_id, min(line_id) AS first FROM way GROUP BY 1, 2) w
        JOIN customers_address a ON a.id = w.address_id ORDER BY w.cart_id, w.first""",
    """INSERT INTO carts_cartshippinggroup (cart_id, position, method_id, address_id)
       SELECT w.cart_id, row_number() OVER (PARTITION BY w.cart_id ORDER BY w.first), w.method_id, a.id
       FROM (SELECT cart_id, method_id, address_id, min(line_id) AS first FROM way GROUP BY 1, 2, 3) w
       LEFT JOIN carts_cartaddress a ON a.cart_id = w.cart_id AND a.was = w.address_id""",
    """UPDATE carts_cartline l SET group_id = g.id, list_price = l.unit_price
       FROM way w LEFT JOIN carts_cartaddress a ON a.cart_id = w.cart_id AND a.was = w.address_id
       JOIN carts_cartshippinggroup g ON g.cart_id = w.cart_id
       WHERE w.line_id = l.id AND g.method_id IS NOT DISTINCT FROM w.method_id AND g.address_id IS NOT DISTINCT FROM a.id""",
    # what shipping cost in all stands with the first group that carries something; each act reckons it anew
    """UPDATE carts_cartshippinggroup g SET net = s.net, tax = s.tax, gross = s.net + s.tax, rate = CASE WHEN s.tax = 0 THEN 0 ELSE s.rate END
       FROM (SELECT c.id, c.tax - l.tax AS tax, l.rate, c.shipping - CASE WHEN c.prices_include_tax THEN c.tax - l.tax ELSE 0 END AS net,
                    (SELECT f.id FROM carts_cartshippinggroup f JOIN carts_cartline n ON n.group_id = f.id WHERE f.cart_id = c.id
                     ORDER BY f.position LIMIT 1) AS first
             FROM carts_cart c JOIN (SELECT cart_id, sum(tax) AS tax, max(rate) AS rate FROM carts_cartline GROUP BY 1) l ON l.cart_id = c.id) s
       WHERE g.id = s.first""",
    # typed for a cart alone: it has its own copy now
    """CREATE TEMP TABLE typed ON COMMIT DROP AS
       SELECT a.id FROM customers_address a WHERE NOT a.in_book
       AND a.id IN (SELECT address_id FROM way UNION SELECT billing_address_id FROM carts_cart)""",
    "UPDATE carts_cart SET shipping_address_id = NULL, billing_address_id = NULL",
    "UPDATE carts_cartline SET shipping_address_id = NULL",
    "DELETE FROM customers_address WHERE id IN (SELECT id FROM typed)",
    "ALTER TABLE carts_cartaddress DROP COLUMN was",
    "SET CONSTRAINTS ALL IMMEDIATE",
)


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0021_idempotency_keys"),
        ("carts", "0004_line_address_index"),
        ("catalog", "0003_shipping_free_from"),
        ("customers", "0011_names_that_can_be_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CartAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_name", models.CharField(blank=True, max_length=120, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=120, verbose_name="last name")),
                ("company", models.CharField(blank=True, max_length=200, verbose_name="company")),
                ("street", models.CharField(blank=True, max_length=200, verbose_name="street")),
                ("street2", models.CharField(blank=True, max_length=200, verbose_name="address line 2")),
                ("postal_code", models.CharField(blank=True, max_length=20, verbose_name="postal code")),
                ("city", models.CharField(blank=True, max_length=120, verbose_name="city")),
                ("region", models.CharField(blank=True, max_length=120, verbose_name="state or county")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("kind", models.CharField(choices=[("billing", "Billing address"), ("shipping", "Shipping address")], max_length=10)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CartAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("net", models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18)),
                ("tax", models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18)),
                ("gross", models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18)),
                ("rate", models.DecimalField(db_default=0, decimal_places=5, default=0, max_digits=6)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "Discount"),
                            ("surcharge", "Surcharge"),
                            ("fee", "Fee"),
                            ("tax", "Tax"),
                            ("imported", "Imported difference"),
                        ],
                        max_length=20,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=60)),
                ("label", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CartShippingGroup",
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
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="cart",
            name="guest_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
        ),
        migrations.AddField(
            model_name="cart",
            name="guest_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="cart",
            name="guest_phone",
            field=models.CharField(blank=True, max_length=40, verbose_name="phone"),
        ),
        migrations.AddField(
            model_name="cart",
            name="is_current",
            field=models.BooleanField(default=True, verbose_name="current"),
        ),
        migrations.AddField(
            model_name="cart",
            name="source",
            field=models.CharField(
                choices=[
                    ("desk", "Contact centre"),
                    ("shop", "Storefront"),
                    ("copy", "Copy of an order"),
                    ("amendment", "Amendment"),
                    ("reship", "Shipped again"),
                    ("exchange", "Exchange"),
                ],
                default="desk",
                max_length=10,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="cartline",
            name="list_price",
            field=models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name="list price"),
        ),
        migrations.AddField(
            model_name="cartline",
            name="price_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="cartline",
            name="price_set_by",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cartline",
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
            model_name="cartline",
            name="properties",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AlterField(
            model_name="cart",
            name="customer",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="carts", to="customers.customer"),
        ),
        migrations.AlterField(
            model_name="cartline",
            name="gross",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AlterField(
            model_name="cartline",
            name="net",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AlterField(
            model_name="cartline",
            name="rate",
            field=models.DecimalField(db_default=0, decimal_places=5, default=0, max_digits=6),
        ),
        migrations.AlterField(
            model_name="cartline",
            name="tax",
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18),
        ),
        migrations.AlterField(
            model_name="cartline",
            name="unit_price",
            field=models.DecimalField(decimal_places=4, max_digits=18, verbose_name="price"),
        ),
        migrations.AddField(
            model_name="cartaddress",
            name="cart",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="carts.cart"),
        ),
        migrations.AddField(
            model_name="cartaddress",
            name="source",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="customers.address"),
        ),
        migrations.AddField(
            model_name="cartadjustment",
            name="cart",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="adjustments", to="carts.cart"),
        ),
        migrations.AddField(
            model_name="cartadjustment",
            name="line",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="adjustments", to="carts.cartline"),
        ),
        migrations.AddField(
            model_name="cartshippinggroup",
            name="address",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="carts.cartaddress"),
        ),
        migrations.AddField(
            model_name="cartshippinggroup",
            name="cart",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="carts.cart"),
        ),
        migrations.AddField(
            model_name="cartshippinggroup",
            name="method",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.shippingmethod"),
        ),
        migrations.AddField(
            model_name="cartadjustment",
            name="group",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="adjustments", to="carts.cartshippinggroup"),
        ),
        migrations.AddField(
            model_name="cartline",
            name="group",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="lines", to="carts.cartshippinggroup"),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in CARRY_OVER),
        migrations.RemoveConstraint(
            model_name="cart",
            name="one_open_cart",
        ),
        migrations.RemoveConstraint(
            model_name="cartline",
            name="cart_line_once",
        ),
        migrations.RemoveIndex(
            model_name="cartline",
            name="cart_line_address",
        ),
        migrations.RemoveField(
            model_name="cart",
            name="billing_address",
        ),
        migrations.RemoveField(
            model_name="cart",
            name="shipping_address",
        ),
        migrations.RemoveField(
            model_name="cart",
            name="shipping_method",
        ),
        migrations.RemoveField(
            model_name="cartline",
            name="shipping_address",
        ),
        migrations.RemoveField(
            model_name="cartline",
            name="shipping_method",
        ),
        migrations.AlterField(
            model_name="cartline",
            name="group",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="lines", to="carts.cartshippinggroup"),
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True), ("status", "open")), fields=("customer",), name="one_current_cart"
            ),
        ),
        migrations.AddConstraint(
            model_name="cartaddress",
            constraint=models.UniqueConstraint(condition=models.Q(("kind", "billing")), fields=("cart",), name="cart_bills_one_address"),
        ),
        migrations.AddConstraint(
            model_name="cartshippinggroup",
            constraint=models.UniqueConstraint(fields=("cart", "position"), name="cart_group_position"),
        ),
        migrations.AddConstraint(
            model_name="cartadjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("line", None), ("group", None), _connector="OR"), name="cart_adjustment_of_one_thing"
            ),
        ),
    ]
