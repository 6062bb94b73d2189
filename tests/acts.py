"""Every action once: who of the cast may do it, what it needs, and the audit row that it leaves. The sweeps walk this table."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils.timezone import localdate

from agents import actions as agents
from agents import approvals
from agents.actors import Actor
from agents.login_sessions import log_ins_of
from agents.models import Agent, Approval, CallSession, Ceiling, Export, Reason, Role, SavedSearch
from agents.permissions import Can
from agents.states import move
from carts import actions as carts
from carts.models import Cart
from carts.wanted import Wanted
from catalog import actions as catalog
from catalog.models import Price, ShippingRate, TaxRate
from console import actions as console
from customers import actions as customers
from customers.desk import customer_on_desk
from customers.models import Customer, PriceGroup
from orders import actions as orders
from orders.desk import order_on_desk
from orders.models import Order
from promotions import actions as promotions
from promotions.models import Coupon, Promotion
from tests.factories import line_in, promotion_of
from tests.world import World

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PEOPLE = ("nobody", "rhea", "ada", "sam", "grace")
CONSOLE = {"rhea", "ada", "sam"}
DESK = {"ada", "sam"}
STAFF = {"grace"}
SENIORS = {"sam", "grace"}
EVERYBODY = {"rhea", "ada", "sam", "grace"}


@dataclass(frozen=True)
class Act:
    """who: the people of the cast who may; verb: of its one audit row; ready: makes what it acts on, for an agent; do: the act itself."""

    who: set[str]
    verb: str
    ready: Callable[[World, Agent], Any]
    do: Callable[[Actor, Any], Any]


def a_closed_customer(world: World, agent: Agent) -> Customer:
    world.bo.active = False
    world.bo.save()
    return world.bo


def a_rate(world: World, agent: Agent) -> ShippingRate:
    return ShippingRate.objects.filter(method__channel=world.de).latest("pk")


def a_price_group(world: World, agent: Agent) -> tuple[Customer, PriceGroup]:
    return world.mina, PriceGroup.objects.create(organization=world.organization, code="trade", name="Trade")


def lamps(cart: Cart) -> int:
    return line_in(cart, "LAMP-1")


def a_cart(world: World, agent: Agent) -> Cart:
    """Mina's cart with two lamps, begun by Ada."""
    return carts.add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


def an_emptied_cart(world: World, agent: Agent) -> Cart:
    cart = a_cart(world, agent)
    return carts.empty_cart(world.as_(world.ada), cart, version=cart.version)


def a_saved_cart(world: World, agent: Agent) -> Cart:
    """Beside another one that has been begun since."""
    cart = a_cart(world, agent)
    saved = carts.save_for_later(world.as_(world.ada), cart, version=cart.version)
    carts.add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    return saved


def an_unpaid_order(world: World, agent: Agent) -> Order:
    world.order.status = Order.Status.PENDING_PAYMENT
    world.order.save(update_fields=["status"])
    return world.order


def a_cart_of_two(world: World, agent: Agent) -> Cart:
    a_cart(world, agent)
    return carts.add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)


def a_part_of_a_cart(world: World, agent: Agent) -> Cart:
    cart = a_cart_of_two(world, agent)
    return carts.set_lines_aside(world.as_(world.ada), cart, lines=[lamps(cart)], version=cart.version)


def a_cart_of_old_prices(world: World, agent: Agent) -> Cart:
    cart = a_cart(world, agent)
    Price.objects.filter(variant=world.lamp).update(amount=11)
    return cart


def a_cart_of_old_taxes(world: World, agent: Agent) -> Cart:
    cart = a_cart(world, agent)
    TaxRate.objects.update(rate=Decimal("0.05"))
    return cart


def a_session(world: World, agent: Agent) -> CallSession:
    """The agent's session on Mina, with her customer tab."""
    tab = customer_on_desk(world.mina)
    session = CallSession.objects.create(agent=agent, customer=world.mina, label=tab.owner_label, current=tab.kind)
    session.tabs.create(kind=tab.kind, number=tab.number, label=tab.label)
    return session


def a_closed_session(world: World, agent: Agent) -> CallSession:
    session = a_session(world, agent)
    session.closed_at = session.opened_at
    session.save()
    return session


def a_session_and_an_order(world: World, agent: Agent) -> Any:
    return a_session(world, agent), order_on_desk(world.order)


def a_session_and_anothers_order(world: World, agent: Agent) -> Any:
    return a_session(world, agent), order_on_desk(world.guest_order)


def a_saved_search(world: World, agent: Agent) -> SavedSearch:
    return SavedSearch.objects.create(owner=agent, organization=world.organization, name="Leeds", kind="customer", query="kind=customer&city=Leeds")


def a_shared_search(world: World, agent: Agent) -> SavedSearch:
    search = a_saved_search(world, agent)
    search.shared = True
    search.save()
    return search


def the_world(world: World, agent: Agent) -> World:
    return world


def oneself(world: World, agent: Agent) -> Agent:
    return agent


def with_second_factor(world: World, agent: Agent) -> Agent:
    """The agent, whose phone holds SECRET; no code of it is used yet."""
    TOTP.activate(agent, SECRET)
    RecoveryCodes.activate(agent)
    return agent


def rhea_with_second_factor(world: World, agent: Agent) -> Agent:
    return with_second_factor(world, world.rhea)


def code_of(secret: str) -> str:
    """The code that a phone shows now, and for some seconds yet: one that runs out is wrong by the time it arrives."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def logged_in_twice(world: World, agent: Agent) -> Agent:
    for _browser in range(2):
        Client().force_login(agent)
    return agent


def a_cart_and_an_address(world: World, agent: Agent) -> Any:
    return a_cart(world, agent), world.mina.addresses.get()


def a_failed_export(world: World, agent: Agent) -> Export:
    return Export.objects.create(agent=agent, kind="order", asked="kind=order&q=harker", format="csv", status=Export.Status.FAILED)


def a_role(world: World, agent: Agent) -> Role:
    return Role.objects.create(code="night", name="Night desk")


def a_promotion(world: World, agent: Agent) -> Promotion:
    return promotion_of(world.de, "sorry", group="SORRY-######")


def a_promotion_for_mina(world: World, agent: Agent) -> tuple[Customer, Promotion]:
    return world.mina, a_promotion(world, agent)


def a_coupon(world: World, agent: Agent) -> Coupon:
    return Coupon.objects.create(promotion=a_promotion(world, agent), code="SORRY-1", customer=world.mina, most_uses=1)


def a_cart_and_a_code(world: World, agent: Agent) -> tuple[Cart, Coupon]:
    return a_cart(world, agent), a_coupon(world, agent)


def a_cart_with_a_code(world: World, agent: Agent) -> tuple[Cart, Coupon]:
    cart, coupon = a_cart_and_a_code(world, agent)
    return carts.apply_code(world.as_(world.ada), world.mina, code=coupon.code), coupon


def a_dear_cart(world: World, agent: Agent) -> Cart:
    """Mina's cart, and a reason for another price."""
    Reason.objects.create(organization=world.organization, kind="price_override", code="match", label="Found cheaper")
    return a_cart(world, agent)


def asked_price(actor: Actor, cart: Cart) -> Cart:
    return carts.ask_for_price(actor, cart, line=lamps(cart), price=Decimal(8), reason="match", version=cart.version)


def a_cart_that_waits(world: World, agent: Agent) -> Cart:
    """Mina's cart, for whose lamps the agent, where they may, asked for 8.00."""
    cart, actor = a_dear_cart(world, agent), world.as_(agent)
    return asked_price(actor, cart) if actor.may(Can.OVERRIDE_PRICE) else cart


def an_overridden_cart(world: World, agent: Agent) -> Cart:
    cart = a_dear_cart(world, agent)
    return carts.override_price(world.as_(world.ada), cart, line=lamps(cart), price=Decimal(11), reason="match", version=cart.version)


def _have_removed(actor: Actor, order: Order, approval: Approval) -> None:
    move(actor, order, Order.Status.PENDING_REMOVE)


FAVOUR = approvals.Kind("favour", "Favour", _have_removed)


def an_approval(world: World, agent: Agent) -> Approval:
    """Ada asked for a favour on an order, which no act of the product is; the agent may do as much."""
    approvals.register(FAVOUR)
    for role in agent.roles.all():
        Ceiling.objects.create(role=role, kind=FAVOUR.code, currency="EUR", amount=30)
    return approvals.ask(world.as_(world.ada), FAVOUR.code, world.guest_order, Decimal(30), "EUR", "They waited long")


def _reason(world: World, agent: Agent) -> Reason:
    return Reason(organization=world.organization, kind=Reason.Kind.values[0], code="late", label="Late")


def _saved_reason(world: World, agent: Agent) -> Reason:
    reason = _reason(world, agent)
    reason.save()
    return reason


def _renamed_reason(world: World, agent: Agent) -> Reason:
    reason = _saved_reason(world, agent)
    reason.label = "Too late"
    return reason


ADDRESS = {"first_name": "Mina", "last_name": "Harker", "company": "", "street": "Seestraße 1", "street2": "", "postal_code": "10115", "city": "Berlin", "region": "", "country": "DE", "phone": ""}  # fmt: skip # noqa: E501
NEWCOMER = {"username": "nia", "email": "nia@example.net", "display_name": "Nia", "roles": [], "all_channels": True, "channels": []}
WISHES = {"display_name": "A", "language": "de", "timezone": "UTC", "theme": "dark", "keys_enabled": True, "keys_shown": False}
OF_A_DELIVERY = {"wished_on": None, "delivery_note": "Ring twice", "gift_message": "For Gran", "shows_prices": False}

ACTS: dict[str, Act] = {
    "agents.open_session": Act(CONSOLE, "session.opened", the_world, lambda a, w: agents.open_session(a, customer_on_desk(w.mina))),
    "agents.open_tab": Act(CONSOLE, "tab.opened", a_session_and_an_order, lambda a, it: agents.open_tab(a, *it)),
    "agents.open_tab_of_other": Act(CONSOLE, "tab.opened", a_session_and_anothers_order, lambda a, it: agents.open_tab_of_other(a, *it)),
    "agents.pin_tab": Act(
        CONSOLE, "tab.pinned", a_session, lambda a, one: agents.pin_tab(a, one, kind="customer", number=one.tabs.get().number, pinned=True)
    ),
    "agents.close_tab": Act(CONSOLE, "tab.closed", a_session, lambda a, one: agents.close_tab(a, one, kind="customer")),
    "agents.close_session": Act(CONSOLE, "session.closed", a_session, lambda a, one: agents.close_session(a, one)),
    "agents.reopen_session": Act(CONSOLE, "session.reopened", a_closed_session, lambda a, one: agents.reopen_session(a, one)),
    "agents.undo_closing": Act(CONSOLE, "session.reopened", a_closed_session, lambda a, one: agents.undo_closing(a, one)),
    "agents.save_search": Act(
        CONSOLE, "search.saved", the_world, lambda a, w: agents.save_search(a, name="N", kind="customer", query="kind=customer&city=Leeds")
    ),
    "agents.rename_search": Act(CONSOLE, "search.renamed", a_saved_search, lambda a, one: agents.rename_search(a, one, name="Other")),
    "agents.delete_search": Act(CONSOLE, "search.deleted", a_saved_search, lambda a, one: agents.delete_search(a, one)),
    "agents.share_search": Act({"sam", "grace"}, "search.shared", a_saved_search, lambda a, one: agents.share_search(a, one)),
    "agents.withdraw_search": Act({"sam", "grace"}, "search.withdrawn", a_shared_search, lambda a, one: agents.withdraw_search(a, one)),
    "agents.create_agent": Act(
        STAFF, "agent.created", the_world, lambda a, w: agents.create_agent(a, **{**NEWCOMER, "roles": [Role.objects.get(code="agent")]})
    ),
    "agents.change_agent": Act(STAFF, "agent.changed", the_world, lambda a, w: agents.change_agent(a, w.rhea, **{**NEWCOMER, "is_active": False})),
    "agents.set_password": Act(STAFF, "agent.password", the_world, lambda a, w: agents.set_password(a, w.rhea, password="new horse 43")),
    "agents.send_password_link": Act(STAFF, "mail.password_link", the_world, lambda a, w: agents.send_password_link(a, w.rhea)),
    "agents.send_test_mail": Act(STAFF, "mail.asked", oneself, lambda a, me: agents.send_test_mail(a, me)),
    "agents.create_role": Act(STAFF, "role.changed", the_world, lambda a, w: agents.create_role(a, code="n", name="N", rights={})),
    "agents.change_role": Act(
        STAFF, "role.changed", a_role, lambda a, role: agents.change_role(a, role, code="n", name="N", rights=[str(Can.EDIT_CART)])
    ),
    "agents.set_ceilings": Act(
        STAFF, "role.ceilings", a_role, lambda a, role: agents.set_ceilings(a, role, ceilings={("refund", "EUR"): (Decimal(50), None)})
    ),
    "agents.approve_request": Act(SENIORS, "approval.given", an_approval, lambda a, one: approvals.approve_request(a, one, note="Yes")),
    "agents.decline_request": Act(SENIORS, "approval.declined", an_approval, lambda a, one: approvals.decline_request(a, one)),
    "agents.rule_role": Act(STAFF, "role.changed", a_role, lambda a, role: agents.rule_role(a, role, second_factor=True, most_reads=50)),
    "agents.set_up_second_factor": Act(
        EVERYBODY, "agent.second_factor_on", oneself, lambda a, me: agents.set_up_second_factor(a, me, secret=SECRET, code=code_of(SECRET))
    ),
    "agents.make_recovery_codes": Act(EVERYBODY, "agent.recovery_codes", with_second_factor, lambda a, me: agents.make_recovery_codes(a, me)),
    "agents.switch_off_second_factor": Act(
        EVERYBODY, "agent.second_factor_off", with_second_factor, lambda a, me: agents.switch_off_second_factor(a, me)
    ),
    "agents.reset_second_factor": Act(
        STAFF, "agent.second_factor_reset", rhea_with_second_factor, lambda a, rhea: agents.reset_second_factor(a, rhea)
    ),
    "agents.end_log_in": Act(
        EVERYBODY, "agent.logins_ended", logged_in_twice, lambda a, me: agents.end_log_in(a, me, handle=log_ins_of(me)[0].handle)
    ),
    "agents.end_other_log_ins": Act(
        EVERYBODY, "agent.logins_ended", logged_in_twice, lambda a, me: agents.end_other_log_ins(a, me, kept=log_ins_of(me)[0].handle)
    ),
    "agents.delete_role": Act(STAFF, "role.changed", a_role, lambda a, role: agents.delete_role(a, role)),
    "agents.add_settings": Act(STAFF, "settings.changed", _reason, lambda a, one: agents.add_settings(a, one)),
    "agents.save_settings": Act(STAFF, "settings.changed", _renamed_reason, lambda a, one: agents.save_settings(a, one, fields=["label"])),
    "agents.remove_settings": Act(STAFF, "settings.changed", a_rate, lambda a, one: agents.remove_settings(a, one)),
    "agents.change_password": Act(EVERYBODY, "agent.password", oneself, lambda a, me: agents.change_password(a, me, password="new horse 43")),
    "agents.change_preferences": Act(EVERYBODY, "agent.preferences", oneself, lambda a, me: agents.change_preferences(a, me, **WISHES)),
    "agents.arrange_table": Act(
        EVERYBODY, "agent.table", oneself, lambda a, me: agents.arrange_table(a, me, table="order", columns=["number", "total"], density="compact")
    ),
    "agents.turn_theme": Act(EVERYBODY, "agent.preferences", oneself, lambda a, me: agents.turn_theme(a, me)),
    "carts.add_item": Act(DESK, "cart.item_added", the_world, lambda a, w: carts.add_item(a, w.mina, sku="LAMP-1", quantity=1)),
    "carts.add_items": Act(DESK, "cart.items_added", the_world, lambda a, w: carts.add_items(a, w.mina, wanted=[Wanted("MUG-1*2", "MUG-1", 2)])),
    "carts.set_quantity": Act(
        DESK,
        "cart.quantity_changed",
        a_cart,
        lambda a, cart: carts.set_quantity(a, cart, line=lamps(cart), quantity=5, version=cart.version),
    ),
    "carts.remove_item": Act(DESK, "cart.item_removed", a_cart, lambda a, cart: carts.remove_item(a, cart, line=lamps(cart), version=cart.version)),
    "carts.put_back_item": Act(
        DESK,
        "cart.item_added",
        a_cart,
        lambda a, cart: carts.put_back_item(a, cart, sku="MUG-1", quantity=1, method="express", shipping="", position=2, version=cart.version),
    ),
    "carts.reprice_cart": Act(DESK, "cart.repriced", a_cart_of_old_prices, lambda a, cart: carts.reprice_cart(a, cart, version=cart.version)),
    "carts.reckon_cart": Act(DESK, "cart.reckoned", a_cart_of_old_taxes, lambda a, cart: carts.reckon_cart(a, cart, version=cart.version)),
    "carts.empty_cart": Act(DESK, "cart.emptied", a_cart, lambda a, cart: carts.empty_cart(a, cart, version=cart.version)),
    "carts.restore_cart": Act(DESK, "cart.restored", an_emptied_cart, lambda a, cart: carts.restore_cart(a, cart, version=cart.version)),
    "carts.save_for_later": Act(DESK, "cart.saved", a_cart, lambda a, cart: carts.save_for_later(a, cart, version=cart.version)),
    "carts.resume_cart": Act(DESK, "cart.resumed", a_saved_cart, lambda a, cart: carts.resume_cart(a, cart, version=cart.version)),
    "carts.set_lines_aside": Act(
        DESK, "cart.set_aside", a_cart_of_two, lambda a, cart: carts.set_lines_aside(a, cart, lines=[lamps(cart)], version=cart.version)
    ),
    "carts.take_lines_back": Act(DESK, "cart.taken_back", a_part_of_a_cart, lambda a, cart: carts.take_lines_back(a, cart, version=cart.version)),
    "carts.set_shipping": Act(
        DESK, "cart.shipping_changed", a_cart, lambda a, cart: carts.set_shipping(a, cart, method="express", version=cart.version)
    ),
    "carts.set_line_shipping": Act(
        DESK,
        "cart.line_shipping_changed",
        a_cart,
        lambda a, cart: carts.set_line_shipping(a, cart, line=lamps(cart), method="express", shipping="", version=cart.version),
    ),
    "carts.split_line": Act(
        DESK, "cart.line_split", a_cart, lambda a, cart: carts.split_line(a, cart, line=lamps(cart), quantity=1, version=cart.version)
    ),
    "carts.set_wishes": Act(
        DESK,
        "cart.wishes_changed",
        a_cart,
        lambda a, cart: carts.set_wishes(a, cart, group=cart.groups.get().pk, **OF_A_DELIVERY, version=cart.version),
    ),
    "carts.set_properties": Act(
        DESK, "cart.properties_changed", a_cart, lambda a, cart: carts.set_properties(a, cart, properties={"Ticket": "7"}, version=cart.version)
    ),
    "carts.set_addresses": Act(
        DESK,
        "cart.address_changed",
        a_cart_and_an_address,
        lambda a, it: carts.set_addresses(a, it[0], shipping=str(it[1].pk), billing="", version=it[0].version),
    ),
    "carts.add_address": Act(
        DESK,
        "cart.address_changed",
        a_cart,
        lambda a, cart: carts.add_address(a, cart, version=cart.version, save=True, use_for="billing", **ADDRESS),
    ),
    "carts.set_payment": Act(
        DESK, "cart.po_number_changed", a_cart, lambda a, cart: carts.set_payment(a, cart, po_number="PO 7", version=cart.version)
    ),
    "carts.apply_code": Act(DESK, "cart.code_applied", a_cart_and_a_code, lambda a, it: carts.apply_code(a, it[0].customer, code=it[1].code)),
    "carts.remove_code": Act(
        DESK, "cart.code_removed", a_cart_with_a_code, lambda a, it: carts.remove_code(a, it[0], coupon=it[1].pk, version=it[0].version)
    ),
    "promotions.generate_coupon": Act(
        DESK, "coupon.made", a_promotion_for_mina, lambda a, it: promotions.generate_coupon(a, it[0], promotion=it[1].pk)
    ),
    "promotions.send_coupon": Act(DESK, "coupon.sent", a_coupon, lambda a, one: promotions.send_coupon(a, one)),
    "carts.override_price": Act(
        DESK,
        "cart.price_overridden",
        a_dear_cart,
        lambda a, cart: carts.override_price(a, cart, line=lamps(cart), price=Decimal(11), reason="match", version=cart.version),
    ),
    "carts.ask_for_price": Act(DESK, "approval.asked", a_dear_cart, asked_price),
    "carts.withdraw_price_request": Act(
        DESK,
        "approval.withdrawn",
        a_cart_that_waits,
        lambda a, cart: carts.withdraw_price_request(a, cart, line=lamps(cart), version=cart.version),
    ),
    "carts.use_list_price": Act(
        DESK, "cart.list_price_used", an_overridden_cart, lambda a, cart: carts.use_list_price(a, cart, line=lamps(cart), version=cart.version)
    ),
    "promotions.revoke_coupon": Act(DESK, "coupon.revoked", a_coupon, lambda a, one: promotions.revoke_coupon(a, one)),
    "promotions.allow_codes_again": Act(SENIORS, "coupon.unlocked", the_world, lambda a, w: promotions.allow_codes_again(a, w.mina)),
    "customers.set_price_group": Act(
        STAFF, "customer.price_group", a_price_group, lambda a, one: customers.set_price_group(a, one[0], price_group=one[1], version=one[0].version)
    ),
    "customers.create_customer": Act(
        DESK, "customer.created", the_world, lambda a, w: customers.create_customer(a, w.de, email="new@example.org", **ADDRESS)
    ),
    "customers.deactivate_customer": Act(
        SENIORS, "customer.deactivated", the_world, lambda a, w: customers.deactivate_customer(a, w.mina, version=w.mina.version)
    ),
    "customers.activate_customer": Act(
        SENIORS, "customer.activated", a_closed_customer, lambda a, one: customers.activate_customer(a, one, version=one.version)
    ),
    "catalog.set_price": Act(STAFF, "price.changed", the_world, lambda a, w: catalog.set_price(a, w.lamp, channel=w.de, amount=Decimal("12"))),
    "catalog.set_stock": Act(STAFF, "stock.counted", the_world, lambda a, w: catalog.set_stock(a, w.lamp, on_hand=7)),
    "catalog.set_next_delivery": Act(STAFF, "stock.delivery", the_world, lambda a, w: catalog.set_next_delivery(a, w.lamp, on=date(2027, 1, 4))),
    "console.start_export": Act(
        SENIORS, "export.asked", oneself, lambda a, me: console.start_export(a, me, kind="order", asked="q=harker", format="csv")
    ),
    "console.retry_export": Act(SENIORS, "export.asked", a_failed_export, lambda a, one: console.retry_export(a, one)),
    "orders.complete_order": Act(
        DESK, "order.completed", an_unpaid_order, lambda a, order: orders.complete_order(a, order, po_number="7", version=order.version)
    ),
    "orders.record_payment": Act(
        SENIORS,
        "order.payment_recorded",
        an_unpaid_order,
        lambda a, order: orders.record_payment(
            a, order, payment=order.payments.get().pk, amount=order.total, reference="7", received_on=localdate(), version=order.version, key="k1"
        ),
    ),
    "orders.void_payment": Act(
        SENIORS,
        "order.payment_voided",
        an_unpaid_order,
        lambda a, order: orders.void_payment(a, order, payment=order.payments.get().pk, version=order.version),
    ),
    "orders.copy_order": Act(DESK, "cart.copied", the_world, lambda a, w: orders.copy_order(a, w.order)),
    "orders.give_order": Act(DESK, "order.given", the_world, lambda a, w: orders.give_order(a, w.guest_order, customer=w.mina, theirs=True)),
    "orders.place_order": Act(DESK, "order.placed", a_cart, lambda a, cart: orders.place_order(a, cart, version=cart.version)),
}
