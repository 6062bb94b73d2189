"""How many of our files an act runs through, from its URL to the answer; kernel and models aside. docs/architecture.md walks the same way."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.test import Client

from carts.actions import add_item
from contactcenter.places import BASE_DIR
from tests.world import World

APPS = ("agents", "customers", "catalog", "promotions", "carts", "orders", "returns", "console")


def files_run(act: Callable[[], Any]) -> list[str]:
    """Our app files in which a function is called, in the order in which each is reached first."""
    found: dict[str, None] = {}

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(BASE_DIR) and frame.f_code.co_name != "<module>":
            name = path.relative_to(BASE_DIR)
            if name.parts[0] in APPS and not {"models", "migrations"} & {*name.parts, name.stem}:
                found.setdefault(str(name))

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return list(found)


FRAME = {"agents/login_sessions.py", "agents/backends.py", "agents/middleware.py", "agents/doors.py", "agents/actors.py", "agents/visibility.py",
         "agents/grants.py", "agents/idle.py", "agents/reads.py", "agents/permissions.py", "console/context.py", "agents/requests.py"}  # fmt: skip
"""What every request of the console passes on its way to a view: who asks, and what they may see."""


def own_files(act: Callable[[], Any]) -> list[str]:
    return [name for name in files_run(act) if name not in FRAME]


@pytest.fixture
def called(world: World, as_ada: Client) -> Client:
    as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number})
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    return as_ada


def test_a_line_is_added(world: World, called: Client) -> None:
    url, form = f"/carts/of/{world.mina.number}/items/", {"sku": "LAMP-1", "quantity": 1, "version": 1}
    files = own_files(lambda: called.post(url, form, headers={"HX-Request": "true"}))
    assert len(files) <= 26, files


def test_an_order_is_placed(world: World, called: Client) -> None:
    cart = world.mina.carts.get()
    files = own_files(lambda: called.post(f"/orders/{cart.number}/place/", {"version": cart.version}, headers={"HX-Request": "true"}))
    assert len(files) <= 28, files
