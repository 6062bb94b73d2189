"""What must always be true of carts; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "A cart's total is its lines, shipping groups and adjustments.",
        """SELECT c.number, c.total FROM carts_cart c LEFT JOIN (
             SELECT cart_id, sum(net) FILTER (WHERE part = 'line') AS goods_net, sum(gross) FILTER (WHERE part = 'line') AS goods,
                    sum(net) FILTER (WHERE part = 'group') AS shipping_net, sum(gross) FILTER (WHERE part = 'group') AS shipping,
                    sum(net) FILTER (WHERE part = 'discount') AS discount_net, sum(gross) FILTER (WHERE part = 'discount') AS discount,
                    sum(gross) AS gross, sum(tax) AS tax
             FROM (SELECT cart_id, net, tax, gross, 'line' AS part FROM carts_cartline
                   UNION ALL SELECT cart_id, net, tax, gross, 'group' FROM carts_cartshippinggroup
                   UNION ALL SELECT cart_id, net, tax, gross, kind FROM carts_cartadjustment) parts GROUP BY cart_id) p ON p.cart_id = c.id
           WHERE c.total <> coalesce(p.gross, 0) OR c.tax <> coalesce(p.tax, 0)
              OR c.subtotal <> coalesce(CASE WHEN c.prices_include_tax THEN p.goods ELSE p.goods_net END, 0)
              OR c.shipping <> coalesce(CASE WHEN c.prices_include_tax THEN p.shipping ELSE p.shipping_net END, 0)
              OR c.discount <> coalesce(CASE WHEN c.prices_include_tax THEN p.discount ELSE p.discount_net END, 0)""",
    ),
    Invariant(
        "The net and tax of each part of a cart give its gross.",
        """SELECT cart_id, id FROM carts_cartline WHERE net + tax <> gross
           UNION ALL SELECT cart_id, id FROM carts_cartshippinggroup WHERE net + tax <> gross
           UNION ALL SELECT cart_id, id FROM carts_cartadjustment WHERE net + tax <> gross""",
    ),
    Invariant("An emptied cart is not its customer's current one.", "SELECT number FROM carts_cart WHERE status = 'emptied' AND is_current"),
    Invariant(
        "A cart belongs to its customer's channel.",
        "SELECT c.number FROM carts_cart c JOIN customers_customer k ON k.id = c.customer_id WHERE k.channel_id <> c.channel_id",
    ),
    Invariant(
        "What was set aside of a cart is a cart of the same customer and channel, and of no other.",
        """SELECT c.number, r.number FROM carts_cart c JOIN carts_cart r ON r.id = c.rest_id
           WHERE r.id = c.id OR r.customer_id IS DISTINCT FROM c.customer_id OR r.channel_id <> c.channel_id
           UNION ALL
           SELECT min(c.number), max(c.number) FROM carts_cart c WHERE c.rest_id IS NOT NULL GROUP BY c.rest_id HAVING count(*) > 1""",
    ),
    Invariant(
        "A cart's lines lie in its own shipping groups, and these go to its own addresses, by a method of its channel.",
        """SELECT c.number, g.id FROM carts_cartshippinggroup g JOIN carts_cart c ON c.id = g.cart_id
           LEFT JOIN carts_cartaddress a ON a.id = g.address_id LEFT JOIN catalog_shippingmethod m ON m.id = g.method_id
           WHERE a.cart_id <> c.id OR m.channel_id <> c.channel_id
           UNION ALL
           SELECT c.number, l.id FROM carts_cartline l JOIN carts_cart c ON c.id = l.cart_id JOIN carts_cartshippinggroup g ON g.id = l.group_id
           WHERE g.cart_id <> c.id""",
    ),
    Invariant(
        "A cart's gifts, discounts and codes are of promotions of its channel.",
        """SELECT c.number, p.code FROM carts_cart c JOIN (
             SELECT cart_id, gift_of_id AS promotion_id FROM carts_cartline
             UNION ALL SELECT cart_id, promotion_id FROM carts_cartadjustment
             UNION ALL SELECT e.cart_id, q.promotion_id FROM carts_cartcode e JOIN promotions_coupon q ON q.id = e.coupon_id) g ON g.cart_id = c.id
           JOIN promotions_promotion p ON p.id = g.promotion_id
           WHERE p.channel_id <> c.channel_id""",
    ),
    Invariant(
        "Prices wait for approval on lines of open carts alone, and for no fewer pieces than lie there.",
        """SELECT a.id FROM agents_approval a LEFT JOIN carts_cartline l ON l.id = a.thing_id LEFT JOIN carts_cart c ON c.id = l.cart_id
           WHERE a.status = 'waiting' AND a.kind = 'price_override'
             AND (c.id IS NULL OR c.status <> 'open' OR l.quantity > (a.details ->> 'quantity')::int)""",
    ),
    Invariant(
        "Every cart has a shipping group.",
        "SELECT c.number FROM carts_cart c WHERE NOT EXISTS (SELECT FROM carts_cartshippinggroup g WHERE g.cart_id = c.id)",
    ),
    Invariant(
        "A cart's copies of saved addresses come from its own customer's book.",
        """SELECT c.number FROM carts_cartaddress a JOIN carts_cart c ON c.id = a.cart_id JOIN customers_address s ON s.id = a.source_id
           WHERE s.customer_id IS DISTINCT FROM c.customer_id""",
    ),
)
