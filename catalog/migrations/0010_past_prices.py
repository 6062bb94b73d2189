"""What everybody paid for one piece before: the database itself notes each change, since prices are written by acts, imports and the demo alike.

What held before this migration nobody knows; the prices of today are the first.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

KEEP = """
CREATE FUNCTION keep_past_price() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  newest catalog_pastprice%ROWTYPE;
BEGIN
  SELECT * INTO newest FROM catalog_pastprice WHERE variant_id = NEW.variant_id AND channel_id = NEW.channel_id ORDER BY id DESC LIMIT 1;
  IF (newest.amount, newest.list_amount) IS NOT DISTINCT FROM (NEW.amount, NEW.list_amount) THEN
    RETURN NULL;
  ELSIF newest.since = now() THEN  -- of this very transaction: nobody has paid it
    UPDATE catalog_pastprice SET amount = NEW.amount, list_amount = NEW.list_amount WHERE id = newest.id;
    RETURN NULL;
  END IF;
  INSERT INTO catalog_pastprice (variant_id, channel_id, amount, list_amount) VALUES (NEW.variant_id, NEW.channel_id, NEW.amount, NEW.list_amount);
  DELETE FROM catalog_pastprice AS past WHERE variant_id = NEW.variant_id AND channel_id = NEW.channel_id AND EXISTS (
    SELECT FROM catalog_pastprice AS later
    WHERE later.variant_id = past.variant_id AND later.channel_id = past.channel_id AND later.id > past.id AND later.since <= now() - interval '30 days'
  );
  RETURN NULL;
END $$;
CREATE TRIGGER past_price_kept AFTER INSERT OR UPDATE OF amount, list_amount ON catalog_price FOR EACH ROW
  WHEN (NEW.price_group_id IS NULL AND NEW.from_quantity = 1) EXECUTE FUNCTION keep_past_price();
"""
LET_GO = """
DROP TRIGGER past_price_kept ON catalog_price;
DROP FUNCTION keep_past_price;
"""
TODAY = (
    "INSERT INTO catalog_pastprice (variant_id, channel_id, amount, list_amount) "
    "SELECT variant_id, channel_id, amount, list_amount FROM catalog_price WHERE price_group_id IS NULL AND from_quantity = 1 ORDER BY id"
)
AMOUNT = {"max_digits": 18, "decimal_places": 4}


class Migration(migrations.Migration):
    dependencies = [("agents", "0034_shows_lowest_price"), ("catalog", "0009_delivery_days")]

    operations = [
        migrations.CreateModel(
            "PastPrice",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(**AMOUNT)),
                ("list_amount", models.DecimalField(null=True, **AMOUNT)),
                ("since", models.DateTimeField(db_default=Now())),
                (
                    "channel",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agents.channel"),
                ),
                (
                    "variant",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.variant"),
                ),
            ],
            {"ordering": ["pk"]},
        ),
        migrations.RunSQL(TODAY, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AddIndex("pastprice", models.Index(fields=["variant", "channel", "id"], name="past_price")),
        migrations.RunSQL(KEEP, LET_GO),
    ]
