"""Several products at once (O1)."""

from collections.abc import Callable

import pytest
from django.test import Client

from carts.actions import add_items
from carts.forms import AddItemsForm
from carts.models import Cart
from contactcenter.errors import RuleError
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


def test_all_come_in_with_one_audit_row(world: World, audit: Callable[[], list[str]]) -> None:
    cart = add_items(world.as_(world.ada), world.mina, wanted=[("LAMP-1", 2), ("MUG-1", 1), ("lamp-1", 1)])
    assert {line.variant.sku: line.quantity for line in cart.lines.all()} == {"LAMP-1": 3, "MUG-1": 1}
    assert audit() == ["cart.items_added"]


def test_one_refused_line_refuses_all_and_each_is_named(world: World, audit: Callable[[], list[str]]) -> None:
    with pytest.raises(RuleError) as refused:
        add_items(world.as_(world.ada), world.mina, wanted=[("LAMP-1", 1), ("NOPE", 1), ("RARE-1", 5)])
    assert "NOPE" in str(refused.value) and "RARE-1" in str(refused.value)
    assert not Cart.objects.exists() and audit() == []


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ("LAMP-1", ("LAMP-1", 1)),
        ("LAMP-1*3", ("LAMP-1", 3)),
        ("LAMP-1\t2", ("LAMP-1", 2)),
        ("LAMP-1; 12", ("LAMP-1", 12)),
        ("Enamel mug 4", ("Enamel mug", 4)),
    ],
)
def test_rows_are_read_as_people_write_them(row: str, meant: tuple[str, int]) -> None:
    form = AddItemsForm({"version": "0", "wanted": f"\r\n{row}\n\n"})
    assert form.is_valid() and form.cleaned_data["wanted"] == [meant]


def test_refused_text_comes_back(world: World, as_ada: Client) -> None:
    answer = as_ada.post(f"/carts/of/{world.mina.number}/several/", {"version": "0", "wanted": "LAMP-1\nNOPE*2"})
    assert answer.status_code == 422
    assert "LAMP-1\nNOPE*2</textarea>" in answer.content.decode() and "Nothing was added yet." in answer.content.decode()


def test_added_in_the_console(world: World, as_ada: Client) -> None:
    answer = as_ada.post(f"/carts/of/{world.mina.number}/several/", {"version": "0", "wanted": "LAMP-1 2\nMUG-1"})
    assert answer.status_code == 200
    assert Cart.objects.get().lines.count() == 2
