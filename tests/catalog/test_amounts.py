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
from catalog.models import Price, ShippingMethod, ShippingRate
from contactcenter.errors import RuleError
from promotions.models import Promotion, PromotionBenefit, PromotionCondition
from tests.factories import promotion_of
from tests.snapshot import everything
from tests.world import World

NO_MONEY = {"catalog.TaxRate.rate", "promotions.PromotionBenefit.percent"}
"""A fraction, and so many of a hundred."""


@pytest.fixture
def jp(world: World) -> Channel:
    return Channel.objects.create(organization=world.organization, code="jp", name="Shop JP", country="JP", currency="JPY")


def _way(channel: Channel) -> ShippingMethod:
    return ShippingMethod.objects.get_or_create(channel=channel, code="ems", name="EMS")[0]


def _offer(channel: Channel) -> Promotion:
    return Promotion.objects.filter(channel=channel).first() or promotion_of(channel, "less")


@pytest.mark.parametrize(
    "make",
    [
        lambda world, jp, amount: Price(channel=jp, variant=world.lamp, amount=amount),
        lambda world, jp, amount: ShippingRate(method=_way(jp), price=amount),
        lambda world, jp, amount: ShippingRate(method=_way(jp), price=0, from_subtotal=amount),
        lambda world, jp, amount: Promotion(channel=jp, code="more", name="More", most_spent=amount),
        lambda world, jp, amount: PromotionBenefit(promotion=_offer(jp), kind="amount", amount=amount),
        lambda world, jp, amount: PromotionCondition(promotion=_offer(jp), kind="subtotal", amount=amount),
    ],
)
def test_staff_cannot_enter_an_amount_that_the_currency_does_not_have(world: World, jp: Channel, make: Callable[..., models.Model]) -> None:
    _way(jp), _offer(jp)
    grace, before = world.as_(world.grace), everything()
    for amount, said in ((Decimal("333.5"), "no decimal places"), (Decimal(10) ** 13, "largest amount")):
        with pytest.raises(RuleError, match=said):
            add_settings(grace, make(world, jp, amount))
    assert everything() == before
    thing = add_settings(grace, make(world, jp, Decimal(333)))
    for name in ("amount", "price", "most_spent"):
        if getattr(thing, name, None):
            setattr(thing, name, Decimal("333.5"))
            with pytest.raises(RuleError) as refused:
                save_settings(grace, thing, fields=[name])
            assert refused.value.field == name


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("percent", lambda offer: PromotionBenefit(promotion=offer, kind="percentage", percent=Decimal(0))),
        ("percent", lambda offer: PromotionBenefit(promotion=offer, kind="percentage", percent=Decimal("100.5"))),
        ("percent", lambda offer: PromotionBenefit(promotion=offer, kind="percentage")),
        ("amount", lambda offer: PromotionBenefit(promotion=offer, kind="percentage", percent=5, amount=5)),
        ("codes", lambda offer: PromotionCondition(promotion=offer, kind="segments")),
        ("ends_at", lambda offer: Promotion(channel=offer.channel, code="more", name="More", ends_at=datetime(2020, 1, 1, tzinfo=UTC))),
    ],
)
def test_a_promotion_has_the_figures_that_it_needs_and_ends_after_its_start(
    world: World, field: str, wrong: Callable[[Promotion], models.Model]
) -> None:
    """Whatever writes it: the rule is the promotion's own."""
    offer = promotion_of(world.de, "less")
    before = everything()
    with pytest.raises(RuleError) as refused:
        add_settings(world.as_(world.grace), wrong(offer))
    assert refused.value.field == field and everything() == before


def test_every_amount_of_set_up_data_is_checked(jp: Channel) -> None:
    """Another decimal column of what staff enter is money until it is said to be none."""
    asked, others = (
        set(),
        {
            ShippingRate: {"method": _way(jp)},
            PromotionBenefit: {"promotion": _offer(jp), "kind": "amount"},
            PromotionCondition: {"promotion": _offer(jp), "kind": "subtotal"},
        },
    )
    for label in SETTINGS:
        model: Any = apps.get_model(label)
        for name in [field.name for field in model._meta.concrete_fields if isinstance(field, models.DecimalField)]:
            if f"{label}.{name}" in NO_MONEY:
                continue
            of = others.get(model, {"channel": jp})
            with pytest.raises(ValidationError) as refused:
                model(**of, **{name: Decimal("333.5")}).clean()
            assert set(refused.value.error_dict) == {name}, f"{label}.{name}"
            asked.add(f"{label}.{name}")
    assert {"catalog.Price.amount", "promotions.Promotion.most_spent", "promotions.PromotionBenefit.amount"} < asked
