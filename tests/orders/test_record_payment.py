"""Money that came in is recorded by hand, and a payment of which nothing came is given up (R5)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localdate

from agents.models import CallSession
from contactcenter.dates import typed_day
from contactcenter.errors import Conflict, RuleError
from customers.models import Message
from orders.actions import complete_order, record_payment, void_payment
from orders.figures import money_of
from orders.models import Order, Payment, Transaction
from orders.paying import if_received, if_voided
from orders.troubles import order_troubles
from tests.factories import placed
from tests.snapshot import everything
from tests.world import World

Rows = list[tuple[str, str, str, str]]


def an_order(world: World, status: str = "PENDING_PAYMENT", payments: Rows | None = None) -> Order:
    """Mina's, of 59.80. payments: method, status, amount and what came of each; else one invoice."""
    order = placed(world.mina, world.de, total="59.80", status=status)
    if payments is not None:
        order.payments.all().delete()
        for method, state, amount, collected in payments:
            Payment.objects.create(order=order, method=method, status=state, amount=Decimal(amount), collected=Decimal(collected))
    return Order.objects.get(pk=order.pk)


def record(world: World, order: Order, amount: str, **details: Any) -> Order:
    """By Sam, for the first payment that waits, today."""
    waits = next((one.pk for one in order.payments.all() if one.takes_money), None)
    said = {"payment": waits, "reference": "RF 18", "received_on": localdate(), "version": order.version, **details}
    return record_payment(world.as_(world.sam), order, amount=Decimal(amount), **said)


@pytest.mark.usefixtures("invariants_hold")
@pytest.mark.parametrize(
    ("amount", "status", "payment_status", "of_payment", "balance"),
    [
        ("59.80", "SUBMITTED", "paid", "collected", "0"),
        ("20", "PENDING_PAYMENT", "partially_paid", "pending", "39.80"),
        ("70", "SUBMITTED", "paid", "collected", "-10.20"),
    ],
)
def test_the_page_shows_before_what_the_act_then_does(
    world: World, amount: str, status: str, payment_status: str, of_payment: str, balance: str
) -> None:
    order = an_order(world)
    invoice = order.payments.get()
    before = everything()
    shown = if_received(order, [invoice], invoice, Decimal(amount))
    assert everything() == before and invoice.collected == 0
    done = record(world, order, amount)
    assert (shown.status, shown.payment_status, shown.money.balance) == (status, payment_status, Decimal(balance))
    assert (done.status, done.payment_status, done.payments.get().status) == (status, payment_status, of_payment)
    found = money_of(Order.objects.get(pk=order.pk))
    assert (found.collected, found.balance) == (Decimal(amount), Decimal(balance)) == (shown.money.collected, shown.money.balance)
    entry = Transaction.objects.get()
    assert (entry.kind, entry.state, entry.amount, entry.currency, entry.reference) == ("capture", "succeeded", Decimal(amount), "EUR", "RF 18")
    assert (entry.manual, entry.imported, entry.who) == (True, False, str(world.sam))
    assert Message.objects.filter(order=order).count() == (status == "SUBMITTED")


@pytest.mark.usefixtures("invariants_hold")
def test_in_parts_it_is_paid_with_the_last(world: World) -> None:
    order = record(world, record(world, an_order(world, "PROCESSING"), "20"), "39.80")
    assert (order.status, order.payment_status, order.payments.get().status) == ("PROCESSING", "paid", "collected")
    assert [one.amount for one in Transaction.objects.all()] == [20, Decimal("39.80")]


@pytest.mark.usefixtures("invariants_hold")
def test_where_no_payment_waits_it_is_one_of_its_own(world: World) -> None:
    order = record(world, an_order(world, payments=[("card", "declined", "59.80", "0")]), "59.80")
    own = order.payments.latest("pk")
    assert (order.status, order.payment_status, own.method, own.amount, own.status) == ("SUBMITTED", "paid", "other", Decimal("59.80"), "collected")


@pytest.mark.usefixtures("invariants_hold")
def test_the_rest_of_a_part_is_asked_for_by_invoice(world: World) -> None:
    order = record(world, an_order(world, payments=[("card", "declined", "59.80", "0")]), "20")
    assert order.status == "PENDING_PAYMENT"
    complete_order(world.as_(world.ada), order, po_number="", version=order.version)
    assert order.payments.get(method="invoice").amount == Decimal("39.80")


@pytest.mark.usefixtures("invariants_hold")
@pytest.mark.parametrize("status", Order.CAME_TO_NOTHING)
def test_money_for_an_order_that_came_to_nothing_is_recorded_on_a_word_and_never_called_paid(world: World, status: str) -> None:
    order = an_order(world, status, payments=[("invoice", "voided", "59.80", "0")])
    world.mina.order_count, world.mina.lifetime_value = 1, world.order.total
    world.mina.save()
    before = everything()
    with pytest.raises(RuleError, match="nothing is due") as refused:
        record(world, order, "59.80")
    assert refused.value.field == "all_the_same" and everything() == before
    order = record(world, order, "59.80", all_the_same=True)
    assert (order.status, order.payment_status) == (status, "owed_back")
    order = Order.objects.get(pk=order.pk)
    assert money_of(order).excess == Decimal("59.80")
    assert "€59.80 has to go back: more was collected than is due." in [one.words for one in order_troubles(order, world.as_(world.ada))]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"amount": "100000000000"}, "amount"),
        ({"received_on": localdate() + timedelta(days=2)}, "received_on"),
        ({"received_on": localdate() - timedelta(days=2)}, "received_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    order = an_order(world)
    before = everything()
    with pytest.raises(RuleError) as refused:
        record(world, order, **{"amount": "5", **wrong})
    assert refused.value.field == field and everything() == before


def test_of_what_was_authorised_by_hand_no_more_is_taken_and_of_a_gateway_s_nothing(world: World) -> None:
    order = an_order(world, payments=[("card", "authorized", "59.80", "0")])
    card = order.payments.get()
    assert not card.takes_money and not card.may_be_voided
    Transaction.objects.create(payment=card, kind="authorization", state="succeeded", amount=Decimal("59.80"), manual=True)
    with pytest.raises(RuleError, match="59.80 of this payment is authorised"):
        record(world, order, "60")
    assert record(world, order, "59.80").payment_status == "paid"


@pytest.mark.usefixtures("invariants_hold")
def test_one_key_records_once_and_another_wish_under_it_is_refused(world: World) -> None:
    order = an_order(world)
    invoice = order.payments.get().pk
    first = record(world, order, "20", key="k1")
    again = record(world, order, "20", payment=invoice, key="k1")
    assert again.version == first.version and Transaction.objects.count() == 1
    with pytest.raises(Conflict):
        record(world, order, "21", payment=invoice, key="k1")
    record(world, first, "20", key="k2")
    assert order.payments.get().collected == 40


def test_a_stale_page_and_another_orders_payment_change_nothing(world: World) -> None:
    order, sam = an_order(world), world.as_(world.sam)
    before = everything()
    for payment, version in ((order.payments.get().pk, order.version + 1), (world.guest_order.payments.get().pk, order.version)):
        with pytest.raises(Conflict):
            void_payment(sam, order, payment=payment, version=version)
        with pytest.raises(Conflict):
            record(world, order, "5", payment=payment, version=version)
    assert everything() == before


@pytest.mark.usefixtures("invariants_hold")
def test_a_payment_of_which_nothing_came_is_voided_as_was_shown(world: World) -> None:
    order = an_order(world)
    invoice = order.payments.get()
    shown = if_voided(order, [invoice], invoice)
    done = void_payment(world.as_(world.sam), order, payment=invoice.pk, version=order.version)
    assert (done.status, done.payment_status) == (shown.status, shown.payment_status) == ("PENDING_PAYMENT", "void")
    assert Transaction.objects.get().kind == "void" and done.payments.get().status == "voided"
    with pytest.raises(Conflict):
        void_payment(world.as_(world.sam), done, payment=invoice.pk, version=done.version)


def test_of_which_something_came_is_not(world: World) -> None:
    order = record(world, an_order(world), "20")
    with pytest.raises(Conflict):
        void_payment(world.as_(world.sam), order, payment=order.payments.get().pk, version=order.version)


@pytest.mark.usefixtures("invariants_hold")
def test_what_the_status_of_an_imported_order_told_counts_still(world: World) -> None:
    order = an_order(world, "PROCESSING", payments=[])
    Order.objects.filter(pk=order.pk).update(imported=True, payment_status="paid")
    order = record(world, Order.objects.get(pk=order.pk), "59.80")
    assert money_of(Order.objects.get(pk=order.pk)).excess == Decimal("59.80") and order.payment_status == "paid"


class TestInTheConsole:
    def url(self, order: Order) -> str:
        return f"/orders/{order.number}/payments/record/"

    def test_the_sheet_says_what_comes_of_it_in_figures(self, world: World, as_: Any) -> None:
        order, client = an_order(world), as_(world.sam)
        page = client.get(self.url(order)).text
        assert 'value="59.80"' in page and "Paid" in page and "€0.00" in page and "Submitted to Fulfillment" in page
        typed = client.get(self.url(order), {"payment": "other", "amount": "70,00"}).text
        assert "Too much" in typed and "€10.20" in typed
        assert "Type an amount" in client.get(self.url(order), {"payment": "other", "amount": "much"}).text
        assert client.get(self.url(an_order(world, "REMOVED"))).text.count("Record it all the same") == 1

    def test_refused_it_keeps_what_was_typed_and_a_stale_one_takes_the_new_version(self, world: World, as_: Any) -> None:
        order, client = an_order(world), as_(world.sam)
        sent = {
            "version": order.version,
            "payment": str(order.payments.get().pk),
            "amount": "20,0",
            "received_on": "31.02.2026",
            "reference": "RF 18",
        }
        wrong = client.post(self.url(order), sent, headers={"HX-Request": "true"})
        assert wrong.status_code == 422 and 'value="20,0"' in wrong.text and 'value="RF 18"' in wrong.text and "no such day" in wrong.text
        order = record(world, order, "5")
        sent["received_on"] = typed_day(localdate())
        stale = client.post(self.url(order), sent, headers={"HX-Request": "true"})
        assert stale.status_code == 409 and 'value="20,0"' in stale.text and f'name="version" value="{order.version}"' in stale.text
        done = client.post(self.url(order), {**sent, "version": order.version}, headers={"HX-Request": "true"})
        assert done.status_code == 204 and done.headers["HX-Redirect"] and order.payments.get().collected == 25

    def test_the_order_s_page_offers_both_acts_to_whom_they_are(self, world: World, as_: Any) -> None:
        order = an_order(world)
        for who, shown in ((world.sam, True), (world.ada, False)):
            session = CallSession.objects.create(agent=who, customer=world.mina, label="Mina Harker", current="order")
            page = as_(who).get(f"/console/sessions/{session.pk}/order/{order.number}/").text
            assert ("Record payment" in page) is shown and (f"/payments/{order.payments.get().pk}/void/" in page) is shown
