"""What is wished of a delivery: a day, a note, a gift message, no prices on the papers (O12)."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agents.models import AuditEntry, AuditPersonal, CallSession
from carts.actions import add_item, put_back_item, remove_item, set_addresses, set_line_shipping, set_shipping, set_wishes
from carts.contents import contents_of
from carts.models import Cart, CartShippingGroup
from contactcenter.errors import Refusal
from customers.models import Message
from orders.actions import copy_order, place_order
from orders.models import Order, OrderShippingGroup
from tests.acts import OF_A_DELIVERY as WISHES
from tests.factories import AddressFactory, line_in
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
SOON = timezone.localdate() + timedelta(days=20)


@pytest.fixture
def cart(world: World) -> Cart:
    """Two lamps and a mug."""
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    return add_item(ada, world.mina, sku="MUG-1", quantity=1)


def wish(world: World, cart: Cart, position: int = 1, **wishes: Any) -> Cart:
    group = cart.groups.get(position=position)
    return set_wishes(world.as_(world.ada), cart, group=group.pk, **{**NONE, **wishes}, version=cart.version)


def apart(world: World, cart: Cart, sku: str = "MUG-1", method: str = "express") -> Cart:
    return set_line_shipping(world.as_(world.ada), cart, line=line_in(cart, sku), method=method, shipping="", version=cart.version)


def wished(cart: Cart) -> dict[str, dict[str, Any]]:
    """What is wished of each line."""
    return {line.variant.sku: line.group.wishes for line in contents_of(cart).lines}


NONE = CartShippingGroup.WISHES


def test_all_four_are_kept_told_without_a_word_and_asked_again_they_change_nothing(world: World, cart: Cart) -> None:
    wishes = {**WISHES, "wished_on": SOON}
    cart = wish(world, cart, **wishes)
    assert wished(cart) == {"LAMP-1": wishes, "MUG-1": wishes}
    entry = AuditEntry.objects.get(verb="cart.wishes_changed")
    assert entry.data == {"group": 1, "wished_on": str(SOON), "shows_prices": False}
    assert AuditPersonal.objects.get().data == {"delivery_note": ["", "Ring twice"], "gift_message": ["", "For Gran"]}
    before = everything()
    wish(world, cart, **wishes)
    assert everything() == before
    assert wished(wish(world, cart)) == {"LAMP-1": {}, "MUG-1": {}}


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"wished_on": timezone.localdate() - timedelta(days=2)}, "wished_on"),
        ({"wished_on": timezone.localdate() + timedelta(days=369)}, "wished_on"),
        ({"delivery_note": "Ring\x07twice"}, "delivery_note"),
        ({"delivery_note": "Ring\ntwice"}, "delivery_note"),
        ({"gift_message": "\u200b\u2060"}, "gift_message"),
        ({"gift_message": "For\tGran"}, "gift_message"),
    ],
)
def test_what_cannot_be_wished_is_refused_at_its_field(world: World, cart: Cart, wishes: dict[str, Any], field: str) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        wish(world, cart, **wishes)
    assert refused.value.field == field and everything() == before


@pytest.mark.parametrize(("behind", "group", "code"), [(1, 0, "cart_changed"), (0, 10**9, "group_gone")])
def test_of_an_older_cart_and_of_nothing_nothing_is_wished(world: World, cart: Cart, behind: int, group: int, code: str) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        set_wishes(world.as_(world.ada), cart, group=group or cart.groups.get().pk, **WISHES, version=cart.version - behind)
    assert refused.value.code == code and everything() == before


def test_a_line_that_goes_its_own_way_starts_without_and_takes_the_carts_when_it_comes_back(world: World, cart: Cart) -> None:
    cart = apart(world, wish(world, cart, gift_message="For Gran"))
    assert wished(cart) == {"LAMP-1": {"gift_message": "For Gran"}, "MUG-1": {}}
    cart = wish(world, cart, position=2, delivery_note="Ring twice")
    assert wished(cart)["MUG-1"] == {"delivery_note": "Ring twice"}
    cart = apart(world, cart, method="")
    assert wished(cart) == {"LAMP-1": {"gift_message": "For Gran"}, "MUG-1": {"gift_message": "For Gran"}}


def test_what_is_wished_of_a_line_alone_goes_with_it_to_another_address(world: World, cart: Cart) -> None:
    gran = AddressFactory.create(customer=world.mina, city="Köln", default_shipping=False)
    cart = wish(world, apart(world, cart), position=2, gift_message="For Gran")
    mug = {"line": line_in(cart, "MUG-1"), "method": "express", "shipping": str(gran.pk)}
    cart = set_line_shipping(world.as_(world.ada), cart, **mug, version=cart.version)
    assert wished(cart) == {"LAMP-1": {}, "MUG-1": {"gift_message": "For Gran"}}


def test_where_the_cart_comes_to_go_like_a_line_nothing_that_was_wished_is_lost(world: World, cart: Cart) -> None:
    cart = wish(world, apart(world, cart), position=2, gift_message="For Gran", delivery_note="Ring twice")
    cart = wish(world, cart, delivery_note="Knock")
    cart = set_shipping(world.as_(world.ada), cart, method="express", version=cart.version)
    assert wished(cart)["LAMP-1"] == wished(cart)["MUG-1"] == {"gift_message": "For Gran", "delivery_note": "Knock"}
    assert cart.groups.count() == 1


def test_they_come_back_with_a_line_that_is_put_back(world: World, as_ada: Client, cart: Cart) -> None:
    cart = wish(world, apart(world, cart), position=2, **{**WISHES, "wished_on": SOON, "gift_message": "For\nGran"})
    page = as_ada.post(f"/carts/{cart.number}/remove/", {"line": line_in(cart, "MUG-1"), "version": cart.version}).content.decode()
    [undo] = re.findall(r'id="cart-removed".*?</li>', page, re.DOTALL)
    as_ada.post(f"/carts/{cart.number}/put-back/", dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo)))
    cart.refresh_from_db()
    assert wished(cart) == {"LAMP-1": {}, "MUG-1": {**WISHES, "wished_on": SOON, "gift_message": "For\nGran"}}


def test_a_forged_way_back_wishes_nothing_that_the_form_would_refuse(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    cart = remove_item(ada, apart(world, cart), line=line_in(cart, "MUG-1"), version=cart.version + 1)
    before, back = everything(), {"sku": "MUG-1", "quantity": 1, "method": "express", "shipping": "", "position": 2}
    with pytest.raises(Refusal):
        put_back_item(ada, cart, **back, version=cart.version, **{**NONE, "delivery_note": "\x07"})
    assert everything() == before


def post(client: Client, cart: Cart, **wishes: Any) -> tuple[int, str]:
    sent = {"group": cart.groups.get(position=1).pk, "version": cart.version, "shows_prices": "on", **wishes}
    answer = client.post(f"/carts/{cart.number}/wishes/", sent)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("typed", ["{0:%Y-%m-%d}", "{0.day}.{0.month}.{0.year}", "{0:%d/%m/%Y}", "{0.day}.{0.month}.", "{0.day}/{0.month}"])
def test_a_date_is_typed_as_people_write_it(as_ada: Client, cart: Cart, typed: str) -> None:
    status, page = post(as_ada, cart, wished_on=typed.format(SOON))
    assert status == 200 and contents_of(cart).main.wished_on == SOON
    assert f'value="{SOON:%d/%m/%Y}"' in page and re.search(r'<details class="wishes" id="wishes-\d+" open>', page)


def test_what_is_refused_stays_in_its_field_and_the_reason_beside_it(as_ada: Client, cart: Cart) -> None:
    status, page = post(as_ada, cart, wished_on="31.2.", delivery_note="Ring twice", gift_message="x" * 501)
    assert status == 422 and 'value="31.2."' in page and 'value="Ring twice"' in page and "x" * 501 in page
    assert "There is no such day." in page and "notice-wrong" not in page
    assert re.search(r'id="wishes-\d+-gift_message_error"', page)
    status, page = post(as_ada, cart, wished_on="1.1.2020")
    assert status == 422 and "This day is past" in page and wished(cart)["LAMP-1"] == {}


def test_after_anothers_change_what_was_typed_says_that_it_was_not_saved(world: World, as_ada: Client, cart: Cart) -> None:
    wish(world, cart, gift_message="For\nGran")
    asked = {"was_gift_message": "For\nGran", "gift_message": "For\r\nGran"}
    for typed, unsaved in (({"delivery_note": "Ring"}, 1), ({}, 0)):
        status, page = post(as_ada, cart, **asked, **typed)
        assert (status, page.count("Not saved.")) == (409, unsaved)
        assert ('value="Ring"' in page) == bool(typed)


def test_each_way_has_its_fold_which_says_what_is_wished(world: World, as_ada: Client, cart: Cart) -> None:
    cart = wish(world, apart(world, cart), position=2, **{**WISHES, "wished_on": SOON})
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert "Wished date, note, gift · Parcel" in page and "Wished date, note, gift · Express" in page
    assert "Gift: For Gran" in page and "no prices on the papers" in page and page.count('class="wished') == 1


def test_a_day_that_is_over_by_now_is_said_and_nothing_is_placed_for_it(world: World, as_ada: Client, cart: Cart) -> None:
    cart = wish(world, cart, wished_on=SOON)
    group = cart.groups.get()
    cart.groups.update(wished_on=date(2020, 1, 2))
    page = as_ada.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert "this day is past" in page and f'data-focuses="#wishes-{group.pk}-wished_on"' in page and f'id="wishes-{group.pk}" open' in page
    with pytest.raises(Refusal, match="The wished date, 2 Jan 2020, is past. Ask for another one.") as refused:
        place_order(world.as_(world.ada), cart, version=cart.version)
    assert refused.value.field == "wished_on" and not Order.objects.filter(cart=cart).exists()


@pytest.fixture
def order(world: World, cart: Cart) -> Order:
    cart = wish(world, apart(world, cart), position=2, **{**WISHES, "wished_on": SOON, "gift_message": "For\nGran"})
    return place_order(world.as_(world.ada), cart, version=cart.version)


def test_order_page_and_confirmation_tell_them_by_parcel(world: World, as_ada: Client, order: Order) -> None:
    session = CallSession.objects.create(agent=world.ada, customer=world.mina, label="Mina Harker", current="order")
    session.tabs.create(kind="order", number=order.number, label=order.number)
    page = as_ada.get(f"/console/sessions/{session.pk}/order/{order.number}/").content.decode()
    assert "Ring twice" in page and "For<br>Gran" in page and "Without prices" in page
    body = Message.objects.get(order=order).body
    assert "Delivery note: Ring twice\nGift message: For\nGran\nThe papers in the parcel show no prices." in body
    assert body.index("Express") < body.index("Wished date") and body.count("Wished date") == 1


def test_a_copy_wishes_the_same_but_no_day_that_is_past(world: World, order: Order) -> None:
    ada = world.as_(world.ada)
    cart = copy_order(ada, Order.objects.get(pk=order.pk))
    same = {**WISHES, "wished_on": SOON, "gift_message": "For\nGran"}
    assert wished(cart) == {"LAMP-1": {}, "MUG-1": same} and cart.left_out == []
    OrderShippingGroup.objects.filter(order=order).update(wished_on=date(2020, 1, 2))
    cart = copy_order(ada, Order.objects.get(pk=order.pk))
    assert wished(cart)["MUG-1"] == {name: wish for name, wish in same.items() if name != "wished_on"}
    assert "It was wished for 2 Jan 2020, which is past. Ask for another date." in cart.left_out


def test_they_stay_with_the_cart_when_it_goes_elsewhere(world: World, cart: Cart) -> None:
    gran = AddressFactory.create(customer=world.mina, city="Köln", default_shipping=False)
    cart = wish(world, cart, gift_message="For Gran")
    cart = set_addresses(world.as_(world.ada), cart, shipping=str(gran.pk), billing="", version=cart.version)
    assert wished(cart)["LAMP-1"] == {"gift_message": "For Gran"}
