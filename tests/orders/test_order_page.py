"""The page of an order: all that hangs on it, in as many queries however much that is."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from customers.models import Message
from orders.models import OrderAdjustment, OrderNote, Payment, Shipment, ShipmentLine, Transaction
from tests.pages import desk_of
from tests.world import World


def one_more(world: World, position: int) -> None:
    """Of everything that can hang on an order."""
    order = world.order
    OrderAdjustment.objects.create(order=order, kind="discount", source="x", label="Ten off", net=Decimal("-10.05"), gross=Decimal("-10.05"))
    OrderNote.objects.create(order=order, agent=world.ada, text=f"Rang for the {position}. time.")
    OrderNote.objects.create(order=order, agent=None, text="Nobody's")
    Message.objects.create(order=order, kind="other", recipient="mina@example.com", language="en", subject="Yours", body="Text")
    payment = Payment.objects.create(order=order, method="card", status="declined", amount=Decimal("3.1000"))
    Transaction.objects.create(payment=payment, kind="capture", state="declined", amount=Decimal("3.1"))
    parcel = Shipment.objects.create(order=order, position=position, promised_on=localdate() - timedelta(days=1), shipped_at=now())
    ShipmentLine.objects.create(shipment=parcel, line=order.lines.get(), quantity=1)


def test_more_of_everything_is_shown_in_no_more_queries(world: World, as_ada: Client) -> None:
    url = f"/console/sessions/{desk_of(world, world.ada).session.pk}/order/{world.order.number}/"
    costs = []
    for position in (1, 2, 3):
        one_more(world, position)
        with CaptureQueriesContext(connection) as asked:
            html = as_ada.get(url).content.decode()
        costs.append(len(asked))
        assert f"Rang for the {position}. time." in html and html.count("1 × Desk lamp") == position
    assert costs[0] == costs[1] == costs[2] <= 37, [query["sql"] for query in asked]
