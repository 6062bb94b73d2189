"""All children of an order in one query are what the ORM reads one by one."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from console.pages import OF_AN_ORDER, order_page
from contactcenter.children import read_children
from customers.models import Message
from orders.models import Order, OrderAdjustment, OrderNote, Payment, PaymentInteraction, Shipment, ShipmentLine
from tests.world import World


def full(world: World) -> Order:
    order = world.order
    OrderAdjustment.objects.create(order=order, kind="discount", source="x", label="Ten off", amount=Decimal("-10.05"))
    OrderNote.objects.create(order=order, agent=world.ada, text="Rang twice, “quoted”.")
    OrderNote.objects.create(order=order, agent=None, text="Second")
    Message.objects.create(order=order, kind="other", recipient="mina@example.com", language="en", subject="Yours", body="Text")
    payment = Payment.objects.create(order=order, method="card", status="declined", amount=Decimal("3.1000"))
    PaymentInteraction.objects.create(payment=payment, kind="capture", success=False, amount=Decimal("3.1"))
    for position in (2, 1):
        parcel = Shipment.objects.create(order=order, position=position, promised_on=localdate() - timedelta(days=1), shipped_at=now())
        ShipmentLine.objects.create(shipment=parcel, line=order.lines.get(), quantity=1)
    return order


def facts(one: Model) -> dict[str, object]:
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def test_children_are_the_same_as_read_one_by_one(world: World) -> None:
    order = full(world)
    together = Order.objects.get(pk=order.pk)
    read_children(together, *OF_AN_ORDER)
    for name in OF_AN_ORDER:
        first, _, second = name.partition("__")
        ours, theirs = list(getattr(together, first).all()), list(getattr(order, first).all())
        if second:
            ours, theirs = ([each for one in some for each in getattr(one, second).all()] for some in (ours, theirs))
        assert [facts(one) for one in ours] == [facts(one) for one in theirs] != [], name


def test_an_order_without_children_has_none(world: World) -> None:
    together = Order.objects.get(pk=world.guest_order.pk)
    read_children(together, "notes", "payments", "payments__interactions")
    assert list(together.notes.all()) == [] and [list(one.interactions.all()) for one in together.payments.all()] == [[]]


def test_the_page_of_a_full_order_takes_four_queries(world: World) -> None:
    order = full(world)
    ada = world.as_(world.ada)
    with CaptureQueriesContext(connection) as asked:
        page = order_page(ada, order.number)
        assert page is not None and [part.line.title for one in page["shipments"] for part in one.lines.all()] == ["Desk lamp"] * 2
        assert [note.agent for note in page["notes"]] == [None, world.ada]
    assert len(asked) == 4, [query["sql"] for query in asked]  # the order, its children, who wrote the notes, the timeline
