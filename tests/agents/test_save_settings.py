"""Set-up data: each change by one action, told in the audit trail with before and after."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils.translation import override

from agents import actions
from agents.actions.settings import save_settings
from agents.models import AuditEntry
from agents.permissions import SETTINGS
from catalog.models import Stock, TaxRate
from contactcenter.errors import NotAllowed, RuleError
from customers.models import Segment
from tests.factories import class_of
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
    twin = TaxRate(channel=world.de, country="DE", tax_class=class_of(world.organization), label="Twin", rate=Decimal("0.1"))
    with pytest.raises(RuleError, match="already"):
        actions.add_settings(world.as_(world.grace), twin)
    assert audit() == []


def test_the_kind_is_said_in_the_readers_language(world: World) -> None:
    world.de.return_days = 14
    save_settings(world.as_(world.grace), world.de, fields=["return_days"])
    with override("de"):
        assert AuditEntry.objects.get().sentence.startswith("Kanal Shop DE")


@pytest.mark.parametrize("who", ["ada", "sam", "rhea"])
def test_others_change_nothing(world: World, audit: Callable[[], list[str]], who: str) -> None:
    with pytest.raises(NotAllowed):
        save_settings(world.as_(getattr(world, who)), world.de, fields=["name"])
    assert audit() == []


def test_every_kind_of_set_up_data_exists() -> None:
    assert all(apps.get_model(label) for label in SETTINGS)
