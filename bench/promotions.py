"""`python -m bench.promotions`: what promotions cost an agent. Ends with an error where one of them takes more than 100 ms.

A line added to a cart of 200, beside the same without any promotion; the engine alone with 500 active promotions, of which five apply; the pane
"Coupon" at 1,000 promotions and 10,000 codes, beside the bare SQL of its list.
"""

import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bench import database

AIM = 100.0  # milliseconds, the median of RUNS
RUNS = 15
LINES, OFFERS, PROMOTIONS, CODES = 200, 500, 1000, 10_000


def main() -> int:
    database.prepare_empty(f"{database.NAME}_promotions")
    from django.db import connection, transaction

    with transaction.atomic():
        customer, actor = build()
        figures = measure(customer, actor, connection)
        transaction.set_rollback(True)
    for name, (took, beside) in figures.items():
        print(f"{name:<60} {took:7.1f} ms {f'{took / beside[1]:6.1f} times {beside[0]} ({beside[1]:.1f} ms)' if beside else ''}")
    return int(any(took > AIM for took, _beside in figures.values()))


def build() -> tuple[Any, Any]:
    """A customer with a cart of 200 lines, and the agent."""
    from agents.actors import actor_of
    from agents.models import Agent, Role
    from agents.permissions import AGENT
    from bench.shop import SKUS, make_shop
    from carts.actions import add_items
    from carts.wanted import Wanted
    from customers.models import Address, Customer
    from customers.search import fill

    organization, channels = make_shop()
    agent = Agent.objects.create_user("bench", "bench@example.net", organization=organization, all_channels=True)
    agent.roles.add(Role.objects.get(code=AGENT))
    customer = fill(Customer(channel=channels["bench-de"], first_name="Bea", last_name="Bench", email="bea@example.org"))
    customer.save()
    Address.objects.create(customer=customer, street="Ring 1", postal_code="10115", city="Berlin", country="DE", default_shipping=True)
    actor = actor_of(agent)
    add_items(actor, customer, wanted=[Wanted(sku, sku) for sku in SKUS[:LINES]])
    return customer, actor


def measure(customer: Any, actor: Any, connection: Any) -> dict[str, tuple[float, tuple[str, float] | None]]:
    from bench.shop import SKUS
    from carts.actions import add_item
    from carts.contents import contents_of
    from carts.coupon_pane import pane_context
    from carts.models import Cart
    from carts.promoting import basket_of, buyer_of
    from promotions.engine import run
    from promotions.offers import offers_for

    skus = iter(SKUS[LINES:])
    add = lambda: add_item(actor, customer, sku=next(skus), quantity=1)  # noqa: E731
    without = clock(add)
    promote(customer)
    contents = contents_of(Cart.objects.get(customer=customer))
    offers = offers_for(buyer_of(contents.cart), [])
    basket = basket_of(contents, offers)
    sql = "SELECT id FROM promotions_promotion WHERE active ORDER BY ends_at, code LIMIT 21"
    bare = clock(lambda: connection.cursor().execute(sql).fetchall())
    return {
        f"a line added to a cart of {LINES}, no promotion": (without, None),
        f"the same with {OFFERS} active ones, of which five apply": (clock(add), ("as without", without)),
        f"the engine alone, {len(offers)} promotions": (clock(lambda: run(basket, offers)), None),
        f"the pane, {PROMOTIONS} promotions, {CODES} codes": (clock(lambda: pane_context(actor, customer)), ("the bare SQL", bare)),
    }


def promote(customer: Any) -> None:
    from promotions.models import CodeGroup, Coupon, Promotion, PromotionBenefit, PromotionCondition

    channel = customer.channel
    few: dict[str, list[str]] = {"skus": [], "categories": [], "except_skus": [], "except_categories": []}
    made = Promotion.objects.bulk_create(
        Promotion(channel=channel, code=f"p{nth}", name=f"Promotion {nth}", needs_code=nth >= OFFERS, priority=nth % 50)
        for nth in range(OFFERS + PROMOTIONS)
    )
    PromotionCondition.objects.bulk_create(
        PromotionCondition(promotion=one, kind="subtotal", amount=Decimal(10 if nth % 100 == 0 else 1_000_000 + nth), **few)
        for nth, one in enumerate(made)
    )
    PromotionBenefit.objects.bulk_create(
        PromotionBenefit(promotion=one, kind="percentage", percent=Decimal("0.1"), **{**few, "categories": ["Jacket", "Lamp"][nth % 2 : nth % 2 + 1]})
        for nth, one in enumerate(made)
    )
    CodeGroup.objects.bulk_create(CodeGroup(promotion=one, pattern="CODE-######") for one in made[OFFERS:])
    Coupon.objects.bulk_create(
        Coupon(promotion=made[OFFERS + nth % PROMOTIONS], code=f"CODE-{nth:06}", most_uses=1, customer=customer if nth < 30 else None)
        for nth in range(CODES)
    )


def clock(act: Callable[[], Any]) -> float:
    """Milliseconds, the median of RUNS after one that is not counted."""
    act()
    took = []
    for _nth in range(RUNS):
        begun = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


if __name__ == "__main__":
    sys.exit(main())
