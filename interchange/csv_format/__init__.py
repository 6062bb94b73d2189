"""Our own set of CSV files, as docs/csv-format.md describes it: the export writes it, the import reads it."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from agents.models import Channel
from contactcenter.standards import currencies
from customers.search import fill_values
from interchange import reading
from interchange.amounts import too_fine
from interchange.cells import Refused
from interchange.csv_format import order_events, people, promotions, returns, sales, shop
from interchange.csv_format.finish import KEYS_FROM, finish
from interchange.importer import Check, Derive, Run, Sheet
from interchange.passed_by import passed_by
from interchange.tables import Table
from search.terms import fold, fold_code, fold_email, fold_phone

TABLES: tuple[Table, ...] = (
    shop.CHANNELS,
    shop.TAX_CLASSES,
    shop.TAX_RATES,
    shop.SHIPPING_METHODS,
    shop.SHIPPING_RATES,
    shop.REASONS,
    people.CUSTOMER_SETS,
    people.SEGMENTS,
    people.PRICE_GROUPS,
    shop.PRODUCTS,
    shop.VARIANTS,
    shop.PRICES,
    shop.STOCK,
    people.ACCOUNTS,
    people.CUSTOMERS,
    people.ACCOUNT_MEMBERS,
    people.ADDRESSES,
    promotions.PROMOTIONS,
    promotions.PROMOTION_CONDITIONS,
    promotions.PROMOTION_BENEFITS,
    promotions.CODE_GROUPS,
    promotions.COUPONS,
    sales.ORDERS_TABLE,
    sales.ORDER_ADDRESSES,
    sales.ORDER_SHIPPING_GROUPS,
    sales.ORDER_LINES,
    sales.ORDER_ADJUSTMENTS,
    promotions.REDEMPTIONS,
    order_events.PAYMENTS,
    order_events.PAYMENT_INTERACTIONS,
    order_events.SHIPMENTS,
    order_events.SHIPMENT_LINES,
    order_events.ORDER_NOTES,
    returns.RETURNS,
    returns.RETURN_LINES,
)
"""In the order of import: each names only rows of those before it."""


def read(run: Run) -> set[str]:
    """Stage every file that is there. Gives their names."""
    first, *others = TABLES
    files = [(table, path) for table in TABLES if (path := reading.find(run.folder, table.sheet.file))]
    run.not_read = list(passed_by(run.folder, {path for _table, path in files}, "its name is none of those in docs/csv-format.md"))
    run.untold = {table.name: untold(table, run.source(path).header) for table, path in files}
    run.translated = {table.name: table.translated(run.source(path).header) for table, path in files}
    found = {first.name} if run.load(first.sheet) else set()
    country_of, currency_of = facts(run, "country"), facts(run, "currency")
    told = [table.in_languages(run.translated.get(table.name, ())) for table in others]
    return found | {table.name for table in told if run.load(table.sheet, keys_of(table, country_of), fineness(table, currency_of))}


def untold(table: Table, told: Collection[str]) -> set[str]:
    """Columns of the table that rows which are there keep, since the source tells only these columns of the file; and what follows from them."""
    missing = table.missing(told)
    return missing | ({name.split()[0] for name in table.derived} if missing & KEYS_FROM.get(table.name, frozenset()) else set())


def untold_beside(told: Mapping[str, str]) -> dict[str, set[str]]:
    """For a format that tells these columns of our files, by the file's name: those of each table that rows which are there keep."""
    return {table.name: untold(table, told[table.name].split()) for table in TABLES if table.name in told}


def write_all(run: Run, found: set[str]) -> None:
    """Write what was staged, each row once, complete with what other files say about it, and what follows from it all."""
    run.begin_writing(table.sheet for table in TABLES)
    write(run, found)
    run.params["channels"] = list(Channel.objects.values_list("pk", flat=True))
    finish(run, found)


def write(run: Run, found: set[str]) -> None:
    """In the order of the tables, since each names only rows of those before it."""
    for table in TABLES:
        if table.name in found:
            told, missing = table.in_languages(run.translated.get(table.name, ())), run.untold.get(table.name, frozenset())
            run.params["untold"] = sorted(missing)
            run.work(table.name, told.steps(missing))


def keys_of(table: Table, country_of: Mapping[str, str]) -> Derive | None:
    """How the search columns of a row follow from its values; by the product's own rules. country_of: of each channel's code."""
    place = {field.name: nth for nth, field in enumerate(table.fields)}
    makers = {"customers": customer_keys, "orders": order_keys, "order_addresses": address_keys, "addresses": code_keys}
    maker = makers.get(table.name)
    return maker(place, country_of) if maker else None


def facts(run: Run, name: str) -> dict[str, str]:
    """Country or currency of the channels that are there and of those that are staged, by their code."""
    staged = run.staging.values(shop.CHANNELS.sheet.table, "code", name)
    return {**dict(Channel.objects.values_list("code", name)), **{code: fact for code, fact in staged if code}}


def fineness(table: Table | Sheet, currency_of: Mapping[str, str], *, sold_in: str = "") -> Check | None:
    """What refuses amounts finer than the currency of their channel, or one that is given; of a promotion by percentage, as files
    of before tell it, the value is none."""
    fields = table.sheet.fields if isinstance(table, Table) else table.fields
    place = {field.name: nth for nth, field in enumerate(fields)}
    amounts = [(field.name, place[field.name]) for field in fields if field.is_amount]
    benefit = place.get("benefit")
    if not amounts or not (sold_in or "channel" in place):
        return None

    def check(values: Sequence[Any]) -> None:
        currency = sold_in or currency_of.get(values[place["channel"]], "")
        for name, nth in amounts if currency in currencies() else ():
            is_share = name == "value" and benefit is not None and values[benefit] == "percentage"
            if values[nth] and not is_share and too_fine(values[nth], currency):
                raise Refused(f"{name}: “{values[nth]}” is finer than {currency} has it")

    return check


def customer_keys(place: dict[str, int], country_of: Mapping[str, str]) -> Derive:
    names = ("first_name", "last_name", "company", "email", "phone", "mobile")
    channel = place["channel"]

    def derive(values: Sequence[Any]) -> Sequence[Any]:
        found = fill_values({name: values[place[name]] for name in names}, country=country_of.get(values[channel], ""))
        return [found[key] for key in people.KEYS]

    return derive


def order_keys(place: dict[str, int], country_of: Mapping[str, str]) -> Derive:
    channel, email, phone = place["channel"], place["email"], place["phone"]

    def derive(values: Sequence[Any]) -> Sequence[Any]:
        return fold_email(values[email]), fold_phone(values[phone], country_of.get(values[channel], "")) if values[phone] else ""

    return derive


def address_keys(place: dict[str, int], country_of: Mapping[str, str]) -> Derive:
    last, first, company, phone, country, code = (place[name] for name in ("last_name", "first_name", "company", "phone", "country", "postal_code"))

    folded = lru_cache(maxsize=50_000)(fold)  # names repeat

    def derive(values: Sequence[Any]) -> Sequence[Any]:
        found = fold_phone(values[phone], values[country]) if values[phone] else ""
        return folded(values[last] or values[company]), folded(values[first]), found, fold_code(values[code])

    return derive


def code_keys(place: dict[str, int], country_of: Mapping[str, str]) -> Derive:
    code, city = place["postal_code"], place["city"]
    folded = lru_cache(maxsize=50_000)(fold)  # so do towns
    return lambda values: (fold_code(values[code]), folded(values[city]))
