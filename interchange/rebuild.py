"""Stored sums, computed anew for a set of rows from the rows they sum up."""

from orders.counts import COUNTED

CUSTOMER_SUMS = f"""
    UPDATE customers_customer AS c SET order_count = s.orders, lifetime_value = s.value
    FROM (
        SELECT k.id, count(o.id) AS orders, coalesce(sum(o.total), 0) AS value
        FROM customers_customer AS k
        LEFT JOIN orders_order AS o ON o.customer_id = k.id AND o.{COUNTED}
        WHERE k.channel_id = ANY(%(channels)s)
        GROUP BY k.id
    ) AS s
    WHERE s.id = c.id AND (c.order_count, c.lifetime_value) IS DISTINCT FROM (s.orders, s.value)
"""
"""Number and sum of the orders of every customer of some channels, without those that came to nothing."""
