"""What counts the changes of a cart is what counts those of customers, orders and returns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("carts", "0007_reckoned_exempt")]

    operations = [
        migrations.AlterField("cart", "changed_at", models.DateTimeField(auto_now=True)),
        migrations.AlterField("cart", "changed_by", models.CharField(blank=True, db_default="", default="", max_length=150)),
        migrations.AlterField("cart", "version", models.PositiveIntegerField(db_default=1, default=1)),
    ]
