"""Opening a call session on a record (S1, S2)."""

import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from agents.actions import close_session, open_session
from agents.models import CallSession
from carts.actions import add_item
from contactcenter.errors import Conflict
from customers.desk import customer_on_desk
from customers.models import Customer
from customers.search import fill as fill_customer
from orders.desk import order_on_desk
from orders.models import Order
from returns.desk import return_on_desk
from tests.factories import AddressFactory, CustomerFactory
from tests.snapshot import everything
from tests.world import World, limit

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


def desk_of(world: World) -> list[str]:
    return [one.label for one in CallSession.objects.of(world.ada.pk).open()]


def fill_desk(world: World, how_many: int) -> list[CallSession]:
    crowd = [CustomerFactory(channel=world.de, first_name="No", last_name=str(n)) for n in range(1, how_many + 1)]
    return [open_session(world.as_(world.ada), customer_on_desk(one)) for one in crowd]


def test_it_bears_the_customers_name_and_shows_the_record(world: World, audit: Verbs) -> None:
    session = open_session(world.as_(world.ada), order_on_desk(world.order))
    assert (session.label, session.customer, session.agent, session.current) == ("Mina Harker", world.mina, world.ada, "order")
    assert [(tab.kind, tab.number) for tab in session.tabs.all()] == [("order", world.order.number)]
    assert audit() == ["session.opened"]


def test_a_guest_is_named_by_the_bill(world: World) -> None:
    session = open_session(world.as_(world.ada), order_on_desk(world.guest_order))
    assert (session.label, session.customer, session.guest_order) == ("Gil Guest", None, world.guest_order)


def test_the_same_customer_has_one_session(world: World, audit: Verbs) -> None:
    ada = world.as_(world.ada)
    first = open_session(ada, customer_on_desk(world.mina))
    assert open_session(ada, return_on_desk(world.rma)) == first
    assert sorted(tab.kind for tab in first.tabs.all()) == ["customer", "return"]
    assert audit() == ["session.opened", "tab.opened"]


def test_the_same_guest_order_has_one_session(world: World) -> None:
    ada = world.as_(world.ada)
    assert open_session(ada, order_on_desk(world.guest_order)) == open_session(ada, order_on_desk(world.guest_order))


def test_two_agents_may_work_for_one_customer(world: World) -> None:
    assert open_session(world.as_(world.ada), customer_on_desk(world.mina)) != open_session(world.as_(world.sam), customer_on_desk(world.mina))


def test_a_fifth_session_replaces_the_one_opened_first(world: World, audit: Verbs) -> None:
    *_others, fifth = fill_desk(world, 5)
    assert desk_of(world) == ["No 2", "No 3", "No 4", "No 5"]
    assert audit()[-2:] == ["session.closed", "session.opened"]
    assert fifth.replaced is not None and fifth.replaced.label == "No 1"


def test_a_session_keeps_its_number_and_a_new_one_takes_the_lowest_that_is_free(world: World) -> None:
    one, two, three = fill_desk(world, 3)
    close_session(world.as_(world.ada), two)
    new = open_session(world.as_(world.ada), customer_on_desk(world.mina))
    assert [one.slot, new.slot, three.slot] == [1, 2, 3]
    assert [session.slot for session in fill_desk(world, 2)] == [4, 1]


def test_two_open_sessions_at_one_number_are_refused_by_the_database(world: World) -> None:
    (one,) = fill_desk(world, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallSession.objects.create(agent=world.ada, customer=world.mina, label="Mina", slot=one.slot)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallSession.objects.create(agent=world.ada, customer=world.mina, label="Mina", slot=5)


def test_a_session_whose_cart_has_lines_is_kept(world: World) -> None:
    ada = world.as_(world.ada)
    first = open_session(ada, customer_on_desk(world.mina))
    fill_desk(world, 3)
    add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    assert fill_desk(world, 1)[0].replaced != first
    assert desk_of(world) == ["Mina Harker", "No 2", "No 3", "No 1"]


def test_what_the_agent_chose_goes_though_it_has_unsaved_work(world: World) -> None:
    first, second, *_others = fill_desk(world, 4)
    session = open_session(world.as_(world.ada), customer_on_desk(world.mina), unsaved={first.pk, second.pk}, instead=second.pk)
    assert session.replaced == second and session.slot == 2


def test_a_session_with_unsaved_edits_is_kept(world: World) -> None:
    first = fill_desk(world, 4)[0]
    open_session(world.as_(world.ada), customer_on_desk(world.mina), unsaved={first.pk})
    assert desk_of(world) == ["No 1", "No 3", "No 4", "Mina Harker"]


def test_four_with_unsaved_edits_are_all_kept(world: World) -> None:
    unsaved = {one.pk for one in fill_desk(world, 4)}
    before = everything()
    with pytest.raises(Conflict) as refused:
        open_session(world.as_(world.ada), customer_on_desk(world.mina), unsaved=unsaved)
    assert refused.value.code == "all_unsaved" and everything() == before


class TestInTheConsole:
    def test_a_click_on_a_result_opens_and_goes_there(self, world: World, as_ada: Client) -> None:
        answer = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number})
        session = CallSession.objects.get()
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/sessions/{session.pk}/customer/{world.mina.number}/")
        assert as_ada.get(answer.headers["Location"]).status_code == 200

    def test_a_day_of_calls_leaves_few_cookies(self, world: World, as_ada: Client) -> None:
        for _call in range(15):
            as_ada.post("/console/sessions/", {"kind": "customer", "number": CustomerFactory(channel=world.de).number})
        kept = [name for name, one in as_ada.cookies.items() if name.startswith("tab") and one.value]
        assert len(kept) == 13 and {f"tab{one.pk}" for one in CallSession.objects.open()} <= set(kept)

    def test_what_does_not_exist_is_not_found(self, world: World, as_ada: Client) -> None:
        for kind, number in (("customer", "C-0"), ("order", world.mina.number), ("ghost", "1"), ("", "")):
            assert as_ada.post("/console/sessions/", {"kind": kind, "number": number}).status_code == 404
        assert not CallSession.objects.exists()

    def test_what_made_room_is_named_and_undo_brings_it_back_in_its_place(self, world: World, as_ada: Client) -> None:
        first = fill_desk(world, 4)[0]
        first.tabs.create(kind="order", number=world.order.number, label="Order")
        opened = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number})
        shown = as_ada.get(opened.headers["Location"]).content.decode()
        mina = CallSession.objects.open().get(customer=world.mina)
        undo = f"/console/sessions/{first.pk}/reopen/?instead={mina.pk}"
        assert "No 1 was closed to make room." in shown and undo in shown
        shown = as_ada.get(as_ada.post(undo).headers["Location"]).content.decode()
        assert "Mina Harker was closed to make room." in shown and desk_of(world) == ["No 2", "No 3", "No 4", "No 1"]
        again = CallSession.objects.get(pk=first.pk)
        assert (again.slot, again.tabs.count()) == (1, 2)

    def test_a_records_own_address_opens_nothing_by_being_read(self, world: World, as_ada: Client) -> None:
        page = as_ada.get(f"/console/open/order/{world.order.number}/").content.decode()
        assert "data-submits-itself" in page and not CallSession.objects.exists()
        for kind, number in (("order", "0"), ("ghost", "1"), ("customer", world.order.number)):
            assert as_ada.get(f"/console/open/{kind}/{number}/").status_code == 404

    def test_where_all_are_unsaved_the_agent_chooses(self, world: World, as_ada: Client) -> None:
        unsaved = ",".join(str(one.pk) for one in fill_desk(world, 4))
        answer = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number, "unsaved": unsaved})
        assert answer.status_code == 409 and "No 1" in answer.content.decode() and len(desk_of(world)) == 4
        chosen = CallSession.objects.open()[2]
        as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number, "unsaved": unsaved, "instead": chosen.pk})
        assert desk_of(world) == ["No 1", "No 2", "No 4", "Mina Harker"]

    def test_an_exact_number_in_the_box_opens_at_once(self, world: World, as_ada: Client) -> None:
        answer = as_ada.post("/console/search/", {"kind": "customer", "q": world.order.number})
        assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/order/{world.order.number}/")

    @pytest.mark.parametrize(
        ("kind", "typed", "opens"),
        [
            ("customer", "10969", ""), ("customer", "PLZ 10969", ""), ("order", "10969", ""), ("customer", "c-10969", "customer"),
            ("customer", "customer 10969", "customer"), ("customer", "#10969", "customer"), ("customer", "10970", "order"),
            ("customer", "10971", "customer"), ("order", "10970", "order"),
        ],
    )  # fmt: skip
    def test_bare_digits_that_are_a_postcode_too_open_no_stranger(self, world: World, as_ada: Client, kind: str, typed: str, opens: str) -> None:
        """10969 is where Mina lives, and Bo's number; 10970 is an order's; 10971 is the postcode of nobody whom Ada may see."""
        Customer.objects.filter(pk=world.bo.pk).update(number="C-10969")
        Customer.objects.filter(pk=world.mina.pk).update(number="C-10971", search_postal_code="10969")
        Order.objects.filter(pk=world.order.pk).update(number="10970")
        Customer.objects.filter(pk=world.uma.pk).update(search_postal_code="10971")
        limit(world.ada, world.de)
        answer = as_ada.post("/console/search/", {"kind": kind, "q": typed})
        assert (f"/{opens}/" if opens else "/console/search/?") in answer.headers["Location"]
        assert CallSession.objects.count() == bool(opens)
        shown = as_ada.get("/console/search/", {"kind": kind, "q": typed}).content.decode()
        assert "has exactly this number" in shown and ("Enter opens it" in shown) == bool(opens)

    @pytest.mark.parametrize("typed", ["Order no. {}, thanks!", "my order number is {}", "Hallo, meine Bestellung {} bitte", "Number {}, please"])
    @pytest.mark.parametrize("kind", ["customer", "order"])
    def test_a_number_opens_with_the_words_of_a_mail_around_it(self, world: World, as_ada: Client, typed: str, kind: str) -> None:
        asked = {"kind": kind, "q": typed.format(world.order.number)}
        assert world.order.number in as_ada.get("/console/search/", asked).content.decode().partition('id="page-results"')[2]
        assert as_ada.post("/console/search/", asked).headers["Location"].endswith(f"/order/{world.order.number}/")

    @pytest.mark.parametrize("at", ["main", "other"])
    def test_a_postcode_of_any_address_is_one(self, world: World, as_ada: Client, at: str) -> None:
        Order.objects.filter(pk=world.order.pk).update(number="20095")
        AddressFactory.create(customer=world.bo, postal_code="20095", default_shipping=at == "main")
        fill_customer(world.bo, postal_code="20095" if at == "main" else "10115").save()
        assert as_ada.post("/console/search/", {"kind": "customer", "q": "20095"}).headers["Location"].startswith("/console/search/?")
        assert as_ada.post("/console/search/", {"kind": "order", "q": "20095"}).headers["Location"].endswith("/order/20095/")


def test_who_has_a_mobile_alone_has_no_phone_none_above_it(world: World, as_ada: Client) -> None:
    Customer.objects.filter(pk=world.mina.pk).update(phone="", mobile="+49 170 1234567")
    Customer.objects.filter(pk=world.bo.pk).update(phone="", mobile="")
    mina, bo = (as_ada.post("/console/sessions/", {"kind": "customer", "number": one.number}).headers["Location"] for one in (world.mina, world.bo))
    assert "+49 170 1234567" in (shown := as_ada.get(mina).text) and ">Phone</dt>" not in shown
    assert ">Phone</dt>" in as_ada.get(bo).text


def test_since_when_somebody_is_a_customer_is_a_date_on_the_first_day_too(world: World, as_ada: Client) -> None:
    page = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number}).headers["Location"]
    assert re.search(r"Customer since</dt><dd>\d{1,2} \w+ \d{4}</dd>", as_ada.get(page).text)
