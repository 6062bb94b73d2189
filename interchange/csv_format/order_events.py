"""Files about what happened to orders: payments, parcels, notes."""

from interchange.csv_format.refs import LINE, MADE_HERE, ORDERS, found_number, nth, rank, step_of
from interchange.csv_format.sales import OF_ORDER, PART, PART_OF_PART, SINCE_ORDER
from interchange.fields import amount, choice, code, day, flag, moment, place, positive, text
from interchange.tables import Ref, Table
from orders.models import Payment, Shipment, Transaction

NOTHING_CAME = "'new', 'declined', 'voided'"
"""States of a payment of which nothing can have come; of one that is pending or authorised, a part may have."""
OF_ITS_ORDER = "FROM orders_order AS o WHERE o.id = s.order_id"
DONE_HERE = "EXISTS (SELECT FROM orders_transaction AS own WHERE own.payment_id = s.{} AND NOT own.imported)"
"""Money of which somebody here said something since: no file takes that back."""
OUTCOME = "coalesce(nullif(s.outcome, ''), CASE WHEN s.success THEN 'succeeded' ELSE 'declined' END)"
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
        code("reference", 120),
        text("brand", 20),
        text("last_four", 4),
        moment("created_at"),
    ),
    stored=SINCE_ORDER,
    inserts={"currency": f"(SELECT o.currency {OF_ITS_ORDER})"},
    key=("channel", "order_number", "position"),
    own=nth("orders_payment", "order_id", found_number("o")),
    shown={"position": rank("order_id")},
    before=step_of("orders.Payment", "orders_payment", "payments"),
    made_here=f"{MADE_HERE} OR {DONE_HERE.format('mine_id')}",
    rules=(
        ("s.refunded > s.collected", "'refunded: more than collected'"),
        (f"s.collected > 0 AND s.status IN ({NOTHING_CAME})", "'collected: nothing is, of a payment that is ' || s.status"),
    ),
    first="s.position, s.row_line",
    source=f"orders_payment AS t {ORDERS}",
    order=f"{OF_ORDER}, t.id",
)
PAYMENT_INTERACTIONS = Table(
    name="payment_interactions",
    table="orders_transaction",
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
        choice("kind", [*Transaction.Kind.values, "credit"]),
        flag("success", empty="t"),
        choice("outcome", Transaction.State.values, empty=""),
        amount("amount", required=True),
        code("reference", 120),
        code("code", 60),
        text("note", 300),
        flag("manual"),
        moment("at", required=True),
        moment("answered_at"),
    ),
    stored={
        "kind": "CASE s.kind WHEN 'credit' THEN 'refund' ELSE s.kind END",
        "state": OUTCOME,
        "answer": "s.note",
        "asked_at": "s.at",
        "answered_at": f"coalesce(s.answered_at, CASE WHEN {OUTCOME} NOT IN ('asked', 'unknown') THEN s.at END)",
    },
    told_by={"state": "success", "answer": "note", "asked_at": "at"},
    inserts={
        "currency": "(SELECT p.currency FROM orders_payment AS p WHERE p.id = s.payment_id)",
        "imported": "true",
        "actor_name": "'import_commerce'",
    },  # fmt: skip
    key=("channel", "order_number", "payment", "position"),
    own=nth("orders_transaction", "payment_id", "p.id"),
    shown={"position": rank("payment_id"), "success": "t.state = 'succeeded'", "outcome": "t.state", "note": "t.answer", "at": "t.asked_at"},
    made_here=f"{MADE_HERE.replace('order_id', 'ref_order_number')} OR {DONE_HERE.format('payment_id')}",
    first="s.position, s.row_line",
    source=(
        "orders_transaction AS t JOIN orders_payment AS p ON p.id = t.payment_id JOIN orders_order AS o ON o.id = p.order_id "
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
        code("tracking", 80),
        code("tracking_url", 200),
        day("promised_on"),
        day("expected_on"),
        moment("shipped_at"),
        moment("delivered_at"),
        moment("created_at"),
    ),
    stored=SINCE_ORDER,
    key=("channel", "order_number", "position"),
    before=step_of("orders.Shipment", "orders_shipment", "shipments"),
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
