"""What was stored in the old shape of carts and orders arrives in the new one: a dump of the release before, migrated and compared."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from contactcenter.places import BASE_DIR
from customers.models import Address
from launch.database import url_beside

DUMP = Path(__file__).parent / "before_shape.sql.gz"
"""A part of the demo world with carts of every kind: open, emptied, placed, with lines that go elsewhere and addresses typed for them alone;
orders in both kinds of prices, with discounts, to several addresses, exempt, and imported ones."""
ADDED = """INSERT INTO promotions_coupon (id, code, created_at, expires_at, used_at, customer_id, promotion_id) VALUES
    (101, 'HERS', '2026-10-01', '2027-01-01', NULL, 2148, 4), (102, 'HERS-USED', '2026-10-01', NULL, '2026-10-05', 2148, 4),
    (103, 'ANY-USED', '2026-10-01', NULL, '2026-10-06', NULL, 1)"""
"""Codes of one customer and used ones, which the demo world did not have."""
NAME = "upgraded_shape"
TO = " || ".join(f"a.{name}" for name in Address.FIELDS)
BEFORE = {
    "cart amounts": "SELECT number, status, subtotal, discount, shipping, tax, total, po_number, version FROM carts_cart",
    "cart lines": f"""SELECT c.number, v.sku, l.quantity, l.unit_price, l.net, l.tax, l.gross, l.rate, m.code, {TO} FROM carts_cartline l
        JOIN carts_cart c ON c.id = l.cart_id JOIN catalog_variant v ON v.id = l.variant_id
        LEFT JOIN catalog_shippingmethod m ON m.id = coalesce(l.shipping_method_id, c.shipping_method_id)
        LEFT JOIN customers_address a ON a.id = coalesce(l.shipping_address_id, c.shipping_address_id)""",
    "cart billing": f"SELECT c.number, {TO} FROM carts_cart c JOIN customers_address a ON a.id = c.billing_address_id",
    "order amounts": "SELECT number, status, subtotal, discount, shipping, tax, total FROM orders_order",
    "order lines": f"""SELECT o.number, l.position, l.sku, l.quantity, l.unit_price, l.net, l.tax, l.gross,
        coalesce(nullif(l.shipping_method_name, ''), o.shipping_method_name), {TO} FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
        LEFT JOIN orders_orderaddress a ON a.order_id = o.id
             AND (a.id = l.ship_to_id OR (l.ship_to_id IS NULL AND a.kind = 'shipping' AND a.position = 0))""",
    "order billing": f"SELECT o.number, {TO} FROM orders_order o JOIN orders_orderaddress a ON a.order_id = o.id WHERE a.kind = 'billing'",
    "shipping costs": """SELECT o.number, sum(d.amount) FROM orders_order o JOIN orders_orderadjustment d ON d.order_id = o.id AND d.kind = 'shipping'
        GROUP BY 1 HAVING sum(d.amount) <> 0""",
    "discounts": """SELECT o.number, d.source, d.label, d.amount FROM orders_order o JOIN orders_orderadjustment d ON d.order_id = o.id
        WHERE d.kind = 'discount'""",
    "tax classes": """SELECT sku, tax_class FROM catalog_product UNION ALL
        SELECT c.code || ' ' || r.rate, r.tax_class FROM catalog_taxrate r JOIN agents_channel c ON c.id = r.channel_id""",
    "prices of ways to ship": """SELECT channel_id, code, CASE WHEN free_from <= 0 THEN 0 ELSE price END, nullif(free_from, 0)
        FROM catalog_shippingmethod""",
    "order steps": """SELECT o.number, s.before, s.after, s.at FROM orders_orderstep s JOIN orders_order o ON o.id = s.order_id
        WHERE s.before <> ''""",
    "exchanges about payments": """SELECT o.number, p.method, replace(t.kind, 'credit', 'refund'), t.success, t.amount, o.currency, t.reference,
        t.note, t.manual, t.at
        FROM orders_paymentinteraction t JOIN orders_payment p ON p.id = t.payment_id JOIN orders_order o ON o.id = p.order_id""",
    "saved addresses": "SELECT id, customer_id, street FROM customers_address WHERE in_book",
    "what promotions give": """SELECT channel_id, code, CASE benefit WHEN 'free_shipping' THEN 'shipping' ELSE benefit END,
        CASE benefit WHEN 'percentage' THEN value END, CASE benefit WHEN 'amount' THEN value WHEN 'free_shipping' THEN 0.0000 END
        FROM promotions_promotion""",
    "what promotions ask": "SELECT channel_id, code, 'subtotal', minimum FROM promotions_promotion WHERE minimum > 0",
    "promotions begin for nobody by themselves": """SELECT channel_id, code, name, "where", starts_at, ends_at, active, true, false, NULL
        FROM promotions_promotion""",
    "codes and how often they can be used": """SELECT code, promotion_id, customer_id, created_at, expires_at, used_at, revoked_at,
        CASE WHEN customer_id IS NOT NULL OR used_at IS NOT NULL THEN 1 END FROM promotions_coupon""",
    "codes that agents make": "SELECT channel_id, code, upper(code) || '-######', 1 FROM promotions_promotion WHERE \"where\" = 'contact_centre'",
}
SHOWN = "CASE WHEN o.prices_include_tax THEN {0}.gross ELSE {0}.net END"
AFTER = BEFORE | {
    "order steps": """SELECT o.number, s.before, s.after, s.at FROM agents_step s JOIN orders_order o ON o.id = s.thing_id
        WHERE s.thing_type = 'orders.Order'""",
    "exchanges about payments": """SELECT o.number, p.method, t.kind, t.state = 'succeeded', t.amount, p.currency, t.reference, t.answer,
        t.manual, t.asked_at FROM orders_transaction t JOIN orders_payment p ON p.id = t.payment_id JOIN orders_order o ON o.id = p.order_id""",
    "cart lines": f"""SELECT c.number, v.sku, l.quantity, l.unit_price, l.net, l.tax, l.gross, l.rate, m.code, {TO} FROM carts_cartline l
        JOIN carts_cart c ON c.id = l.cart_id JOIN catalog_variant v ON v.id = l.variant_id JOIN carts_cartshippinggroup g ON g.id = l.group_id
        LEFT JOIN catalog_shippingmethod m ON m.id = g.method_id LEFT JOIN carts_cartaddress a ON a.id = g.address_id""",
    "cart billing": f"SELECT c.number, {TO} FROM carts_cart c JOIN carts_cartaddress a ON a.cart_id = c.id WHERE a.kind = 'billing'",
    "order lines": f"""SELECT o.number, l.position, l.sku, l.quantity, l.unit_price, l.net, l.tax, l.gross, g.method_name, {TO}
        FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN orders_ordershippinggroup g ON g.id = l.group_id
        LEFT JOIN orders_orderaddress a ON a.id = g.address_id""",
    "shipping costs": f"""SELECT o.number, sum({SHOWN.format("g")}) FROM orders_order o JOIN orders_ordershippinggroup g ON g.order_id = o.id
        GROUP BY 1 HAVING sum({SHOWN.format("g")}) <> 0""",
    "tax classes": """SELECT p.sku, t.code FROM catalog_product p JOIN catalog_taxclass t ON t.id = p.tax_class_id UNION ALL
        SELECT c.code || ' ' || r.rate, t.code FROM catalog_taxrate r JOIN agents_channel c ON c.id = r.channel_id
        JOIN catalog_taxclass t ON t.id = r.tax_class_id""",
    "prices of ways to ship": """SELECT m.channel_id, m.code, min(r.price) FILTER (WHERE from_subtotal = 0),
        max(from_subtotal) FILTER (WHERE r.price = 0 AND from_subtotal > 0)
        FROM catalog_shippingmethod m JOIN catalog_shippingrate r ON r.method_id = m.id
        WHERE countries = '{}' AND regions = '{}' AND from_weight = 0 GROUP BY 1, 2""",
    "what promotions give": """SELECT p.channel_id, p.code, b.kind, b.percent, b.amount
        FROM promotions_promotionbenefit b JOIN promotions_promotion p ON p.id = b.promotion_id""",
    "what promotions ask": """SELECT p.channel_id, p.code, c.kind, c.amount
        FROM promotions_promotioncondition c JOIN promotions_promotion p ON p.id = c.promotion_id""",
    "promotions begin for nobody by themselves": """SELECT channel_id, code, name, "where", starts_at, ends_at, active, needs_code, is_exclusive,
        most_uses FROM promotions_promotion""",
    "codes and how often they can be used": """SELECT code, promotion_id, customer_id, created_at, expires_at, used_at, revoked_at, most_uses
        FROM promotions_coupon""",
    "codes that agents make": """SELECT p.channel_id, p.code, g.pattern, g.most_uses
        FROM promotions_codegroup g JOIN promotions_promotion p ON p.id = g.promotion_id WHERE g.by_agents""",
    "discounts": f"""SELECT o.number, d.source, d.label, {SHOWN.format("d")} FROM orders_order o JOIN orders_orderadjustment d ON d.order_id = o.id
        WHERE d.kind = 'discount'""",
}


def connect(name: str) -> "psycopg.Connection[tuple[Any, ...]]":
    at = settings.DATABASES["default"]
    return psycopg.connect(host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname=name, autocommit=True)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The dump in a database of its own, by its name."""
    with connect("postgres") as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)".encode())
        server.execute(f"CREATE DATABASE {NAME}".encode())
        with connect(NAME) as connection:
            connection.execute(gzip.decompress(DUMP.read_bytes()))
        with connect(NAME) as connection:  # the dump has emptied its own search path
            connection.execute(ADDED.encode())
        yield NAME
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)".encode())


def facts(name: str, queries: dict[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    with connect(name) as connection:
        return {what: sorted(connection.execute(sql.encode()).fetchall(), key=repr) for what, sql in queries.items()}


def manage(name: str, *command: str) -> str:
    environment = {**os.environ, "DATABASE_URL": url_beside(name), "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, env=environment, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
def test_every_stored_fact_arrives(database: str) -> None:
    before = facts(database, BEFORE)
    assert all(before.values())
    manage(database, "migrate", "--verbosity", "0")
    after = facts(database, AFTER)
    for name, rows in before.items():
        assert after[name] == rows, name
    manage(database, "rebuild_search", "--after-upgrade", "--verbosity", "0")
    assert "hold" in manage(database, "check_invariants")
    with connect(database) as connection:
        copies = connection.execute("SELECT count(*) FROM carts_cartaddress WHERE source_id IS NULL").fetchone()
    assert copies is not None and copies[0] > 0  # typed for a cart alone: it has its own copy
