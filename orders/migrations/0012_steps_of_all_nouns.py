"""The steps of orders move into the table that holds those of all nouns. Nothing tells who made them: all were read from files, or demo.

The first row of each order only said in which status it was placed, which the next one's `before` says too.
"""

from django.db import migrations

MOVE = """
INSERT INTO agents_step (at, organization_id, thing_type, thing_id, before, after, actor_kind, actor_name)
SELECT s.at, c.organization_id, 'orders.Order', s.order_id, s.before, s.after, 'system', ''
FROM orders_orderstep AS s JOIN orders_order AS o ON o.id = s.order_id JOIN agents_channel AS c ON c.id = o.channel_id
WHERE s.before <> '' ORDER BY s.id
"""
MOVE_BACK = """
INSERT INTO orders_orderstep (order_id, before, after, at)
SELECT o.id, '', coalesce((SELECT s.before FROM agents_step AS s WHERE s.thing_type = 'orders.Order' AND s.thing_id = o.id
                           ORDER BY s.id LIMIT 1), o.status), o.placed_at
FROM orders_order AS o ORDER BY o.id;
INSERT INTO orders_orderstep (order_id, before, after, at)
SELECT s.thing_id, s.before, s.after, s.at FROM agents_step AS s JOIN orders_order AS o ON o.id = s.thing_id
WHERE s.thing_type = 'orders.Order' ORDER BY s.id
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_shape_indexes"), ("agents", "0027_steps")]

    operations = [
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.DeleteModel("OrderStep"),
    ]
