"""A cart keeps whether its customer was exempt from tax when it was reckoned last, so that its figures explain themselves."""

from django.db import migrations, models

EXEMPT = """
UPDATE carts_cart AS cart SET tax_exempt = true FROM customers_customer AS customer
WHERE customer.id = cart.customer_id AND customer.tax_exempt
"""


class Migration(migrations.Migration):
    dependencies = [("carts", "0006_shape_indexes")]
    operations = [
        migrations.AddField(model_name="cart", name="tax_exempt", field=models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(EXEMPT, migrations.RunSQL.noop),
    ]
