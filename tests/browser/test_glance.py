"""What is wrong is seen at four widths: warnings whole, tables in their own scrolling, one click from record to record."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from agents.models import Agent, CallSession
from console.columns import COLUMNS
from customers.models import Customer
from orders.models import Order, Payment, Shipment
from tests.browser.desk import Desk, nothing_missing
from tests.browser.widths import in_turn
from tests.factories import AddressFactory, placed
from tests.world import World

pytestmark = pytest.mark.long

CUT_OFF = """() => {
  const box = (css) => document.querySelector(css).getBoundingClientRect();
  const end = box(".session-bar .end"), bar = box(".session-bar"), warnings = box(".warnings");
  return [...document.querySelectorAll(".session-bar .caller, .warnings > *, .session-bar > .opens")].filter((one) => {
    const at = one.getBoundingClientRect();
    const gone = at.top >= warnings.bottom - 0.5; // whole: "all 4" beside it says so
    return !gone && (at.right > end.left || at.bottom > bar.bottom || at.width < 24);
  }).map((one) => one.textContent.trim());
}"""


@pytest.fixture
def troubled(world: World) -> World:
    """Mina with a long name, five addresses, thirteen orders and everything that can be wrong with them."""
    long_ago = now() - timedelta(days=270)
    Order.objects.filter(pk=world.order.pk).update(placed_at=long_ago)
    Payment.objects.filter(order=world.order).update(created_at=long_ago)
    Shipment.objects.create(order=world.order, promised_on=localdate() - timedelta(days=3), carrier="DHL", tracking="KR123")
    refused = placed(world.mina, world.de, payment_status="declined", status=Order.Status.PENDING_PAYMENT)
    Payment.objects.filter(order=refused).update(method="card", last_four="4242", status="declined")
    for _nth in range(11):
        placed(world.mina, world.de)
    for street in ("Ring 1", "Ring 2", "Ring 3", "Ring 4"):
        AddressFactory.create(customer=world.mina, street=street, default_shipping=False)
    Customer.objects.filter(pk=world.mina.pk).update(first_name="Maximiliane Friederike", last_name="Zimmermann-Wolfeschlegelstein", tax_exempt=True)
    world.mina.refresh_from_db()
    return world


@pytest.mark.parametrize("widths", in_turn())
def test_no_width_cuts_a_warning_or_scrolls_the_page_sideways(troubled: World, desk_of: Callable[..., Desk], widths: tuple[int, ...]) -> None:
    desk = desk_of(troubled.ada)
    desk.call(troubled.mina)
    customer = desk.page.url
    expect(desk.bar.get_by_role("link", name="payment declined")).to_be_visible()
    desk.bar.get_by_role("link", name="1 open return").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(f"Return {troubled.rma.number}")
    rma = desk.page.url
    desk.record.get_by_role("link", name=f"Order {troubled.order.number}").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(f"Order {troubled.order.number}")
    order = desk.page.url
    for width in widths:
        desk.page.set_viewport_size({"width": width, "height": 844})
        for url in (customer, rma, order):
            desk.page.goto(url)
            assert nothing_missing(desk.page) == {"wider": 0, "out": []}, (width, url)
            assert width < 768 or desk.page.evaluate(CUT_OFF) == [], (width, url)
            expect(desk.bar.get_by_role("button", name="End contact")).to_be_in_viewport(ratio=1)
        desk.page.goto(customer)
        assert desk.page.get_by_role("group", name="Orders").evaluate("one => one.scrollWidth - one.clientWidth") <= 0, width


def test_a_record_begins_with_what_is_wrong_and_leads_to_it(troubled: World, ada: Desk) -> None:
    ada.call(troubled.mina)
    wrong = ada.record.get_by_role("group", name="What is wrong")
    expect(wrong.get_by_role("listitem")).to_have_count(4)
    expect(wrong).to_contain_text("Unpaid for 9 months")
    assert wrong.bounding_box()["y"] < ada.record.get_by_role("heading", name="Orders").bounding_box()["y"]  # type: ignore[index]
    assert ada.record.get_by_role("heading", name="Orders").bounding_box()["y"] < 420  # type: ignore[index]
    wrong.get_by_role("link", name=f"Order {troubled.order.number}").first.click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text(f"Order {troubled.order.number}")
    wrong.get_by_role("link", name="Unpaid for 9 months").click()
    expect(ada.page.locator("#payments")).to_be_in_viewport()
    expect(ada.page.locator("#parcels")).to_contain_text("KR123")
    ada.bar.get_by_role("link", name=troubled.mina.name).click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text(troubled.mina.name)


@pytest.mark.parametrize("widths", in_turn())
def test_why_somebody_is_found_widens_no_column(troubled: World, ada: Desk, widths: tuple[int, ...]) -> None:
    AddressFactory.create(customer=troubled.bo, postal_code="E8 3PN", default_shipping=False)
    name = ada.page.get_by_role("columnheader", name="Last name")
    for width in widths:
        ada.page.set_viewport_size({"width": width, "height": 844})
        ada.page.goto("/console/search/?kind=customer&q=m%C3%B8ller")
        expect(name).to_be_visible()
        plain = name.bounding_box()["width"]  # type: ignore[index]
        ada.page.goto("/console/search/?kind=customer&q=E8+3PN")
        reason = ada.page.get_by_title("matched: postcode of another address")
        expect(reason).to_be_visible()
        assert name.bounding_box()["width"] <= plain + 24, width  # type: ignore[index]
        assert nothing_missing(ada.page) == {"wider": 0, "out": []}, width


@pytest.mark.parametrize("widths", in_turn())
def test_results_and_recent_scroll_in_themselves(troubled: World, ada: Desk, widths: tuple[int, ...]) -> None:
    CallSession.objects.create(agent=troubled.ada, customer=troubled.mina, label=troubled.mina.name, closed_at=now())
    Agent.objects.filter(pk=troubled.ada.pk).update(tables={"order": [one.key for one in COLUMNS["order"]]})
    for width in widths:
        ada.page.set_viewport_size({"width": width, "height": 844})
        for path in ("/console/recent/", f"/console/search/?kind=order&q={troubled.mina.number}"):
            ada.page.goto(path)
            assert nothing_missing(ada.page) == {"wider": 0, "out": []}, (width, path)
