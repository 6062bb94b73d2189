"""How the files name rows of each other: by the codes and numbers that people see, never by keys."""

from interchange.fields import code, positive, text
from interchange.importer import Write
from interchange.tables import Ref

CHANNEL = Ref(text("channel", 40, required=True), "channel_id", "LEFT JOIN agents_channel AS c ON c.code = s.channel", "c.id", "c.code")
IN_CHANNEL = Ref(CHANNEL.field, "", CHANNEL.joins, CHANNEL.found, CHANNEL.shown)
"""For what belongs to a channel only by way of something else."""
MADE_HERE = "EXISTS (SELECT FROM orders_order AS o WHERE o.id = s.order_id AND NOT o.imported)"


def step_of(noun: str, table: str, rows: str) -> dict[str, Write]:
    """What goes before an update: the step of each of these rows of which the file tells another status than it has here."""
    return {
        "status": Write(
            "INSERT INTO agents_step (organization_id, thing_type, thing_id, before, after, actor_kind, actor_name) "
            f"SELECT %(organization)s, '{noun}', t.id, t.status, s.status, 'system', 'import_commerce' "
            f"FROM r_{rows} AS s JOIN {table} AS t ON t.id = s.mine_id WHERE t.status <> s.status"
        )
    }


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
        code(cell, 60, required=required),
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
    code("sku", 60, required=True),
    "variant_id",
    "LEFT JOIN catalog_variant AS v ON v.organization_id = %(organization)s AND upper(v.sku) = upper(s.sku)",
    "v.id",
    "v.sku",
)
TAX_CLASSES = "catalog_taxclass AS tc WHERE tc.organization_id = %(organization)s"
TAX_CLASS = Ref(
    text("tax_class", 40),
    "tax_class_id",
    "LEFT JOIN catalog_taxclass AS tc ON tc.code = s.tax_class AND tc.organization_id = %(organization)s",
    "tc.id",
    "tc.code",
    f"SELECT string_agg(tc.code, ', ' ORDER BY tc.position, tc.code) FROM {TAX_CLASSES}",  # noqa: S608  our own names
)
PRICE_GROUP = Ref(
    text("price_group", 40),
    "price_group_id",
    "LEFT JOIN customers_pricegroup AS pg ON pg.code = s.price_group AND pg.organization_id = %(organization)s",
    "pg.id",
    "pg.code",
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


PAIRS = "ARRAY(SELECT p FROM (SELECT ARRAY[a.key, a.value] AS p FROM jsonb_each_text({}) AS a ORDER BY a.key DESC) AS b)"
"""JSON with texts, as the export's cell of `pairs` takes it."""
