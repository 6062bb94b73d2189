"""Files about orders with all their parts."""

from dataclasses import replace

from interchange.csv_format.people import POSTAL
from interchange.csv_format.refs import (
    CHANNEL,
    IN_CHANNEL,
    LINE,
    MADE_HERE,
    ORDER,
    ORDERS,
    customer,
    find_number,
    found_number,
    nth,
    numbered,
    rank,
    shown_number,
)
from interchange.fields import (
    Field,
    amount,
    choice,
    day,
    email,
    flag,
    fraction,
    language,
    moment,
    number,
    phone,
    place,
    positive,
    read_currency,
    several,
    text,
)
from interchange.importer import Write
from interchange.tables import Ref, Table
from orders.models import Order, OrderAddress, OrderAdjustment, Payment, PaymentInteraction, Shipment

PART = (IN_CHANNEL, ORDER)
PART_OF_PART = (IN_CHANNEL, replace(ORDER, target=""))
OF_ORDER = f"c.code, {shown_number('o')}"
SINCE_ORDER = {"created_at": "coalesce(s.created_at, (SELECT o.placed_at FROM orders_order AS o WHERE o.id = s.order_id))"}
ADJUSTED = "(SELECT id, order_id, kind FROM orders_orderadjustment WHERE kind <> 'imported')"

# What other files say about an order is written with the order at once: a later update would touch every index again.
OF_NUMBER = "{0}.channel = s.channel AND {0}.order_number = s.number"
BILLED = f" LEFT JOIN in_order_addresses AS billed ON billed.kind = 'billing' AND billed.position = 0 AND {OF_NUMBER.format('billed')}"
SHIPPED = f" LEFT JOIN in_order_addresses AS shipped ON shipped.kind = 'shipping' AND shipped.position = 0 AND {OF_NUMBER.format('shipped')}"
LINE_SUMS = (
    " LEFT JOIN (SELECT channel, order_number, sum(gross) AS gross, sum(tax) AS tax FROM in_order_lines GROUP BY channel, order_number) AS sums "
    f"ON {OF_NUMBER.format('sums')}"
)
ADJUSTED_SUMS = (
    " LEFT JOIN (SELECT channel, order_number, sum(amount) FILTER (WHERE kind = 'discount') AS discount, "
    "sum(amount) FILTER (WHERE kind = 'shipping') AS shipping, sum(amount) FILTER (WHERE kind = 'tax') AS tax "
    f"FROM in_order_adjustments GROUP BY channel, order_number) AS adjusted ON {OF_NUMBER.format('adjusted')}"
)
ORDERS_TABLE = Table(
    name="orders",
    table="orders_order",
    refs=(
        CHANNEL,
        customer(required=False),
        numbered("account", "customers_account", "a", required=False),
        customer("placed_by", required=False),
        customer("approver", required=False),
    ),
    columns=(
        text("number", 60, required=True),
        choice("type", Order.Type.values, empty="online"),
        choice("status", Order.Status.values),
        choice("payment_status", Order.PaymentStatus.values, empty="none"),
        choice("fulfilment_status", Order.FulfilmentStatus.values, empty="not_fulfilled"),
        choice("return_status", Order.ReturnStatus.values, empty="none"),
        moment("placed_at", required=True),
        email("email"),
        phone("phone"),
        language("language"),
        text("shipping_method_code", 40),
        text("shipping_method_name", 120),
        text("payment_method", 20),
        text("po_number", 60),
        several("coupon_codes", 400, " "),
        Field("currency", read_currency),
        flag("prices_include_tax", empty=None),
        amount("total", required=True),
        flag("tax_exempt"),
    ),
    key=("channel", "number"),
    own=find_number("orders_order", "mine", "number"),
    mine_id=found_number("mine"),
    shown={"number": shown_number("t")},
    stored={
        "coupon_codes": "s.coupon_codes::varchar[]",
        "currency": "s.sold_in",
        "prices_include_tax": "s.with_tax",
        "payment_status": "CASE WHEN s.payment_status = 'none' THEN coalesce(s.held_payment_status, 'none') ELSE s.payment_status END",
    },
    derived=("search_email text",),
    staged=("search_phone text",),
    aside=BILLED + SHIPPED + LINE_SUMS + ADJUSTED_SUMS,
    looked_up={
        "sold_in": "coalesce(nullif(s.currency, ''), c.currency)",
        # what followed from its payments is no change when the file tells none again
        "held_payment_status": "(SELECT o.payment_status FROM orders_order AS o WHERE o.id = mine.id "
        "AND EXISTS (SELECT FROM orders_payment AS p WHERE p.order_id = o.id))",
        "with_tax": "coalesce(s.prices_include_tax, c.prices_include_tax)",
        "key_last": "coalesce(billed.key_last, '')",
        "key_first": "coalesce(billed.key_first, '')",
        "key_ship": "CASE WHEN (shipped.key_last, shipped.key_first) = (billed.key_last, billed.key_first) THEN '' "
        "ELSE coalesce(trim(shipped.key_last || ' ' || shipped.key_first), '') END",
        "key_phone": "CASE WHEN s.phone = '' THEN coalesce(billed.key_phone, '') ELSE s.search_phone END",
        "key_code": "coalesce(shipped.key_code, '')",
        "subtotal": "coalesce(sums.gross - CASE WHEN coalesce(s.prices_include_tax, c.prices_include_tax) THEN 0 ELSE sums.tax END, 0)",
        "discount": "coalesce(adjusted.discount, 0)",
        "shipping": "coalesce(adjusted.shipping, 0)",
        "tax": "coalesce(sums.tax, 0) + coalesce(adjusted.tax, 0)",
    },
    inserts={
        "external_number": "s.number",
        "imported": "true",
        "updated_at": "now()",
        "search_last": "s.key_last",
        "search_first": "s.key_first",
        "search_ship": "s.key_ship",
        "search_phone": "s.key_phone",
        "search_postal_code": "s.key_code",
        "subtotal": "s.subtotal",
        "discount": "s.discount",
        "shipping": "s.shipping",
        "tax": "s.tax",
    },
    made_here="EXISTS (SELECT FROM orders_order AS o WHERE o.id = s.mine_id AND NOT o.imported)",
    rules=(("s.sold_in <> (SELECT c.currency FROM agents_channel AS c WHERE c.id = s.channel_id)", "'currency: the channel has another currency'"),),
    before={
        "status": Write(
            "INSERT INTO orders_orderstep (order_id, before, after, at) SELECT o.id, o.status, s.status, now() FROM r_orders AS s "
            "JOIN orders_order AS o ON o.id = s.mine_id WHERE o.status <> s.status"
        )
    },
    source=(
        "orders_order AS t JOIN agents_channel AS c ON c.id = t.channel_id LEFT JOIN customers_account AS a ON a.id = t.account_id "
        "LEFT JOIN customers_customer AS k_customer ON k_customer.id = t.customer_id "
        "LEFT JOIN customers_customer AS k_placed_by ON k_placed_by.id = t.placed_by_id "
        "LEFT JOIN customers_customer AS k_approver ON k_approver.id = t.approver_id"
    ),
    order=f"c.code, {shown_number('t')}",
)
ORDER_ADDRESSES = Table(
    name="order_addresses",
    table="orders_orderaddress",
    refs=PART,
    columns=(choice("kind", OrderAddress.Kind.values), *POSTAL, place("position")),
    key=("channel", "order_number", "kind", "position"),
    own=f"LEFT JOIN orders_orderaddress AS mine ON mine.order_id = {found_number('o')} AND mine.kind = s.kind AND mine.position = s.position",
    rules=(("(s.kind = 'further') <> (s.position > 0)", "'position: of further addresses alone'"),),
    staged=("key_last text", "key_first text", "key_phone text", "key_code text"),
    made_here=MADE_HERE,
    source=f"orders_orderaddress AS t {ORDERS}",
    order=f"{OF_ORDER}, t.kind, t.position",
)
SHIP_TO = Ref(
    number("ship_to", empty=None),
    "ship_to_id",
    f"LEFT JOIN orders_orderaddress AS f ON f.order_id = {found_number('o')} AND f.kind = 'further' AND f.position = s.ship_to",
    "f.id",
    "f.position",
)
"""Which of the order's further addresses a line goes to, if to one of them."""
ORDER_LINES = Table(
    name="order_lines",
    table="orders_orderline",
    refs=(*PART, SHIP_TO),
    columns=(
        positive("position"),
        text("sku", 60, required=True),
        text("title", 300),
        positive("quantity"),
        number("cancelled"),
        number("reserved"),
        amount("unit_price", required=True),
        amount("gross", required=True),
        amount("tax", demanded=True),
        fraction("rate"),
        flag("returnable", empty="t"),
        text("shipping_method_code", 40),
        text("shipping_method_name", 120),
    ),
    key=("channel", "order_number", "position"),
    own=(
        f"LEFT JOIN orders_orderline AS mine ON mine.order_id = {found_number('o')} AND mine.position = s.position "
        "LEFT JOIN catalog_variant AS v ON v.organization_id = %(organization)s AND upper(v.sku) = upper(s.sku) "
        "LEFT JOIN catalog_stock AS k ON k.variant_id = v.id"
    ),
    looked_up={
        "variant_id": "v.id",
        "held": "mine.reserved",
        "free": "coalesce(k.start - k.shipped + k.restocked - k.reserved, 0)",
    },
    # the SKU may be gone from the catalogue: then there is no variant, and nothing to reserve
    stored={
        "variant_id": "s.variant_id",
        "net": "s.gross - s.tax",
        # what an import before this one gave up for lack of stock is not asked for again while nothing has come in
        "reserved": "CASE WHEN s.variant_id IS NULL THEN 0 WHEN s.reserved > s.held + s.free THEN s.held ELSE s.reserved END",
    },
    told_by={"variant_id": "sku", "net": "gross"},
    made_here=MADE_HERE,
    rules=(
        ("s.cancelled > s.quantity", "'cancelled: more than ordered'"),
        ("s.reserved > s.quantity", "'reserved: more than ordered'"),
        ("s.tax > s.gross", "'tax: more than the line'"),
    ),
    source=f"orders_orderline AS t {ORDERS} LEFT JOIN orders_orderaddress AS f ON f.id = t.ship_to_id",
    order=f"{OF_ORDER}, t.position",
)
ORDER_ADJUSTMENTS = Table(
    name="order_adjustments",
    table="orders_orderadjustment",
    refs=PART,
    columns=(
        positive("position"),
        choice("kind", sorted(set(OrderAdjustment.Kind.values) - {"imported"})),
        text("source", 60),
        text("label", 120, required=True),
        amount("amount", required=True, sign=True),
    ),
    key=("channel", "order_number", "position"),
    own=nth(ADJUSTED, "order_id", found_number("o")),
    shown={"position": rank("order_id")},
    made_here=MADE_HERE,
    rules=(("s.kind = 'discount' AND s.amount > 0", "'amount: a discount is below zero'"),),
    first="s.position, s.row_line",
    source=f"(SELECT * FROM orders_orderadjustment WHERE kind <> 'imported') AS t {ORDERS}",
    order=f"{OF_ORDER}, t.id",
)
NOTHING_CAME = "'new', 'declined', 'voided'"
"""States of a payment of which nothing can have come; of one that is pending or authorised, a part may have."""
PAYMENTS = Table(
    name="payments",
    table="orders_payment",
    refs=PART,
    columns=(
        positive("position"),
        choice("method", Payment.Method.values),
        choice("status", Payment.Status.values),
        amount("amount", required=True),
        amount("collected", demanded=True),
        amount("refunded"),
        text("reference", 120),
        text("brand", 20),
        text("last_four", 4),
        moment("created_at"),
    ),
    stored=SINCE_ORDER,
    key=("channel", "order_number", "position"),
    own=nth("orders_payment", "order_id", found_number("o")),
    shown={"position": rank("order_id")},
    made_here=MADE_HERE,
    rules=(
        ("s.refunded > s.collected", "'refunded: more than collected'"),
        ("s.collected > s.amount", "'collected: more than the amount'"),
        (f"s.collected > 0 AND s.status IN ({NOTHING_CAME})", "'collected: nothing is, of a payment that is ' || s.status"),
    ),
    first="s.position, s.row_line",
    source=f"orders_payment AS t {ORDERS}",
    order=f"{OF_ORDER}, t.id",
)
PAYMENT_INTERACTIONS = Table(
    name="payment_interactions",
    table="orders_paymentinteraction",
    refs=(
        *PART_OF_PART,
        Ref(
            positive("payment"),
            "payment_id",
            nth("orders_payment", "order_id", found_number("o"), cell="payment", alias="p"),
            "p.id",
            "(SELECT count(*) FROM orders_payment AS n WHERE n.order_id = p.order_id AND n.id <= p.id)",
        ),
    ),
    columns=(
        positive("position"),
        choice("kind", PaymentInteraction.Kind.values),
        flag("success", empty="t"),
        amount("amount", required=True),
        text("reference", 120),
        text("note", 300),
        flag("manual"),
        moment("at", required=True),
    ),
    key=("channel", "order_number", "payment", "position"),
    own=nth("orders_paymentinteraction", "payment_id", "p.id"),
    shown={"position": rank("payment_id")},
    made_here=MADE_HERE.replace("order_id", "ref_order_number"),
    first="s.position, s.row_line",
    source=(
        "orders_paymentinteraction AS t JOIN orders_payment AS p ON p.id = t.payment_id JOIN orders_order AS o ON o.id = p.order_id "
        "JOIN agents_channel AS c ON c.id = o.channel_id"
    ),
    order=f"{OF_ORDER}, p.id, t.id",
)
SHIPMENTS = Table(
    name="shipments",
    table="orders_shipment",
    refs=PART,
    columns=(
        place("position", required=True),
        choice("status", Shipment.Status.values),
        text("method_name", 120),
        text("carrier", 60),
        text("tracking", 80),
        text("tracking_url"),
        day("promised_on"),
        day("expected_on"),
        moment("shipped_at"),
        moment("delivered_at"),
        moment("created_at"),
    ),
    stored=SINCE_ORDER,
    key=("channel", "order_number", "position"),
    own=f"LEFT JOIN orders_shipment AS mine ON mine.order_id = {found_number('o')} AND mine.position = s.position",
    made_here=MADE_HERE,
    rules=(("s.tracking_url <> '' AND s.tracking_url !~ '^https?://'", "'tracking_url: is not a web address'"),),
    source=f"orders_shipment AS t {ORDERS}",
    order=f"{OF_ORDER}, t.position",
)
SHIPMENT_LINES = Table(
    name="shipment_lines",
    table="orders_shipmentline",
    refs=(
        *PART_OF_PART,
        Ref(
            positive("shipment"),
            "shipment_id",
            "LEFT JOIN orders_shipment AS p ON p.order_id = coalesce(o.id, o_own.id) AND p.position = s.shipment",
            "p.id",
            "p.position",
        ),
        LINE,
    ),
    columns=(positive("quantity"),),
    key=("channel", "order_number", "shipment", "line"),
    own="LEFT JOIN orders_shipmentline AS mine ON mine.shipment_id = p.id AND mine.line_id = l.id",
    made_here=MADE_HERE.replace("order_id", "ref_order_number"),
    source=(
        "orders_shipmentline AS t JOIN orders_shipment AS p ON p.id = t.shipment_id JOIN orders_orderline AS l ON l.id = t.line_id "
        "JOIN orders_order AS o ON o.id = p.order_id JOIN agents_channel AS c ON c.id = o.channel_id"
    ),
    order=f"{OF_ORDER}, p.position, l.position",
)
ORDER_NOTES = Table(
    name="order_notes",
    table="orders_ordernote",
    refs=PART,
    columns=(positive("position"), text("text", 10_000, required=True, lines=True), moment("at", required=True)),
    key=("channel", "order_number", "position"),
    own=nth("orders_ordernote", "order_id", found_number("o")),
    shown={"position": rank("order_id")},
    made_here=MADE_HERE,
    first="s.position, s.row_line",
    source=f"orders_ordernote AS t {ORDERS}",
    order=f"{OF_ORDER}, t.id",
)
