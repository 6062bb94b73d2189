"""Files about orders with all their parts."""

from dataclasses import replace

from interchange.csv_format.people import POSTAL
from interchange.csv_format.refs import (
    CHANNEL,
    IN_CHANNEL,
    MADE_HERE,
    ORDER,
    ORDERS,
    PAIRS,
    customer,
    find_number,
    found_number,
    nth,
    numbered,
    rank,
    shown_number,
    step_of,
)
from interchange.fields import (
    Field,
    amount,
    choice,
    code,
    day,
    email,
    flag,
    fraction,
    language,
    moment,
    number,
    pairs,
    phone,
    place,
    positive,
    read_currency,
    several,
    text,
)
from interchange.importer import Write
from interchange.tables import Ref, Table
from orders.models import Order, OrderAddress, OrderAdjustment, OrderLine

PART = (IN_CHANNEL, ORDER)
PART_OF_PART = (IN_CHANNEL, replace(ORDER, target=""))
OF_ORDER = f"c.code, {shown_number('o')}"
SINCE_ORDER = {"created_at": "coalesce(s.created_at, (SELECT o.placed_at FROM orders_order AS o WHERE o.id = s.order_id))"}
ADJUSTED = "(SELECT id, order_id, kind FROM orders_orderadjustment WHERE kind <> 'imported')"

# What other files say about an order is written with the order at once: a later update would touch every index again.
OF_NUMBER = "{0}.channel = s.channel AND {0}.order_number = s.number"
BILLED = f" LEFT JOIN in_order_addresses AS billed ON billed.kind = 'billing' AND billed.position = 0 AND {OF_NUMBER.format('billed')}"
SHIPPED = f" LEFT JOIN in_order_addresses AS shipped ON shipped.kind = 'shipping' AND shipped.position = 0 AND {OF_NUMBER.format('shipped')}"
WITH_TAX = "coalesce(s.prices_include_tax, c.prices_include_tax)"


def summed(sheet: str, *sums: str) -> str:
    """A join to what the rows of another file come to for this order, by the name of that file; each sum begins with its name."""
    columns = ", ".join(f"sum({what}) AS {name}" for name, what in (one.split(" ", 1) for one in sums))
    rows = f"SELECT channel, order_number, {columns} FROM in_{sheet} GROUP BY channel, order_number"
    return f" LEFT JOIN ({rows}) AS {sheet} ON {OF_NUMBER.format(sheet)}"


def as_shown(sheet: str, part: str = "") -> str:
    """That sum as the channel shows prices."""
    return f"coalesce({sheet}.{part}gross - CASE WHEN {WITH_TAX} THEN 0 ELSE {sheet}.{part}tax END, 0)"


PARTS = (
    summed("order_lines", "gross gross", "tax tax")
    + summed("order_shipping_groups", "gross gross", "tax tax")
    + summed(
        "order_adjustments",
        "tax tax",
        "discount_gross CASE WHEN kind = 'discount' THEN gross END",
        "discount_tax CASE WHEN kind = 'discount' THEN tax END",
    )
)
ORDERS_TABLE = Table(
    name="orders",
    table="orders_order",
    versioned=True,
    refs=(
        CHANNEL,
        customer(required=False),
        numbered("account", "customers_account", "a", required=False),
        customer("placed_by", required=False),
        customer("approver", required=False),
    ),
    columns=(
        code("number", 60, required=True),
        choice("type", Order.Type.values, empty="online"),
        choice("status", Order.Status.values),
        choice("payment_status", Order.PaymentStatus.values, empty="none"),
        choice("fulfilment_status", Order.FulfilmentStatus.values, empty="not_fulfilled"),
        choice("return_status", Order.ReturnStatus.values, empty="none"),
        moment("placed_at", required=True),
        email("email"),
        phone("phone"),
        language("language"),
        text("payment_method", 20),
        text("po_number", 60),
        several("coupon_codes", 400, " "),
        Field("currency", read_currency),
        flag("prices_include_tax", empty=None),
        amount("total", required=True),
        flag("tax_exempt"),
        pairs("properties", 10000),
    ),
    key=("channel", "number"),
    own=find_number("orders_order", "mine", "number"),
    mine_id=found_number("mine"),
    shown={"number": shown_number("t"), "properties": PAIRS.format("t.properties")},
    stored={
        "coupon_codes": "s.coupon_codes::varchar[]",
        "properties": "s.properties",
        "currency": "s.sold_in",
        "prices_include_tax": "s.with_tax",
        "payment_status": "CASE WHEN s.payment_status = 'none' THEN coalesce(s.held_payment_status, 'none') ELSE s.payment_status END",
    },
    derived=("search_email text",),
    staged=("search_phone text",),
    aside=BILLED + SHIPPED + PARTS,
    looked_up={
        "sold_in": "coalesce(nullif(s.currency, ''), c.currency)",
        # what followed from its payments is no change when the file tells none again
        "held_payment_status": "(SELECT o.payment_status FROM orders_order AS o WHERE o.id = mine.id "
        "AND EXISTS (SELECT FROM orders_payment AS p WHERE p.order_id = o.id))",
        "with_tax": WITH_TAX,
        "key_last": "coalesce(billed.key_last, '')",
        "key_first": "coalesce(billed.key_first, '')",
        "key_ship": "CASE WHEN (shipped.key_last, shipped.key_first) = (billed.key_last, billed.key_first) THEN '' "
        "ELSE coalesce(trim(shipped.key_last || ' ' || shipped.key_first), '') END",
        "key_phone": "CASE WHEN s.phone = '' THEN coalesce(billed.key_phone, '') ELSE s.search_phone END",
        "key_code": "coalesce(shipped.key_code, '')",
        "subtotal": as_shown("order_lines"),
        "discount": as_shown("order_adjustments", "discount_"),
        "shipping": as_shown("order_shipping_groups"),
        "tax": "coalesce(order_lines.tax, 0) + coalesce(order_shipping_groups.tax, 0) + coalesce(order_adjustments.tax, 0)",
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
    before=step_of("orders.Order", "orders_order", "orders"),
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
    rules=(("s.kind = 'billing' AND s.position > 0", "'position: of several shipping addresses alone'"),),
    staged=("key_last text", "key_first text", "key_phone text", "key_code text"),
    made_here=MADE_HERE,
    source=f"orders_orderaddress AS t {ORDERS}",
    order=f"{OF_ORDER}, t.kind, t.position",
)
SHIP_TO = Ref(
    number("address", empty=None),
    "address_id",
    f"LEFT JOIN orders_orderaddress AS f ON f.order_id = {found_number('o')} AND f.kind = 'shipping' AND f.position = s.address",
    "f.id",
    "f.position",
)
"""Which of the order's shipping addresses what goes together goes to."""
MORE_TAX = "abs(s.tax) > abs(s.gross)", "'tax: more than the amount'"
ORDER_SHIPPING_GROUPS = Table(
    name="order_shipping_groups",
    table="orders_ordershippinggroup",
    refs=(*PART, SHIP_TO),
    columns=(
        place("position", required=True),
        text("method_code", 40),
        text("method_name", 120),
        day("wished_on"),
        text("delivery_note", 300),
        text("gift_message", 500, lines=True),
        flag("shows_prices", empty="t"),
        amount("gross", demanded=True),
        amount("tax"),
        fraction("rate"),
    ),
    key=("channel", "order_number", "position"),
    own=f"LEFT JOIN orders_ordershippinggroup AS mine ON mine.order_id = {found_number('o')} AND mine.position = s.position",
    stored={"net": "s.gross - s.tax"},
    told_by={"net": "gross"},
    made_here=MADE_HERE,
    rules=(MORE_TAX,),
    source=f"orders_ordershippinggroup AS t {ORDERS} LEFT JOIN orders_orderaddress AS f ON f.id = t.address_id",
    order=f"{OF_ORDER}, t.position",
)
GROUP = Ref(
    number("shipping_group", empty="1"),
    "group_id",
    f"LEFT JOIN orders_ordershippinggroup AS g ON g.order_id = {found_number('o')} AND g.position = s.shipping_group",
    "g.id",
    "g.position",
)
"""The group that a line lies in: the first where the file names none, which is made where no file tells of it."""
FIRST_GROUP = Write(
    "INSERT INTO orders_ordershippinggroup (order_id, position) SELECT DISTINCT coalesce(o.id, o_own.id), 1 FROM in_order_lines AS s "
    f"{CHANNEL.joins} {ORDER.joins} WHERE coalesce(o.id, o_own.id) IS NOT NULL AND NOT EXISTS "
    "(SELECT FROM orders_ordershippinggroup AS g WHERE g.order_id = coalesce(o.id, o_own.id) AND g.position = 1)"
)
ORDER_LINES = Table(
    name="order_lines",
    table="orders_orderline",
    refs=(*PART, GROUP),
    columns=(
        positive("position"),
        code("sku", 60, required=True),
        text("title", 300),
        positive("quantity"),
        number("cancelled"),
        number("reserved"),
        amount("unit_price", required=True),
        amount("gross", required=True),
        amount("tax", demanded=True),
        fraction("rate"),
        flag("returnable", empty="t"),
        amount("list_price", empty=None),
        choice("price_source", OrderLine.PriceSource.values, empty=OrderLine.PriceSource.LIST),
        text("price_reason", 200),
        pairs("properties", 2000),
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
        "properties": "s.properties",
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
    shown={"properties": PAIRS.format("t.properties")},
    ready=(FIRST_GROUP,),
    source=f"orders_orderline AS t {ORDERS} JOIN orders_ordershippinggroup AS g ON g.id = t.group_id",
    order=f"{OF_ORDER}, t.position",
)
OF_GROSS_PRICES = "(SELECT o.prices_include_tax FROM orders_order AS o WHERE o.id = s.order_id)"
ORDER_ADJUSTMENTS = Table(
    name="order_adjustments",
    table="orders_orderadjustment",
    refs=(
        *PART,
        Ref(
            number("line", empty=None),
            "line_id",
            f"LEFT JOIN orders_orderline AS l ON l.order_id = {found_number('o')} AND l.position = s.line",
            "l.id",
            "l.position",
        ),
        replace(GROUP, field=number("shipping_group", empty=None)),
    ),
    columns=(
        positive("position"),
        choice("kind", sorted(set(OrderAdjustment.Kind.values) - {"imported"})),
        text("source", 60),
        text("label", 120, required=True),
        amount("gross", required=True, sign=True),
        amount("tax", sign=True),
        fraction("rate"),
    ),
    key=("channel", "order_number", "position"),
    own=nth(ADJUSTED, "order_id", found_number("o")),
    shown={"position": rank("order_id")},
    stored={"net": "s.gross - s.tax"},
    told_by={"net": "gross"},
    made_here=MADE_HERE,
    rules=(
        ("s.kind = 'discount' AND s.gross > 0", "'gross: a discount is below zero'"),
        (f"s.kind <> 'tax' AND {MORE_TAX[0]}", MORE_TAX[1]),
        (
            f"s.kind = 'tax' AND s.gross <> CASE WHEN {OF_GROSS_PRICES} THEN 0 ELSE s.tax END",
            "'gross: of a tax it is 0 where prices include tax, else the tax'",
        ),
        ("s.line IS NOT NULL AND s.shipping_group IS NOT NULL", "'shipping_group: it belongs to a line already'"),
    ),
    first="s.position, s.row_line",
    source=(
        f"(SELECT * FROM orders_orderadjustment WHERE kind <> 'imported') AS t {ORDERS} LEFT JOIN orders_orderline AS l ON l.id = t.line_id "
        "LEFT JOIN orders_ordershippinggroup AS g ON g.id = t.group_id"
    ),
    order=f"{OF_ORDER}, t.id",
)
