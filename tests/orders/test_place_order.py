"""Placing an order (O7)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from agents.actions import open_session
from agents.models import AuditEntry, CallSession
from carts.actions import add_address, add_item, set_addresses, set_line_shipping, set_payment, set_quantity
from carts.models import Cart
from catalog.models import Price, Product, ShippingMethod, Stock, TaxRate
from contactcenter.errors import Refusal
from customers.desk import customer_on_desk
from customers.models import Address, Message
from orders.actions import place_at_todays_prices, place_order
from orders.models import Order
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def cart(world: World) -> Cart:
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    return add_item(ada, world.mina, sku="MUG-1", quantity=1)


def place(world: World, cart: Cart) -> Order:
    return place_order(world.as_(world.ada), cart, version=cart.version)


def test_the_order_keeps_its_carts_number_and_amounts(world: World, cart: Cart) -> None:
    order = place(world, cart)
    assert (order.number, order.status, order.type) == (cart.number, Order.Status.SUBMITTED, Order.Type.OFFLINE)
    assert (order.subtotal, order.shipping, order.tax, order.total) == (cart.subtotal, cart.shipping, cart.tax, cart.total)
    assert (order.agent, order.channel, order.customer) == (world.ada, world.de, world.mina)
    cart.refresh_from_db()
    assert cart.status == Cart.Status.PLACED


def test_lines_and_addresses_are_copies(world: World, cart: Cart) -> None:
    order = place(world, cart)
    Address.objects.update(street="Elsewhere 1")
    Product.objects.update(name="Renamed")
    Price.objects.update(amount=1)
    order = Order.objects.get(pk=order.pk)
    assert [(line.title, line.quantity, line.unit_price) for line in order.lines.all()] == [
        ("Desk lamp", 2, Decimal("10.00")),
        ("Enamel mug", 1, Decimal("7.95")),
    ]
    assert order.shipping_address and order.shipping_address.street == "Lindenstraße 5"


@pytest.fixture
def apart(world: World, cart: Cart) -> Cart:
    """The mug goes to Cologne by express, the lamps to Berlin by parcel."""
    gran = {"last_name": "Harker", "street": "Weg 2", "postal_code": "50667", "city": "Köln", "country": "DE"}
    cart = add_address(world.as_(world.ada), cart, version=cart.version, save=False, use_for="line", sku="MUG-1", **gran)
    to = Address.objects.get(city="Köln").pk
    return set_line_shipping(world.as_(world.ada), cart, sku="MUG-1", method="express", shipping=to, version=cart.version)


def test_a_line_goes_where_and_how_it_was_asked_for(world: World, apart: Cart) -> None:
    order = place(world, apart)
    assert (order.shipping, order.total) == (Decimal("17.80"), apart.total)
    lamps, mug = order.lines.all()
    assert (lamps.ship_to, lamps.shipping_method_name) == (None, "")
    assert mug.ship_to and (mug.ship_to.city, mug.ship_to.kind, mug.ship_to.position, mug.shipping_method_code) == ("Köln", "further", 1, "express")
    assert [(one.label, one.amount) for one in order.adjustments.filter(kind="shipping")] == [
        ("Parcel · Berlin", Decimal("4.90")),
        ("Express · Köln", Decimal("12.90")),
    ]
    assert order.shipping_address and order.shipping_address.city == "Berlin" and order.further_addresses == [mug.ship_to]


def test_where_all_goes_elsewhere_that_is_where_the_order_goes(world: World, apart: Cart) -> None:
    to = Address.objects.get(city="Köln").pk
    cart = set_line_shipping(world.as_(world.ada), apart, sku="LAMP-1", method="express", shipping=to, version=apart.version)
    order = place(world, cart)
    assert order.shipping_address and (order.shipping_address.city, order.shipping_method_code, order.further_addresses) == ("Köln", "express", [])
    assert {(line.ship_to, line.shipping_method_code) for line in order.lines.all()} == {(None, "")}


def test_somebody_is_billed_even_where_each_line_has_an_address_of_its_own(world: World, apart: Cart) -> None:
    ada, to = world.as_(world.ada), Address.objects.get(city="Köln").pk
    cart = set_line_shipping(ada, apart, sku="LAMP-1", method="", shipping=to, version=apart.version)
    cart = set_addresses(ada, cart, shipping=None, billing=None, version=cart.version)
    with pytest.raises(Refusal, match="who is billed"):
        place(world, cart)
    order = place(world, set_addresses(ada, cart, shipping=None, billing=to, version=cart.version))
    assert order.billing_address and order.shipping_address
    assert (order.billing_address.city, order.shipping_address.city) == ("Köln", "Köln")


def test_the_mail_and_the_page_say_what_goes_where(world: World, as_ada: Client, apart: Cart) -> None:
    order = place(world, apart)
    body = Message.objects.get(order=order).body
    assert "1 × Enamel mug\nShips by Express to:\nHarker\nWeg 2\n50667 Köln" in body and "2 × Desk lamp\nShips by Parcel to:" in body
    found = as_ada.post("/console/sessions/", {"kind": "order", "number": order.number})
    page = as_ada.get(found["Location"]).content.decode()
    assert "Some items go to" in page and "Express · Harker, Weg 2, 50667 Köln" in page
    assert "17.80" not in page and "Parcel, Express" in page


@pytest.mark.parametrize(("lamps", "parcel"), [(2, "4.90"), (10, "free")])
def test_cart_mail_and_record_say_alike_what_each_way_costs(world: World, as_ada: Client, apart: Cart, lamps: int, parcel: str) -> None:
    cart = set_quantity(world.as_(world.ada), apart, sku="LAMP-1", quantity=lamps, version=apart.version)
    dock = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    order = place(world, cart)
    found = as_ada.post("/console/sessions/", {"kind": "order", "number": order.number})
    mail, page = Message.objects.get(order=order).body, as_ada.get(found["Location"]).content.decode()
    for way, fee in (("Parcel · Berlin", parcel), ("Express · Köln", "12.90")):
        for said in (dock, mail, page):
            assert re.search(rf"Shipping · {way}(?:</dt><dd>|: |</th><td class=\"num\">)€?{fee}\b", said), said
    assert "€0.00" not in mail


def test_cart_mail_and_record_say_the_tax_of_each_rate_where_there_are_several(world: World, as_ada: Client, cart: Cart) -> None:
    def shown(cart: Cart) -> list[str]:
        dock = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
        order = place(world, cart)
        found = as_ada.post("/console/sessions/", {"kind": "order", "number": order.number})
        return [dock, Message.objects.get(order=order).body, as_ada.get(found["Location"]).content.decode()]

    assert not any("Tax on shipping" in one for one in shown(cart))
    TaxRate.objects.create(channel=world.de, tax_class="reduced", label="VAT 7 %", rate=Decimal("0.07"))
    Product.objects.filter(sku="MUG-1").update(tax_class="reduced")
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    for said in shown(add_item(ada, world.mina, sku="MUG-1", quantity=1)):
        parts = [(r"19\s%", "3.19"), (r"7\s%", "0.52"), ("Tax on shipping", "0.78"), ("Tax included", "4.49")]
        for label, tax in parts:
            assert re.search(rf"{label}(?:</dt><dd(?: class=\"part\")?>|: |</th><td class=\"num\">)€?{tax}", said, re.IGNORECASE), label


def test_shipping_that_is_free_is_called_so_in_the_mail(world: World, cart: Cart) -> None:
    cart = set_quantity(world.as_(world.ada), cart, sku="LAMP-1", quantity=20, version=cart.version)
    assert "Shipping · Parcel: free\n" in Message.objects.get(order=place(world, cart)).body


def test_a_lines_own_method_taken_off_is_refused(world: World, apart: Cart) -> None:
    ShippingMethod.objects.filter(code="express").update(active=False)
    with pytest.raises(Refusal, match="Express.*no longer offered"):
        place(world, apart)


def test_placing_twice_gives_the_same_order(world: World, cart: Cart, audit: Verbs) -> None:
    first = place(world, cart)
    before = everything()
    assert place(world, cart) == first and everything() == before
    assert audit().count("order.placed") == 1


def test_what_is_available_is_reserved_and_what_is_back_ordered_is_not(world: World) -> None:
    Stock.objects.filter(variant=world.sofa).update(start=1)
    order = place(world, add_item(world.as_(world.ada), world.mina, sku="SOFA-1", quantity=3))
    assert (order.lines.get().reserved, Stock.objects.get(variant=world.sofa).available) == (1, 0)


def test_the_customers_figures_follow(world: World, cart: Cart) -> None:
    orders, value = world.mina.order_count, world.mina.lifetime_value
    order = place(world, cart)
    world.mina.refresh_from_db()
    assert (world.mina.order_count, world.mina.lifetime_value) == (orders + 1, value + order.total)


def test_the_confirmation_waits_in_the_queue_in_the_customers_language(world: World, cart: Cart) -> None:
    world.mina.language = "de"
    world.mina.save()
    order = place(world, cart)
    message = Message.objects.get(order=order)
    assert (message.recipient, message.sender, message.language, message.status) == ("mina@example.com", "shop@example.com", "de", "waiting")
    assert message.body.startswith("Guten Tag Mina Harker,")
    assert "Schreibtischlampe" in message.body and "32,85\xa0€" in message.body and "Lindenstraße 5" in message.body
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("customers.send_message", {"message_id": message.pk})


def test_a_customer_without_e_mail_gets_none(world: World, cart: Cart) -> None:
    world.mina.email = ""
    world.mina.save()
    assert not place(world, cart).messages.exists() and not ProcrastinateJob.objects.exists()


def test_the_audit_row_tells_number_and_total(world: World, cart: Cart) -> None:
    order = place(world, cart)
    entry = AuditEntry.objects.get(verb="order.placed")
    assert (entry.thing_id, entry.customer_id, entry.channel_id) == (order.pk, world.mina.pk, world.de.pk)
    assert entry.data == {"number": order.number, "total": "32.85", "currency": "EUR", "lines": 2}


def _sold_out(world: World) -> None:
    Stock.objects.filter(variant=world.mug).update(start=0)


def _off_sale(world: World) -> None:
    Product.objects.filter(sku="MUG-1").update(active=False)


def _dearer(world: World) -> None:
    Price.objects.filter(variant=world.mug).update(amount=Decimal("8.95"))


def _changed(world: World) -> None:
    cart = Cart.objects.get()
    set_payment(world.as_(world.sam), cart, po_number="7", version=cart.version)


def _homeless(world: World) -> None:
    Cart.objects.update(shipping_address=None)


def _method_taken_off(world: World) -> None:
    ShippingMethod.objects.filter(code="parcel").update(active=False)


def _no_method(world: World) -> None:
    Cart.objects.update(shipping_method=None)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_sold_out, "out_of_stock"),
        (_off_sale, "not_sold"),
        (_dearer, "price_changed"),
        (_changed, "cart_changed"),
        (_homeless, "no_address"),
        (_no_method, "no_method"),
        (_method_taken_off, "method_gone"),
    ],
)
def test_refusals_change_nothing(world: World, cart: Cart, spoil: Callable[[World], None], code: str) -> None:
    spoil(world)
    before = everything()
    with pytest.raises(Refusal) as refused:
        place(world, cart)
    assert refused.value.code == code and everything() == before


def test_a_changed_price_is_brought_into_the_cart_and_placed_only_the_second_time(world: World, cart: Cart) -> None:
    _dearer(world)
    ada, before = world.as_(world.ada), cart.total
    with pytest.raises(Refusal) as refused:
        place_at_todays_prices(ada, cart, version=cart.version)
    cart.refresh_from_db()
    assert refused.value.code == "price_changed" and cart.total != before and not Order.objects.filter(cart=cart).exists()
    assert place_at_todays_prices(ada, cart, version=cart.version).total == cart.total


def test_an_empty_cart_is_no_order(world: World, cart: Cart) -> None:
    cart.lines.all().delete()
    Cart.objects.update(subtotal=0, shipping=0, tax=0, total=0)
    with pytest.raises(Refusal) as refused:
        place(world, cart)
    assert refused.value.code == "empty_cart" and not Order.objects.filter(cart=cart).exists()


def test_the_next_first_line_makes_a_new_cart(world: World, cart: Cart) -> None:
    place(world, cart)
    assert add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1).number != cart.number


class TestInTheConsole:
    def test_the_order_opens_as_a_tab_of_its_customers_session(self, world: World, as_ada: Client, cart: Cart) -> None:
        session = open_session(world.as_(world.ada), customer_on_desk(world.mina))
        answer = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
        assert answer.status_code == 303 and answer.headers["Location"] == f"/console/sessions/{session.pk}/order/{cart.number}/"
        assert session.tabs.get(kind="order").number == cart.number

    def test_without_a_session_of_the_customer_none_is_replaced_for_it(self, world: World, as_ada: Client, cart: Cart) -> None:
        answer = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
        assert answer.headers["Location"] == f"/console/open/order/{cart.number}/" and not CallSession.objects.exists()
        assert as_ada.get(answer.headers["Location"]).status_code == 200

    def test_a_double_click_opens_the_same_order(self, world: World, as_ada: Client, cart: Cart) -> None:
        both = [as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version}) for _click in range(2)]
        assert both[0].headers["Location"] == both[1].headers["Location"] and Order.objects.filter(cart=cart).count() == 1

    def test_what_is_missing_is_said(self, world: World, as_ada: Client, cart: Cart) -> None:
        _homeless(world)
        answer = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version})
        assert answer.status_code == 422 and "Choose where to ship to" in answer.content.decode()
        assert not CallSession.objects.exists()
