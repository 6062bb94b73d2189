"""The SQL that a task cannot do without, prepared, over one connection: what the database alone would take."""

from uuid import uuid4

import psycopg
from django.db import connection

from bench.desks import Call
from search.terms import fold

TOP = "\U0010ffff"
PERSON = "number, last_name, first_name, company, email, phone, birthday"

# every channel's own index range in order of answer, then the first of all
BY_NAME = f"""
    SELECT found.* FROM agents_channel, LATERAL (
        SELECT {PERSON}, search_last, search_first, id FROM customers_customer
        WHERE channel_id = agents_channel.id AND search_last >= %s AND search_last < %s ORDER BY search_last, search_first, id LIMIT 26
    ) found ORDER BY search_last, search_first, id LIMIT 26
"""
BY_EMAIL = f"""
    SELECT {PERSON} FROM customers_customer
    WHERE channel_id = ANY (ARRAY(SELECT id FROM agents_channel)) AND search_email = %s AND search_email <> '' LIMIT 26
"""
BY_PHONE = f"""
    SELECT {PERSON} FROM customers_customer
    WHERE channel_id = ANY (ARRAY(SELECT id FROM agents_channel)) AND search_phone = %s AND search_phone <> '' LIMIT 26
"""
ORDER = "SELECT * FROM orders_order WHERE number = %s"
CUSTOMER = (
    "SELECT * FROM customers_customer WHERE number = %s",
    "SELECT a.* FROM customers_address a JOIN customers_customer c ON c.id = a.customer_id WHERE c.number = %s",
    """SELECT o.*, (SELECT sum(quantity) FROM orders_orderline WHERE order_id = o.id) FROM customers_customer c
       JOIN LATERAL (SELECT * FROM orders_order WHERE customer_id = c.id ORDER BY placed_at DESC, id DESC LIMIT 10) o ON true WHERE c.number = %s""",
)
PARTS = ("orders_orderaddress", "orders_orderline", "orders_payment", "orders_shipment", "orders_orderadjustment", "returns_return")
NEW_ORDER = """
    INSERT INTO orders_order (channel_id, customer_id, number, external_number, type, status, payment_status, fulfilment_status, return_status,
        placed_at, updated_at, imported, email, phone, language, payment_method, po_number, coupon_codes,
        currency, prices_include_tax, subtotal, discount, shipping, tax, total, search_last, search_first, search_ship, search_email, search_phone)
    SELECT channel_id, NULL, %s, '', 'offline', 'SUBMITTED', 'pending', 'not_fulfilled', 'none', now(), now(), false, email, phone, 'en',
        'invoice', '', '{}', 'EUR', true, 30, 0, 0, 0, 30, search_last, search_first, '', search_email, search_phone
    FROM customers_customer WHERE number = %s RETURNING id
"""
NEW_GROUP = "INSERT INTO orders_ordershippinggroup (order_id, position, method_name) VALUES (%s, 1, 'Bare') RETURNING id"
NEW_LINE = """
    INSERT INTO orders_orderline
        (order_id, group_id, position, sku, title, quantity, cancelled, reserved, unit_price, net, tax, gross, rate, returnable)
    VALUES (%s, %s, %s, 'BN-0001-M', 'Bare', 1, 0, 0, 10, 10, 0, 10, 0, true)
"""


class Bare:
    """One connection with prepared statements. What it writes is taken away by `clean`."""

    def __init__(self) -> None:
        given = connection.get_connection_params()
        kept = {key: given[key] for key in ("dbname", "user", "password", "host", "port", "options") if key in given}
        self.connection = psycopg.connect(**kept, autocommit=True, prepare_threshold=0)
        self.written: list[int] = []
        self.group = 0  # of the first of these

    def customers_by_name(self, call: Call, turn: int) -> object:
        last = fold(call.last_name)
        return self._ask(BY_NAME, last, last + TOP)

    def customers_by_email(self, call: Call, turn: int) -> object:
        return self._ask(BY_EMAIL, call.email)

    def customers_by_phone(self, call: Call, turn: int) -> object:
        return self._ask(BY_PHONE, call.phone.lstrip("+"))

    def order_by_number(self, call: Call, turn: int) -> object:
        return self._ask(ORDER, call.order)

    def customer(self, call: Call, turn: int) -> object:
        return [self._ask(sql, call.customer) for sql in CUSTOMER]

    def order(self, call: Call, turn: int) -> object:
        order = self._ask(ORDER, call.order)
        return [self._ask(f"SELECT * FROM {table} WHERE order_id = %s", order[0][0]) for table in PARTS]

    def add_line(self, call: Call, turn: int) -> object:
        """One line more on an order of our own: one insert, one update, one commit."""
        if not self.written:
            self.place_order(call, turn)
        with self.connection.transaction():
            self.connection.execute(NEW_LINE, [self.written[0], self.group, 1000 + turn])
            return self.connection.execute("UPDATE orders_order SET subtotal = subtotal + 10, total = total + 10 WHERE id = %s", [self.written[0]])

    def place_order(self, call: Call, turn: int) -> object:
        """The order and three lines in one transaction: no stock, tax, payment, address, audit or mail."""
        with self.connection.transaction():
            row = self._ask(NEW_ORDER, f"bare-{uuid4().hex[:20]}", call.customer)[0]
            group = self._ask(NEW_GROUP, row[0])[0]
            for position in range(1, 4):
                self.connection.execute(NEW_LINE, [row[0], group[0], position])
        self.group = self.group or int(str(group[0]))
        self.written.append(row[0])
        return row

    def clean(self) -> None:
        self.connection.execute("DELETE FROM orders_orderline WHERE order_id = ANY(%s)", [self.written])
        self.connection.execute("DELETE FROM orders_ordershippinggroup WHERE order_id = ANY(%s)", [self.written])
        self.connection.execute("DELETE FROM orders_order WHERE id = ANY(%s)", [self.written])
        self.connection.close()

    def _ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self.connection.execute(sql, values).fetchall()
