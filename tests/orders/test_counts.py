"""How many orders a customer has: one number with its words, wherever it stands."""

from django.test import Client

from console.pages import customer_page
from orders.counts import order_count
from orders.models import Order
from tests.factories import placed
from tests.pages import desk_of
from tests.world import World


def test_the_words_name_what_is_not_counted() -> None:
    states = Order.Status
    assert str(order_count(8, [])) == "8"
    assert str(order_count(8, [states.REMOVED])) == "8 + 1 removed"
    found = order_count(18, [states.FAILED, states.REMOVED, states.FAILED_APPROVAL, states.REMOVED])
    assert (str(found), found.all) == ("18 + 2 removed + 1 failed + 1 refused", 22)


def test_head_bar_and_list_say_the_same_and_lead_to_all(world: World, as_ada: Client) -> None:
    for _nth in range(11):
        placed(world.mina, world.de)
    gone = placed(world.mina, world.de, status=Order.Status.REMOVED)
    type(world.mina).objects.filter(pk=world.mina.pk).update(order_count=12)
    desk = desk_of(world, world.ada)
    page = customer_page(world.as_(world.ada), world.mina.number)
    assert page and (str(page["order_count"]), page["order_count"].all) == ("12 + 1 removed", Order.objects.filter(customer=world.mina).count())
    html = as_ada.get(f"/console/sessions/{desk.session.pk}/customer/{world.mina.number}/").content.decode()
    assert html.count("12 + 1 removed") == 3 and "all 13" in html and gone.number in html
    found = as_ada.get(f"/console/sessions/{desk.session.pk}/search/", {"kind": "order", "q": world.mina.number}).content.decode()
    assert "13 matches" in found
