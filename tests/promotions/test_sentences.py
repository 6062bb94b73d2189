"""A promotion as one sentence, in the reader's language, made of its rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from django.utils.translation import override

from promotions.models import Promotion
from promotions.offers import Used, with_terms
from promotions.sentences import sentence_of
from tests.world import World

Rows = list[dict[str, Any]]

SILVESTER = datetime(2126, 12, 31, 23, 59, tzinfo=UTC)
SALE = {"kind": "percentage", "percent": 15, "except_categories": ["SALE"]}


def promotion_of(world: World, conditions: Rows = [], benefits: Rows = [SALE], **facts: Any) -> Promotion:  # noqa: B006  only read
    made = Promotion.objects.create(channel=world.de, code="vip", name="VIP", **facts)
    for row in conditions:
        made.conditions.create(**row)
    for row in benefits:
        made.benefits.create(**row)
    found: Promotion = with_terms(Promotion.objects.filter(pk=made.pk)).get()
    return found


def said(promotion: Promotion, used: Used | None = None, language: str = "en") -> str:
    with override(language):
        return sentence_of(promotion, used).replace("\u202f", " ").replace("\xa0", " ")


def test_the_whole_promotion_is_one_sentence(world: World) -> None:
    asks: Rows = [{"kind": "subtotal", "amount": 80}, {"kind": "segments", "codes": ["vip"]}]
    offer = promotion_of(world, asks, ends_at=SILVESTER, is_exclusive=True, most_uses=100)
    assert said(offer, Used(orders=88)) == (
        "15 % off everything but SALE from €80.00 on, for customers of the segment vip; until 31 Dec 2126; not together with others; 12 of 100 left"
    )
    assert said(offer, Used(orders=88), "de") == (
        "15 % auf alles außer SALE ab 80,00 €, für Kunden des Segments vip; bis 31. Dez. 2126; nicht zusammen mit anderen; noch 12 von 100 übrig"
    )


@pytest.mark.parametrize(
    ("benefits", "english", "german"),
    [
        ([], "Nothing off", "Kein Nachlass"),
        ([{"kind": "shipping", "amount": 0}], "Free shipping", "Kostenloser Versand"),
        (
            [{"kind": "percentage", "percent": "12.5"}, {"kind": "gift", "sku": "MUG-1", "quantity": 1}],
            "12.5 % off everything and 1 × MUG-1 as a gift",
            "12,5 % auf alles und 1 × MUG-1 als Geschenk",
        ),
    ],
)
def test_what_it_gives_is_told_in_order(world: World, benefits: Rows, english: str, german: str) -> None:
    offer = promotion_of(world, benefits=benefits)
    assert (said(offer), said(offer, language="de")) == (english, german)


def test_one_that_is_planned_says_from_when(world: World) -> None:
    offer = promotion_of(world, starts_at=datetime(2126, 12, 1, tzinfo=UTC))
    assert said(offer).endswith("; from 1 Dec 2126 on") and said(offer, language="de").endswith("; ab 1. Dez. 2126")
    offer.ends_at = SILVESTER
    assert said(offer).endswith("; from 1 Dec 2126 until 31 Dec 2126") and said(offer, language="de").endswith("; vom 1. Dez. 2126 bis 31. Dez. 2126")


def test_one_that_ends_at_midnight_runs_until_the_day_before(world: World) -> None:
    offer = promotion_of(world, ends_at=datetime(2127, 1, 1, tzinfo=UTC))
    assert "until 31 Dec 2126" in said(offer)


def test_budgets_and_the_limit_of_each_customer_are_told(world: World) -> None:
    offer = promotion_of(world, most_spent=500, per_customer=1)
    assert said(offer, Used(spent=offer.most_spent)).endswith("; 1 order per customer; €0.00 of €500.00 left")
    assert said(offer, Used(), "de").endswith("; 1 Bestellung je Kunde; noch 500,00 € von 500,00 € übrig")
    assert said(offer).endswith("; 1 order per customer")  # to customers, who need not know the budget
    offer.per_customer, offer.most_spent, offer.most_uses = 3, None, 2
    assert said(offer, Used(orders=5)).endswith("; 3 orders per customer; 0 of 2 left")


@pytest.mark.parametrize(
    ("facts", "state"),
    [({}, "runs"), ({"starts_at": 1}, "planned"), ({"ends_at": -1, "starts_at": -2}, "ended"), ({"active": False, "starts_at": 1}, "off")],
)
def test_its_state_follows_its_switch_and_its_period(world: World, facts: dict[str, Any], state: str) -> None:
    at = now()
    moved = {name: at + timedelta(days=days) if name != "active" else days for name, days in facts.items()}
    assert promotion_of(world, **{"starts_at": at, **moved}).state == state
