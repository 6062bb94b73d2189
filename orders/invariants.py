"""What must always be true of orders; see contactcenter.invariants. Imported orders begin with their import."""

from contactcenter.invariants import Invariant, register
from orders.counts import COUNTED, PAYMENT_STATUS
from orders.sums import SQL as SUMS

register(
    Invariant(
        "An order's total is its lines, shipping groups and adjustments.",
        """SELECT o.number, o.total FROM orders_order o LEFT JOIN (
             SELECT order_id, sum(net) FILTER (WHERE part = 'line') AS goods_net, sum(gross) FILTER (WHERE part = 'line') AS goods,
                    sum(net) FILTER (WHERE part = 'group') AS shipping_net, sum(gross) FILTER (WHERE part = 'group') AS shipping,
                    sum(net) FILTER (WHERE part = 'discount') AS discount_net, sum(gross) FILTER (WHERE part = 'discount') AS discount,
                    sum(gross) AS gross, sum(tax) AS tax
             FROM (SELECT order_id, net, tax, gross, 'line' AS part FROM orders_orderline
                   UNION ALL SELECT order_id, net, tax, gross, 'group' FROM orders_ordershippinggroup
                   UNION ALL SELECT order_id, net, tax, gross, kind FROM orders_orderadjustment) parts GROUP BY order_id) p ON p.order_id = o.id
           WHERE o.total <> coalesce(p.gross, 0) OR o.tax <> coalesce(p.tax, 0)
              OR o.subtotal <> coalesce(CASE WHEN o.prices_include_tax THEN p.goods ELSE p.goods_net END, 0)
              OR o.shipping <> coalesce(CASE WHEN o.prices_include_tax THEN p.shipping ELSE p.shipping_net END, 0)
              OR o.discount <> coalesce(CASE WHEN o.prices_include_tax THEN p.discount ELSE p.discount_net END, 0)""",
    ),
    Invariant(
        "The net and tax of each part of an order give its gross.",
        """SELECT order_id, id FROM orders_orderline WHERE net + tax <> gross
           UNION ALL SELECT order_id, id FROM orders_ordershippinggroup WHERE net + tax <> gross
           UNION ALL SELECT order_id, id FROM orders_orderadjustment WHERE net + tax <> gross""",
    ),
    Invariant(
        "An order's lines lie in its own shipping groups, and these go to its own addresses.",
        """SELECT l.order_id, l.id FROM orders_orderline l JOIN orders_ordershippinggroup g ON g.id = l.group_id WHERE g.order_id <> l.order_id
           UNION ALL
           SELECT g.order_id, g.id FROM orders_ordershippinggroup g JOIN orders_orderaddress a ON a.id = g.address_id
           WHERE a.order_id <> g.order_id OR a.kind <> 'shipping'""",
    ),
    Invariant(
        "Every order has a shipping group.",
        "SELECT o.number FROM orders_order o WHERE NOT EXISTS (SELECT FROM orders_ordershippinggroup g WHERE g.order_id = o.id)",
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
        "Every order that was placed here has its audit row.",
        """SELECT o.number FROM orders_order o WHERE o.cart_id IS NOT NULL AND NOT o.imported AND NOT EXISTS (
             SELECT 1 FROM agents_auditentry a WHERE a.thing_type = 'orders.Order' AND a.thing_id = o.id AND a.verb = 'order.placed')""",
    ),
    Invariant(
        "No more is refunded than was collected.",
        "SELECT order_id, sum(refunded), sum(collected) FROM orders_payment GROUP BY order_id HAVING sum(refunded) > sum(collected)",
    ),
    Invariant(
        "What was refunded of a payment, and what is asked for or may have been, is no more than it collected.",
        f"""SELECT p.order_id, p.id, p.collected, p.refunded, s.refunding FROM orders_payment p
           JOIN (SELECT t.payment_id, {SUMS} FROM orders_transaction t GROUP BY 1) s ON s.payment_id = p.id
           WHERE p.refunded + coalesce(s.refunding, 0) > p.collected""",
    ),
    Invariant(
        "Of a payment that was authorised no more is collected than that.",
        f"""SELECT p.order_id, p.id, s.authorized, s.collected FROM orders_payment p JOIN orders_order o ON o.id = p.order_id
           JOIN (SELECT t.payment_id, {SUMS} FROM orders_transaction t GROUP BY 1) s ON s.payment_id = p.id
           WHERE NOT o.imported AND s.collected > s.authorized""",
    ),
    Invariant(
        "A payment's sums are what its transactions say; of an imported one, those made here are within what it has.",
        f"""SELECT p.order_id, p.id, p.collected, s.collected, p.refunded, s.refunded FROM orders_payment p JOIN orders_order o ON o.id = p.order_id
           JOIN (SELECT t.payment_id, {SUMS} FROM orders_transaction t WHERE NOT t.imported GROUP BY 1) s ON s.payment_id = p.id
           WHERE CASE WHEN o.imported THEN s.collected > p.collected OR s.refunded > p.refunded
                      ELSE s.collected <> p.collected OR s.refunded <> p.refunded END""",
    ),
    Invariant(
        "Payments and their transactions are in the currency of their order.",
        """SELECT p.order_id, p.id FROM orders_payment p JOIN orders_order o ON o.id = p.order_id WHERE p.currency <> o.currency
           UNION ALL
           SELECT p.order_id, t.id FROM orders_transaction t JOIN orders_payment p ON p.id = t.payment_id WHERE t.currency <> p.currency""",
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
