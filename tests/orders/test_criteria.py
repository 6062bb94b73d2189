"""Finding orders by criteria: each alone and many together against brute force, within the channels one may see."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.actors import Actor
from customers.models import Account
from orders.criteria import CRITERIA, ask_orders, find_orders_by
from orders.models import Order, OrderLine, Shipment
from orders.search import fill, find_orders
from tests.factories import placed, product_of, variant_of
from tests.world import World

pytestmark = pytest.mark.django_db
NAMES = (("Mina", "Harker"), ("Jörg", "Müller"), ("Lucy", "Westenra"), ("王", "小明"))
CITIES = (("10969", "DE"), ("SW1A 1AA", "GB"), ("75001", "FR"))


@pytest.fixture
def orders(world: World) -> list[Order]:
    """Forty-eight of two channels, of which every criterion knows something."""
    account = Account.objects.create(channel=world.de, number="A-9", name="Acme")
    lamp = product_of(world.organization, sku="GLOW", name="Garden lantern", translations={"de": {"name": "Gartenlaterne"}})
    variant_of(lamp, world.de, "GLOW-1", "5.00")
    for i in range(48):
        channel = world.uk if i % 4 == 3 else world.de
        made = placed(None if i % 3 else world.mina if channel == world.de else world.uma, channel, total=str(10 + i), name=NAMES[i % 4])
        made.placed_at = timezone.now() - timedelta(days=i)
        made.status, made.payment_status = Order.Status.values[i % 5], Order.PaymentStatus.values[i % 4]
        made.fulfilment_status, made.return_status = Order.FulfilmentStatus.values[i % 3], Order.ReturnStatus.values[i % 2]
        made.type, made.account = Order.Type.values[i % 2], account if i % 8 == 0 else None
        made.coupon_codes, made.external_number = ["SPRING"] if i % 6 == 0 else [], f"W{i:03}" if i % 2 else ""
        made.approver, made.phone = world.mina if i % 10 == 0 else None, "+49 30 77" if i % 5 == 0 else ""
        code, country = CITIES[i % 3]
        made.addresses.update(postal_code=code, country=country)
        fill(made, made.addresses.get(kind="billing"), made.addresses.get(kind="shipping")).save()
        made.lines.update(sku="GLOW-1" if i % 7 == 0 else "LAMP-1")
        made.payments.update(method="paypal" if i % 4 == 0 else "invoice")
        Shipment.objects.create(order=made, tracking=f"TRACK{i % 12}")
    return list(Order.objects.prefetch_related("lines", "addresses", "payments", "shipments").select_related("account", "channel"))


def sku_of(one: Order) -> str:
    line: OrderLine = one.lines.all()[0]
    return line.sku


def ship_to(one: Order) -> tuple[str, str]:
    to = one.shipping_address
    return (to.postal_code.lower().replace(" ", ""), to.country) if to else ("", "")


def days(one: Order) -> int:
    zone = Actor(kind="", name="", timezone="Europe/Berlin").zone
    return (timezone.now().astimezone(zone).date() - one.placed_at.astimezone(zone).date()).days


def iso(ago: int) -> str:
    return (timezone.now().astimezone(Actor(kind="", name="", timezone="Europe/Berlin").zone).date() - timedelta(days=ago)).isoformat()


ALONE: dict[str, tuple[tuple[str, ...], Callable[[Order, str], bool]]] = {
    "number": (("1", "#100"), lambda o, v: o.number.startswith(v.lstrip("#"))),
    "external_number": (("w0", "W01"), lambda o, v: o.external_number.startswith(v.upper())),
    "external_number exact": (("W011",), lambda o, v: o.external_number == v),
    "last_name": (("hark", "Muell"), lambda o, v: o.search_last.startswith({"hark": "hark", "Muell": "mull"}[v])),
    "last_name contains": (("stenr",), lambda o, v: v in o.search_last),
    "first_name exact": (("mina", "luc"), lambda o, v: o.search_first == v),
    "email": (("mina@", "guest"), lambda o, v: o.search_email.startswith(v)),
    "phone": (("+49 30 7",), lambda o, v: o.search_phone.startswith("49307")),
    "sku": (("glow", "LAMP"), lambda o, v: sku_of(o).startswith(v.upper())),
    "sku exact": (("GLOW-1", "GLOW"), lambda o, v: sku_of(o) == v),
    "product": (("lantern", "Gartenlat gard", "garden zzz"), lambda o, v: "zzz" not in v and sku_of(o) == "GLOW-1"),
    "status": (tuple(Order.Status.values[:3]), lambda o, v: o.status == v),
    "payment_status": (tuple(Order.PaymentStatus.values[:3]), lambda o, v: o.payment_status == v),
    "fulfilment_status": (tuple(Order.FulfilmentStatus.values[:2]), lambda o, v: o.fulfilment_status == v),
    "return_status": (tuple(Order.ReturnStatus.values[:2]), lambda o, v: o.return_status == v),
    "submitted_days": (("0", "7"), lambda o, v: days(o) <= int(v)),
    "placed_from": ((iso(20),), lambda o, v: days(o) <= 20),
    "placed_to": ((iso(20),), lambda o, v: days(o) >= 20),
    "total_min": (("30", "30,50"), lambda o, v: o.total >= Decimal(v.replace(",", "."))),
    "total_max": (("30",), lambda o, v: o.total <= Decimal(v)),
    "channel": (("de", "uk", "nowhere"), lambda o, v: o.channel.code == v),
    "type": (("online", "offline"), lambda o, v: o.type == v),
    "payment": (("paypal", "invoice", "card"), lambda o, v: o.payments.all()[0].method == v),
    "coupon": (("spring", "SPRING", "SPR"), lambda o, v: v.upper() in o.coupon_codes),
    "tracking": (("TRACK3", "track 3", "TRACK"), lambda o, v: v.upper().replace(" ", "") in {one.tracking for one in o.shipments.all()}),
    "postal_code": (("sw1a", "10969"), lambda o, v: ship_to(o)[0].startswith(v)),
    "postal_code exact": (("SW1A1AA", "109"), lambda o, v: ship_to(o)[0] == v.lower()),
    "country": (("FR",), lambda o, v: ship_to(o)[1] == v),
    "account": (("acme", "a-9", "cme"), lambda o, v: o.account is not None and v != "cme"),
    "approver": (("Harker", "mina hark", "nobody"), lambda o, v: o.approver_id is not None and v != "nobody"),
}
CASES = [(name, value) for name, (values, _holds) in ALONE.items() for value in values]


def params(*cases: tuple[str, str]) -> dict[str, str]:
    split = [(name.split()[0], name.partition(" ")[2], value) for name, value in cases]
    return {**{name: value for name, _how, value in split}, **{f"{name}_how": how for name, how, _value in split if how}}


def brute(orders: list[Order], actor: Actor, *cases: tuple[str, str]) -> list[int]:
    found = [one for one in orders if one.channel_id in actor.channel_ids and all(ALONE[name][1](one, value) for name, value in cases)]
    return [one.pk for one in sorted(found, key=lambda one: (one.placed_at, one.pk), reverse=True)]


def found(actor: Actor, typed: dict[str, str], query: str = "") -> list[int]:
    asked = ask_orders(actor, typed)
    assert asked.errors == {}, (typed, asked.errors)
    return [row.pk for row in find_orders_by(actor, asked, query, limit=500).rows]


def test_the_table_below_knows_every_criterion() -> None:
    assert {name.split()[0] for name in ALONE} == {one.name for one in CRITERIA}


@pytest.mark.parametrize("who", ["ada", "otto"])
def test_each_criterion_alone_finds_what_it_should_and_only_that(world: World, orders: list[Order], who: str) -> None:
    actor = world.as_(getattr(world, who))
    for name, value in CASES:
        assert found(actor, params((name, value))) == brute(orders, actor, (name, value)), (name, value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(st.sampled_from(CASES), min_size=2, max_size=4, unique_by=lambda case: case[0].split()[0]))
def test_any_criteria_together_find_what_holds_of_all(world: World, orders: list[Order], cases: list[tuple[str, str]]) -> None:
    actor, typed = world.as_(world.ada), params(*cases)
    if not ask_orders(actor, typed).errors:
        assert found(actor, typed) == brute(orders, actor, *cases)


def test_the_words_of_the_box_narrow_it_further(world: World, orders: list[Order]) -> None:
    actor = world.as_(world.ada)
    theirs = {one.pk for one in orders if "hark" in one.search_last or one.customer_id == world.mina.pk}
    assert found(actor, {"type": "online"}, "harker") == [one for one in brute(orders, actor, ("type", "online")) if one in theirs] != []
    assert found(actor, {"type": "online"}, "GLOW-1") == brute(orders, actor, ("type", "online"), ("sku", "GLOW-1"))


def test_a_postcode_narrows_beside_another_fact_as_it_does_in_the_box(world: World, orders: list[Order]) -> None:
    actor = world.as_(world.ada)
    one = next(each for each in orders if each.external_number and each.channel_id == world.de.pk and ship_to(each)[0].isdecimal())
    for code, expected in ((ship_to(one)[0], [one.pk]), ("99999", [])):
        typed = f"{one.external_number} {code}"
        assert found(actor, {"type": one.type}, typed) == [row.pk for row in find_orders(actor, typed).rows] == expected, typed


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"status": "DONE"}, "status"), ({"submitted_days": "a week"}, "submitted_days"), ({"total_min": "9", "total_max": "1"}, "total_max"),
     ({"placed_from": "2026-02-02", "placed_to": "1.2.2026"}, "placed_to"), ({"product": "!"}, "product"), ({"number": "R-7"}, "number")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_field(world: World, typed: dict[str, str], wrong: str) -> None:
    assert list(ask_orders(world.as_(world.ada), typed).errors) == [wrong]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1234.50", "1234.50"), ("1234,5", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1 234", "1234"), ("0,234", "0.234"),
     ("1.2340", "1.234"), ("1234", "1234"), ("1.234", None), ("1,234", None), ("999,000", None)],
)  # fmt: skip
def test_an_amount_means_the_same_to_every_reader_or_is_refused(world: World, language: str, typed: str, meant: str | None) -> None:
    with translation.override(language):
        asked = ask_orders(world.as_(world.ada), {"total_min": typed})
    if meant is None:
        assert typed.replace(",", "").replace(".", "") in asked.errors["total_min"] and f"{typed}0" in asked.errors["total_min"]
    else:
        assert asked.errors == {} and asked.clauses[0].values == (Decimal(meant),)


def test_a_search_by_criteria_is_three_queries_beside_its_savepoint(world: World, orders: list[Order]) -> None:
    actor = world.as_(world.ada)
    with CaptureQueriesContext(connection) as asked:
        find_orders_by(actor, ask_orders(actor, {"last_name": "hark", "status": "SUBMITTED"}))
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= 3
