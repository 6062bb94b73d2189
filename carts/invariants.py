"""What must always be true of carts; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "A cart's total is its lines, discount, shipping and added tax.",
        """SELECT c.number, c.total FROM carts_cart c
           LEFT JOIN (SELECT cart_id, sum(net) AS net, sum(gross) AS gross FROM carts_cartline GROUP BY cart_id) l ON l.cart_id = c.id
           WHERE c.subtotal <> coalesce(CASE WHEN c.prices_include_tax THEN l.gross ELSE l.net END, 0)
              OR c.total <> c.subtotal + c.discount + c.shipping + CASE WHEN c.prices_include_tax THEN 0 ELSE c.tax END""",
    ),
    Invariant("A cart line's net and tax give its gross.", "SELECT cart_id, id FROM carts_cartline WHERE net + tax <> gross"),
    Invariant(
        "A cart belongs to its customer's channel.",
        "SELECT c.number FROM carts_cart c JOIN customers_customer k ON k.id = c.customer_id WHERE k.channel_id <> c.channel_id",
    ),
    Invariant(
        "A cart ships and bills to addresses of its own customer.",
        """SELECT c.number FROM carts_cart c JOIN customers_address a ON a.id IN (c.shipping_address_id, c.billing_address_id)
           WHERE a.customer_id <> c.customer_id""",
    ),
    Invariant(
        "A cart's line ships to an address of its customer, by a method of its channel.",
        """SELECT c.number, l.id FROM carts_cartline l JOIN carts_cart c ON c.id = l.cart_id
           LEFT JOIN customers_address a ON a.id = l.shipping_address_id LEFT JOIN catalog_shippingmethod m ON m.id = l.shipping_method_id
           WHERE a.customer_id <> c.customer_id OR m.channel_id <> c.channel_id""",
    ),
)
