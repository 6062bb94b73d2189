"""Files about returns."""

from interchange.csv_format.refs import CHANNEL, IN_CHANNEL, LINE, ORDER, ORDERS, find_number, found_number, numbered, shown_number, step_of
from interchange.fields import amount, choice, code, flag, moment, number, positive, text
from interchange.tables import Ref, Table
from returns.models import Return

RETURNS = Table(
    name="returns",
    table="returns_return",
    versioned=True,
    refs=(CHANNEL, ORDER),
    columns=(
        code("number", 60, required=True),
        choice("status", Return.Status.values),
        choice("type", Return.Type.values, empty="refund"),
        choice("receive_status", Return.ReceiveStatus.values),
        choice("refund_status", Return.RefundStatus.values),
        choice("replace_status", Return.ReplaceStatus.values, empty="not_requested"),
        flag("action_required"),
        amount("refund_amount"),
        text("comment", 10_000, lines=True),
        moment("created_at", required=True),
        moment("closed_at"),
    ),
    key=("channel", "number"),
    own=find_number("returns_return", "mine", "number"),
    mine_id=found_number("mine"),
    shown={"number": shown_number("t")},
    looked_up={"own_number": "mine_own.id IS NOT NULL AND mine.id IS NULL"},
    inserts={
        "external_number": "s.number",
        "currency": "(SELECT o.currency FROM orders_order AS o WHERE o.id = s.order_id)",
        "customer_id": "(SELECT o.customer_id FROM orders_order AS o WHERE o.id = s.order_id)",
        "search_last": "''",
        "search_first": "''",
        "search_email": "''",
    },
    before=step_of("returns.Return", "returns_return", "returns"),
    made_here="s.own_number",
    source=f"returns_return AS t {ORDERS}",
    order=f"c.code, {shown_number('t')}",
)
RETURN_LINES = Table(
    name="return_lines",
    table="returns_returnline",
    refs=(
        IN_CHANNEL,
        numbered("return_number", "returns_return", "r", target="request_id"),
        Ref(
            LINE.field,
            "line_id",
            "LEFT JOIN orders_orderline AS l ON l.order_id = coalesce(r.order_id, r_own.order_id) AND l.position = s.line",
            "l.id",
            "l.position",
        ),
    ),
    columns=(
        positive("quantity"),
        number("received"),
        number("restocked"),
        text("reason_code", 40),
        text("reason", 120),
        text("condition", 60),
        amount("refund"),
    ),
    key=("channel", "return_number", "line"),
    own=f"LEFT JOIN returns_returnline AS mine ON mine.request_id = {found_number('r')} AND mine.line_id = l.id",
    looked_up={"ordered": "l.quantity", "own_number": "r_own.id IS NOT NULL AND r.id IS NULL"},
    made_here="s.own_number",
    rules=(
        ("s.received > s.quantity", "'received: more than returned'"),
        (
            (
                "s.quantity + coalesce((SELECT sum(n.quantity) FROM returns_returnline AS n JOIN returns_return AS q ON q.id = n.request_id "
                "WHERE n.line_id = s.line_id AND n.request_id <> s.request_id AND q.status <> 'CANCELLED'), 0) > s.ordered"
            ),
            "'quantity: more than ordered'",
        ),
    ),
    source=(
        "returns_returnline AS t JOIN returns_return AS r ON r.id = t.request_id JOIN orders_orderline AS l ON l.id = t.line_id "
        "JOIN agents_channel AS c ON c.id = r.channel_id"
    ),
    order=f"c.code, {shown_number('r')}, l.position",
)
