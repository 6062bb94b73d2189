"""Each invariant sees its own breach, and what the database's own rules forbid cannot be written at all."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from carts.actions import add_item, apply_code
from contactcenter.invariants import INVARIANTS, broken
from orders.actions import place_order
from tests.factories import promotion_of
from tests.world import World

BREACHES = {
    "Prices are of variations, and for price groups, of the organisation whose channel they are in.": """
        WITH o AS (INSERT INTO agents_organization (name, is_demo, language) VALUES ('Other', false, 'en') RETURNING id),
             g AS (INSERT INTO customers_pricegroup (organization_id, code, name) SELECT id, 'x', 'X' FROM o RETURNING id)
        UPDATE catalog_price SET price_group_id = g.id, from_quantity = 2 FROM g""",
    "Tax classes of products, rates and ways to ship are their own organisation's.": """
        WITH o AS (INSERT INTO agents_organization (name, is_demo, language) VALUES ('Other', false, 'en') RETURNING id),
             t AS (INSERT INTO catalog_taxclass (organization_id, code, name, translations, position)
                   SELECT id, 'x', 'X', '{{}}', 0 FROM o RETURNING id)
        UPDATE catalog_product SET tax_class_id = t.id FROM t""",
    "A cart's total is its lines, shipping groups and adjustments.": "UPDATE carts_cart SET total = total + 0.01",
    "The net and tax of each part of a cart give its gross.": "UPDATE carts_cartline SET net = net + 0.01",
    "An emptied cart is not its customer's current one.": "UPDATE carts_cart SET status = 'emptied'",
    "A cart belongs to its customer's channel.": "UPDATE carts_cart SET channel_id = {uk}",
    "What was set aside of a cart is a cart of the same customer and channel, and of no other.": "UPDATE carts_cart SET rest_id = id",
    "A cart's lines lie in its own shipping groups, and these go to its own addresses, by a method of its channel.": """
        UPDATE carts_cartshippinggroup SET address_id = (SELECT max(id) FROM carts_cartaddress)""",
    "A cart's gifts, discounts and codes are of promotions of its channel.": "UPDATE promotions_promotion SET channel_id = {uk}",
    "An order used a code of the promotion that it was given.": """
        UPDATE promotions_coupon SET promotion_id = (SELECT id FROM promotions_promotion WHERE code = 'ten')""",
    "A code is used by no more orders than it may be, and is used up by the last of them.": "UPDATE promotions_coupon SET used_at = NULL",
    "A promotion is given to no more orders than it may be.": "UPDATE promotions_promotion SET most_uses = 0",
    "What a promotion took off an order are the order's discounts of this promotion.": "UPDATE promotions_redemption SET amount = amount + 1",
    "Prices wait for approval on lines of open carts alone, and for no fewer pieces than lie there.": """
        INSERT INTO agents_approval (channel_id, kind, thing_type, thing_id, thing_number, amount, currency, details, why, status, requested_by_kind,
            requested_by, decided_by_kind, decided_by, note)
        SELECT {uk}, 'price_override', 'carts.CartLine', id, '', 1, 'EUR', '{{"quantity": 0}}', '', 'waiting', 'agent', 'Ada', '', '', ''
        FROM carts_cartline LIMIT 1""",
    "Every cart has a shipping group.": """
        INSERT INTO carts_cart SELECT (jsonb_populate_record(c, '{{"id": -1, "number": "X", "is_current": false}}')).* FROM
            (SELECT c FROM carts_cart c WHERE status = 'open') x""",
    "A cart's copies of saved addresses come from its own customer's book.": """
        UPDATE carts_cartaddress SET source_id = (SELECT id FROM customers_address WHERE customer_id = {uma})""",
    "An order's total is its lines, shipping groups and adjustments.": "UPDATE orders_order SET total = total + 1",
    "The net and tax of each part of an order give its gross.": "UPDATE orders_orderline SET net = net - 0.01",
    "An order's lines lie in its own shipping groups, and these go to its own addresses.": """
        UPDATE orders_ordershippinggroup g SET address_id = a.id FROM orders_orderaddress a WHERE a.order_id = g.order_id AND a.kind = 'billing'""",
    "Every order has a shipping group.": """
        INSERT INTO orders_order SELECT (jsonb_populate_record(o, '{{"id": -1, "number": "X", "cart_id": null}}')).* FROM
            (SELECT o FROM orders_order o WHERE number = '{guest_order}') x""",
    "Reserved stock is what open order lines reserve.": "UPDATE catalog_stock SET reserved = reserved + 1 WHERE start > 5",
    "A placed cart has exactly one order, with its number.": "UPDATE carts_cart SET number = number || '0' WHERE status = 'placed'",
    "A status is the one that the last step led to.": "UPDATE carts_cart SET status = 'emptied' WHERE status = 'placed'",
    "A step begins where the one before it ended.": """
        INSERT INTO agents_step (thing_type, thing_id, before, after, actor_kind, actor_name)
        SELECT thing_type, thing_id, before, after, 'system', '' FROM agents_step""",
    "Every order that was placed here has its audit row.": """
        UPDATE orders_order SET cart_id = (SELECT id FROM carts_cart WHERE status = 'open') WHERE number = '{guest_order}'""",
    "What was refunded of a payment, and what is asked for or may have been, is no more than it collected.": """
        INSERT INTO orders_transaction (payment_id, kind, state, amount, currency, reference, manual, asked_at)
        SELECT id, 'refund', 'unknown', collected - refunded + 0.01, currency, '', false, now() FROM orders_payment""",
    "Of a payment that was authorised no more is collected than that.": """
        WITH p AS (UPDATE orders_payment SET collected = 20 RETURNING id, currency)
        INSERT INTO orders_transaction (payment_id, kind, state, amount, currency, reference, manual, asked_at)
        SELECT p.id, kind, 'succeeded', amount, currency, '', false, now()
        FROM p CROSS JOIN (VALUES ('authorization', 19.99), ('capture', 20.00)) AS t(kind, amount)""",
    "A payment's sums are what its transactions say; of an imported one, those made here are within what it has.": """
        INSERT INTO orders_transaction (payment_id, kind, state, amount, currency, reference, manual, asked_at)
        SELECT id, 'capture', 'succeeded', 1, currency, '', true, now() FROM orders_payment""",
    "Payments and their transactions are in the currency of their order.": "UPDATE orders_payment SET currency = 'JPY'",
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
    "a second current cart": "UPDATE carts_cart SET status = 'open'",
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
    """Run SQL on a world with an order placed here and an open cart, in which all is well; a promotion took something off both, and a code
    that can be used once off the order."""
    ada = world.as_(world.ada)
    promotion_of(world.de, "ten", needs_code=False)
    promotion_of(world.de, "one", kind="amount", amount=1).coupons.create(code="ONE", most_uses=1)
    add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    cart = apply_code(ada, world.mina, code="ONE")
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


@pytest.mark.parametrize("sql", ["UPDATE promotions_redemption SET released_at = now(), amount = 0", "UPDATE promotions_coupon SET most_uses = 0"])
def test_what_orders_were_given_agrees_with_their_discounts_and_codes(execute: Callable[[str], None], sql: str) -> None:
    execute(sql)
    assert len(broken()) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE carts_cart SET customer_id = {bo}, rest_id = (SELECT id FROM carts_cart WHERE status = 'placed') WHERE status = 'open'",
        "UPDATE carts_cart SET channel_id = {uk}, rest_id = (SELECT id FROM carts_cart WHERE status = 'placed') WHERE status = 'open'",
        "UPDATE carts_cart SET rest_id = (SELECT max(id) FROM carts_cart)",
    ],
)
def test_what_waits_for_a_cart_waits_for_no_other_and_for_nobody_else(execute: Callable[[str], None], sql: str) -> None:
    execute(sql)
    assert "What was set aside of a cart is a cart of the same customer and channel, and of no other." in broken()


def test_a_cart_s_discount_is_what_its_adjustments_take_off(execute: Callable[[str], None]) -> None:
    execute("UPDATE carts_cart SET discount = discount + 1 WHERE status = 'open'")
    assert list(broken()) == ["A cart's total is its lines, shipping groups and adjustments."]


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
