"""A product export: one line per variant or image, told apart by the handle; only the first line has the product's own cells."""

from collections.abc import Iterator

from interchange.amounts import read_whole
from interchange.cells import Refused, escaped, joined, shown
from interchange.shopify.records import LINE, NO, WHY, YES, Cells, Export, Record, bare, line_of, short, slug, text_of, unclear, yes_no

PRODUCTS = Export(
    ("title", "option1 name"),
    {
        "handle": ("handle", "url handle"),
        "title": ("title",),
        "body": ("body (html)", "description"),
        "type": ("type",),
        "category": ("product category",),
        "published": ("published", "published on online store"),
        "status": ("status",),
        **{f"name{n}": (f"option{n} name",) for n in (1, 2, 3)},
        **{f"value{n}": (f"option{n} value",) for n in (1, 2, 3)},
        "sku": ("variant sku", "sku"),
        "price": ("variant price", "price"),
        "tracker": ("variant inventory tracker", "inventory tracker"),
        "quantity": ("variant inventory qty", "inventory quantity"),
        "policy": ("variant inventory policy", "continue selling when out of stock"),
        "taxable": ("variant taxable", "charge tax"),
        "gift_card": ("gift card",),
    },
    of="handle",
    makes=("products", "variants", "prices", "stock"),
    idle=("lines with a further picture only, not taken", ("price", "value1")),
)
ALONE = ("Title", "Default Title")
"""The option of a product that has none."""


WORDS = {"published": "Published", "taxable": "Variant Taxable", "gift_card": "Gift Card", "policy": "Variant Inventory Policy"}
POLICIES = (*YES, *NO, "deny", "continue")


def goods(record: Record, channel: str) -> Iterator[tuple[str, Cells]]:
    """The rows of our own files that a product makes."""
    first = record.rows[0]
    handle = short(first["handle"])
    variants = [row for row in record.rows if row["price"] or row["value1"]]
    names = [first[f"name{n}"] for n in (1, 2, 3) if first[f"name{n}"]]
    plain = (names[:1], [row["value1"] for row in variants]) == ([ALONE[0]], [ALONE[1]])
    gift = yes_no(first["gift_card"]) == "yes"
    yield (
        "products",
        {WHY: why}
        if (why := _odd(first))
        else {
            "sku": handle,
            "name": line_of(first["title"]) or handle,
            "description": text_of(first["body"]),
            "category": line_of(first["type"] or first["category"].rsplit(">", 1)[-1]),
            "options": "" if plain else joined([line_of(name) for name in names], "|"),
            "returnable": "no" if gift else "yes",
            "non_returnable_reason": "Gift card" if gift else "",
            "tax_class": "zero" if first["taxable"] and yes_no(first["taxable"]) == "no" else "",
            "active": "yes" if (first["status"] or ("active" if yes_no(first["published"]) == "yes" else "draft")).casefold() == "active" else "no",
        },
    )
    taken: set[str] = set()
    for position, row in enumerate(variants):
        values = [] if plain else [row[f"value{n}"] for n in (1, 2, 3) if row[f"value{n}"]]
        sku = _sku(row, first["handle"], values, taken)
        for name, cells in _variant(row, handle, sku, names, values, position, channel):
            yield name, cells | {LINE: row[LINE]}


def _odd(row: Cells) -> str:
    """Words that are neither yes nor no, by their columns."""
    return "; ".join(
        f"{column}: “{shown(row[name])}” is neither yes nor no" for name, column in WORDS.items() if row[name].casefold() not in POLICIES
    )  # fmt: skip


def _variant(row: Cells, handle: str, sku: str, names: list[str], values: list[str], position: int, channel: str) -> Iterator[tuple[str, Cells]]:
    """A variant with its price and stock. What the shop does not count can always be ordered."""
    counted, quantity = bool(row["tracker"]), row["quantity"]
    if why := _odd(row) or unclear(row, {"price": "Variant Price"}) or _uncounted(quantity):
        yield "variants", {WHY: why}
        return
    attributes = "|".join(f"{escaped(line_of(name), '|', '=')}={escaped(line_of(value), '|')}" for name, value in zip(names, values, strict=False))
    yield (
        "variants",
        {
            "product": handle,
            "sku": sku,
            "attributes": attributes,
            "position": str(position),
            "backorderable": "no" if counted and row["policy"].casefold() in ("deny", *NO) else "yes",
            "active": "yes",
        },
    )
    if row["price"]:
        yield "prices", {"channel": channel, "sku": sku, "amount": row["price"]}
    if quantity or not counted:
        yield "stock", {"sku": sku, "on_hand": "0" if not quantity or quantity.startswith("-") else quantity}


def _uncounted(quantity: str) -> str:
    try:
        read_whole(quantity or "0")
    except Refused as refused:
        return f"Variant Inventory Qty: {refused}"
    return ""


def _sku(row: Cells, handle: str, values: list[str], taken: set[str]) -> str:
    """The variant's SKU; where it has none, or another of the product has it, one with its options, which is the same at each import."""
    own = bare(row["sku"])
    made = short(own or "-".join([handle, *map(slug, values)]))
    if made.upper() in taken:
        made = apart(own or handle, values)
    nth, sku = 1, made
    while sku.upper() in taken:
        nth += 1
        sku = f"{made[:56]}-{nth}"
    taken.add(sku.upper())
    return sku


def apart(sku: str, values: list[str]) -> str:
    """The SKU of a variant that shares its own with another one of its product."""
    return short("-".join([sku, *map(slug, values)]))
