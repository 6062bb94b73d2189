"""The exports of a Shopify shop: products, customers, orders, in any number of files. They are put into the words of our own files."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from agents.models import Channel
from contactcenter.standards import countries, currencies
from interchange.csv_format import TABLES, fineness, keys_of, untold_beside, write
from interchange.csv_format.finish import finish
from interchange.fields import Field
from interchange.importer import Run, Sheet, Write, checker, told
from interchange.passed_by import passed_by
from interchange.reading import BadFile, Row, Source
from interchange.shopify.goods import PRODUCTS, goods
from interchange.shopify.people import LONG_AGO, PEOPLE, people
from interchange.shopify.records import LINE, WHY, Cells, Export, Record, exports_in, unclear
from interchange.shopify.sales import AMOUNTS, ORDERS, Shop, amount, sales, with_tax
from interchange.staging import SCHEMA, StagedRow

EXPORTS = (PRODUCTS, PEOPLE, ORDERS)
BY_NAME = {table.name: table for table in TABLES}
BUYERS, HOMES = (replace(BY_NAME[name].sheet, name=other, key=()) for name, other in (("customers", "buyers"), ("addresses", "buyer_addresses")))
"""Customers and addresses as orders tell of them: the same person as often as they ordered."""
PUT: dict[str, tuple[str, Sheet]] = {
    **{name: (name, BY_NAME[name].sheet) for kind in EXPORTS for name in kind.makes},
    "buyers": ("customers", BUYERS),
    "buyer_addresses": ("addresses", HOMES),
}

COLUMNS = ", ".join(["row_line", *BUYERS.columns, *(name.split()[0] for name in BUYERS.extra)])
AT_HOME = ", ".join(f"h.{name}" for name in ["row_line", *HOMES.columns, *(name.split()[0] for name in HOMES.extra)])
SAME = "k.channel_id = (SELECT c.id FROM agents_channel AS c WHERE c.code = s.channel) AND k.search_email = s.search_email AND s.search_email <> ''"
PEOPLE_TOGETHER: tuple[Write, ...] = (
    # who was known by the e-mail of an order alone, and now has an id
    Write(
        f"UPDATE customers_customer AS k SET external_number = s.number FROM in_customers AS s WHERE {SAME} "
        "AND lower(k.external_number) = lower(k.email) AND NOT EXISTS (SELECT FROM customers_customer AS n "
        "WHERE n.channel_id = k.channel_id AND n.external_number = s.number)"
    ),
    Write(
        f"INSERT INTO in_customers ({COLUMNS}) SELECT {COLUMNS} FROM (SELECT DISTINCT ON (search_email) * FROM in_buyers "
        "ORDER BY search_email, created_at, row_line) AS s WHERE NOT EXISTS (SELECT FROM in_customers AS n WHERE n.search_email = s.search_email) "
        f"AND NOT EXISTS (SELECT FROM customers_customer AS k WHERE {SAME})"
    ),
    Write(
        f"INSERT INTO in_addresses ({AT_HOME.replace('h.', '')}) SELECT {AT_HOME} FROM (SELECT DISTINCT ON (customer) * FROM in_buyer_addresses "
        "ORDER BY customer, row_line DESC) AS h JOIN in_customers AS s ON s.number = h.customer AND s.number LIKE '%%@%%' "
        "WHERE NOT EXISTS (SELECT FROM in_addresses AS n WHERE n.customer = h.customer)"
    ),
    Write(
        "UPDATE in_orders AS s SET customer = coalesce((SELECT n.number FROM in_customers AS n WHERE n.search_email = s.search_email LIMIT 1), "
        f"(SELECT coalesce(nullif(k.external_number, ''), k.number) FROM customers_customer AS k WHERE {SAME} LIMIT 1), '') "
        "WHERE s.search_email <> ''"
    ),
    # the export of customers tells no date: the first order's, else today's, and it stays
    Write(
        "UPDATE in_customers AS s SET created_at = coalesce((SELECT k.created_at FROM customers_customer AS k JOIN agents_channel AS c "
        "ON c.id = k.channel_id AND c.code = s.channel WHERE k.external_number = s.number), (SELECT min(o.placed_at) FROM in_orders AS o "
        f"WHERE o.customer = s.number), date_trunc('second', now())) WHERE s.created_at = '{LONG_AGO}'"
    ),
)

POSTAL = "first_name last_name company street street2 postal_code city region country phone"
TOLD = {
    "products": "sku name description category options active",
    "variants": "product sku attributes position backorderable",
    "prices": "channel sku amount",
    "stock": "sku on_hand",
    "customers": "channel number first_name last_name company email phone accepts_marketing tax_exempt created_at",
    "addresses": f"channel customer position {POSTAL} in_book is_billing is_shipping default_billing default_shipping",
    "orders": "channel customer number type status payment_status fulfilment_status placed_at email phone payment_method "
    "coupon_codes currency prices_include_tax total",
    "order_addresses": f"channel order_number kind {POSTAL}",
    "order_shipping_groups": "channel order_number position method_name gross tax",
    "order_lines": "channel order_number position sku title quantity cancelled unit_price gross tax returnable",
    "order_adjustments": "channel order_number position kind source label gross tax",
    "payments": "channel order_number position method status amount collected refunded reference created_at",
    "shipments": "channel order_number position status method_name shipped_at created_at",
    "shipment_lines": "channel order_number shipment line quantity",
    "order_notes": "channel order_number position text at",
}
"""Of each file of ours, the columns that the exports tell. The others get a first value, and after that are the shop's own."""


def read(run: Run) -> set[str]:
    """Stage the exports of the folder. Gives the names of the files of ours that they make rows of."""
    found = exports_in(run.folder, EXPORTS)
    run.not_read = list(passed_by(run.folder, {source.path for _kind, source in found}, "no export of products, customers or orders"))
    run.files = [source.path.name for _kind, source in found]
    run.params |= {"channel": run.channel, **shop_of(run, found)}
    for _name, sheet in PUT.values():
        run.staging.create(sheet)
    facts = {run.channel: run.params["country"]}, {run.channel: run.params["currency"]}
    put = {name: checker(sheet, keys_of(BY_NAME[of], facts[0]), fineness(sheet, facts[1])) for name, (of, sheet) in PUT.items()}
    for nth, (kind, source) in enumerate(found):
        if (done := run.staging.line_of(source.path.name)) is not None:
            run.staging.fill(source.path.name, staged(run, kind, nth, source, done, put))
    return {name for kind, _source in found for name in kind.makes}


def staged(
    run: Run, kind: Export, nth: int, source: Source, after: int, put: dict[str, Callable[[Row], Sequence[Any]]]
) -> Iterator[StagedRow]:  # fmt: skip
    """The rows that the records of a file make, in the columns of our own files; then what is to be said of it."""
    shop = Shop(run.channel, run.params["country"], run.params["with_tax"], shared_skus() if kind is ORDERS else frozenset())
    last, first = 1, kind.makes[0]
    for record in kind.records(source, quiet=run.quiet):
        last = record.line
        is_new = last > after  # of what is staged already is read again only what is said of the file as a whole
        for row in record.damaged if is_new else ():
            yield last, PUT[first][1], put[first](Row(run.line_in(nth, row.line), [], row.reason))
        for name, cells in translated(shop, kind, record) if record.rows else ():
            sheet = PUT[name][1]
            line = run.line_in(nth, int(cells.get(LINE) or record.rows[0][LINE]))
            fitting = [fit(cells.get(field.name, ""), field, source.aside) for field in sheet.fields]
            if is_new:
                yield last, sheet, put[name](Row(line, fitting, cells.get(WHY, "")))
    if last + 1 > after:
        yield from told(source, last + 1)


def fit(cell: str, field: Field, cut: "Counter[str]") -> str:
    """A text as long as there is room for it; what is cut is said."""
    if not field.limit or len(cell) <= field.limit:
        return cell
    cut[f"cells cut to {field.limit} characters: {field.name}"] += 1
    return cell[: field.limit]


def translated(shop: Shop, kind: Export, record: Record) -> Iterator[tuple[str, Cells]]:
    if kind is PRODUCTS:
        return goods(record, shop.channel)
    return people(record, shop.channel) if kind is PEOPLE else sales(record, shop)


def shared_skus() -> set[str]:
    """The SKUs, in capitals, that were made for variants because another one of their product has theirs."""
    same = "SELECT upper(b.sku) FROM {0} AS a JOIN {0} AS b ON b.{1} = a.{1} AND starts_with(b.sku, a.sku || '-')"
    pairs = same.format(f"{SCHEMA}.in_variants", "product"), same.format("catalog_variant", "product_id")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(pairs))
        return {sku for (sku,) in cursor.fetchall()}


def shop_of(run: Run, found: list[tuple[Export, Source]]) -> dict[str, Any]:
    """Country, currency and whether prices include tax: of the channel or, where it is not there yet, of the orders."""
    channel = Channel.objects.filter(code=run.channel).first()
    if channel is not None:
        return {"country": channel.country, "currency": channel.currency, "with_tax": channel.prices_include_tax}
    currency, country, ways = "", "", Counter[bool]()
    for kind, source in found:
        for record in kind.records(source, quiet=True) if kind is ORDERS else ():
            first = record.rows[0] if record.rows else {}
            currency = currency or next(iter({first.get("currency", "")} & currencies()), "")
            named = (first.get("billing_country", ""), first.get("shipping_country", ""))
            country = country or next((one for one in named if one in countries()), "")
            if first and not unclear(first, AMOUNTS) and amount(first["taxes"]):
                ways[with_tax(first, Shop(run.channel))] += 1
    return {"country": country, "currency": currency, "with_tax": ways[True] >= ways[False]}


def write_all(run: Run, found: set[str]) -> None:
    """Write the shop into a channel of its own, made when it is not there."""
    run.params["channels"], run.untold = [channel_of(run).pk], untold_beside(TOLD)
    run.begin_writing([*(table.sheet for table in TABLES), BUYERS, HOMES])
    run.work("people", PEOPLE_TOGETHER)
    write(run, found)
    finish(run, found)


def channel_of(run: Run) -> Channel:
    """The channel to import into. Raises BadFile when it is not there and no order says what it sells in."""
    code, shop = run.channel, run.params
    found = Channel.objects.filter(code=code).first()
    if found is not None:
        return found
    if not code.replace("-", "").replace("_", "").isalnum() or len(code) > 40:
        raise BadFile(f"“{code}” cannot be the code of a channel.")
    if not shop["currency"] or not shop["country"]:
        raise BadFile(f"There is no channel {code}, and no order says its country and currency. Make it in the administration, or name another.")
    return Channel.objects.create(
        code=code, name=code.title(), country=shop["country"], currency=shop["currency"], organization_id=shop["organization"],
        prices_include_tax=shop["with_tax"],
    )  # fmt: skip
