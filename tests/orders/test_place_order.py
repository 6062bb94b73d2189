"""Placing an order (O7)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from agents.actions import open_session
from agents.models import AuditEntry, CallSession, Channel
from carts.actions import add_address, add_item, set_addresses, set_line_shipping, set_payment, set_quantity
from carts.models import Cart, CartAddress, CartShippingGroup
from catalog.models import Price, Product, ShippingMethod, ShippingRate, Stock, TaxRate
from contactcenter.errors import Refusal
from customers.desk import customer_on_desk
from customers.models import Address, Customer, Message
from orders.actions import place_at_todays_prices, place_order
from orders.figures import shipping_of
from orders.models import Order
from tests.factories import class_of, line_in, taxed
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


def typed(cart: Cart) -> str:
    """The address that was typed for the cart alone, as a form chooses it."""
    return cart.addresses.filter(source=None)[0].key


@pytest.fixture
def apart(world: World, cart: Cart) -> Cart:
    """The mug goes to Cologne by express, the lamps to Berlin by parcel."""
    gran = {"last_name": "Harker", "street": "Weg 2", "postal_code": "50667", "city": "Köln", "country": "DE"}
    cart = add_address(world.as_(world.ada), cart, version=cart.version, save=False, use_for="line", line=line_in(cart, "MUG-1"), **gran)
    to = typed(cart)
    return set_line_shipping(world.as_(world.ada), cart, line=line_in(cart, "MUG-1"), method="express", shipping=to, version=cart.version)


def test_a_line_goes_where_and_how_it_was_asked_for(world: World, apart: Cart) -> None:
    order = place(world, apart)
    assert (order.shipping, order.total) == (Decimal("17.80"), apart.total)
    lamps, mug = order.lines.all()
    assert (lamps.group.position, lamps.group.method_name) == (1, "Parcel")
    assert (mug.group.position, mug.group.method_code, mug.group.address.city, mug.group.address.position) == (2, "express", "Köln", 1)
    assert shipping_of(order) == [("Parcel · 10969 Berlin", Decimal("4.90")), ("Express · 50667 Köln", Decimal("12.90"))]
    assert [one.city for one in order.shipping_addresses] == ["Berlin", "Köln"]


def test_an_order_to_two_addresses_is_found_once(world: World, as_ada: Client, apart: Cart) -> None:
    order = place(world, apart)
    page = as_ada.get("/console/search/", {"kind": "order", "q": "harker"}).content.decode()
    assert page.count(f'data-opens="order {order.number}"') == 1


def test_where_all_goes_elsewhere_that_is_where_the_order_goes(world: World, apart: Cart) -> None:
    to = typed(apart)
    cart = set_line_shipping(world.as_(world.ada), apart, line=line_in(apart, "LAMP-1"), method="express", shipping=to, version=apart.version)
    order = place(world, cart)
    [group] = order.groups.all()
    assert ([one.city for one in order.shipping_addresses], group.method_code) == (["Köln"], "express")
    assert {line.group for line in order.lines.all()} == {group}


def test_same_as_shipping_is_where_something_goes(world: World, apart: Cart) -> None:
    ada, to = world.as_(world.ada), typed(apart)
    cart = set_line_shipping(ada, apart, line=line_in(apart, "LAMP-1"), method="", shipping=to, version=apart.version)
    order = place(world, set_addresses(ada, cart, shipping=to, billing="", version=cart.version))
    assert order.billing_address and order.shipping_address
    assert (order.billing_address.city, order.shipping_address.city) == ("Köln", "Köln")


def test_also_in_a_cart_that_has_a_way_in_which_nothing_lies(world: World, as_ada: Client, cart: Cart) -> None:
    """As they were left once, when the lines of the first group were taken out."""
    cart.addresses.filter(kind="billing").delete()
    nowhere = CartAddress.objects.create(cart=cart, kind="shipping", street="Leer 1", postal_code="04109", city="Leipzig", country="DE")
    cart.groups.update(position=2)
    CartShippingGroup.objects.create(cart=cart, position=1, address=nowhere)
    dock = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert re.search(r"Same as shipping: Lindenstraße 5", dock) and "by invoice to 10969 Berlin" in dock
    order = place(world, cart)
    assert order.billing_address and order.billing_address.city == "Berlin" and cart.groups.count() == 1


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
    cart = set_quantity(world.as_(world.ada), apart, line=line_in(apart, "LAMP-1"), quantity=lamps, version=apart.version)
    dock = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    order = place(world, cart)
    found = as_ada.post("/console/sessions/", {"kind": "order", "number": order.number})
    mail, page = Message.objects.get(order=order).body, as_ada.get(found["Location"]).content.decode()
    for way, fee in (("Parcel · 10969 Berlin", parcel), ("Express · 50667 Köln", "12.90")):
        for said in (dock, mail, page):
            assert re.search(rf"Shipping · {way}(?:</dt><dd>|: |(?:</span>)?</th><td class=\"num\">)€?{fee}\b", said), said
    assert "€0.00" not in mail


def test_cart_mail_and_record_say_the_tax_of_each_rate_where_there_are_several(world: World, as_ada: Client, cart: Cart) -> None:
    def shown(cart: Cart) -> list[str]:
        dock = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
        order = place(world, cart)
        found = as_ada.post("/console/sessions/", {"kind": "order", "number": order.number})
        return [dock, Message.objects.get(order=order).body, as_ada.get(found["Location"]).content.decode()]

    dock, mail, page = shown(cart)
    assert re.search(r"Tax 19\s?%: €5.24", mail) and not any(re.search(r"19\s%(?:</dt>|</span></th>)", one) for one in (dock, page))
    taxed(world.de, "0.07", tax_class="reduced", label="VAT 7 %")
    Product.objects.filter(sku="MUG-1").update(tax_class=class_of(world.organization, "reduced"))
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    for said in shown(add_item(ada, world.mina, sku="MUG-1", quantity=1)):
        parts = [(r"19\s%", "3.97"), (r"7\s%", "0.52"), ("Tax included", "4.49")]  # shipping's 0.78 is at the higher rate
        for label, tax in parts:
            assert re.search(rf"{label}(?:</dt><dd(?: class=\"part\")?>|: |(?:</span>)?</th><td class=\"num\">)€?{tax}", said, re.IGNORECASE), label


def test_cart_mail_and_record_say_the_tax_of_each_country(world: World, as_ada: Client, apart: Cart) -> None:
    taxed(world.de, "0.20", country="AT", label="USt")
    gran = {"last_name": "Harker", "street": "Ring 2", "postal_code": "1010", "city": "Wien", "country": "AT"}
    ada, mug = world.as_(world.ada), line_in(apart, "MUG-1")
    cart = add_address(ada, apart, version=apart.version, save=False, use_for="line", line=mug, **gran)
    assert cart.tax == Decimal("3.97") + Decimal("3.47")
    dock = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    order = place(world, cart)
    found = as_ada.post("/console/sessions/", {"kind": "order", "number": order.number})
    for said in (dock, Message.objects.get(order=order).body, as_ada.get(found["Location"]).content.decode()):
        for label, tax in ((r"19\s% · Germany", "3.97"), (r"20\s% · Austria", "3.47")):
            assert re.search(rf"{label}(?:</dt><dd(?: class=\"part\")?>|: |</span></th><td class=\"num\">)€?{tax}", said), label


def test_a_country_where_nothing_is_taxed_is_named_beside_the_other(world: World, as_ada: Client, apart: Cart) -> None:
    gran = {"last_name": "Harker", "street": "Gasse 2", "postal_code": "8001", "city": "Zürich", "country": "CH"}
    add_address(world.as_(world.ada), apart, version=apart.version, save=False, use_for="line", line=line_in(apart, "MUG-1"), **gran)
    dock = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    for label, tax in ((r"19\s% · Germany", "3.97"), (r"0\s% · Switzerland", "0.00")):
        assert re.search(rf"{label}</dt><dd class=\"part\">€{tax}", dock), label


def test_what_the_channel_says_of_taxes_in_prices_reaches_open_carts(world: World, cart: Cart) -> None:
    Channel.objects.filter(pk=world.de.pk).update(prices_include_tax=False)
    with pytest.raises(Refusal, match="taxes have changed"):
        place_at_todays_prices(world.as_(world.ada), cart, version=cart.version)
    cart.refresh_from_db()
    assert (cart.prices_include_tax, cart.subtotal, cart.tax) == (False, Decimal("27.95"), Decimal("6.24"))
    assert place(world, cart).total == Decimal("39.09")


def test_a_way_that_leads_there_no_more_goes_out_of_the_sums(world: World, cart: Cart) -> None:
    ShippingRate.objects.filter(method__code="parcel").update(countries=["AT"])
    ada = world.as_(world.ada)
    for _again in range(2):
        with pytest.raises(Refusal, match="is not offered to 10969 Berlin"):
            place_at_todays_prices(ada, cart, version=cart.version)
        version, cart = cart.version, Cart.objects.get()
        assert (cart.shipping, cart.total, cart.tax) == (0, Decimal("27.95"), Decimal("4.46"))
    assert cart.version == version  # nothing was changed the second time


def test_of_an_exempt_customers_order_nothing_bears_a_rate(world: World, cart: Cart) -> None:
    Customer.objects.filter(pk=world.mina.pk).update(tax_exempt=True)
    with pytest.raises(Refusal, match="taxes have changed"):
        place_at_todays_prices(world.as_(world.ada), cart, version=cart.version)
    cart.refresh_from_db()
    assert cart.tax_exempt
    order = place(world, cart)
    assert order.tax_exempt and order.tax == 0 and not order.lines.exclude(rate=0) and not order.groups.exclude(rate=0)


def test_shipping_that_is_free_is_called_so_in_the_mail(world: World, cart: Cart) -> None:
    cart = set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=20, version=cart.version)
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


def _taxed_higher(_world: World) -> None:
    TaxRate.objects.filter(country="DE").update(rate=Decimal("0.20"))  # what has to be paid stays the same


def _changed(world: World) -> None:
    cart = Cart.objects.get()
    set_payment(world.as_(world.sam), cart, po_number="7", version=cart.version)


def _emptied(_world: World) -> None:
    Cart.objects.update(status=Cart.Status.EMPTIED, is_current=False)


def _homeless(world: World) -> None:
    CartShippingGroup.objects.update(address=None)


def _method_taken_off(world: World) -> None:
    ShippingMethod.objects.filter(code="parcel").update(active=False)


def _no_method(world: World) -> None:
    CartShippingGroup.objects.update(method=None)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_sold_out, "out_of_stock"),
        (_off_sale, "not_sold"),
        (_dearer, "new_prices"),
        (_taxed_higher, "sums_changed"),
        (_changed, "cart_changed"),
        (_emptied, "cart_closed"),
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


def test_a_changed_tax_is_brought_into_the_cart_and_placed_only_the_second_time(world: World, cart: Cart) -> None:
    _taxed_higher(world)
    ada, before = world.as_(world.ada), cart.tax
    with pytest.raises(Refusal) as refused:
        place_at_todays_prices(ada, cart, version=cart.version)
    cart.refresh_from_db()
    assert refused.value.code == "sums_changed" and cart.tax != before and not Order.objects.filter(cart=cart).exists()
    assert place_at_todays_prices(ada, cart, version=cart.version).total == cart.total


def test_an_empty_cart_is_no_order(world: World, cart: Cart) -> None:
    cart.lines.all().delete()
    Cart.objects.update(subtotal=0, shipping=0, tax=0, total=0)
    CartShippingGroup.objects.update(net=0, tax=0, gross=0)
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
