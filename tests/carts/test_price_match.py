"""A price that follows another shop's: the override's own act, with its proof on the line, in the trail and with the request (O6)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from agents.approvals import approve_request
from agents.models import Agent, Approval, AuditEntry
from carts.actions import ask_for_price, override_price, use_list_price
from carts.models import Cart
from contactcenter.errors import RuleError
from orders.actions import place_order
from orders.models import OrderLine
from tests.carts.test_override_price import cart as lamps
from tests.carts.test_override_price import line
from tests.factories import line_in
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
cart = lamps  # two of 10.00; Ada may give up 4.00 and 25 % of a line alone
LINK = "https://shop.example/lamp?id=7"
PROOF = {"link": LINK, "their_price": Decimal("8.50")}


def match(world: World, cart: Cart, price: str, who: Agent | None = None, act: Any = override_price, **more: Any) -> Cart:
    wanted = {"line": line_in(cart, "LAMP-1"), "price": Decimal(price), "reason": "match", "version": cart.version, **PROOF, **more}
    found: Cart = act(world.as_(who or world.ada), cart, **wanted)
    return found


def test_within_the_ceiling_the_proof_stands_on_the_line_in_the_trail_and_on_the_order(world: World, cart: Cart) -> None:
    cart = match(world, cart, "8.50", note="Rang twice")
    matched = line(cart)
    assert (matched.price_source, matched.unit_price, matched.is_overridden) == ("match", Decimal("8.50"), True)
    assert matched.price_reason == f"Found cheaper: Rang twice: €8.50 at {LINK}"
    entry = AuditEntry.objects.order_by("pk").last()
    assert entry and entry.verb == "cart.price_overridden" and (entry.data["link"], entry.data["their_price"]) == (LINK, "8.5")
    order = place_order(world.as_(world.ada), cart, version=cart.version)
    sold = OrderLine.objects.get(order=order)
    assert (sold.price_source, sold.unit_price, sold.price_reason) == ("match", Decimal("8.50"), matched.price_reason)


def test_it_goes_back_to_the_list_price_as_an_override_does(world: World, cart: Cart) -> None:
    cart = match(world, cart, "8.50")
    cart = use_list_price(world.as_(world.ada), cart, line=line(cart).pk, version=cart.version)
    assert (line(cart).price_source, line(cart).unit_price, line(cart).price_reason) == ("list", Decimal(10), "")


def test_above_the_ceiling_the_request_shows_the_proof_and_a_yes_makes_it_a_match(world: World, cart: Cart, as_: Callable[[Agent], Client]) -> None:
    proof: dict[str, Any] = {"their_price": Decimal(6)}
    with pytest.raises(RuleError) as refused:
        match(world, cart, "6", **proof)
    assert (refused.value.code, refused.value.field) == ("above_ceiling", "price")
    match(world, cart, "6", act=ask_for_price, **proof)
    asked = Approval.objects.get()
    assert (asked.details["link"], asked.details["their_price"]) == (LINK, "6")
    queue = as_(world.sam).get("/console/queues/").content.decode()
    assert f"€6.00 at {LINK}" in queue and f'href="{LINK}"' not in queue
    approve_request(world.as_(world.sam), asked)
    assert (line(cart).price_source, line(cart).unit_price) == ("match", Decimal(6))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"link": "shop.example/lamp"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://shop.example/lamp"}, "link"),
        ({"link": "https://shop.example/\u202elamp"}, "link"),
        ({"link": ""}, "link"),
        ({"link": f"https://shop.example/{'a' * 190}"}, "link"),
        ({"their_price": None}, "their_price"),
        ({"their_price": Decimal("8.505")}, "their_price"),
        ({"their_price": Decimal("9.20")}, "price"),
    ],
)
def test_half_a_proof_or_a_wrong_one_changes_nothing(world: World, cart: Cart, more: dict[str, Any], field: str) -> None:
    before = everything()
    with pytest.raises(RuleError) as refused:
        match(world, cart, "8.50", **more)
    assert refused.value.field == field and everything() == before


def test_in_the_console_a_refusal_keeps_what_was_typed_at_its_field(world: World, cart: Cart, as_ada: Client) -> None:
    form = {"line": line_in(cart, "LAMP-1"), "price": "8,50", "reason": "match", "link": "nowhere", "their_price": "8,50", "version": cart.version}
    refused = as_ada.post(f"/carts/{cart.number}/price/", form, headers={"HX-Request": "true"})
    told = refused.content.decode()
    assert (
        refused.status_code == 422 and "begins with https://" in told and 'value="nowhere"' in told and '<details class="whole match" open>' in told
    )
    done = as_ada.post(f"/carts/{cart.number}/price/", {**form, "link": LINK}, headers={"HX-Request": "true"}).content.decode()
    assert "Price by Ada: Found cheaper: €8.50 at https://shop.example/lamp?id=7" in done
