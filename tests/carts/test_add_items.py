"""Several products at once (O1)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carts.actions import add_items
from carts.models import Cart
from carts.wanted import Wanted
from contactcenter.errors import RuleError
from tests.factories import sellable
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


def test_all_come_in_with_one_audit_row(world: World, audit: Callable[[], list[str]]) -> None:
    cart = add_items(world.as_(world.ada), world.mina, wanted=[Wanted("LAMP-1*2", "LAMP-1", 2), Wanted("MUG-1", "MUG-1"), Wanted("lamp-1", "lamp-1")])
    assert {line.variant.sku: line.quantity for line in cart.lines.all()} == {"LAMP-1": 3, "MUG-1": 1}
    assert audit() == ["cart.items_added"]


def test_one_refused_line_refuses_all_and_each_is_named(world: World, audit: Callable[[], list[str]]) -> None:
    with pytest.raises(RuleError) as refused:
        add_items(
            world.as_(world.ada),
            world.mina,
            wanted=[Wanted("LAMP-1", "LAMP-1"), Wanted("NOPE", "NOPE"), Wanted("5 x RARE-1", "RARE-1", 5), Wanted("MUG-1 0", "MUG-1", 0)],
        )
    said = str(refused.value)
    assert "Line 2, “NOPE”: No product" in said and "Line 3, “5 x RARE-1”: RARE-1: only 1 available." in said and "LAMP-1" not in said
    assert "Line 4, “MUG-1 0”: Enter a quantity between 1 and 9999." in said
    assert not Cart.objects.exists() and audit() == []


@pytest.mark.parametrize(
    ("row", "meant"),
    [("LAMP-1", {"LAMP-1": 1}), ("LAMP-1*3", {"LAMP-1": 3}), ("2 x lamp-1", {"LAMP-1": 2}), ("Enamel mug, 4", {"MUG-1": 4}), ("M6 20", {"M6 20": 1})],
)
def test_rows_are_read_as_people_write_them(world: World, as_ada: Client, row: str, meant: dict[str, int]) -> None:
    for sku in ("M6", "M6 20"):
        sellable(world.de, sku, "1.00")
    assert as_ada.post(f"/carts/of/{world.mina.number}/several/", {"version": "0", "wanted": f"\r\n{row}\n\n"}).status_code == 200
    assert {line.variant.sku: line.quantity for line in Cart.objects.get().lines.all()} == meant


def test_a_pasted_zero_is_named_and_nothing_is_added(world: World, as_ada: Client) -> None:
    text = "LAMP-1 2\nMUG-1 0\nNOPE"
    page = as_ada.post(f"/carts/of/{world.mina.number}/several/", {"version": "0", "wanted": text}).content.decode()
    assert "Line 2, “MUG-1 0”" in page and "Line 3, “NOPE”" in page and f"{text}</textarea>" in page
    assert not Cart.objects.exists()


def test_many_unknown_lines_cost_no_more_questions_than_one(world: World) -> None:
    asked = []
    for number in (1, 30):
        wanted = [Wanted(f"nonsense {nth}", f"nonsense {nth}") for nth in range(number)]
        with CaptureQueriesContext(connection) as queries, pytest.raises(RuleError, match=f"Line {number}, “nonsense {number - 1}”: No product"):
            add_items(world.as_(world.ada), world.mina, wanted=wanted)
        asked.append(len(queries))
    assert asked[1] <= asked[0]  # the first of all may read what is kept then


def test_refused_text_comes_back(world: World, as_ada: Client) -> None:
    answer = as_ada.post(f"/carts/of/{world.mina.number}/several/", {"version": "0", "wanted": "LAMP-1\nNOPE*2"})
    assert answer.status_code == 422
    assert "LAMP-1\nNOPE*2</textarea>" in answer.content.decode() and "Nothing was added yet." in answer.content.decode()


def test_added_in_the_console(world: World, as_ada: Client) -> None:
    answer = as_ada.post(f"/carts/of/{world.mina.number}/several/", {"version": "0", "wanted": "LAMP-1 2\nMUG-1"})
    assert answer.status_code == 200
    assert Cart.objects.get().lines.count() == 2


def test_two_spellings_of_one_product_are_both_understood(world: World, as_ada: Client) -> None:
    sellable(world.de, "FS-1", "49.00", name="Fußsack")
    answer = as_ada.post(f"/carts/of/{world.mina.number}/several/", {"version": "0", "wanted": "enamel mug 2\nENAMEL MUG 3\nFußsack*2"})
    assert answer.status_code == 200
    assert {line.variant.sku: line.quantity for line in Cart.objects.get().lines.all()} == {"MUG-1": 5, "FS-1": 2}
