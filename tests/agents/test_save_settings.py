"""Set-up data: each change by one action, told in the audit trail with before and after."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

from agents import actions
from agents.actions.settings import save_settings
from agents.models import AuditEntry
from agents.permissions import SETTINGS
from carts.actions import add_item
from catalog.models import Price, Stock, TaxRate
from contactcenter.errors import Conflict, NotAllowed, RuleError
from customers.models import Segment
from tests.world import World


def test_what_changed_is_told(world: World) -> None:
    world.de.return_days = 14
    save_settings(world.as_(world.grace), world.de, fields=["return_days"])
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.data["kind"], entry.data["changed"]) == ("settings.changed", "channel", {"return_days": [30, 14]})


def test_nothing_changed_is_nothing_told(world: World, audit: Callable[[], list[str]]) -> None:
    save_settings(world.as_(world.grace), world.de, fields=["return_days"])
    assert audit() == []


def test_only_what_changed_is_written(world: World) -> None:
    """An order placed while the form was open keeps its reservation."""
    opened = Stock.objects.get(variant=world.lamp)
    Stock.objects.filter(variant=world.lamp).update(reserved=7)
    opened.start = 50
    save_settings(world.as_(world.grace), opened, fields=["start"])
    stock = Stock.objects.get(variant=world.lamp)
    assert (stock.start, stock.reserved) == (50, 7)


def test_a_new_one_is_told(world: World) -> None:
    segment = actions.add_settings(world.as_(world.grace), Segment(organization=world.organization, code="vip", name="VIP"))
    entry = AuditEntry.objects.get()
    assert (entry.thing_id, entry.data["added"]["code"]) == (segment.pk, "vip")


def test_what_the_database_refuses_is_said(world: World, audit: Callable[[], list[str]]) -> None:
    Stock.objects.filter(variant=world.lamp).update(reserved=7)
    opened = Stock.objects.get(variant=world.lamp)
    opened.start = 3
    with pytest.raises(RuleError):
        save_settings(world.as_(world.grace), opened, fields=["start"])
    twin = TaxRate(channel=world.de, tax_class="standard", label="Twin", rate=Decimal("0.1"))
    with pytest.raises(RuleError, match="already"):
        actions.add_settings(world.as_(world.grace), twin)
    assert audit() == []


def test_a_price_can_go(world: World) -> None:
    price = Price.objects.get(variant=world.lamp, channel=world.de)
    actions.delete_settings(world.as_(world.grace), price)
    assert not Price.objects.filter(variant=world.lamp).exists()
    assert AuditEntry.objects.get().data["deleted"]["amount"] == "10.0000"


def test_what_orders_or_carts_refer_to_stays_and_says_why(world: World, audit: Callable[[], list[str]]) -> None:
    add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    before = audit()
    for thing in (world.de, world.lamp, world.lamp.product):
        with pytest.raises(Conflict, match="still refers"):
            actions.delete_settings(world.as_(world.grace), thing)
    assert audit() == before
    assert Price.objects.filter(variant=world.lamp).exists()


def test_the_kind_is_said_in_the_readers_language(world: World) -> None:
    world.de.return_days = 14
    save_settings(world.as_(world.grace), world.de, fields=["return_days"])
    with override("de"):
        assert AuditEntry.objects.get().sentence.startswith("Kanal Shop DE")


@pytest.mark.parametrize("who", ["ada", "sam", "rhea"])
def test_others_change_nothing(world: World, audit: Callable[[], list[str]], who: str) -> None:
    actor, price = world.as_(getattr(world, who)), Price.objects.get(variant=world.lamp)
    acts: list[Any] = [lambda: save_settings(actor, world.de, fields=["name"]), lambda: actions.delete_settings(actor, price)]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert audit() == []


def test_every_kind_of_set_up_data_exists() -> None:
    assert all(apps.get_model(label) for label in SETTINGS)
