"""Amounts that are entered: none is finer than its currency, or beyond the bounds, wherever staff enter one."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from agents.actions import add_settings, save_settings
from agents.models import Channel
from agents.permissions import SETTINGS
from catalog.models import Price, ShippingMethod
from contactcenter.errors import RuleError
from promotions.models import Promotion
from tests.snapshot import everything
from tests.world import World

NO_MONEY = {"catalog.TaxRate.rate"}
"""A fraction."""


@pytest.fixture
def jp(world: World) -> Channel:
    return Channel.objects.create(organization=world.organization, code="jp", name="Shop JP", country="JP", currency="JPY")


@pytest.mark.parametrize(
    "make",
    [
        lambda world, jp, amount: Price(channel=jp, variant=world.lamp, amount=amount),
        lambda world, jp, amount: ShippingMethod(channel=jp, code="ems", name="EMS", price=amount),
        lambda world, jp, amount: ShippingMethod(channel=jp, code="ems", name="EMS", free_from=amount),
        lambda world, jp, amount: Promotion(channel=jp, code="less", name="Less", benefit="amount", value=amount),
        lambda world, jp, amount: Promotion(channel=jp, code="less", name="Less", benefit="percentage", value=Decimal("2.5"), minimum=amount),
    ],
)
def test_staff_cannot_enter_an_amount_that_the_currency_does_not_have(world: World, jp: Channel, make: Callable[..., models.Model]) -> None:
    grace, before = world.as_(world.grace), everything()
    for amount, said in ((Decimal("333.5"), "no decimal places"), (Decimal(10) ** 13, "largest amount")):
        with pytest.raises(RuleError, match=said):
            add_settings(grace, make(world, jp, amount))
    assert everything() == before
    thing = add_settings(grace, make(world, jp, Decimal(333)))
    for name in ("amount", "price", "minimum"):
        if hasattr(thing, name):
            setattr(thing, name, Decimal("333.5"))
            with pytest.raises(RuleError) as refused:
                save_settings(grace, thing, fields=[name])
            assert refused.value.field == name


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("value", {"benefit": "percentage", "value": Decimal(0)}),
        ("value", {"benefit": "percentage", "value": Decimal("100.5")}),
        ("ends_at", {"benefit": "free_shipping", "ends_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    ],
)
def test_a_promotion_takes_off_a_percentage_and_ends_after_its_start(world: World, field: str, wrong: dict[str, Any]) -> None:
    """Whatever writes it: the rule is the promotion's own."""
    before = everything()
    with pytest.raises(RuleError) as refused:
        add_settings(world.as_(world.grace), Promotion(channel=world.de, code="less", name="Less", **wrong))
    assert refused.value.field == field and everything() == before


def test_every_amount_of_set_up_data_is_checked(jp: Channel) -> None:
    """Another decimal column of what staff enter is money until it is said to be none."""
    asked = set()
    for label in SETTINGS:
        model: Any = apps.get_model(label)
        for name in [field.name for field in model._meta.concrete_fields if isinstance(field, models.DecimalField)]:
            if f"{label}.{name}" in NO_MONEY:
                continue
            with pytest.raises(ValidationError) as refused:
                model(channel=jp, **{name: Decimal("333.5")}).clean()
            assert set(refused.value.error_dict) == {name}, f"{label}.{name}"
            asked.add(f"{label}.{name}")
    assert {"catalog.Price.amount", "promotions.Promotion.value"} < asked
