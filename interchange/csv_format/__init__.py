"""Our own set of CSV files, as docs/csv-format.md describes it: the export writes it, the import reads it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from agents.models import Channel
from customers.search import fill_values
from customers.terms import fold, fold_code, fold_email, fold_phone
from interchange.csv_format import people, sales, shop
from interchange.csv_format.finish import finish
from interchange.importer import Derive, Run
from interchange.tables import Table

TABLES: tuple[Table, ...] = (
    shop.CHANNELS,
    shop.TAX_RATES,
    shop.SHIPPING_METHODS,
    shop.REASONS,
    people.CUSTOMER_SETS,
    people.SEGMENTS,
    shop.PRODUCTS,
    shop.VARIANTS,
    shop.PRICES,
    shop.STOCK,
    people.ACCOUNTS,
    people.CUSTOMERS,
    people.ACCOUNT_MEMBERS,
    people.ADDRESSES,
    shop.PROMOTIONS,
    shop.COUPONS,
    sales.ORDERS_TABLE,
    sales.ORDER_ADDRESSES,
    sales.ORDER_LINES,
    sales.ORDER_ADJUSTMENTS,
    sales.PAYMENTS,
    sales.PAYMENT_INTERACTIONS,
    sales.SHIPMENTS,
    sales.SHIPMENT_LINES,
    sales.ORDER_NOTES,
    sales.RETURNS,
    sales.RETURN_LINES,
)
"""In the order of import: each names only rows of those before it."""


def bring(run: Run) -> set[str]:
    """Load every file that is there. Gives their names.

    The channels come first, since phone numbers are read as their country writes them; all other files are staged before any is
    written, so that each row is written once, complete with what other files say about it.
    """
    first, *others = TABLES
    loaded = {first.name} if run.load(first.sheet) else set()
    write(run, [first], loaded)
    loaded |= {table.name for table in others if run.load(table.sheet, keys_of(table))}
    write(run, others, loaded)
    return loaded


def write(run: Run, tables: Sequence[Table], loaded: set[str]) -> None:
    """Write what is staged."""
    for table in tables:
        if table.name in loaded:
            run.work(table.name, table.steps())


def bring_all(run: Run) -> set[str]:
    """The whole import."""
    loaded = bring(run)
    if loaded:
        run.params["channels"] = list(Channel.objects.values_list("pk", flat=True))
        finish(run, loaded)
    return loaded


def keys_of(table: Table) -> Derive | None:
    """How the search columns of a row follow from its values; by the product's own rules."""
    place = {field.name: nth for nth, field in enumerate(table.fields)}
    makers = {"customers": customer_keys, "orders": order_keys, "order_addresses": address_keys, "addresses": code_keys}
    maker = makers.get(table.name)
    return maker(place) if maker else None


def countries() -> dict[str, str]:
    return dict(Channel.objects.values_list("code", "country"))


def customer_keys(place: dict[str, int]) -> Derive:
    country_of = countries()
    names = ("first_name", "last_name", "company", "email", "phone", "mobile")
    channel = place["channel"]

    def derive(values: Sequence[Any]) -> Sequence[Any]:
        found = fill_values({name: values[place[name]] for name in names}, country=country_of.get(values[channel], ""))
        return [found[key] for key in people.KEYS]

    return derive


def order_keys(place: dict[str, int]) -> Derive:
    country_of = countries()
    channel, email, phone = place["channel"], place["email"], place["phone"]

    def derive(values: Sequence[Any]) -> Sequence[Any]:
        return fold_email(values[email]), fold_phone(values[phone], country_of.get(values[channel], "")) if values[phone] else ""

    return derive


def address_keys(place: dict[str, int]) -> Derive:
    last, first, company, phone, country, code = (place[name] for name in ("last_name", "first_name", "company", "phone", "country", "postal_code"))

    folded = lru_cache(maxsize=50_000)(fold)  # names repeat

    def derive(values: Sequence[Any]) -> Sequence[Any]:
        found = fold_phone(values[phone], values[country]) if values[phone] else ""
        return folded(values[last] or values[company]), folded(values[first]), found, fold_code(values[code])

    return derive


def code_keys(place: dict[str, int]) -> Derive:
    code, city = place["postal_code"], place["city"]
    folded = lru_cache(maxsize=50_000)(fold)  # so do towns
    return lambda values: (fold_code(values[code]), folded(values[city]))
