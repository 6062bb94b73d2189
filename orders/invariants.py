"""What must always be true of orders; see contactcenter.invariants. Imported orders begin with their import."""

from contactcenter.invariants import Invariant, register
from orders.counts import COUNTED, PAYMENT_STATUS

register(
    Invariant(
        "An order's total is its lines, discounts, shipping, added tax and imported difference.",
        """SELECT o.number, o.total FROM orders_order o
           LEFT JOIN (SELECT order_id, sum(net) AS net, sum(gross) AS gross, sum(tax) AS tax FROM orders_orderline GROUP BY order_id) l
             ON l.order_id = o.id
           LEFT JOIN (SELECT order_id, coalesce(sum(amount) FILTER (WHERE kind = 'discount'), 0) AS discount,
                             coalesce(sum(amount) FILTER (WHERE kind = 'shipping'), 0) AS shipping,
                             coalesce(sum(amount) FILTER (WHERE kind = 'tax'), 0) AS tax,
                             coalesce(sum(amount) FILTER (WHERE kind = 'imported'), 0) AS imported
                      FROM orders_orderadjustment GROUP BY order_id) a ON a.order_id = o.id
           WHERE o.subtotal <> coalesce(CASE WHEN o.prices_include_tax THEN l.gross ELSE l.net END, 0)
              OR o.discount <> coalesce(a.discount, 0) OR o.shipping <> coalesce(a.shipping, 0)
              OR o.tax <> coalesce(l.tax, 0) + coalesce(a.tax, 0)
              OR o.total <> o.subtotal + o.discount + o.shipping + coalesce(a.imported, 0)
                            + CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax END""",
    ),
    Invariant("An order line's net and tax give its gross.", "SELECT order_id, id FROM orders_orderline WHERE net + tax <> gross"),
    Invariant(
        "An order's line ships to a further address of its order, and each of these has a line.",
        """SELECT l.order_id, l.id FROM orders_orderline l JOIN orders_orderaddress a ON a.id = l.ship_to_id
           WHERE a.order_id <> l.order_id OR a.kind <> 'further'
           UNION ALL
           SELECT a.order_id, a.id FROM orders_orderaddress a JOIN orders_order o ON o.id = a.order_id AND NOT o.imported
           WHERE a.kind = 'further' AND NOT EXISTS (SELECT FROM orders_orderline l WHERE l.ship_to_id = a.id AND l.order_id = a.order_id)""",
    ),
    Invariant(
        "Reserved stock is what open order lines reserve.",
        """SELECT s.variant_id, s.reserved, coalesce(l.reserved, 0) FROM catalog_stock s
           LEFT JOIN (SELECT variant_id, sum(reserved) AS reserved FROM orders_orderline GROUP BY variant_id) l ON l.variant_id = s.variant_id
           WHERE s.reserved <> coalesce(l.reserved, 0)""",
    ),
    Invariant(
        "A placed cart has exactly one order, with its number.",
        """SELECT c.number, o.number FROM carts_cart c LEFT JOIN orders_order o ON o.cart_id = c.id
           WHERE (c.status = 'placed') <> (o.id IS NOT NULL) OR (o.id IS NOT NULL AND o.number <> c.number)""",
    ),
    Invariant(
        "Every status was reached step by step.",
        """SELECT o.number, o.status FROM orders_order o
           LEFT JOIN LATERAL (SELECT after FROM orders_orderstep s WHERE s.order_id = o.id ORDER BY s.id DESC LIMIT 1) last ON true
           WHERE last.after IS DISTINCT FROM o.status
           UNION ALL
           SELECT o.number, s.before FROM (SELECT order_id, before, lag(after) OVER (PARTITION BY order_id ORDER BY id) AS previous
                                           FROM orders_orderstep) s JOIN orders_order o ON o.id = s.order_id
           WHERE coalesce(s.previous, '') <> s.before""",
    ),
    Invariant(
        "Every order that was placed here has its audit row.",
        """SELECT o.number FROM orders_order o WHERE o.cart_id IS NOT NULL AND NOT o.imported AND NOT EXISTS (
             SELECT 1 FROM agents_auditentry a WHERE a.thing_type = 'orders.Order' AND a.thing_id = o.id AND a.verb = 'order.placed')""",
    ),
    Invariant(
        "No more is refunded than was collected.",
        "SELECT order_id, sum(refunded), sum(collected) FROM orders_payment GROUP BY order_id HAVING sum(refunded) > sum(collected)",
    ),
    Invariant(
        "An order's payment status follows from its payments.",
        f"""SELECT o.number, o.payment_status, p.follows FROM orders_order o JOIN LATERAL (
             SELECT {PAYMENT_STATUS} AS follows
             FROM orders_payment WHERE order_id = o.id) p ON true
           WHERE NOT o.imported AND o.payment_status <> p.follows""",
    ),
    Invariant(
        "An order belongs to its customer's channel.",
        "SELECT o.number FROM orders_order o JOIN customers_customer k ON k.id = o.customer_id WHERE k.channel_id <> o.channel_id",
    ),
    Invariant(
        "A customer's count of orders and lifetime value are those of the orders that came to something.",
        f"""SELECT k.number, k.order_count, k.lifetime_value FROM customers_customer k
           LEFT JOIN (SELECT customer_id, count(*) AS orders, sum(total) AS value FROM orders_order
                      WHERE {COUNTED} GROUP BY customer_id) o ON o.customer_id = k.id
           WHERE k.order_count <> coalesce(o.orders, 0) OR k.lifetime_value <> coalesce(o.value, 0)""",
    ),
    Invariant(
        "Every order that was placed here and has an e-mail has its confirmation.",
        """SELECT o.number FROM orders_order o WHERE o.cart_id IS NOT NULL AND o.email <> '' AND NOT o.imported AND NOT EXISTS (
             SELECT 1 FROM customers_message m WHERE m.order_id = o.id AND m.kind = 'order_confirmation')""",
    ),
)
