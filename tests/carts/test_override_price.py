"""Selling a line at another price than the list's: alone up to a ceiling, above it when somebody else says yes (O6)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from agents.approvals import approve_request, decline_request
from agents.models import Agent, Approval, AuditEntry, Ceiling, Reason, Role, RoleRight
from agents.permissions import Can
from carts.actions import (
    add_item,
    ask_for_price,
    empty_cart,
    override_price,
    remove_item,
    reprice_cart,
    set_lines_aside,
    set_quantity,
    split_line,
    take_lines_back,
    use_list_price,
    withdraw_price_request,
)
from carts.models import Cart, CartLine
from catalog.models import Price
from contactcenter.errors import Conflict, NotAllowed, Refusal, RuleError
from contactcenter.invariants import broken
from orders.actions import place_order
from tests.factories import line_in
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    """Mina's: two lamps of 10.00. Ada may give up 4.00 and 25 % of a line alone, Sam 50.00 and 60 %."""
    Reason.objects.create(
        organization=world.organization, kind="price_override", code="match", label="Found cheaper", translations={"de": {"label": "Günstiger"}}
    )
    Reason.objects.create(organization=world.organization, kind="price_override", code="old", label="Old", active=False)
    ceiling(world.ada, "4", "25")
    ceiling(world.sam, "50", "60")
    return add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)


def ceiling(agent: Agent, amount: str, percent: str | None, *, role: str = "") -> None:
    to = Role.objects.get_or_create(code=role, name=role)[0] if role else agent.roles.get()
    agent.roles.add(to)
    Ceiling.objects.create(role=to, kind="price_override", currency="EUR", amount=Decimal(amount), percent=Decimal(percent) if percent else None)


def line(cart: Cart) -> CartLine:
    return CartLine.objects.get(cart=cart, variant__sku="LAMP-1")


def override(world: World, cart: Cart, price: str, who: Agent | None = None, act: Callable[..., Cart] = override_price, **more: Any) -> Cart:
    wanted = {"line": line_in(cart, "LAMP-1"), "price": Decimal(price), "reason": "match", "version": cart.version, **more}
    return act(world.as_(who or world.ada), cart, **wanted)


def ask(world: World, cart: Cart, price: str = "7", who: Agent | None = None, **more: Any) -> Approval:
    override(world, cart, price, who, ask_for_price, **more)
    cart.refresh_from_db()
    return Approval.objects.get(status="waiting")


def refused(act: Callable[[], object], code: str, kind: type[Refusal] = RuleError, field: str | None = None) -> str:
    before = everything()
    with pytest.raises(kind) as told:
        act()
    assert (told.value.code, told.value.field) == (code, field) and everything() == before
    return str(told.value.message)


def test_within_the_ceiling_the_price_holds_at_once(world: World, cart: Cart) -> None:
    cart = override(world, cart, "8", note="Seen at the corner shop")
    sold = line(cart)
    assert (sold.unit_price, sold.price_source, sold.list_price, sold.gross) == (Decimal(8), "override", Decimal(10), Decimal(16))
    assert (sold.price_reason, sold.price_set_by) == ("Found cheaper: Seen at the corner shop", world.ada)
    told = AuditEntry.objects.latest("pk")
    assert (told.verb, told.reason, told.sentence) == (
        "cart.price_overridden",
        "match",
        "LAMP-1: price of a piece changed from €10.00 to €8.00",
    )
    assert cart.subtotal == Decimal(16) and Approval.objects.count() == 0


@pytest.mark.parametrize(
    ("price", "amount", "percent"),
    [("8", "3.99", "25"), ("8", "4", "19.99"), ("8", "4", None), ("9.99", "0", "25")],
)
def test_amount_and_percentage_of_the_whole_line_both_hold(world: World, cart: Cart, price: str, amount: str, percent: str | None) -> None:
    Ceiling.objects.filter(role__agents=world.ada).update(amount=Decimal(amount), percent=percent and Decimal(percent))
    refused(lambda: override(world, cart, price), "above_ceiling", field="price")


def test_the_refusal_says_the_ceiling(world: World, cart: Cart) -> None:
    said = refused(lambda: override(world, cart, "7.99"), "above_ceiling", field="price")
    assert said == "This gives up €4.02 (20.1\u202f%). Alone you may give up €4.00 and 25\u202f% on a line."
    Ceiling.objects.filter(role__agents=world.ada).delete()
    said = refused(lambda: override(world, cart, "7.99"), "above_ceiling", field="price")
    assert said == "This gives up €4.02 (20.1\u202f%). Alone you may not lower a price."


def test_of_several_roles_the_highest_ceiling_counts(world: World, cart: Cart) -> None:
    refused(lambda: override(world, cart, "5"), "above_ceiling", field="price")
    ceiling(world.ada, "10", None, role="senior")
    refused(lambda: override(world, cart, "5"), "above_ceiling", field="price")
    ceiling(world.ada, "0", "50", role="half")
    assert override(world, cart, "5").subtotal == Decimal(10)


def test_a_share_is_never_rounded_below_its_ceiling(world: World, cart: Cart) -> None:
    Price.objects.filter(variant=world.lamp).update(amount=Decimal(3))
    cart = reprice_cart(world.as_(world.ada), cart, version=cart.version)
    Ceiling.objects.filter(role__agents=world.ada).update(percent=Decimal("33.33"))
    refused(lambda: override(world, cart, "2"), "above_ceiling", field="price")


def test_raising_needs_no_ceiling(world: World, cart: Cart) -> None:
    Ceiling.objects.all().delete()
    assert override(world, cart, "12.50").subtotal == Decimal(25)


def test_nothing_is_a_price_and_less_is_none(world: World, cart: Cart) -> None:
    Ceiling.objects.filter(role__agents=world.ada).update(amount=20, percent=100)
    refused(lambda: override(world, cart, "-0.01"), "wrong_price", field="price")
    refused(lambda: override(world, cart, "7.999"), "wrong_price", field="price")
    assert override(world, cart, "0").subtotal == 0


@pytest.mark.parametrize("reason", ["", "old", "late"])
def test_without_a_reason_of_the_list_nothing_happens(world: World, cart: Cart, reason: str) -> None:
    Reason.objects.create(organization=world.organization, kind="return", code="late", label="Late")
    refused(lambda: override(world, cart, "8", reason=reason), "no_reason", field="reason")


def test_what_is_sold_here_no_more_has_no_other_price(world: World, cart: Cart) -> None:
    Price.objects.filter(variant=world.lamp).delete()
    refused(lambda: override(world, cart, "8"), "not_sold", field="price")


@pytest.mark.parametrize("act", [override_price, ask_for_price])
def test_a_stale_page_overrides_nothing(world: World, cart: Cart, act: Callable[..., Cart]) -> None:
    add_item(world.as_(world.sam), world.mina, sku="MUG-1", quantity=1, version=cart.version)
    refused(lambda: override(world, cart, "8", act=act), "cart_changed", Conflict)


def test_the_override_outlives_new_prices_and_goes_when_the_list_price_is_used(world: World, cart: Cart) -> None:
    cart = override(world, cart, "8")
    Price.objects.filter(variant=world.lamp).update(amount=Decimal(11))
    cart = reprice_cart(world.as_(world.ada), cart, version=cart.version)
    assert (line(cart).unit_price, line(cart).list_price) == (Decimal(8), Decimal(11))
    cart = use_list_price(world.as_(world.ada), cart, line=line(cart).pk, version=cart.version)
    found = line(cart)
    assert (found.unit_price, found.price_source, found.price_reason, found.price_set_by) == (Decimal(11), "list", "", None)
    assert cart.subtotal == Decimal(22)


def test_more_pieces_than_the_ceiling_allows_are_refused(world: World, cart: Cart) -> None:
    cart = override(world, cart, "8")
    ada, its = world.as_(world.ada), line(cart).pk
    refused(lambda: set_quantity(ada, cart, line=its, quantity=3, version=cart.version), "above_ceiling", field="quantity")
    refused(lambda: add_item(ada, world.mina, sku="LAMP-1", quantity=1, version=cart.version), "above_ceiling", field="quantity")
    cart = set_quantity(ada, cart, line=its, quantity=1, version=cart.version)
    cart = set_quantity(ada, cart, line=its, quantity=2, version=cart.version)
    cart = set_quantity(world.as_(world.sam), cart, line=its, quantity=3, version=cart.version)
    assert cart.subtotal == Decimal(24)


def test_without_the_right_a_lowered_line_does_not_grow(world: World, cart: Cart) -> None:
    cart = override(world, cart, "9")
    RoleRight.objects.filter(role__agents=world.ada, right=Can.OVERRIDE_PRICE).delete()
    ada, its = world.as_(world.ada), line(cart).pk
    refused(lambda: set_quantity(ada, cart, line=its, quantity=3, version=cart.version), "above_ceiling", field="quantity")


def test_until_it_is_decided_the_old_price_counts_and_placing_waits(world: World, cart: Cart) -> None:
    asked = ask(world, cart, note="Angry")
    assert (asked.amount, asked.percent, asked.currency, asked.why) == (Decimal(6), Decimal(30), "EUR", "Found cheaper: Angry")
    assert (asked.requested_by, asked.thing_number, line(cart).unit_price, cart.subtotal) == ("Ada", cart.number, Decimal(10), Decimal(20))
    said = refused(lambda: place_order(world.as_(world.ada), cart, version=cart.version), "waits_for_approval")
    assert said == "The price of LAMP-1 waits for approval, asked by Ada. Place the order when it is decided, or take the request back."


def test_a_yes_sets_the_price_and_placing_goes_on(world: World, cart: Cart) -> None:
    asked = ask(world, cart)
    approve_request(world.as_(world.sam), asked, note="Fine")
    cart.refresh_from_db()
    sold = line(cart)
    assert (sold.unit_price, sold.price_source, sold.price_reason, sold.price_set_by) == (Decimal(7), "override", "Found cheaper", world.ada)
    assert (cart.subtotal, cart.changed_by) == (Decimal(14), "Sam")
    order = place_order(world.as_(world.ada), cart, version=cart.version)
    placed = order.lines.get()
    assert (placed.unit_price, placed.price_source, placed.price_reason, placed.price_set_by) == (Decimal(7), "override", "Found cheaper", world.ada)


def test_a_no_leaves_the_price_and_the_cart_hears_of_it(world: World, cart: Cart) -> None:
    asked, before = ask(world, cart), cart.version
    decline_request(world.as_(world.sam), asked)
    cart.refresh_from_db()
    assert (line(cart).unit_price, cart.version) == (Decimal(10), before + 1)
    assert place_order(world.as_(world.ada), cart, version=cart.version).total > 0


def test_fewer_pieces_are_still_what_was_asked_for_and_more_are_refused(world: World, cart: Cart) -> None:
    asked, ada, its = ask(world, cart), world.as_(world.ada), line(cart).pk
    said = refused(lambda: set_quantity(ada, cart, line=its, quantity=3, version=cart.version), "waits_for_approval", field="quantity")
    assert said == "LAMP-1: its price waits for approval, for 2 pieces. Take the request back, then change the quantity."
    cart = set_quantity(ada, cart, line=its, quantity=1, version=cart.version)
    approve_request(world.as_(world.sam), asked)
    cart.refresh_from_db()
    assert cart.subtotal == Decimal(7)
    cart = set_quantity(ada, cart, line=its, quantity=2, version=cart.version)
    assert cart.subtotal == Decimal(14)
    refused(lambda: set_quantity(ada, cart, line=its, quantity=3, version=cart.version), "above_ceiling", field="quantity")


def test_nobody_decides_their_own_and_the_second_is_told(world: World, cart: Cart) -> None:
    asked = ask(world, cart, "1", world.sam)
    refused(lambda: approve_request(world.as_(world.sam), asked), "own_request", NotAllowed)
    decline_request(world.as_(world.grace), asked)
    said = refused(lambda: approve_request(world.as_(world.grace), asked), "already_decided", Conflict)
    assert said == "Grace has decided this already: Declined."


def test_above_ones_own_ceiling_nobody_approves(world: World, cart: Cart) -> None:
    asked = ask(world, cart, "3.99")
    refused(lambda: approve_request(world.as_(world.sam), asked), "above_ceiling", NotAllowed)


def test_who_asked_takes_it_back_and_nobody_else(world: World, cart: Cart) -> None:
    asked, its = ask(world, cart), line(cart).pk
    refused(lambda: withdraw_price_request(world.as_(world.sam), cart, line=its, version=cart.version), "not_yours", NotAllowed)
    cart = withdraw_price_request(world.as_(world.ada), cart, line=its, version=cart.version)
    said = refused(lambda: approve_request(world.as_(world.sam), asked), "taken_back", Conflict)
    assert said == "Ada has taken this back."
    refused(lambda: withdraw_price_request(world.as_(world.ada), cart, line=its, version=cart.version), "nothing_waits", Conflict)
    assert place_order(world.as_(world.ada), cart, version=cart.version).total > 0


def test_the_request_of_a_removed_line_is_taken_back(world: World, cart: Cart) -> None:
    asked = ask(world, cart)
    remove_item(world.as_(world.sam), cart, line=line(cart).pk, version=cart.version)
    asked.refresh_from_db()
    assert asked.status == "withdrawn"
    refused(lambda: approve_request(world.as_(world.sam), asked), "thing_gone", Conflict)


def test_an_override_takes_back_what_waits(world: World, cart: Cart) -> None:
    asked = ask(world, cart)
    refused(lambda: override(world, cart, "6", act=ask_for_price), "already_asked", Conflict)
    cart = override(world, cart, "8")
    asked.refresh_from_db()
    assert (asked.status, line(cart).unit_price) == ("withdrawn", Decimal(8))


def test_each_line_waits_for_itself(world: World, cart: Cart) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1, version=cart.version)
    ask(world, cart)
    override(world, cart, "1", act=ask_for_price, line=line_in(cart, "MUG-1"))
    assert sorted(Approval.objects.filter(status="waiting").values_list("details__sku", flat=True)) == ["LAMP-1", "MUG-1"]


def shown(client: Client, world: World) -> str:
    return client.get(f"/carts/of/{world.mina.number}/").content.decode()


def post(client: Client, cart: Cart, what: str = "", **data: Any) -> Any:
    wanted = {"line": line_in(cart, "LAMP-1"), "reason": "match", "note": "", "version": cart.version, **data}
    answer: Any = client.post(f"/carts/{cart.number}/price/{what}", wanted, headers={"HX-Request": "true"})
    cart.refresh_from_db()
    return answer


def test_the_line_says_who_set_its_price_and_why(world: World, cart: Cart, as_ada: Client) -> None:
    page = post(as_ada, cart, price=" 8,50 € ", note="<b>").content.decode()
    assert line(cart).unit_price == Decimal("8.50")
    assert '€8.50 <s title="List price">€10.00</s>' in page and "Price by Ada: Found cheaper: &lt;b&gt;" in page and "Use the list price" in page
    page = post(as_ada, cart, "list/").content.decode()
    assert "Price by Ada" not in page and line(cart).unit_price == 10


@pytest.mark.parametrize(("typed", "said"), [("-1", "not below zero"), ("− 2", "not below zero"), ("", "Type a price."), ("ten", "Write an amount")])
def test_what_is_no_price_is_refused_at_its_field_and_stays(world: World, cart: Cart, as_ada: Client, typed: str, said: str) -> None:
    answer, before, its = post(as_ada, cart, price=typed, note="kept"), cart.version, line(cart).pk
    page = answer.content.decode()
    assert (answer.status_code, cart.version, line(cart).unit_price) == (422, before, Decimal(10))
    assert f'aria-describedby="line-{its}-price-error"' in page and said in page and 'value="kept"' in page and f'value="{typed}"' in page


def test_above_the_ceiling_the_form_offers_to_ask(world: World, cart: Cart, as_ada: Client) -> None:
    assert "Ask for approval" not in post(as_ada, cart, price="-1").content.decode()
    page = post(as_ada, cart, price="7").content.decode()
    assert "Ask for approval" in page and "Alone you may give up €4.00" in page and 'value="7"' in page
    assert 'value="match" selected' in page
    page = post(as_ada, cart, "ask/", price="7").content.decode()
    assert "Waits for approval: €7.00 instead of €10.00, asked by Ada" in page and "Take back" in page and "Override price" not in page


def test_what_was_typed_stays_where_somebody_else_was_faster(world: World, cart: Cart, as_ada: Client) -> None:
    page = post(as_ada, cart, price="8", version=cart.version - 1)
    assert page.status_code == 409 and 'value="8"' in page.content.decode() and "Not saved." in page.content.decode()


def test_the_dock_says_how_it_was_decided(world: World, cart: Cart, as_: Callable[[Agent], Client]) -> None:
    ada, sam = as_(world.ada), as_(world.sam)
    asked = ask(world, cart)
    assert "Take back" not in shown(sam, world)
    decline_request(world.as_(world.sam), asked, note="Too much")
    assert "€7.00 declined by Sam: Too much" in shown(ada, world) and "Override price" in shown(ada, world)
    cart.refresh_from_db()
    approve_request(world.as_(world.sam), ask(world, cart, "7.50"), note="Once")
    assert "Price by Ada: Found cheaper · approved by Sam: Once" in shown(ada, world)


def test_placing_from_the_dock_says_what_it_waits_for(world: World, cart: Cart, as_ada: Client) -> None:
    ask(world, cart)
    answer = as_ada.post(f"/orders/{cart.number}/place/", {"version": cart.version}, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "The price of LAMP-1 waits for approval, asked by Ada." in answer.content.decode()


def test_who_may_not_is_offered_nothing(world: World, cart: Cart, as_ada: Client) -> None:
    override(world, cart, "8")
    RoleRight.objects.filter(right=Can.OVERRIDE_PRICE).delete()
    page = shown(as_ada, world)
    assert "Override price" not in page and "Use the list price" not in page and "Price by Ada: Found cheaper" in page


def test_it_is_decided_in_the_administration_too(world: World, cart: Cart, as_: Callable[[Agent], Client]) -> None:
    asked, sam = ask(world, cart, note="Angry"), as_(world.sam)
    listed, page = sam.get("/admin/agents/approval/").content.decode(), f"/admin/agents/approval/{asked.pk}/change/"
    said = "2 × LAMP-1 at €7.00 instead of €10.00"
    for text in (listed, sam.get(page).content.decode()):
        assert said in text and f"Cart line {cart.number}" in text and "Found cheaper: Angry" in text and "€6.00" in text
    assert sam.post(page, {"decision": "approve", "note": "Fine"}).status_code == 302
    assert line(cart).unit_price == 7
    assert "Price override" in as_(world.grace).get(f"/admin/agents/role/{world.ada.roles.get().pk}/change/").content.decode()


def test_a_german_reads_german(world: World, cart: Cart, as_: Callable[[Agent], Client]) -> None:
    Agent.objects.update(language="de")
    ada = as_(world.ada)
    page = post(ada, cart, price="7,00").content.decode()
    assert "Genehmigung anfragen" in page and ">Günstiger<" in page and 'value="7,00"' in page
    page = post(ada, cart, "ask/", price="7,00").content.decode()
    assert "Wartet auf Genehmigung: 7,00" in page
    assert line(cart).unit_price == 10 and Approval.objects.get().why == "Günstiger"


def test_what_waits_on_an_emptied_cart_is_taken_back(world: World, cart: Cart) -> None:
    asked = ask(world, cart)
    empty_cart(world.as_(world.ada), cart, version=cart.version)
    asked.refresh_from_db()
    assert asked.status == Approval.Status.WITHDRAWN and broken() == {}


def test_a_quantity_price_that_was_agreed_on_goes_with_its_quantity(world: World, cart: Cart) -> None:
    Price.objects.create(variant=world.lamp, channel=world.de, amount=Decimal("7.00"), from_quantity=10)
    ada = world.as_(world.ada)
    cart = set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=10, version=cart.version)
    cart = override(world, cart, "7")  # which is what ten cost anyway
    before = everything()
    assert "for so few" in refused(
        lambda: set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=9, version=cart.version), "above_ceiling", field="quantity"
    )
    assert everything() == before
    assert set_quantity(world.as_(world.sam), cart, line=line_in(cart, "LAMP-1"), quantity=9, version=cart.version).total  # 27.00 given up


def test_fewer_of_what_was_approved_are_as_cheap(world: World, cart: Cart) -> None:
    ask(world, cart, "5")
    approve_request(world.as_(world.sam), Approval.objects.get())
    cart.refresh_from_db()
    assert set_quantity(world.as_(world.ada), cart, line=line_in(cart, "LAMP-1"), quantity=1, version=cart.version).subtotal == Decimal("5.00")


def test_what_an_approval_gave_is_not_carried_into_two_carts(world: World, cart: Cart) -> None:
    """Split and parted, each half would grow to what was approved for both; placed apart, each would give up as much as the ceiling allows."""
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1, version=cart.version)
    ask(world, cart, "5")
    approve_request(world.as_(world.sam), Approval.objects.get())
    cart.refresh_from_db()
    lamps = line_in(cart, "LAMP-1")
    cart = split_line(ada, cart, line=lamps, quantity=1, version=cart.version)
    before = everything()
    assert "all of it goes together" in refused(
        lambda: set_lines_aside(ada, cart, lines=[lamps, line_in(cart, "MUG-1")], version=cart.version), "deal_apart", field="lines"
    )
    assert everything() == before
    both = [one.pk for one in cart.lines.filter(variant=world.lamp)]
    assert set_lines_aside(ada, cart, lines=both, version=cart.version).subtotal == Decimal("10.00")


def test_prices_agreed_on_apart_do_not_come_together(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    lamps = line_in(cart, "LAMP-1")
    cart = split_line(ada, cart, line=lamps, quantity=1, version=cart.version)
    cart = set_lines_aside(ada, cart, lines=[lamps], version=cart.version)
    cart = override_price(ada, cart, line=lamps, price=Decimal("7.50"), reason="match", version=cart.version)
    rest = Cart.objects.get(pk=cart.rest_id or 0)
    override_price(ada, rest, line=rest.lines.get().pk, price=Decimal("7.50"), reason="match", version=rest.version)
    assert "all of it goes together" in refused(lambda: take_lines_back(ada, cart, version=cart.version), "deal_apart", field="lines")
