"""An order and a return say their texts in the reader's language, whatever language the customer's was."""

import pytest
from django.utils import translation

from agents.models import Reason
from catalog.models import ShippingMethod
from console.pages import order_page, return_page
from orders.models import Order
from returns.search import find_returns
from tests.factories import promotion_of
from tests.world import World


@pytest.fixture
def german(world: World) -> World:
    """Mina's order was placed in German: its texts are frozen so."""
    frozen = {"language": "de", "coupon_codes": ["HERBST"]}
    Order.objects.filter(pk=world.order.pk).update(**frozen)
    world.order.lines.update(variant=world.lamp, title="Schreibtischlampe")
    world.order.groups.update(method_code="parcel", method_name="Paket")
    world.order.groups.create(position=2, method_code="express", method_name="Eilsendung")
    ShippingMethod.objects.filter(channel=world.de, code="parcel").update(translations={"de": {"name": "Paket"}})
    offer = promotion_of(world.de, "autumn", name="10 % off", translations={"de": {"name": "10 % Nachlass"}})
    offer.coupons.create(code="HERBST")
    world.order.adjustments.create(kind="discount", source="HERBST", label="10 % Nachlass", net=-2, gross=-2)
    for way in ("Paket", "Eilsendung"):
        world.order.shipments.create(method_name=way, status="backorder", position=world.order.shipments.count() + 1)
    Reason.objects.create(
        organization=world.organization, kind="return", code="damaged", label="Damaged", translations={"de": {"label": "Beschädigt"}}
    )
    world.rma.lines.update(reason_code="damaged", reason="Beschädigt")
    return world


@pytest.mark.parametrize(
    ("language", "title", "ways", "labels"),
    [
        ("en", "Desk lamp", ["Parcel", "Eilsendung"], ["10 % off"]),
        ("de", "Schreibtischlampe", ["Paket", "Eilsendung"], ["10 % Nachlass"]),
    ],
)
def test_an_order_speaks_to_its_reader(german: World, language: str, title: str, ways: list[str], labels: list[str]) -> None:
    with translation.override(language):
        page = order_page(german.as_(german.ada), german.order.number)
    assert page is not None
    assert [line.title for line, _states in page["lines"]] == [title]
    assert [one.method_name for one in page["order"].shipments.all()] == ways
    assert page["ways"] == ways  # the express had another name when the customer chose it: that name stays
    assert [label for label, _amount in page["adjustments"]] == labels


def test_what_is_called_otherwise_by_now_stays_as_the_customer_was_told(german: World) -> None:
    german.lamp.product.translate([("de", "name", "Leuchte")])
    german.lamp.product.save()
    page = order_page(german.as_(german.ada), german.order.number)
    assert page is not None
    assert page["lines"][0][0].title == "Schreibtischlampe"
    assert german.order.lines.get().title == "Schreibtischlampe"


@pytest.mark.parametrize(("language", "reason", "title"), [("en", "Damaged", "Desk lamp"), ("de", "Beschädigt", "Schreibtischlampe")])
def test_a_return_s_reason_is_the_reader_s_on_its_page_and_in_the_list(german: World, language: str, reason: str, title: str) -> None:
    with translation.override(language):
        page = return_page(german.as_(german.ada), german.rma.number)
        found = [row.reason for row in find_returns(german.as_(german.ada), "Harker").rows]
    assert page is not None
    assert [(one.reason, one.line.title) for one in page["lines"]] == [(reason, title)]
    assert found == [reason]


def test_a_reason_that_is_on_the_list_no_more_stays_as_it_was_called(german: World) -> None:
    Reason.objects.all().delete()
    page = return_page(german.as_(german.ada), german.rma.number)
    assert page is not None
    assert [one.reason for one in page["lines"]] == ["Beschädigt"]
    assert [row.reason for row in find_returns(german.as_(german.ada), "Harker").rows] == ["Beschädigt"]
