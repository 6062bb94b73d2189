"""Customers, orders with lines, and returns in any number, written by COPY: the same rows every time for the same numbers.

Three channels: "bench-us" has three fifths of the customers, "bench-tiny" one in a thousand (at least five), "bench-de" the rest.
N customers have 2 N orders, one in twenty of them a guest's, with two or three lines each, and N / 5 returns.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from tqdm import tqdm

from agents.models import Channel, Organization
from bench import names
from bench.shop import PRICES, SKUS, make_shop
from customers.search.similar import learn_names
from search.terms import fold, further

EPOCH = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
"""The newest order is of this moment, so that some customers ordered lately. A database that was kept for more than a month should be built anew."""
FIRST_NUMBER = 100_000
BLOCK = 20_000
STATUSES = ("NO_PENDING_ACTION",) * 7 + ("SUBMITTED", "PROCESSING", "REMOVED")

CUSTOMER = """id channel_id number external_number first_name last_name company email phone mobile fax birthday language accepts_marketing
    tax_exempt tax_id active created_at order_count lifetime_value search_last search_first search_last_more search_first_more
    search_email search_email_more search_phone search_mobile search_postal_code search_city
    search_country""".split()
ADDRESS = """customer_id first_name last_name company street street2 postal_code city region country phone label in_book is_billing
    is_shipping default_billing default_shipping""".split()
ORDER = """id channel_id customer_id number external_number type status payment_status fulfilment_status return_status placed_at updated_at
    imported email phone language payment_method po_number coupon_codes currency
    prices_include_tax subtotal discount shipping tax total search_last search_first search_ship search_email search_phone
    search_postal_code""".split()
GROUP = "id order_id position method_code method_name".split()
LINE = """order_id group_id position variant_id sku title quantity cancelled reserved unit_price net tax gross rate returnable""".split()
COPY = """order_id kind first_name last_name company street street2 postal_code city region country phone""".split()
RETURN = """id channel_id order_id customer_id number external_number status type receive_status refund_status replace_status action_required
    refund_amount currency comment created_at search_last search_first search_email""".split()

Row = tuple[object, ...]


class World:
    """What any row of the world is, by its position alone: no state, so that any block can be made by itself."""

    def __init__(self, customers: int, channels: dict[str, Channel]) -> None:
        self.customers = customers
        self.us, self.de, self.tiny = (channels[code].pk for code in ("bench-us", "bench-de", "bench-tiny"))
        self.last, self.first = names.last_names(), names.first_names()
        self.last_weights = names.weights(len(self.last), flat=25, power=0.95)
        self.first_weights = names.weights(len(self.first), flat=12, power=1.05)
        self.folded = {name: fold(name) for name in {*self.last, *self.first}}
        self.every = max(1, min(1000, customers // 5))

    def people(self, start: int, stop: int) -> Iterator[tuple[int, int, str, str, str]]:
        """(id, channel, first name, last name, postal code) of the customers from start up to, not including, stop."""
        for block in range(start // BLOCK, (stop - 1) // BLOCK + 1):
            dice = random.Random(block)
            lasts = dice.choices(self.last, cum_weights=self.last_weights, k=BLOCK)
            firsts = dice.choices(self.first, cum_weights=self.first_weights, k=BLOCK)
            zips = [int(10000 + 89999 * dice.random() ** 1.3) for _ in range(BLOCK)]
            for i in range(max(start, block * BLOCK), min(stop, (block + 1) * BLOCK)):
                channel = self.tiny if i % self.every == 7 else (self.us if i % 5 < 3 else self.de)
                yield i + 1, channel, firsts[i % BLOCK], lasts[i % BLOCK], str(zips[i % BLOCK])

    def country(self, channel: int) -> str:
        return "US" if channel == self.us else "DE"

    def phone(self, i: int, channel: int) -> str:
        """In international digits."""
        return f"1{212 + i % 700}{2000000 + i * 7919 % 7999999}" if channel == self.us else f"4930{10000000 + i * 7919 % 89999999}"

    def email(self, i: int, first: str, last: str) -> str:
        return f"{self.folded[first]}.{self.folded[last]}{i}@example.com".replace(" ", "")


def customer_rows(world: World) -> Iterator[Row]:
    for i, channel, first, last, zip_code in world.people(0, world.customers):
        email, phone = world.email(i, first, last), world.phone(i, channel)
        kept = [number for number in (i, world.customers + i) if number % 20 != 3 and STATUSES[number % 10] != "REMOVED"]
        worth = sum(PRICES[pick] for number in kept for pick in picks_of(number))
        born = date(1940, 1, 1) + timedelta(days=i * 37 % 24000)
        yield (
            i, channel, f"C-{FIRST_NUMBER + i}", "", first, last, "", email, f"+{phone}", "", "", born, "de" if channel != world.us else "en",
            False, False, "", True, EPOCH - timedelta(minutes=i % 900_000), len(kept), worth,
            world.folded[last], world.folded[first], further(world.folded[last]), further(world.folded[first]), email, "", phone, "", zip_code,
            "springfield" if channel == world.us else "berlin", world.country(channel),
        )  # fmt: skip


def address_rows(world: World) -> Iterator[Row]:
    for i, channel, first, last, zip_code in world.people(0, world.customers):
        yield (i, *_address(world, i, channel, first, last, zip_code), "", True, True, True, True, True)


def _address(world: World, i: int, channel: int, first: str, last: str, zip_code: str) -> Row:
    city, region = ("Springfield", "IL") if channel == world.us else ("Berlin", "")
    return first, last, "", f"Main Street {i % 300 + 1}", "", zip_code, city, region, world.country(channel), f"+{world.phone(i, channel)}"


def picks_of(number: int) -> list[int]:
    """The positions of an order's SKUs: one of a hundred that sell well, and one or two of all."""
    return list(dict.fromkeys([number * 31 % 97, number * 13 % len(SKUS), number * 7 % len(SKUS)][: 2 + number % 2]))


def orders(world: World) -> Iterator[tuple[int, int, tuple[int, int, str, str, str], datetime, list[int]]]:
    """(id, customer's id or 0 for a guest, person, when, positions of the SKUs): each customer's first order, then each one's second."""
    for turn in range(2):
        for person in world.people(0, world.customers):
            number = turn * world.customers + person[0]
            placed = EPOCH - timedelta(minutes=1_000_000 - number * 1_000_000 // (2 * world.customers + 1), seconds=number % 60)
            yield number, 0 if number % 20 == 3 else person[0], person, placed, picks_of(number)


def order_rows(world: World) -> Iterator[Row]:
    for number, customer, (i, channel, first, last, _zip), placed, picks in orders(world):
        email, status = world.email(i, first, last), STATUSES[number % 10]
        subtotal, shipped = sum(PRICES[pick] for pick in picks), status == "NO_PENDING_ACTION"
        yield (
            number, channel, customer or None, str(FIRST_NUMBER + number), f"EXT-{number}" if number % 50 == 0 else "", "online", status,
            "paid" if shipped else "pending", "fulfilled" if shipped else "not_fulfilled", "requested" if number % 10 == 0 else "none",
            placed, placed,
            True, email, f"+{world.phone(i, channel)}", "en", "invoice", "", "{}", "USD" if channel == world.us else "EUR",
            True, subtotal, 0, 0, 0, subtotal, world.folded[last], world.folded[first], "", email, world.phone(i, channel), _zip,
        )  # fmt: skip


def line_rows(world: World) -> Iterator[Row]:
    for number, _customer, _person, _placed, picks in orders(world):
        for position, pick in enumerate(picks, 1):
            price = PRICES[pick]
            yield number, number, position, None, SKUS[pick], f"Product {pick}", 1, 0, 0, price, price, 0, price, 0, True


def group_rows(world: World) -> Iterator[Row]:
    for number, *_rest in orders(world):
        yield number, number, 1, "standard", "Standard"


def order_address_rows(world: World) -> Iterator[Row]:
    for number, _customer, person, _placed, _picks in orders(world):
        address = _address(world, *person)
        yield (number, "billing", *address)
        yield (number, "shipping", *address)


def return_rows(world: World) -> Iterator[Row]:
    for number, customer, (i, channel, first, last, _zip), placed, picks in orders(world):
        if number % 10 == 0:
            yield (
                number // 10, channel, number, customer or None, f"R-{FIRST_NUMBER + number // 10}", "", "PENDING_CUSTOMER_ACTION", "refund",
                "waiting",
                "not_refunded", "not_requested", False, PRICES[picks[0]], "USD" if channel == world.us else "EUR", "", placed + timedelta(days=9),
                world.folded[last], world.folded[first], world.email(i, first, last),
            )  # fmt: skip


TABLES: tuple[tuple[str, list[str], Callable[[World], Iterator[Row]], float], ...] = (
    ("customers_customer", CUSTOMER, customer_rows, 1),
    ("customers_address", ADDRESS, address_rows, 1),
    ("orders_order", ORDER, order_rows, 2),
    ("orders_ordershippinggroup", GROUP, group_rows, 2),
    ("orders_orderline", LINE, line_rows, 5),
    ("orders_orderaddress", COPY, order_address_rows, 4),
    ("returns_return", RETURN, return_rows, 0.2),
)
NARROW = {"orders_ordershippinggroup", "orders_orderline", "orders_orderaddress", "customers_address"}


def build(customers: int, *, details: bool = True, progress: bool = True) -> Organization:
    """Fill an empty database; without `details` no lines and addresses (the largest sizes). One transaction.

    Foreign keys are not checked row by row where the database's owner may switch that off: they hold by construction.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("SET LOCAL session_replication_role = replica")
        organization, channels = make_shop()
        world = World(customers, channels)
        with _without_indexes():
            for table, columns, rows, share in TABLES:
                if details or table not in NARROW:
                    _copy(table, columns, iter(tqdm(rows(world), table, total=int(share * customers), disable=not progress, unit="rows")))
        _settle(customers)
        learn_names()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return organization


@contextmanager
def _without_indexes() -> Iterator[None]:
    """The indexes of these tables are built once all rows are there: several times as fast. Those of constraints stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)",
            [[table for table, *_rest in TABLES]],
        )
        found = cursor.fetchall()
        if found:
            cursor.execute(f"DROP INDEX {', '.join(name for name, _sql in found)}")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        for _name, sql in found:
            cursor.execute(sql)


def _copy(table: str, columns: list[str], rows: Iterator[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        while block := list(islice(rows, 2000)):
            copy.write("".join("\t".join(map(_cell, row)) + "\n" for row in block))


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    return ("t" if value else "f") if isinstance(value, bool) else str(value)


def _settle(customers: int) -> None:
    """Sequences past the rows."""
    with connection.cursor() as cursor:
        for table, sequence, factor in (("customers_customer", "customer", 1), ("orders_order", "order", 2), ("returns_return", "return", 1)):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {factor * customers + 1})")
            cursor.execute(f"SELECT setval('{sequence}_number_seq', {FIRST_NUMBER + factor * customers + 1})")
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('orders_ordershippinggroup', 'id'), {2 * customers + 1})")
