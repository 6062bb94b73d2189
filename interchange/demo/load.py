"""Loading the demo world, step by step, in one transaction."""

from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from agents.actors import system
from agents.audit import record
from agents.models import Agent, Organization
from agents.verbs import Verb
from contactcenter.errors import Conflict
from customers.models import Customer
from customers.search.similar import learn_names
from interchange.demo.asking import ask_for_a_price
from interchange.demo.folk import invite
from interchange.demo.offers import add_promotions, give_codes
from interchange.demo.returning import take_back
from interchange.demo.sales import Sale, sell
from interchange.demo.shelves import count_stock, fill_shelves
from interchange.demo.shop import open_shop
from interchange.demo.world import PILES, World
from interchange.rebuild import CUSTOMER_SUMS
from orders.models import Order

LOCK = 7_310_001


def is_loaded() -> bool:
    return Organization.objects.filter(is_demo=True).exists()


def refuse_strangers() -> None:
    """The demo world never mixes with anything else. Raises Conflict when the database holds something the demo did not make."""
    things = {
        "an organisation": Organization.objects.all(),
        "agents": Agent.objects.filter(is_demo=False),
        "customers": Customer.objects.all(),
        "orders": Order.objects.all(),
    }
    found = [name for name, rows in things.items() if rows.exists()]
    if found:
        raise Conflict("not_empty", f"This database already holds {' and '.join(found)} that the demo did not make; use an empty one.")


@transaction.atomic
def load(*, quiet: bool = False) -> bool:
    """Load the demo world once. False when it is there already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if is_loaded():
        return False
    refuse_strangers()
    with tqdm(total=4 + len(PILES), desc="demo world", unit="step", disable=True if quiet else None, leave=False) as bar:
        build(World(now=timezone.now()), bar)
    record(system("load_demo"), Verb.DEMO_LOADED, None)
    return True


def build(world: World, bar: "tqdm[Any]") -> None:
    open_shop(world)
    fill_shelves(world)
    add_promotions(world)
    bar.update()
    crowds = invite(world)
    give_codes(world)
    bar.update()
    sales = sell(world, crowds)
    restocked = take_back(world, sales)
    bar.update()
    for kind in PILES:
        world.write(kind)
        bar.update()
    world.write_steps()
    take_stock(world, sales, restocked)
    learn_names()
    with connection.cursor() as cursor:
        # without it the planner takes the new tables for empty ones; by name, for those of the whole server would stay locked to the end
        cursor.execute(f"ANALYZE {', '.join(connection.introspection.table_names(cursor))}")
        cursor.execute(CUSTOMER_SUMS, {"channels": [channel.pk for channel in world.channels.values()]})
    ask_for_a_price(world)
    bar.update()


def take_stock(world: World, sales: list[Sale], restocked: Counter[int]) -> None:
    """Count what has left and what is reserved, by variant, and write the stock that explains it."""
    shipped, reserved = Counter[int](), Counter[int]()
    for sale in sales:
        for place, line in enumerate(sale.lines):
            assert line.variant is not None
            shipped[line.variant.pk] += sale.shipped[place]
            reserved[line.variant.pk] += line.reserved
    count_stock(world, shipped, restocked, reserved)
