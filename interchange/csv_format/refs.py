"""How the files name rows of each other: by the codes and numbers that people see, never by keys."""

from interchange.fields import positive, text
from interchange.tables import Ref

CHANNEL = Ref(text("channel", 40, required=True), "channel_id", "LEFT JOIN agents_channel AS c ON c.code = s.channel", "c.id", "c.code")
IN_CHANNEL = Ref(CHANNEL.field, "", CHANNEL.joins, CHANNEL.found, CHANNEL.shown)
"""For what belongs to a channel only by way of something else."""
MADE_HERE = "EXISTS (SELECT FROM orders_order AS o WHERE o.id = s.order_id AND NOT o.imported)"


def shown_number(alias: str) -> str:
    """A thing is known by its number elsewhere or, made here, by its own."""
    return f"coalesce(nullif({alias}.external_number, ''), {alias}.number)"


def find_number(table: str, alias: str, cell: str) -> str:
    """Joins to the row with that number in the channel."""
    return (
        f"LEFT JOIN {table} AS {alias} ON {alias}.channel_id = c.id AND {alias}.external_number = s.{cell} AND s.{cell} <> '' "
        f"LEFT JOIN {table} AS {alias}_own ON {alias}_own.number = s.{cell} AND {alias}_own.channel_id = c.id AND {alias}_own.external_number = ''"
    )


def found_number(alias: str) -> str:
    return f"coalesce({alias}.id, {alias}_own.id)"


def numbered(cell: str, table: str, alias: str, *, target: str | None = None, required: bool = True) -> Ref:
    return Ref(
        text(cell, 60, required=required),
        f"{cell}_id" if target is None else target,
        find_number(table, alias, cell),
        found_number(alias),
        shown_number(alias),
    )


def customer(cell: str = "customer", *, target: str | None = None, required: bool = True) -> Ref:
    return numbered(cell, "customers_customer", f"k_{cell}", target=target, required=required)


ORDER = numbered("order_number", "orders_order", "o", target="order_id")
ORDERS = "JOIN orders_order AS o ON o.id = t.order_id JOIN agents_channel AS c ON c.id = o.channel_id"
"""The joins by which a part of an order is exported."""
SKU = Ref(
    text("sku", 60, required=True),
    "variant_id",
    "LEFT JOIN catalog_variant AS v ON v.organization_id = %(organization)s AND upper(v.sku) = upper(s.sku)",
    "v.id",
    "v.sku",
)
LINE = Ref(
    positive("line"),
    "line_id",
    "LEFT JOIN orders_orderline AS l ON l.order_id = coalesce(o.id, o_own.id) AND l.position = s.line",
    "l.id",
    "l.position",
)


def nth(table: str, parent: str, found: str, cell: str = "position", alias: str = "mine") -> str:
    """Join to the first, second … row of a parent, in the order of making."""
    rows = f"SELECT n.id FROM {table} AS n WHERE n.{parent} = {found} ORDER BY n.id OFFSET s.{cell} - 1 LIMIT 1"
    return f"LEFT JOIN LATERAL ({rows}) AS {alias} ON true"


def rank(parent: str) -> str:
    """The export's side of `nth`."""
    return f"row_number() OVER (PARTITION BY t.{parent} ORDER BY t.id)"
