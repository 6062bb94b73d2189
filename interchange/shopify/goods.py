"""A product export: one line per variant or image, told apart by the handle; only the first line has the product's own cells."""

from collections.abc import Iterator

from interchange.shopify.records import Cells, Export, Record, bare, line_of, short, slug, text_of, yes_no

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
)
ALONE = ("Title", "Default Title")
"""The option of a product that has none."""


def goods(record: Record, channel: str) -> Iterator[tuple[str, Cells]]:
    """The rows of our own files that a product makes."""
    first = record.rows[0]
    handle = short(first["handle"])
    variants = [row for row in record.rows if row["price"] or row["value1"]]
    names = [first[f"name{n}"] for n in (1, 2, 3) if first[f"name{n}"]]
    plain = (names[:1], [row["value1"] for row in variants]) == ([ALONE[0]], [ALONE[1]])
    gift = yes_no(first["gift_card"]) == "yes"
    yield "products", {
        "sku": handle,
        "name": line_of(first["title"], 200) or handle,
        "description": text_of(first["body"], 10_000),
        "category": line_of(first["type"] or first["category"].rsplit(">", 1)[-1], 120),
        "options": "" if plain else "|".join(_part(name) for name in names)[:300],
        "returnable": "no" if gift else "yes",
        "non_returnable_reason": "Gift card" if gift else "",
        "tax_class": "zero" if first["taxable"] and yes_no(first["taxable"]) == "no" else "standard",
        "active": "yes" if (first["status"] or ("active" if yes_no(first["published"]) == "yes" else "draft")).casefold() == "active" else "no",
    }
    taken: set[str] = set()
    for position, row in enumerate(variants):
        values = [] if plain else [row[f"value{n}"] for n in (1, 2, 3) if row[f"value{n}"]]
        yield from _variant(row, handle, _sku(row, first["handle"], values, taken), names, values, position, channel)


def _variant(
    row: Cells, handle: str, sku: str, names: list[str], values: list[str], position: int, channel: str
) -> Iterator[tuple[str, Cells]]:
    """A variant with its price and stock. What the shop does not count can always be ordered."""
    counted = bool(row["tracker"])
    attributes = "|".join(f"{_part(name)}={_part(value)}" for name, value in zip(names, values, strict=False))
    yield "variants", {
        "product": handle,
        "sku": sku,
        "attributes": attributes[:500],
        "position": str(position),
        "backorderable": "no" if counted and row["policy"].casefold() in ("deny", "false", "no", "") else "yes",
        "active": "yes",
    }
    if row["price"]:
        yield "prices", {"channel": channel, "sku": sku, "amount": row["price"]}
    quantity = row["quantity"]
    if quantity or not counted:
        yield "stock", {"sku": sku, "on_hand": "0" if not quantity or quantity.startswith("-") else quantity}


def _sku(row: Cells, handle: str, values: list[str], taken: set[str]) -> str:
    """The variant's SKU; where it has none, one of handle and options, which is the same at each import."""
    made = short(bare(row["sku"]) or "-".join([handle, *map(slug, values)]))
    nth, sku = 1, made
    while sku.upper() in taken and not row["sku"]:
        nth += 1
        sku = f"{made[:56]}-{nth}"
    taken.add(sku.upper())
    return sku


def _part(text: str) -> str:
    """A text without the two characters that part options in our files."""
    return line_of(text, 100).replace("|", "/").replace("=", "-")
