"""What must always be true of returns; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "A return belongs to its order's channel and customer.",
        """SELECT r.number FROM returns_return r JOIN orders_order o ON o.id = r.order_id
           WHERE r.channel_id <> o.channel_id OR r.customer_id IS DISTINCT FROM o.customer_id OR r.currency <> o.currency""",
    ),
    Invariant(
        "No more of a line is returned than was ordered.",
        """SELECT l.line_id, sum(l.quantity) FROM returns_returnline l JOIN returns_return r ON r.id = l.request_id
           JOIN orders_orderline o ON o.id = l.line_id WHERE r.status <> 'CANCELLED'
           GROUP BY l.line_id, o.quantity HAVING sum(l.quantity) > o.quantity""",
    ),
    Invariant(
        "A return's lines are lines of its order.",
        """SELECT r.number FROM returns_returnline l JOIN returns_return r ON r.id = l.request_id
           JOIN orders_orderline o ON o.id = l.line_id WHERE o.order_id <> r.order_id""",
    ),
)
