"""Each invariant sees its own breach, and what the database's own rules forbid cannot be written at all."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from carts.actions import add_item
from contactcenter.invariants import INVARIANTS, broken
from orders.actions import place_order
from tests.world import World

BREACHES = {
    "A cart's total is its lines, discount, shipping and added tax.": "UPDATE carts_cart SET total = total + 0.01",
    "A cart line's net and tax give its gross.": "UPDATE carts_cartline SET tax = tax + 0.01",
    "A cart belongs to its customer's channel.": "UPDATE carts_cart SET channel_id = {uk}",
    "A cart ships and bills to addresses of its own customer.": """
        UPDATE carts_cart SET billing_address_id = (SELECT id FROM customers_address WHERE customer_id = {uma})""",
    "A cart's line ships to an address of its customer, by a method of its channel.": """
        UPDATE carts_cartline SET shipping_address_id = (SELECT id FROM customers_address WHERE customer_id = {uma})""",
    "An order's line ships to a further address of its order, and each of these has a line.": """
        UPDATE orders_orderline l SET ship_to_id = a.id FROM orders_orderaddress a WHERE a.order_id = l.order_id AND a.kind = 'billing'""",
    "An order's total is its lines, discounts, shipping, added tax and imported difference.": "UPDATE orders_order SET total = total + 1",
    "An order line's net and tax give its gross.": "UPDATE orders_orderline SET net = net - 0.01",
    "Reserved stock is what open order lines reserve.": "UPDATE catalog_stock SET reserved = reserved + 1 WHERE start > 5",
    "A placed cart has exactly one order, with its number.": "UPDATE carts_cart SET number = number || '0' WHERE status = 'placed'",
    "Every status was reached step by step.": "UPDATE orders_order SET status = 'PROCESSING' WHERE number = '{order}'",
    "Every order that was placed here has its audit row.": """
        UPDATE orders_order SET cart_id = (SELECT id FROM carts_cart WHERE status = 'open') WHERE number = '{guest_order}'""",
    "An order's payment status follows from its payments.": "UPDATE orders_order SET payment_status = 'paid' WHERE number = '{order}'",
    "An order belongs to its customer's channel.": "UPDATE orders_order SET channel_id = {uk} WHERE number = '{order}'",
    "A customer's count of orders and lifetime value are those of the orders that came to something.": """
        UPDATE customers_customer SET lifetime_value = lifetime_value + 1 WHERE id = {mina}""",
    "Every order that was placed here and has an e-mail has its confirmation.": "DELETE FROM customers_message",
    "A member belongs to an account of the same channel.": """
        WITH a AS (INSERT INTO customers_account (channel_id, number, external_number, name, tax_id, active)
                   VALUES ({uk}, 'A-1', '', 'Acme', '', true) RETURNING id)
        INSERT INTO customers_accountmember (account_id, customer_id, role) SELECT id, {mina}, 'buyer' FROM a""",
    "A mail was sent once or waits.": "UPDATE customers_message SET sent_at = now()",
    "A return belongs to its order's channel and customer.": "UPDATE returns_return SET customer_id = {bo} WHERE number = '{rma}'",
    "No more of a line is returned than was ordered.": "UPDATE returns_returnline SET quantity = 3",
    "A return's lines are lines of its order.": """
        UPDATE returns_returnline SET line_id = (SELECT l.id FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
                                                 WHERE o.number = '{guest_order}')""",
}

FORBIDDEN = {
    "No agent has more than four sessions open.": """
        INSERT INTO agents_callsession (agent_id, label, current, opened_at, slot)
        SELECT {ada}, 'x', 'search', now(), n FROM generate_series(1, 5) n""",
    "Available stock is never below zero.": "UPDATE catalog_stock SET reserved = start + 1",
    "No more is refunded than was collected.": "UPDATE orders_payment SET refunded = collected + 1",
    "a second open cart": "UPDATE carts_cart SET status = 'open'",
    "a second order of a cart": "UPDATE orders_order SET cart_id = (SELECT id FROM carts_cart WHERE status = 'placed')",
    "a second session on a customer": """
        INSERT INTO agents_callsession (agent_id, customer_id, label, current, opened_at, slot) SELECT {ada}, {mina}, 'x', 'search', now(), n
        FROM generate_series(1, 2) n""",
    "a total below zero": "UPDATE orders_order SET total = -1",
    "a line of nothing": "UPDATE orders_orderline SET quantity = 0",
    "the same e-mail twice in a channel": "UPDATE customers_customer SET search_email = 'same@example.com'",
    "a second confirmation of an order": """
        INSERT INTO customers_message (order_id, kind, sender, recipient, language, subject, body, status, error, created_at)
        SELECT order_id, kind, sender, recipient, language, subject, body, status, error, created_at FROM customers_message""",
}


@pytest.fixture
def execute(world: World) -> Callable[[str], None]:
    """Run SQL on a world with an order placed here and an open cart, in which all is well."""
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    place_order(ada, cart, version=cart.version)
    add_item(ada, world.mina, sku="MUG-1", quantity=1)
    assert broken() == {}
    things = {name: getattr(world, name).pk for name in ("ada", "uk", "uma", "mina", "bo")}
    numbers = {name: getattr(world, name).number for name in ("order", "guest_order", "rma")}

    def run(sql: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(**things, **numbers))

    return run


@pytest.mark.parametrize("name", [one.name for one in INVARIANTS])
def test_a_breach_is_named_or_cannot_be_written(execute: Callable[[str], None], name: str) -> None:
    assert name in BREACHES or name in FORBIDDEN, f"The invariant “{name}” is new: show here that it sees its breach."
    if name in FORBIDDEN:
        with pytest.raises(IntegrityError):
            execute(FORBIDDEN[name])
    else:
        execute(BREACHES[name])
        assert name in broken()


@pytest.mark.parametrize("what", list(FORBIDDEN))
def test_the_database_itself_forbids(execute: Callable[[str], None], what: str) -> None:
    with pytest.raises(IntegrityError):
        execute(FORBIDDEN[what])
    assert broken() == {}


def test_the_command_says_that_all_is_well(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_invariants")
    assert f"All {len(INVARIANTS)} invariants hold." in capsys.readouterr().out


def test_the_command_fails_and_shows_what_is_broken(execute: Callable[[str], None], world: World, capsys: pytest.CaptureFixture[str]) -> None:
    execute(BREACHES["A return belongs to its order's channel and customer."])
    with pytest.raises(CommandError, match="1 of"):
        call_command("check_invariants")
    assert world.rma.number in capsys.readouterr().out
