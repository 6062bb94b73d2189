"""A guest becomes a customer, and the order by which they are known becomes theirs (C9)."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import CallSession
from console.timeline import acts_for
from contactcenter.errors import Conflict, RuleError
from customers.models import Customer
from orders.actions import create_customer_of
from orders.desk import order_on_desk
from orders.models import Order
from orders.search import find_orders
from returns.models import Return
from returns.search import fill
from tests.acts import ADDRESS
from tests.factories import placed
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]
GIL = {**ADDRESS, "first_name": "Gil", "last_name": "Guest", "email": "Gil@Example.org", "phone": "030 5556677"}
HX = {"HX-Request": "true"}
URL = "/console/new-customer/"


def make(world: World, order: Order | None = None, **more: object) -> Customer:
    """Gil as a customer, by Ada."""
    given = {"channel": world.de, **GIL, **more}
    return create_customer_of(world.as_(world.ada), order or world.guest_order, given.pop("channel"), **given)


def owner_of(order: Order) -> Customer | None:
    return Order.objects.get(pk=order.pk).customer


def test_by_the_same_e_mail_the_order_becomes_theirs_with_all_that_hangs_on_it(world: World, audit: Verbs) -> None:
    order, version = world.guest_order, world.guest_order.version
    back = fill(Return(channel=world.de, order=order, status="PENDING_CUSTOMER_ACTION", currency="EUR"), order)
    back.save()
    gil = make(world)
    gil.refresh_from_db()
    order.refresh_from_db()
    assert (order.customer, order.version, Return.objects.get(pk=back.pk).customer) == (gil, version + 1, gil)
    assert (gil.order_count, gil.lifetime_value) == (1, Decimal("20.00"))
    assert audit() == ["customer.created", "order.given"]
    assert acts_for(gil.pk)[0].sentence == f"Order {order.number}, placed as a guest, became that of customer {gil.number}"
    for typed in (gil.number, "Guest Gil", "gil@example.org"):
        assert order.number in {row.number for row in find_orders(world.as_(world.ada), typed).rows}, typed


def test_by_another_e_mail_it_is_theirs_where_the_agent_says_so(world: World) -> None:
    for email in ("other@example.org", ""):
        make(world, email=email, anyway=True)
    assert owner_of(world.guest_order) is None
    gil = make(world, email="third@example.org", anyway=True, theirs=True)
    assert owner_of(world.guest_order) == gil


def test_an_order_without_an_e_mail_is_not_that_of_whoever_has_none(world: World) -> None:
    order = placed(None, world.de, email="")
    make(world, order, email="")
    assert owner_of(order) is None


def test_what_came_to_nothing_counts_nothing(world: World) -> None:
    order = placed(None, world.de, email="gil@example.org", status=Order.Status.REMOVED)
    gil = make(world, order)
    gil.refresh_from_db()
    assert owner_of(order) == gil and gil.order_count == 0


def test_an_order_of_another_channel_stays_a_guests(world: World) -> None:
    before = everything()
    with pytest.raises(RuleError) as refused:
        make(world, channel=world.uk, theirs=True)
    assert refused.value.field == "theirs" and everything() == before
    make(world, channel=world.uk)
    assert owner_of(world.guest_order) is None


def test_an_order_that_is_somebodys_by_now_makes_nobody_a_customer(world: World) -> None:
    before = everything()
    with pytest.raises(Conflict):
        make(world, world.order, theirs=True)
    assert everything() == before


class TestInTheConsole:
    def test_the_form_names_the_order_and_the_call_goes_on_with_the_customer(self, world: World, as_ada: Client) -> None:
        order = world.guest_order
        on_desk = order_on_desk(order)
        session = CallSession.objects.create(agent=world.ada, guest_order=order, label=on_desk.owner_label, current="order")
        page = as_ada.get(URL, {"order": order.number}).content.decode()
        assert f"Order {order.number} is theirs" in page and f'name="order" value="{order.number}"' in page
        sent = {**GIL, "channel": "de", "order": order.number, "q": order.number, "key": "k1"}
        for _click in range(2):
            answer = as_ada.post(URL, sent, headers=HX)
        gil = Customer.objects.get(search_email="gil@example.org")
        assert owner_of(order) == gil and answer.headers["HX-Redirect"] == f"/console/sessions/{session.pk}/customer/{gil.number}/"

    def test_refused_the_form_keeps_what_was_typed_and_the_order(self, world: World, as_ada: Client) -> None:
        sent = {**GIL, "channel": "de", "email": "other@example.org", "theirs": "on", "order": world.guest_order.number}
        for part in ({"part": "country", "country": "US"}, {"last_name": ""}):
            page = as_ada.post(URL, {**sent, **part}, headers=HX).content.decode()
            assert 'value="other@example.org"' in page and "checked" in page and f'value="{world.guest_order.number}"' in page
        Order.objects.filter(pk=world.guest_order.pk).update(customer=make(world))
        answer = as_ada.post(URL, {**sent, "anyway": "1"}, headers=HX)
        assert answer.status_code == 409 and "belongs to a customer by now" in answer.content.decode()
        assert not Customer.objects.filter(search_email="other@example.org").exists()

    def test_an_order_that_the_agent_does_not_see_does_not_exist(self, world: World, as_: Callable[..., Client]) -> None:
        browser, before = as_(world.otto), everything()
        for number in (world.guest_order.number, "1"):
            assert browser.post(URL, {**GIL, "channel": "uk", "order": number, "theirs": "on"}, headers=HX).status_code == 404
        assert everything() == before
