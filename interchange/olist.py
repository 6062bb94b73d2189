"""The public data set of the Brazilian marketplace Olist: real orders without names.

One row per unit; `customer_id` is made anew for each order, the person is `customer_unique_id`; postal codes have lost their leading
zeros; some orders have no items, and some payments do not add up to items and freight.
"""

from agents.models import Channel
from interchange.csv_format import TABLES, fineness, untold_beside, write
from interchange.csv_format.finish import finish
from interchange.fields import Field as F
from interchange.fields import amount, moment, one_of, positive, text
from interchange.importer import Refuse, Run, Sheet, Write
from interchange.passed_by import passed_by
from interchange.reading import BadFile, find

ZONE = "America/Sao_Paulo"
STATES = {
    "delivered": "NO_PENDING_ACTION",
    "shipped": "NO_PENDING_ACTION",
    "canceled": "REMOVED",
    "unavailable": "FAILED",
    "processing": "PROCESSING",
    "invoiced": "PROCESSING",
    "approved": "SUBMITTED",
    "created": "SUBMITTED",
}
METHODS = {"credit_card": "card", "debit_card": "card", "boleto": "other", "voucher": "gift_card", "not_defined": "other"}


def ident(name: str) -> F:
    return text(name, 60, required=True)


def local(name: str, *, required: bool = False) -> F:
    return moment(name, required=required, zone=ZONE)


PRODUCTS = Sheet("olist_products_dataset", (ident("product_id"), text("product_category_name", 100)), ("product_id",), required=True, complete=True)
CATEGORIES = Sheet(
    "product_category_name_translation",
    (text("product_category_name", 100, required=True), text("product_category_name_english", 100)),
    ("product_category_name",),
    complete=True,
)
CUSTOMERS = Sheet(
    "olist_customers_dataset",
    (
        ident("customer_id"),
        ident("customer_unique_id"),
        text("customer_zip_code_prefix", 8),
        text("customer_city", 120),
        text("customer_state", 120),
    ),
    ("customer_id",),
    required=True,
    complete=True,
)
ORDERS = Sheet(
    "olist_orders_dataset",
    (
        ident("order_id"),
        ident("customer_id"),
        F("order_status", one_of(STATES), required=True),
        local("order_purchase_timestamp", required=True),
        local("order_approved_at"),
        local("order_delivered_carrier_date"),
        local("order_delivered_customer_date"),
        local("order_estimated_delivery_date"),
    ),
    ("order_id",),
    required=True,
    complete=True,
)
ITEMS = Sheet(
    "olist_order_items_dataset",
    (
        ident("order_id"),
        positive("order_item_id"),
        ident("product_id"),
        ident("seller_id"),
        amount("price", required=True),
        amount("freight_value"),
    ),
    ("order_id", "order_item_id"),
    required=True,
    complete=True,
)
PAYMENTS = Sheet(
    "olist_order_payments_dataset",
    (
        ident("order_id"),
        positive("payment_sequential"),
        F("payment_type", one_of(METHODS), required=True),
        positive("payment_installments"),
        amount("payment_value", required=True),
    ),
    ("order_id", "payment_sequential"),
    complete=True,
)
SHEETS = (PRODUCTS, CATEGORIES, CUSTOMERS, ORDERS, ITEMS, PAYMENTS)


def no(sheet: Sheet, name: str, other: Sheet) -> Refuse:
    """Refuse the rows that name something which is not there."""
    gone = f"NOT EXISTS (SELECT FROM {other.table} AS n WHERE n.{name} = s.{name})"
    return Refuse(sheet.name, gone, f"'there is no {name} “' || left(s.{name}, 60) || '”'", "in")


REFUSE = (no(ORDERS, "customer_id", CUSTOMERS), no(ITEMS, "order_id", ORDERS), no(ITEMS, "product_id", PRODUCTS), no(PAYMENTS, "order_id", ORDERS))


def case(column: str, cases: dict[str, str]) -> str:
    whens = " ".join(f"WHEN '{value}' THEN '{meaning}'" for value, meaning in cases.items())
    return f"CASE {column} {whens} END"


STATUS = case("o.order_status", STATES)
NAME = "coalesce(nullif(t.product_category_name_english, ''), nullif(p.product_category_name, ''), 'product')"
POSTAL = "lpad(c.customer_zip_code_prefix, 5, '0')"
CITY = r"regexp_replace(trim(regexp_replace(lower(c.customer_city), '[^[:alnum:]]+', ' ', 'g')), '([aou])e+', '\1', 'g')"  # fold(), of plain letters
PLACE = f"initcap(c.customer_city), c.customer_state, 'BR', {POSTAL}"
SHIPPED = "o.order_delivered_carrier_date IS NOT NULL OR o.order_delivered_customer_date IS NOT NULL"
PAID = "o.order_status NOT IN ('canceled', 'unavailable', 'created')"
# the units of an order by product, seller and price: one line each, in the order of their first unit
UNITS = Write(
    "CREATE TEMP TABLE units ON COMMIT DROP AS SELECT order_id, product_id, seller_id, price, count(*) AS quantity, sum(freight_value) AS freight, "
    "min(row_line) AS row_line, row_number() OVER (PARTITION BY order_id ORDER BY min(order_item_id)) AS position, "
    "dense_rank() OVER (PARTITION BY order_id ORDER BY seller_id) AS parcel "
    "FROM in_olist_order_items_dataset GROUP BY order_id, product_id, seller_id, price"
)
COSTS = Write(
    "CREATE TEMP TABLE costs ON COMMIT DROP AS SELECT o.order_id, i.freight, p.method, "
    "coalesce(p.paid, coalesce(i.items, 0) + coalesce(i.freight, 0)) AS total FROM in_olist_orders_dataset AS o "
    "LEFT JOIN (SELECT order_id, sum(price * quantity) AS items, sum(freight) AS freight FROM units GROUP BY order_id) AS i USING (order_id) "
    "LEFT JOIN (SELECT order_id, sum(payment_value) AS paid, (array_agg(payment_type ORDER BY payment_sequential))[1] AS method "
    "FROM in_olist_order_payments_dataset GROUP BY order_id) AS p USING (order_id)"
)
TRANSLATE: tuple[Write, ...] = (
    # what nobody ever ordered has neither price nor name: nothing an agent could do with it
    Write(
        "DELETE FROM in_olist_products_dataset AS p "
        "WHERE NOT EXISTS (SELECT FROM in_olist_order_items_dataset AS i WHERE i.product_id = p.product_id)",
        "products nobody ordered, left out",
    ),
    UNITS,
    Write("ANALYZE units"),
    COSTS,
    Write("ANALYZE costs"),
    Write(
        "INSERT INTO in_products (row_line, sku, name, category, returnable, active) SELECT p.row_line, p.product_id, "
        f"initcap(replace({NAME}, '_', ' ')) || ' ' || left(p.product_id, 8), replace({NAME}, '_', ' '), true, true "
        "FROM in_olist_products_dataset AS p LEFT JOIN in_product_category_name_translation AS t USING (product_category_name)"
    ),
    Write("INSERT INTO in_variants (row_line, product, sku, active) SELECT row_line, product_id, product_id, true FROM in_olist_products_dataset"),
    Write("INSERT INTO in_stock (row_line, sku) SELECT row_line, product_id FROM in_olist_products_dataset"),
    Write(
        "INSERT INTO in_prices (row_line, channel, sku, amount) SELECT DISTINCT ON (product_id) row_line, %(channel)s, product_id, price "
        "FROM in_olist_order_items_dataset ORDER BY product_id, row_line DESC"
    ),
    Write(
        "INSERT INTO in_customers (row_line, channel, number, language, active, created_at) SELECT min(c.row_line), %(channel)s, "
        "c.customer_unique_id, 'pt', true, min(o.order_purchase_timestamp) FROM in_olist_customers_dataset AS c "
        "JOIN in_olist_orders_dataset AS o USING (customer_id) GROUP BY c.customer_unique_id ORDER BY 1"
    ),
    Write(
        "INSERT INTO in_addresses (row_line, channel, customer, position, city, region, country, postal_code, search_postal_code, search_city, "
        "in_book, is_billing, is_shipping, default_billing, default_shipping) SELECT DISTINCT ON (c.customer_unique_id) c.row_line, %(channel)s, "
        f"c.customer_unique_id, 1, {PLACE}, {POSTAL}, {CITY}, true, true, true, true, true FROM in_olist_customers_dataset AS c "
        "JOIN in_olist_orders_dataset AS o USING (customer_id) "
        "ORDER BY c.customer_unique_id, o.order_purchase_timestamp DESC, c.row_line"
    ),
    Write(
        "INSERT INTO in_orders (row_line, channel, customer, number, status, payment_status, fulfilment_status, placed_at, language, payment_method, "
        f"currency, prices_include_tax, total) SELECT o.row_line, %(channel)s, c.customer_unique_id, o.order_id, {STATUS}, "
        f"CASE WHEN o.order_status = 'created' THEN 'pending' WHEN {PAID} THEN 'paid' ELSE 'void' END, "
        "CASE WHEN o.order_status IN ('delivered', 'shipped') THEN 'fulfilled' WHEN o.order_status IN ('canceled', 'unavailable') THEN 'cancelled' "
        f"ELSE 'not_fulfilled' END, o.order_purchase_timestamp, 'pt', coalesce({case('m.method', METHODS)}, ''), 'BRL', true, m.total "
        "FROM in_olist_orders_dataset AS o JOIN in_olist_customers_dataset AS c USING (customer_id) JOIN costs AS m USING (order_id)"
    ),
    Write(
        "INSERT INTO in_order_addresses (row_line, channel, order_number, kind, city, region, country, postal_code, key_code) "
        f"SELECT o.row_line, %(channel)s, o.order_id, kind, {PLACE}, {POSTAL} FROM in_olist_orders_dataset AS o "
        "JOIN in_olist_customers_dataset AS c USING (customer_id), unnest('{billing,shipping}'::text[]) AS kind"
    ),
    Write(
        "INSERT INTO in_order_lines (row_line, channel, order_number, position, sku, title, quantity, unit_price, gross) SELECT u.row_line, "
        "%(channel)s, u.order_id, u.position, u.product_id, p.name, u.quantity, u.price, u.price * u.quantity "
        "FROM units AS u JOIN in_products AS p ON p.sku = u.product_id"
    ),
    Write(
        "INSERT INTO in_order_shipping_groups (row_line, channel, order_number, position, gross) SELECT o.row_line, %(channel)s, o.order_id, 1, "
        "coalesce(m.freight, 0) FROM costs AS m JOIN in_olist_orders_dataset AS o USING (order_id)"
    ),
    Write(
        "INSERT INTO in_payments (row_line, channel, order_number, position, method, status, amount, collected, reference, created_at) "
        f"SELECT p.row_line, %(channel)s, p.order_id, row_number() OVER (PARTITION BY p.order_id ORDER BY p.payment_sequential), "
        f"{case('p.payment_type', METHODS)}, CASE WHEN o.order_status = 'created' THEN 'pending' WHEN {PAID} THEN 'collected' ELSE 'voided' END, "
        f"p.payment_value, CASE WHEN {PAID} THEN p.payment_value ELSE 0 END, p.payment_type || CASE WHEN p.payment_installments > 1 "
        "THEN ' × ' || p.payment_installments ELSE '' END, coalesce(o.order_approved_at, o.order_purchase_timestamp) "
        "FROM in_olist_order_payments_dataset AS p JOIN in_olist_orders_dataset AS o USING (order_id)"
    ),
    Write(
        "INSERT INTO in_shipments (row_line, channel, order_number, position, status, promised_on, expected_on, shipped_at, delivered_at, "
        "created_at) SELECT min(u.row_line), %(channel)s, u.order_id, u.parcel, "
        f"CASE WHEN o.order_delivered_customer_date IS NOT NULL THEN 'delivered' WHEN {SHIPPED} THEN 'shipped' "
        "WHEN o.order_status IN ('canceled', 'unavailable') THEN 'cancelled' ELSE 'ready' END, "
        f"{'(o.order_estimated_delivery_date AT TIME ZONE %(zone)s)::date, ' * 2}o.order_delivered_carrier_date, o.order_delivered_customer_date, "
        "coalesce(o.order_approved_at, o.order_purchase_timestamp) FROM units AS u JOIN in_olist_orders_dataset AS o USING (order_id) "
        "GROUP BY u.order_id, u.parcel, o.order_delivered_customer_date, o.order_delivered_carrier_date, o.order_status, "
        "o.order_estimated_delivery_date, o.order_approved_at, o.order_purchase_timestamp"
    ),
    Write(
        "INSERT INTO in_shipment_lines (row_line, channel, order_number, shipment, line, quantity) "
        "SELECT row_line, %(channel)s, order_id, parcel, position, quantity FROM units"
    ),
)
TOLD = {
    "products": "sku category",
    "variants": "product sku",
    "prices": "channel sku amount",
    "stock": "sku",
    "customers": "channel number created_at",
    "addresses": "channel customer position postal_code city region country",
    "orders": "channel customer number status payment_status fulfilment_status placed_at payment_method currency prices_include_tax total",
    "order_addresses": "channel order_number kind postal_code city region country",
    "order_shipping_groups": "channel order_number position gross tax",
    "order_lines": "channel order_number position sku quantity unit_price gross tax",
    "payments": "channel order_number position method status amount collected reference created_at",
    "shipments": "channel order_number position status promised_on expected_on shipped_at delivered_at created_at",
    "shipment_lines": "channel order_number shipment line quantity",
}
"""Of each file of ours, the columns that the data set tells. The others get a first value, and after that are the shop's own."""


def read(run: Run) -> set[str]:
    """Stage the data set. Gives the names of its files."""
    known = {path for sheet in SHEETS if (path := find(run.folder, sheet.file))}
    run.not_read = list(passed_by(run.folder, known, "not one of the files that are read"))
    return {sheet.name for sheet in SHEETS if run.load(sheet, check=fineness(sheet, {}, sold_in="BRL"))}


def write_all(run: Run, _found: set[str]) -> None:
    """Write the data set into a channel of its own, made when it is not there."""
    run.begin_writing([*SHEETS, *(table.sheet for table in TABLES)])
    run.work("references", REFUSE)
    run.params |= {"channel": run.channel, "zone": ZONE, "channels": [channel_of(run, run.channel).pk]}
    run.work("translation", [*TRANSLATE, *(Write(f"ANALYZE in_{name}") for name in sorted(TOLD))])
    run.untold = untold_beside(TOLD)
    write(run, set(TOLD))
    finish(run, set(TOLD))


def channel_of(run: Run, code: str) -> Channel:
    """The channel for this data. Raises BadFile when one with that code sells in another currency."""
    if not code or not code.replace("-", "").replace("_", "").isalnum() or len(code) > 40:
        raise BadFile(f"“{code}” cannot be the code of a channel.")
    facts = {"name": "Olist", "country": "BR", "currency": "BRL", "language": "pt", "timezone": ZONE, "organization_id": run.params["organization"]}
    found, _made = Channel.objects.get_or_create(code=code, defaults=facts)
    if found.currency != "BRL":
        raise BadFile(f"The channel {code} sells in {found.currency}, these orders are in BRL.")
    return found
