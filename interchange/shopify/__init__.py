"""The exports of a Shopify shop: products, customers, orders, in any number of files. They are put into the words of our own files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from agents.models import Channel
from interchange.csv_format import TABLES, keys_of, write
from interchange.csv_format.finish import finish
from interchange.importer import Run, Sheet, Write, checker
from interchange.reading import BadFile, Row
from interchange.shopify.goods import PRODUCTS, goods
from interchange.shopify.people import LONG_AGO, PEOPLE, people
from interchange.shopify.records import Cells, Export, Record, exports_in
from interchange.shopify.sales import ORDERS, sales
from interchange.staging import StagedRow

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

UNTOLD = {
    "products": frozenset(("name_de", "description_de", "returnable", "non_returnable_reason", "tax_class")),
    "variants": frozenset(("active",)),
    "stock": frozenset(("next_delivery",)),
    "customers": frozenset("customer_set_id account_id mobile search_mobile fax birthday language segments tax_id active".split()),
    "addresses": frozenset(("label",)),
    "orders": frozenset("account_id placed_by_id approver_id return_status language shipping_method_code po_number".split()),
}
"""What the exports do not tell and a shop may know better by now: it stays as it is on what is there already."""


def read(run: Run) -> set[str]:
    """Stage the exports of the folder. Gives the names of the files of ours that they make rows of."""
    found = exports_in(run.folder, EXPORTS)
    run.files = [path.name for _kind, path in found]
    run.params |= {"channel": run.channel, **shop_of(run, found)}
    for _name, sheet in PUT.values():
        run.staging.create(sheet)
    put = {name: checker(sheet, keys_of(BY_NAME[of], {run.channel: run.params["country"]})) for name, (of, sheet) in PUT.items()}
    for nth, (kind, path) in enumerate(found):
        if (done := run.staging.line_of(path.name)) is not None:
            run.staging.fill(path.name, staged(run, kind, nth, kind.records(path, after=done, quiet=run.quiet), put))
    return {name for kind, _path in found for name in kind.makes}


def staged(run: Run, kind: Export, nth: int, records: Iterator[Record], put: dict[str, Callable[[Row], Sequence[Any]]]) -> Iterator[StagedRow]:
    """The rows that the records of a file make, in the columns of our own files."""
    for record in records:
        line = run.line_in(nth, record.line)
        if record.reason:
            first = kind.makes[0]
            yield record.line, PUT[first][1], put[first](Row(line, [], record.reason))
            continue
        for name, cells in translated(run, kind, record):
            sheet = PUT[name][1]
            yield record.line, sheet, put[name](Row(line, [cells.get(column, "") for column in sheet.columns]))


def translated(run: Run, kind: Export, record: Record) -> Iterator[tuple[str, Cells]]:
    if kind is PRODUCTS:
        return goods(record, run.channel)
    return people(record, run.channel) if kind is PEOPLE else sales(record, run.channel, run.params["country"])


def shop_of(run: Run, found: list[tuple[Export, Path]]) -> dict[str, str]:
    """Country and currency of the channel or, where it is not there yet, of the first order that names both."""
    channel = Channel.objects.filter(code=run.channel).first()
    if channel is not None:
        return {"country": channel.country, "currency": channel.currency}
    shop = {"country": "", "currency": ""}
    for kind, path in found:
        for record in kind.records(path, quiet=True) if kind is ORDERS else ():
            first = record.rows[0] if record.rows else {}
            shop["currency"] = shop["currency"] or first.get("currency", "")
            shop["country"] = shop["country"] or first.get("billing_country", "") or first.get("shipping_country", "")
            if all(shop.values()):
                return shop
    return shop


def write_all(run: Run, found: set[str]) -> None:
    """Write the shop into a channel of its own, made when it is not there."""
    run.params["channels"], run.untold = [channel_of(run).pk], UNTOLD
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
        code=code, name=code.title(), country=shop["country"], currency=shop["currency"], organization_id=shop["organization"]
    )
