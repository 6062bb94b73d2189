"""Finding orders: against brute force, newest first, within the channels one may see."""

import itertools
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Channel, Organization
from customers.models import Customer
from orders.criteria import find_orders_by
from orders.models import Order, OrderAddress, OrderLine, OrderShippingGroup, Shipment
from orders.search import exact_order, fill, find_orders
from search.criteria import Filters
from search.readings import Kind, Query, Term, parse, readings
from search.terms import phone_candidates
from tests.customers.crowd import crowd
from tests.customers.test_search import is_further, is_named
from tests.factories import SEES

pytestmark = pytest.mark.django_db
SKUS = ["LAMP-1", "LAMP-2", "MUG", "4711", "TJ-M-BLUE", "47-11"]


@pytest.fixture
def channels() -> list[Channel]:
    organization = Organization.objects.create(name="Crowd")
    return [
        Channel.objects.create(organization=organization, code=code, name=code, country=country, currency="EUR")
        for code, country in (("one", "DE"), ("two", "US"), ("three", "DE"))
    ]


@pytest.fixture
def orders(channels: list[Channel]) -> list[Order]:
    """200 orders: of customers under their name, of customers billed under another's, of guests."""
    dice, people, made = random.Random(3), crowd(channels, 120), []
    for i in range(200):
        person, other = people[i * 7 % 120], people[i * 11 % 120]
        named = other if i % 4 == 0 else person
        made.append(order_of(person.channel, None if i % 5 == 0 else person, named, i, sku=dice.choice(SKUS)))
    return made


def order_of(channel: Channel, customer: Customer | None, named: Customer, i: int, *, sku: str = "MUG", **fields: Any) -> Order:
    billing = OrderAddress(kind="billing", first_name=named.first_name, last_name=named.last_name, country="DE", phone=named.phone)
    order = fill(
        Order(
            channel=channel, customer=customer, status=Order.Status.SUBMITTED, currency="EUR", total=Decimal(i % 50), email=named.email,
            placed_at=timezone.now() - timedelta(hours=i * 37 % 200, minutes=i), external_number=f"EXT-{i}" if i % 9 == 0 else "", **fields,
        ),
        billing,
    )  # fmt: skip
    order.save()
    order.refresh_from_db()
    billing.order = order
    billing.save()
    amount = Decimal(5)
    group = OrderShippingGroup.objects.create(order=order)
    OrderLine.objects.create(order=order, group=group, position=1, sku=sku, title=sku, quantity=1, unit_price=amount, net=amount, tax=0, gross=amount)
    Shipment.objects.create(order=order, tracking=f"JJD{i:05}" if i % 3 == 0 else "")
    return order


def seeing(*channels: Channel) -> Actor:
    return Actor(kind=ActorKind.AGENT, name="Ada", rights=SEES, channel_ids=tuple(channel.pk for channel in channels))


def brute(orders: list[Order], channels: list[Channel], query: str) -> list[int]:
    """What the first reading finds that finds anything."""
    visible = [one for one in sorted(orders, key=lambda one: (one.placed_at, one.pk), reverse=True) if one.channel_id in {c.pk for c in channels}]
    return next((found for asked in readings(query) if (found := brute_reading(visible, channels, asked))), [])


def brute_reading(visible: list[Order], channels: list[Channel], asked: Query) -> list[int]:
    """By name or fact, and then by the parts of the customer's name, each newest first."""
    countries = ("DE", "US") if asked.anywhere else tuple({channel.country for channel in channels})
    found = [one.pk for one in visible if matches(one, asked, countries)]
    if asked.words and not asked.facts and not asked.too_short:
        whom = {one.customer for one in visible if one.customer and is_further(one.customer, asked) and not is_named(one.customer, asked)}
        first = sorted(whom, key=lambda one: (one.search_last, one.search_first, one.pk))[:26]
        found += [one.pk for one in visible if one.pk not in found and one.customer in first]
    return found


def matches(one: Order, asked: Query, countries: tuple[str, ...]) -> bool:
    pairs = asked.names
    names = [(one.search_last, one.search_first)]
    if one.customer is not None:
        names.append((one.customer.search_last, one.customer.search_first))
    named = any(has_last.startswith(last) and has_first.startswith(first) for has_last, has_first in names for last, first in pairs)
    return named and all(fact_matches(one, term, countries) for term in asked.facts)


def fact_matches(one: Order, term: Term, countries: tuple[str, ...]) -> bool:
    whose = [one.search_email, one.customer.search_email if one.customer else ""]
    if term.email and any(email.startswith(term.email) for email in whose):
        return True
    if term.kind is Kind.EMAIL:
        return False
    codes = tuple(term.codes)
    if (term.kind is Kind.DIGITS or term.prefix == "O") and one.number.startswith(term.text):
        return True
    if term.prefix == "C" and one.customer and one.customer.number == f"C-{term.text}":
        return True
    if one.external_number.startswith(codes) or any(line.sku.startswith(codes) for line in one.lines.all()):
        return True
    if any(shipment.tracking in codes for shipment in one.shipments.all() if shipment.tracking):
        return True
    phones = phone_candidates(term.typed, countries) if term.kind is Kind.DIGITS and len(term.text) >= 5 else []
    return bool(one.search_phone) and any(one.search_phone.startswith(begin) for begin in phones)


def queries(orders: list[Order]) -> list[str]:
    shapes = [
        "mul",
        "müller",
        "ann",
        "smith jo",
        "jo smith",
        "anna maria",
        "j mul",
        "mul j",
        "nobody",
        "ng ngo",
        "LAMP",
        "lamp-1",
        "4711",
        "471",
        "tj-m",
        "ext-1",
    ]
    for one in random.Random(5).sample(orders, 25):
        address = one.billing_address
        last, first = (address.last_name, address.first_name) if address else ("", "")
        sku = one.lines.get().sku
        shapes += [f"{first} {last}", f"{last} {first[:2]}", one.number, one.number[:3], one.external_number, one.phone, one.email, one.email[:7]]
        shapes += [one.email.split("@")[0]]
        shapes += [f"{last} {one.number}", f"{last} {sku}", f"{sku} {one.number[:3]}", f"{first} {one.email}", one.shipments.get().tracking]
        shapes += [one.customer.number if one.customer else "", one.search_phone[:7], f"{last} {one.search_phone}"]
    return [shape for shape in dict.fromkeys(map(str.strip, shapes)) if not parse(shape).too_short]


@pytest.mark.long
def test_every_shape_finds_what_brute_force_finds(channels: list[Channel], orders: list[Order]) -> None:
    shapes = queries(orders)
    assert len(shapes) > 150
    known = list(Order.objects.select_related("customer").prefetch_related("lines", "shipments", "addresses"))
    for seen, query in itertools.product((channels, channels[1:2]), shapes):
        expected, found = brute(known, seen, query), find_orders(seeing(*seen), query, limit=500)
        if not expected and not parse(query).facts and " " not in query:
            continue  # letters that are no name may begin a SKU
        assert [row.pk for row in found.rows] == expected, query
        assert {row.pk for row in find_orders_by(seeing(*seen), Filters(), query, limit=500).rows} >= set(expected), query


def test_a_word_that_is_no_name_may_begin_a_sku(channels: list[Channel], orders: list[Order]) -> None:
    expected = {one.pk for one in orders if one.lines.get().sku.startswith("LAMP")}
    assert {row.pk for row in find_orders(seeing(*channels), "lamp", limit=200).rows} == expected


def test_a_page_is_the_newest_of_the_whole(channels: list[Channel], orders: list[Order]) -> None:
    known = list(Order.objects.select_related("customer").prefetch_related("lines", "shipments"))
    whole, found = brute(known, channels, "mul"), find_orders(seeing(*channels), "mul", limit=5)
    assert ([row.pk for row in found.rows], found.more) == (whole[:5], True)


def test_a_row_names_the_customer_and_a_guest_by_the_billing_name(channels: list[Channel]) -> None:
    one, other = crowd(channels[:1], 2)
    Customer.objects.filter(pk=one.pk).update(first_name="Mina", last_name="Harker")
    Customer.objects.filter(pk=other.pk).update(first_name="Gil", last_name="Guest")
    one.refresh_from_db()
    other.refresh_from_db()
    mine, guest = order_of(channels[0], one, other, 1), order_of(channels[0], None, other, 2)
    named = {row.pk: row.customer_name for row in find_orders(seeing(*channels), "guest").rows}
    assert named == {mine.pk: "Mina Harker", guest.pk: "Gil Guest"}


def test_other_channels_never_appear(channels: list[Channel], orders: list[Order]) -> None:
    allowed = seeing(channels[2])
    for one in [one for one in orders if one.channel_id != channels[2].pk][:30]:
        for query in (one.number, one.email, one.search_phone, one.lines.get().sku, one.external_number, one.shipments.get().tracking):
            assert all(row.channel_code == "three" for row in find_orders(allowed, query).rows)
        assert exact_order(allowed, one.number) is None
    assert find_orders(Actor(kind=ActorKind.AGENT, name="none"), "mul").rows == []


def test_an_exact_number_in_any_spelling_is_the_order(channels: list[Channel], orders: list[Order]) -> None:
    number = orders[0].number
    for typed in ("{0}", "#{0}", "o{0}", "O-{0}", " {0} ", "{1} {2}", "{1}.{2}"):
        assert exact_order(seeing(*channels), typed.format(number, number[:2], number[2:])) == orders[0], typed


def test_an_external_number_is_exact(channels: list[Channel], orders: list[Order]) -> None:
    assert exact_order(seeing(*channels), "ext-9") == orders[9]
    assert exact_order(seeing(*channels), "EXT-1") is None


def test_short_terms_match_exact_numbers_and_last_names(channels: list[Channel], orders: list[Order]) -> None:
    Order.objects.filter(pk=orders[0].pk).update(number="12")
    assert [row.pk for row in find_orders(seeing(*channels), "12").rows] == [orders[0].pk]
    short = find_orders(seeing(*channels), "Ng", limit=200)
    assert short.too_short
    assert {row.pk for row in short.rows} == {one.pk for one in orders if one.search_last == "ng"}


def test_wildcards_and_injection_are_plain_characters(channels: list[Channel], orders: list[Order]) -> None:
    for query in ("%%%", "___", "'; DROP TABLE orders_order; --", "LAMP%", "L_MP-1", "{size}", "%(number)s", "\\\\\\"):
        assert find_orders(seeing(*channels), query).rows == [] or query == "LAMP%", query
        assert exact_order(seeing(*channels), query) is None, query


def test_a_header_sorts_what_was_found(channels: list[Channel], orders: list[Order]) -> None:
    totals = [row.total for row in find_orders(seeing(*channels), "mul", sort="-total").rows]
    assert totals == sorted(totals, reverse=True)
