"""What follows from the files as a whole: totals, search columns, stored sums. Set by set, for what this run has touched."""

from collections.abc import Collection, Iterator
from itertools import islice

from catalog.models import Variant
from catalog.search import fill
from customers.models import Address, Customer
from customers.models.address import MAIN_FIRST
from customers.search.similar import learn_names
from interchange.csv_format.doubts import doubts
from interchange.importer import Run, Write
from interchange.rebuild import CUSTOMER_SUMS
from interchange.search_columns import SEARCHED, rebuild_these
from interchange.tables import CHANGED
from orders.counts import PAYMENT_STATUS
from orders.models import Order

KEYS_FROM: dict[str, frozenset[str]] = {
    "customers": frozenset(("first_name", "last_name", "company", "email", "phone", "mobile")),
    "orders": frozenset(("email",)),
    "addresses": frozenset(("postal_code", "city")),
    "order_addresses": frozenset(("first_name", "last_name", "company", "phone", "postal_code")),
}
"""The columns that search columns are made of. Where a source tells some of them, they are made anew of what is there, by the product's own
rule; where it tells none, they stay."""
SEGMENTS = (
    Write(
        "DELETE FROM customers_customer_segments AS m USING r_customers AS s, customers_segment AS g WHERE g.id = m.segment_id "
        "AND m.customer_id = s.mine_id AND g.code <> ALL(s.segments)"
    ),
    Write(
        "INSERT INTO customers_customer_segments (customer_id, segment_id) SELECT s.id, g.id FROM (SELECT mine_id AS id, segments FROM r_customers "
        "WHERE mine_id IS NOT NULL UNION ALL SELECT k.id, n.segments FROM r_customers AS n JOIN customers_customer AS k "
        "ON k.channel_id = n.channel_id AND k.external_number = n.number WHERE n.mine_id IS NULL) AS s "
        "JOIN customers_segment AS g ON g.organization_id = %(organization)s AND g.code = ANY(s.segments) "
        "WHERE s.segments <> '{}' ON CONFLICT DO NOTHING"
    ),
)
# Of all their addresses: a file may tell only some.
HOMES = Write(
    "UPDATE customers_customer AS k SET (search_postal_code, search_city, search_country) = ROW(s.code, s.city, s.country) FROM ("
    "SELECT customer_id, coalesce(search_postal_code, '') AS code, coalesce(search_city, '') AS city, coalesce(country, '') AS country "
    "FROM (SELECT DISTINCT customer_id FROM r_addresses) AS t LEFT JOIN (SELECT DISTINCT ON (customer_id) * FROM customers_address "
    f"WHERE in_book AND customer_id IN (SELECT customer_id FROM r_addresses) ORDER BY customer_id, {MAIN_FIRST}) AS home USING (customer_id)) AS s "
    "WHERE k.id = s.customer_id "
    "AND (k.search_postal_code, k.search_city, k.search_country) IS DISTINCT FROM (s.code, s.city, s.country)"
)
ORDER_NAMES = Write(
    "UPDATE orders_order AS o SET (search_last, search_first, search_phone) = ROW(s.key_last, s.key_first, "
    "CASE WHEN o.phone = '' THEN s.key_phone ELSE o.search_phone END) FROM r_order_addresses AS s WHERE s.kind = 'billing' AND o.id = s.order_id "
    "AND (o.search_last, o.search_first, o.search_phone) IS DISTINCT FROM (s.key_last, s.key_first, "
    "CASE WHEN o.phone = '' THEN s.key_phone ELSE o.search_phone END)"
)
ORDER_SHIPS = Write(
    "UPDATE orders_order AS o SET search_ship = CASE WHEN s.name = trim(o.search_last || ' ' || o.search_first) THEN '' ELSE s.name END "
    "FROM (SELECT order_id, trim(key_last || ' ' || key_first) AS name FROM r_order_addresses WHERE kind = 'shipping' AND position = 0) AS s "
    "WHERE o.id = s.order_id AND o.search_ship <> CASE WHEN s.name = trim(o.search_last || ' ' || o.search_first) THEN '' ELSE s.name END"
)
SHIP_TO = Write(
    "UPDATE orders_order AS o SET search_postal_code = s.key_code FROM r_order_addresses AS s "
    "WHERE s.kind = 'shipping' AND s.position = 0 AND o.id = s.order_id AND o.search_postal_code <> s.key_code"
)
ORDER_PHONES = Write(
    "UPDATE orders_order AS o SET search_phone = s.search_phone FROM r_orders AS s WHERE o.id = s.mine_id AND s.phone <> '' "
    "AND o.search_phone <> s.search_phone"
)
RETURN_NAMES = Write(
    "UPDATE returns_return AS t SET (search_last, search_first, search_email, customer_id, currency) = "
    "ROW(o.search_last, o.search_first, o.search_email, o.customer_id, o.currency) FROM orders_order AS o "
    "WHERE o.id = t.order_id AND o.imported AND o.channel_id = ANY(%(channels)s) AND (t.search_last, t.search_first, t.search_email, t.customer_id, "
    "t.currency) IS DISTINCT FROM (o.search_last, o.search_first, o.search_email, o.customer_id, o.currency)"
)
PAYMENT_CURRENCIES = (
    Write(
        "UPDATE orders_payment AS p SET currency = o.currency FROM r_orders AS s JOIN orders_order AS o ON o.id = s.mine_id "
        "WHERE p.order_id = o.id AND p.currency <> o.currency"
    ),
    Write(
        "UPDATE orders_transaction AS t SET currency = p.currency FROM r_orders AS s JOIN orders_payment AS p ON p.order_id = s.mine_id "
        "WHERE t.payment_id = p.id AND t.imported AND t.currency <> p.currency"
    ),
)
"""Of orders of which a later file tells another currency."""
GROUPS = (
    Write(
        "INSERT INTO orders_ordershippinggroup (order_id, position) SELECT o.id, 1 FROM orders_order AS o WHERE o.imported "
        "AND o.channel_id = ANY(%(channels)s) AND NOT EXISTS (SELECT FROM orders_ordershippinggroup AS g WHERE g.order_id = o.id)"
    ),
    Write(
        "UPDATE orders_ordershippinggroup AS g SET address_id = a.id FROM orders_order AS o JOIN orders_orderaddress AS a ON a.order_id = o.id "
        "AND a.kind = 'shipping' AND a.position = 0 WHERE o.id = g.order_id AND o.imported AND o.channel_id = ANY(%(channels)s) "
        "AND g.address_id IS NULL AND g.position = 1"
    ),
)
"""Of orders of which no file tells how they go: all goes together, to where the order goes."""
DIFFERENCE = "(s.total - s.parts)"
PART_SUMS = ", ".join(
    f"coalesce(CASE WHEN o.prices_include_tax THEN {part}.gross ELSE {part}.net END, 0) AS {name}"
    for part, name in (("l", "subtotal"), ("d", "discount"), ("g", "shipping"))
)


def _sums(table: str, alias: str, where: str = "") -> str:
    rows = f"SELECT order_id, sum(net) AS net, sum(gross) AS gross, sum(tax) AS tax FROM {table} WHERE order_id IN (SELECT id FROM touched){where}"
    return f"LEFT JOIN ({rows} GROUP BY order_id) AS {alias} ON {alias}.order_id = o.id "


TOTALS = (
    Write(
        f"CREATE TEMP TABLE sums ON COMMIT DROP AS SELECT o.id, o.total, {PART_SUMS}, "
        "coalesce(l.tax, 0) + coalesce(g.tax, 0) + coalesce(a.tax, 0) AS tax, "
        "coalesce(l.gross, 0) + coalesce(g.gross, 0) + coalesce(a.gross, 0) AS parts "
        "FROM touched AS t JOIN orders_order AS o ON o.id = t.id "
        + _sums("orders_orderline", "l")
        + _sums("orders_ordershippinggroup", "g")
        + _sums("orders_orderadjustment", "a", " AND kind <> 'imported'")
        + _sums("orders_orderadjustment", "d", " AND kind = 'discount'")
        + "WHERE o.imported"
    ),
    Write("ANALYZE sums"),
    Write(
        "UPDATE orders_order AS o SET (subtotal, discount, shipping, tax, updated_at) = ROW(s.subtotal, s.discount, s.shipping, s.tax, now()), "
        f"{CHANGED.format('o')} "
        "FROM sums AS s WHERE s.id = o.id AND (o.subtotal, o.discount, o.shipping, o.tax) IS DISTINCT FROM "
        "(s.subtotal, s.discount, s.shipping, s.tax)"
    ),
    Write(f"DELETE FROM orders_orderadjustment AS a USING sums AS s WHERE a.order_id = s.id AND a.kind = 'imported' AND a.gross <> {DIFFERENCE}"),
    Write(
        "INSERT INTO orders_orderadjustment (order_id, kind, source, label, net, gross) SELECT id, 'imported', 'import', 'Imported difference', "
        f"{DIFFERENCE}, {DIFFERENCE} FROM sums AS s WHERE {DIFFERENCE} <> 0 "
        "AND NOT EXISTS (SELECT FROM orders_orderadjustment AS a WHERE a.order_id = s.id AND a.kind = 'imported')",
        "orders with an imported difference",
    ),
)
RESERVED = (
    # what is not there cannot be reserved: the lines of this import give way
    Write(
        "UPDATE orders_orderline AS l SET reserved = 0 FROM orders_order AS o WHERE o.id = l.order_id AND o.imported AND l.reserved > 0 "
        "AND NOT EXISTS (SELECT FROM catalog_stock AS s WHERE s.variant_id = l.variant_id)"
    ),
    Write(
        "UPDATE orders_orderline AS l SET reserved = 0 FROM orders_order AS o, catalog_stock AS s, (SELECT variant_id, sum(reserved) AS reserved "
        "FROM orders_orderline WHERE reserved > 0 GROUP BY variant_id) AS n WHERE o.id = l.order_id AND o.imported AND l.reserved > 0 "
        "AND n.variant_id = l.variant_id AND s.variant_id = l.variant_id AND n.reserved > s.start - s.shipped + s.restocked",
        "reservations given up for lack of stock",
    ),
    Write(
        "UPDATE catalog_stock AS s SET reserved = n.reserved FROM (SELECT v.variant_id, coalesce(sum(l.reserved), 0) AS reserved "
        "FROM catalog_stock AS v LEFT JOIN orders_orderline AS l ON l.variant_id = v.variant_id AND l.reserved > 0 GROUP BY v.variant_id) AS n "
        "WHERE n.variant_id = s.variant_id AND s.reserved <> n.reserved"
    ),
)


def payment_statuses(loaded: set[str], untold: Collection[str]) -> Write:
    """Of orders whose status is not told: the one that follows from their payments. "No payment" is not told where there is one, and no
    status where somebody here has said something of a payment since."""
    is_told = "orders" in loaded and "payment_status" not in untold
    ids = []
    if "payments" in loaded:
        among = "" if "payment_status" in untold else " WHERE n.payment_status = 'none'"
        ids.append(f"SELECT s.order_id AS id FROM r_payments AS s JOIN orders_order AS n ON n.id = s.order_id{among}")
    if is_told:
        ids.append("SELECT mine_id AS id FROM r_orders WHERE payment_status = 'none' AND held_payment_status IS NOT NULL")
        ids.append(
            "SELECT s.mine_id AS id FROM r_orders AS s JOIN orders_payment AS p ON p.order_id = s.mine_id "
            "JOIN orders_transaction AS t ON t.payment_id = p.id AND NOT t.imported"
        )
    found = " UNION ".join(ids) or "SELECT 0::bigint AS id WHERE false"
    return Write(
        "UPDATE orders_order AS t SET (payment_status, updated_at) = ROW(s.follows, now()), "
        f"{CHANGED.format('t')} FROM (SELECT o.id, (SELECT "
        f"{PAYMENT_STATUS} FROM orders_payment WHERE order_id = o.id) AS follows FROM orders_order AS o WHERE o.imported AND o.id IN ({found})) AS s "
        "WHERE s.id = t.id AND t.payment_status <> s.follows"
    )


def finish(run: Run, loaded: set[str]) -> None:
    """All that follows, for the files that were there."""
    steps: list[Write] = []
    if "customers" in loaded and "segments" not in run.untold.get("customers", ()):
        steps += SEGMENTS
    partial = {name for name in loaded if KEYS_FROM.get(name, frozenset()) & run.untold.get(name, frozenset())}
    again = {name for name in partial if KEYS_FROM[name] - run.untold[name]}
    if "addresses" in loaded and "addresses" not in partial:
        steps.append(HOMES)
    steps += [*GROUPS, touched(loaded), Write("ANALYZE touched"), *TOTALS]
    if "orders" in loaded:
        steps += [ORDER_PHONES, *PAYMENT_CURRENCIES]
    if "order_addresses" in loaded and "order_addresses" not in partial:
        steps += [ORDER_NAMES, ORDER_SHIPS, SHIP_TO]
    steps.append(payment_statuses(loaded, run.untold.get("orders", ())))
    run.work("sums", steps)
    for model, of in (
        (Address, {"addresses": "mine_id"}),
        (Customer, {"customers": "mine_id", "addresses": "customer_id"}),
        (Order, {"orders": "mine_id", "order_addresses": "order_id"}),
    ):
        if again & of.keys():
            ids = " UNION ".join(f"SELECT {column} FROM r_{name}" for name, column in of.items() if name in loaded)
            run.cursor.execute(ids)
            rebuild_these(next(one for one in SEARCHED if one.model is model), [pk for (pk,) in run.cursor.fetchall() if pk])
    run.work("doubts", list(doubts(run, loaded)))
    run.work("sums", [RETURN_NAMES, *RESERVED, Write(CUSTOMER_SUMS)])
    if "customers" in loaded:
        learn_names()
    if {"products", "variants"} & loaded:
        find_variants_again(run)


def touched(loaded: set[str]) -> Write:
    """The orders whose sums may have changed."""
    ids = [f"SELECT order_id AS id FROM r_{name}" for name in ("order_lines", "order_shipping_groups", "order_adjustments") if name in loaded]
    if "orders" in loaded:
        ids.append(
            "SELECT coalesce(s.mine_id, o.id) AS id FROM r_orders AS s LEFT JOIN orders_order AS o "
            "ON o.channel_id = s.channel_id AND o.external_number = s.number AND s.mine_id IS NULL"
        )
    return Write(f"CREATE TEMP TABLE touched ON COMMIT DROP AS {' UNION '.join(ids) or 'SELECT 0::bigint AS id WHERE false'}")


def find_variants_again(run: Run) -> None:
    """Fill the words by which variants are found, by the product's own rule."""
    organization = run.params["organization"]
    variants = Variant.objects.filter(organization_id=organization).select_related("product").order_by("pk").iterator(chunk_size=2000)
    run.cursor.execute("CREATE TEMP TABLE words (id bigint, search tsvector) ON COMMIT DROP")
    for batch in batches(variants):
        with run.cursor.cursor.copy("COPY words (id, search) FROM STDIN") as copy:
            for variant in batch:
                copy.write_row((variant.pk, fill(variant).search))
    run.do(Write("ANALYZE words"))
    run.do(Write("UPDATE catalog_variant AS v SET search = w.search FROM words AS w WHERE w.id = v.id AND v.search IS DISTINCT FROM w.search"))


def batches(variants: Iterator[Variant], size: int = 2000) -> Iterator[list[Variant]]:
    while batch := list(islice(variants, size)):
        yield batch
