"""What must always be true of promotions; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "An order used a code of the promotion that it was given.",
        """SELECT r.order_id, c.code FROM promotions_redemption r JOIN promotions_coupon c ON c.id = r.coupon_id
           WHERE c.promotion_id <> r.promotion_id""",
    ),
    Invariant(
        "A code is used by no more orders than it may be, and is used up by the last of them.",
        """SELECT c.code, c.most_uses, r.many FROM promotions_coupon c JOIN (
             SELECT coupon_id, count(*) AS many FROM promotions_redemption WHERE released_at IS NULL GROUP BY coupon_id) r ON r.coupon_id = c.id
           WHERE r.many > c.most_uses OR (r.many >= c.most_uses AND c.used_at IS NULL)""",
    ),
    Invariant(
        "A promotion is given to no more orders than it may be.",
        """SELECT p.code, p.most_uses, r.many FROM promotions_promotion p JOIN (
             SELECT promotion_id, count(*) AS many FROM promotions_redemption WHERE released_at IS NULL GROUP BY promotion_id) r
             ON r.promotion_id = p.id
           WHERE r.many > p.most_uses""",
    ),
    # The exempt pay net amounts, which say nothing exact of the shown ones; files tell what they like; and a source that may be either of
    # two promotions tells neither.
    Invariant(
        "What a promotion took off an order are the order's discounts of this promotion.",
        """WITH given AS (
             SELECT r.order_id, r.amount, o.prices_include_tax, coalesce(c.code, p.code) AS source,
                    count(*) OVER (PARTITION BY r.order_id, coalesce(c.code, p.code)) AS many
             FROM promotions_redemption r JOIN orders_order o ON o.id = r.order_id JOIN promotions_promotion p ON p.id = r.promotion_id
             LEFT JOIN promotions_coupon c ON c.id = r.coupon_id WHERE NOT o.imported AND NOT o.tax_exempt)
           SELECT g.order_id, g.source, g.amount, a.gross FROM given g LEFT JOIN (
             SELECT order_id, source, sum(net) AS net, sum(gross) AS gross FROM orders_orderadjustment WHERE kind = 'discount'
             GROUP BY order_id, source) a ON a.order_id = g.order_id AND a.source = g.source
           WHERE g.many = 1 AND g.amount <> -coalesce(CASE WHEN g.prices_include_tax THEN a.gross ELSE a.net END, 0)""",
    ),
)
