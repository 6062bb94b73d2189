"""An order export: one line per line of an order; only an order's first line has the order's own cells."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from interchange.amounts import read_amount, read_positive
from interchange.cells import Refused, joined
from interchange.shopify.goods import apart
from interchange.shopify.people import address_of, number_of
from interchange.shopify.records import LINE, WHY, Cells, Export, Record, bare, line_of, short, slug, text_of, unclear, yes_no

_ADDRESS = {"name": "name", "street": "address1", "street2": "address2", "company": "company", "city": "city", "zip": "zip", "region": "province"}
ORDERS = Export(
    ("name", "financial status", "lineitem name"),
    {
        **{f"{kind}_{ours}": (f"{kind} {theirs}",) for kind in ("billing", "shipping") for ours, theirs in _ADDRESS.items()},
        **{f"{kind}_{name}": (f"{kind} {name}",) for kind in ("billing", "shipping") for name in ("country", "phone")},
        **{f"line_{name}": (f"lineitem {name}",) for name in ("quantity", "name", "price", "sku", "discount")},
        "line_ships": ("lineitem requires shipping",),
        "line_fulfilment": ("lineitem fulfillment status",),
        **{f"tax{n}": (f"tax {n} name",) for n in range(1, 6)},
        **{f"tax{n}_value": (f"tax {n} value",) for n in range(1, 6)},
        "number": ("name",),
        "fulfilment": ("fulfillment status",),
        "financial": ("financial status",),
        "ways": ("shipping method",),
        "shipping_cost": ("shipping",),
        "coupon": ("discount code",),
        "discount": ("discount amount",),
        "outstanding": ("outstanding balance",),
        "refunded": ("refunded amount",),
        "duties": ("duties",),
        **{name: (name.replace("_", " "),) for name in (
            "email", "phone", "currency", "subtotal", "taxes", "total", "created_at", "paid_at", "fulfilled_at", "cancelled_at", "payment_method",
            "payment_reference", "notes", "source", "accepts_marketing",
        )},
    },
    of="number",
    makes=(
        "orders", "customers", "addresses", "order_addresses", "order_shipping_groups", "order_lines", "order_adjustments", "payments", "shipments",
        "shipment_lines", "order_notes",
    ),
    idle=("lines without an item, not taken", ("line_name",)),
)  # fmt: skip
PAYMENT = {
    "paid": "paid", "pending": "pending", "authorized": "authorized", "partially_paid": "partially_paid", "refunded": "refunded",
    "partially_refunded": "partially_refunded", "voided": "void", "expired": "void", "": "none",
}  # fmt: skip
COLLECTED = ("paid", "partially_paid", "refunded", "partially_refunded")
STATES = {"authorized": "authorized", "voided": "voided", "expired": "voided"}
FULFILMENT = {"fulfilled": "fulfilled", "partial": "partially_fulfilled"}
NOT_YET = ("", "unfulfilled", "restocked", "scheduled", "on_hold", "on hold", "in_progress", "in progress", "open", "pending")
AMOUNTS = {
    "subtotal": "Subtotal", "shipping_cost": "Shipping", "taxes": "Taxes", "total": "Total", "discount": "Discount Amount", "duties": "Duties",
    "outstanding": "Outstanding Balance", "refunded": "Refunded Amount", **{f"tax{n}_value": f"Tax {n} Value" for n in range(1, 6)},
}  # fmt: skip
LINE_AMOUNTS = {"line_price": "Lineitem price", "line_discount": "Lineitem discount"}
PER_CENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?%")
METHODS = (
    ("paypal", "paypal"), ("gift", "gift_card"), ("invoice", "invoice"), ("card", "card"), ("shopify payments", "card"), ("stripe", "card"),
    ("adyen", "card"), ("debit", "direct_debit"), ("sepa", "direct_debit"),
)  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """What is known of a shop beside its files. country: meant where an address names none; with_tax: whether its prices include tax, where
    an order does not tell; shared: SKUs, in capitals, made for variants that share theirs."""

    channel: str
    country: str = ""
    with_tax: bool = True
    shared: Set[str] = frozenset()


def sales(record: Record, shop: Shop) -> Iterator[tuple[str, Cells]]:
    """The rows of our own files that an order makes."""
    first, channel, country = record.rows[0], shop.channel, shop.country
    number = short(bare(first["number"]).lstrip("#"))
    part = {"channel": channel, "order_number": number}
    placed, cancelled = moment(first["created_at"]), bool(first["cancelled_at"])
    lines = [row for row in record.rows if row["line_name"]]
    for position, row in enumerate(lines, 1):
        yield "order_lines", {LINE: row[LINE], **part, "position": str(position), **_line(row, shop, cancelled=cancelled)}
    if why := unclear(first, AMOUNTS):
        yield "orders", {WHY: why}
        return
    yield "orders", {"channel": channel, "number": number, **_order(first, placed, shop, cancelled=cancelled)}
    yield from _who(first, channel, country, placed)
    yield from (("order_addresses", {**part, **one}) for one in _addresses(first, country))
    way = {"position": "1", "method_name": line_of(first["ways"]), "gross": first["shipping_cost"] or "0", "tax": "0"}
    yield "order_shipping_groups", {**part, **way}
    for position, one in enumerate(_adjustments(first, lines, within=with_tax(first, shop)), 1):
        yield "order_adjustments", {**part, "position": str(position), **one}
    if amount(first["total"]):
        yield "payments", {**part, **_payment(first, placed)}
    yield from (("shipments" if "status" in one else "shipment_lines", {**part, **one}) for one in _parcel(first, lines))
    if note := text_of(first["notes"]):
        yield "order_notes", {**part, "position": "1", "text": note, "at": placed}


def _order(first: Cells, placed: str, shop: Shop, *, cancelled: bool) -> Cells:
    financial, word = first["financial"].casefold(), first["fulfilment"].casefold()
    fulfilment = FULFILMENT.get(word) or (("cancelled" if cancelled else "not_fulfilled") if word in NOT_YET else word)
    status = {"fulfilled": "NO_PENDING_ACTION", "partially_fulfilled": "PROCESSING"}.get(fulfilment, "SUBMITTED")
    return {
        "type": "offline" if first["source"].casefold() == "pos" else "online",
        "status": "REMOVED" if cancelled else status,
        "payment_status": PAYMENT.get(financial, financial),
        "fulfilment_status": fulfilment,
        "placed_at": placed,
        "email": first["email"],
        "phone": bare(first["phone"]),
        "payment_method": method_of(first["payment_method"]) if first["payment_method"] else "",
        "coupon_codes": joined([code.strip() for code in first["coupon"].split(",") if code.strip()], " "),
        "currency": first["currency"],
        "prices_include_tax": "yes" if with_tax(first, shop) else "no",
        "total": first["total"],
    }


def with_tax(first: Cells, shop: Shop) -> bool:
    """Whether the prices of an order include its tax. A tip is part of the total and named nowhere; it is never below zero."""
    taxes, goods = amount(first["taxes"]), amount(first["subtotal"]) + amount(first["shipping_cost"])
    rest = amount(first["total"]) - goods - amount(first["duties"])
    if not taxes or not rest or rest < taxes:
        return True
    if rest == taxes:
        return False
    rates = [found[1] for n in range(1, 6) if (found := PER_CENT.search(first[f"tax{n}"]))]
    if len(rates) != 1:
        return shop.with_tax
    rate = Decimal(rates[0].replace(",", ".")) / 100
    return abs(goods * rate / (1 + rate) - taxes) < abs(goods * rate - taxes)


def _who(first: Cells, channel: str, country: str, placed: str) -> Iterator[tuple[str, Cells]]:
    """The buyer, as a customer if nobody with this e-mail is known."""
    if not first["email"]:
        return
    kind = "shipping" if first["shipping_name"] and not first["billing_name"] else "billing"
    number, who = number_of(first["email"]), _named(first, kind)
    phone = bare(first["phone"]) or bare(first[f"{kind}_phone"])
    yield "buyers", {
        "channel": channel, "number": number, **who, "email": first["email"], "phone": phone,
        "accepts_marketing": yes_no(first["accepts_marketing"]), "active": "yes", "created_at": placed,
    }  # fmt: skip
    home = "shipping" if first["shipping_city"] else "billing"
    if first[f"{home}_city"]:
        place = {name: first[f"{home}_{name}"] for name in ("street", "street2", "city", "region")}
        where = first[f"{home}_country"] or country
        yield "buyer_addresses", address_of(channel, number, _named(first, home), place, first[f"{home}_zip"], where, bare(first[f"{home}_phone"]))


def _addresses(first: Cells, country: str) -> Iterator[Cells]:
    for kind in ("billing", "shipping"):
        if first[f"{kind}_name"] or first[f"{kind}_street"] or first[f"{kind}_company"]:
            place = {name: line_of(first[f"{kind}_{name}"]) for name in ("street", "street2", "city", "region")}
            yield {
                "kind": kind, **_named(first, kind), **place, "postal_code": bare(first[f"{kind}_zip"]),
                "country": first[f"{kind}_country"] or country, "phone": bare(first[f"{kind}_phone"]),
            }  # fmt: skip


def _named(first: Cells, kind: str) -> Cells:
    given, last = split_name(line_of(first[f"{kind}_name"]))
    return {"first_name": given, "last_name": last, "company": line_of(first[f"{kind}_company"])}


def _line(row: Cells, shop: Shop, *, cancelled: bool) -> Cells:
    """Without a SKU it is found by its name, which product and options make, as the SKU of a product without one is made."""
    quantity, sku = row["line_quantity"], short(bare(row["line_sku"]) or slug(row["line_name"]))
    if why := unclear(row, LINE_AMOUNTS) or unwhole(quantity):
        return {WHY: why}
    gross = amount(row["line_price"]) * amount(quantity)
    own = apart(sku, row["line_name"].rpartition(" - ")[2].split(" / "))
    return {
        "sku": own if own.upper() in shop.shared else sku, "title": line_of(row["line_name"]), "quantity": quantity,
        "cancelled": quantity if cancelled else "0", "unit_price": row["line_price"], "gross": f"{gross:f}",
        "returnable": yes_no(row["line_ships"] or "yes"),
    }  # fmt: skip


def _adjustments(first: Cells, lines: list[Cells], *, within: bool) -> Iterator[Cells]:
    """What is taken off, and each tax, which is told of the whole alone; amounts of zero are none. within: prices include tax."""
    off = amount(first["discount"]) or sum((amount(row["line_discount"]) for row in lines if not unclear(row, LINE_AMOUNTS)), Decimal(0))
    if off:
        kind = {"kind": "discount", "source": "coupon" if first["coupon"] else "", "label": line_of(first["coupon"]) or "Discount"}
        yield {**kind, "gross": f"{-off:f}", "tax": "0"}
    taxes = [(first[f"tax{n}"], amount(first[f"tax{n}_value"])) for n in range(1, 6) if amount(first[f"tax{n}_value"])]
    if sum((value for _name, value in taxes), Decimal(0)) != amount(first["taxes"]):
        taxes = [("Taxes", amount(first["taxes"]))]
    for name, value in taxes:
        if value:
            yield {"kind": "tax", "source": "", "label": line_of(name) or "Tax", "gross": "0" if within else f"{value:f}", "tax": f"{value:f}"}


def _payment(first: Cells, placed: str) -> Cells:
    financial, total = first["financial"].casefold(), amount(first["total"])
    collected = max(total - amount(first["outstanding"]), Decimal(0)) if financial in COLLECTED else Decimal(0)
    asked = max(total, collected)  # of what is paid too much nothing is outstanding, less than nothing
    status = STATES.get(financial, "collected" if financial in COLLECTED else "pending")
    return {
        "position": "1", "method": method_of(first["payment_method"]), "status": status, "amount": f"{asked:f}", "collected": f"{collected:f}",
        "refunded": f"{amount(first['refunded']) if collected else 0:f}",
        "reference": line_of(first["payment_reference"] or first["payment_method"]),
        "created_at": moment(first["paid_at"]) or placed,
    }  # fmt: skip


def _parcel(first: Cells, lines: list[Cells]) -> Iterator[Cells]:
    """One parcel with the lines that have left; the export tells neither parcels nor their tracking."""
    sent = [(nth, row) for nth, row in enumerate(lines, 1) if row["line_fulfilment"].casefold() == "fulfilled" and not unwhole(row["line_quantity"])]
    if sent and (at := moment(first["fulfilled_at"])):
        yield {"position": "1", "status": "shipped", "method_name": line_of(first["ways"]), "shipped_at": at, "created_at": at}
        yield from ({"shipment": "1", "line": str(position), "quantity": row["line_quantity"]} for position, row in sent)


def split_name(name: str) -> tuple[str, str]:
    """First and last name; small words before the last one belong to it: "Ludwig van Beethoven"."""
    words = name.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].islower():
        at -= 1
    return (" ".join(words[:at]), " ".join(words[at:])) if words else ("", "")


def moment(cell: str) -> str:
    """ "2025-05-11 09:55:16 -0400" in UTC as our files write it; what cannot be read stays, to be refused with its reason."""
    try:
        return datetime.strptime(cell, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC).isoformat().replace("+00:00", "Z")
    except ValueError:
        return cell


def amount(cell: str) -> Decimal:
    """An amount to reckon with; nothing where there is none. Raises Refused for what cannot be read."""
    return Decimal(read_amount(cell)) if cell else Decimal(0)


def unwhole(quantity: str) -> str:
    """What is wrong with a quantity."""
    try:
        read_positive(quantity)
    except Refused as refused:
        return f"Lineitem quantity: {refused}"
    return ""


def method_of(name: str) -> str:
    return next((ours for word, ours in METHODS if word in name.casefold()), "other")
