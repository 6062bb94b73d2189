"""A part of a cart is placed, and the rest comes back (O8)."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from agents.models import Approval, CallSession, Ceiling, Reason
from carts.actions import add_item, apply_code, ask_for_price, resume_cart, set_line_shipping, set_lines_aside, set_quantity, take_lines_back
from carts.contents import contents_of
from carts.models import Cart
from contactcenter.errors import Conflict, Refusal
from orders.actions import place_order
from promotions.models import Coupon
from tests.factories import line_in, promotion_of
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]


@pytest.fixture
def cart(world: World) -> Cart:
    """Two lamps for 20.00, and by express a mug for 7.95."""
    ada = world.as_(world.ada)
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    return set_line_shipping(ada, cart, line=line_in(cart, "MUG-1"), method="express", shipping="", version=cart.version)


def aside(world: World, cart: Cart, *skus: str) -> Cart:
    """Only these are placed now."""
    lines = [line_in(cart, sku) for sku in skus]
    return set_lines_aside(world.as_(world.ada), cart, lines=lines, version=cart.version)


def told(cart: Cart) -> list[tuple[str, int, str]]:
    """SKU, pieces and way of each line."""
    return [(line.variant.sku, line.quantity, line.group.method.code if line.group.method else "") for line in contents_of(cart).lines]


def test_the_chosen_lines_stay_and_the_rest_waits_at_its_own_prices(world: World, cart: Cart, audit: Verbs) -> None:
    part = aside(world, cart, "LAMP-1")
    rest = Cart.objects.get(pk=part.rest_id or 0)
    assert (told(part), told(rest)) == ([("LAMP-1", 2, "parcel")], [("MUG-1", 1, "express")])
    assert (part.number, part.is_current, rest.is_current) == (cart.number, True, False) and rest.number != part.number
    assert (part.total, rest.total) == (Decimal("24.90"), Decimal("20.85"))
    assert audit()[-1] == "cart.set_aside" and part.apart is None  # each went by its own way before


def test_placing_the_part_makes_the_rest_the_cart_again(world: World, cart: Cart) -> None:
    ada, part = world.as_(world.ada), aside(world, cart, "LAMP-1")
    order = place_order(ada, part, version=part.version)
    assert (order.number, order.total) == (part.number, Decimal("24.90"))
    rest = Cart.objects.current_of(world.mina.pk).get()
    assert rest.pk == part.rest_id
    second = place_order(ada, rest, version=rest.version)
    assert [line.sku for line in second.lines.all()] == ["MUG-1"] and not Cart.objects.current_of(world.mina.pk).exists()


def test_a_part_of_a_part_comes_back_one_after_the_other(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="SOFA-1", quantity=1)
    part = aside(world, aside(world, cart, "LAMP-1", "MUG-1"), "LAMP-1")
    for sku in ("MUG-1", "SOFA-1"):
        place_order(ada, part, version=part.version)
        part = Cart.objects.current_of(world.mina.pk).get()
        assert [line[0] for line in told(part)] == [sku]


def test_undo_leaves_the_cart_as_it_was(world: World, cart: Cart, audit: Verbs) -> None:
    before, ways, part = cart.total, told(cart), aside(world, cart, "LAMP-1")
    rest = part.rest
    whole = take_lines_back(world.as_(world.ada), part, version=part.version)
    assert (whole.total, told(whole), whole.rest_id) == (before, ways, None)
    assert rest is not None and Cart.objects.get(pk=rest.pk).status == Cart.Status.EMPTIED and audit()[-1] == "cart.taken_back"


def test_what_was_set_aside_twice_waits_for_one_cart_when_the_first_is_back(world: World, cart: Cart) -> None:
    """Else the emptied one, brought back, would bring it back a second time."""
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="SOFA-1", quantity=1)
    part = aside(world, aside(world, cart, "LAMP-1", "MUG-1"), "LAMP-1")
    between = part.rest
    whole = take_lines_back(ada, part, version=part.version)
    assert between is not None and Cart.objects.get(pk=between.pk).rest is None
    assert whole.rest is not None and told(whole.rest) == [("SOFA-1", 1, "parcel")]


@pytest.mark.parametrize("skus", [(), ("LAMP-1", "MUG-1")])
def test_none_and_all_are_no_part(world: World, cart: Cart, skus: tuple[str, ...]) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        aside(world, cart, *skus)
    assert refused.value.field == "lines" and everything() == before


def test_another_carts_line_and_an_old_page_change_nothing(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    other = add_item(ada, world.bo, sku="LAMP-1", quantity=1)
    before = everything()
    for lines, version in (([line_in(other, "LAMP-1")], cart.version), ([line_in(cart, "LAMP-1")], cart.version - 1)):
        with pytest.raises(Conflict):
            set_lines_aside(ada, cart, lines=lines, version=version)
    assert everything() == before


def test_a_code_goes_with_the_part_where_it_counts_else_with_the_rest(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    dear = [{"kind": "subtotal", "amount": Decimal(15)}]
    coupon = Coupon.objects.create(promotion=promotion_of(world.de, conditions=dear, group="TEN-######"), code="TEN-1", most_uses=1)
    cart = apply_code(ada, world.mina, code=coupon.code)
    part = aside(world, cart, "LAMP-1")
    assert (part.discount, part.rest and part.rest.codes.count()) == (Decimal("-2.00"), 0)
    part = take_lines_back(ada, part, version=part.version)
    part = aside(world, part, "MUG-1")
    assert (part.discount, part.codes.count()) == (0, 0)
    assert part.rest is not None and Cart.objects.get(pk=part.rest.pk).discount == Decimal("-2.00")


def test_what_waits_for_approval_waits_with_its_line_and_keeps_the_rest_from_being_placed(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    Reason.objects.create(organization=world.organization, kind="price_override", code="match", label="Found cheaper")
    Ceiling.objects.all().delete()
    cart = ask_for_price(ada, cart, line=line_in(cart, "MUG-1"), price=Decimal(1), reason="match", version=cart.version)
    part = aside(world, cart, "LAMP-1")
    rest = part.rest
    assert rest is not None and Approval.objects.get().thing_number == rest.number
    place_order(ada, part, version=part.version)
    rest.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        place_order(ada, rest, version=rest.version)
    assert refused.value.code == "waits_for_approval"


def test_a_gift_goes_as_its_promotion_reckons(world: World, cart: Cart) -> None:
    promotion_of(world.de, "gift", kind="gift", sku="RARE-1", quantity=1, needs_code=False, conditions=[{"kind": "subtotal", "amount": Decimal(15)}])
    ada = world.as_(world.ada)
    cart = set_quantity(ada, cart, line=line_in(cart, "LAMP-1"), quantity=3, version=cart.version)
    assert line_in(cart, "RARE-1") < 10**9
    part = aside(world, cart, "MUG-1")
    assert [line[0] for line in told(part)] == ["MUG-1"]
    assert part.rest is not None and "RARE-1" in [line[0] for line in told(Cart.objects.get(pk=part.rest.pk))]


def test_another_cart_that_was_begun_meanwhile_stays_the_current_one(world: World, cart: Cart) -> None:
    ada, part = world.as_(world.ada), aside(world, cart, "LAMP-1")
    rest = Cart.objects.get(pk=part.rest_id or 0)
    resume_cart(ada, rest, version=rest.version)
    part.refresh_from_db()
    with pytest.raises(Conflict):
        take_lines_back(ada, part, version=part.version)
    place_order(ada, part, version=part.version)
    assert Cart.objects.current_of(world.mina.pk).get() == rest


class TestInTheConsole:
    def test_the_dock_shows_the_part_with_its_total_and_what_waits(self, world: World, as_ada: Client, cart: Cart) -> None:
        panel = as_ada.get(f"/carts/{cart.number}/part/").content.decode()
        assert panel.count("checked") == 2
        page = as_ada.post(f"/carts/{cart.number}/part/", {"lines": [line_in(cart, "LAMP-1")], "version": cart.version}).content.decode()
        part = Cart.objects.get(pk=cart.pk)
        assert part.rest is not None and f"cart {part.rest.number}" in page and "24.90" in page
        back = as_ada.post(f"/carts/{cart.number}/part/back/", {"version": part.version})
        assert back.status_code == 200 and "cart-rest" not in back.content.decode()

    def test_after_placing_the_page_says_that_the_rest_is_back(self, world: World, as_ada: Client, cart: Cart) -> None:
        CallSession.objects.create(agent=world.ada, customer=world.mina, label="Mina Harker", current="customer")
        part = aside(world, cart, "LAMP-1")
        placed = as_ada.post(f"/orders/{cart.number}/place/", {"version": part.version})
        page = as_ada.get(placed.headers["Location"]).content.decode()
        assert part.rest is not None and f"The rest waits in the cart: {part.rest.number}." in page
