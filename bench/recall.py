"""`make bench-recall`: of what agents type about made-up people of many countries, what share the box finds, kind by kind.

First page: among the 25 rows shown; first 10: among the first ten. Where a slip may be mended by "Did you mean", an offer counts as found.
"""

import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

PEOPLE, SEED, ASKED = 2000, 1, 150


@dataclass
class Tally:
    """How often a kind was asked, found on the first page and among the first ten; missed: some of what was not."""

    asked: int = 0
    found: int = 0
    early: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.found / self.asked if self.asked else 1.0


def main() -> None:
    from bench import database

    database.prepare_empty("contactcenter_recall")
    from django.db import transaction

    seed = int(os.environ.get("SEED") or SEED)
    with transaction.atomic():
        actor, made = settle(int(os.environ.get("PEOPLE") or PEOPLE), seed)
        print_table(measure(actor, made, asked=int(os.environ.get("ASKED") or ASKED), seed=seed))
        transaction.set_rollback(True)


def settle(count: int, seed: int) -> tuple[Any, list[Any]]:
    """Made-up people with an order and a return each, in channels of three countries; and an agent who sees them all."""
    from agents.actors import Actor
    from agents.kinds import ActorKind
    from agents.models import Channel, Organization
    from agents.permissions import Can
    from bench.people import people

    organization = Organization.objects.create(name="Recall")
    channels = [
        Channel.objects.create(organization=organization, code=f"recall-{code.lower()}", name=code, country=code, currency="EUR")
        for code in ("DE", "GB", "US")
    ]
    made = people(count, seed)
    write(made, channels)
    rights = frozenset({Can.SEE_PERSONAL.value, Can.USE_CONSOLE.value})
    return Actor(
        kind=ActorKind.AGENT, name="Ada", rights=rights, channel_ids=tuple(one.pk for one in channels), organization_id=organization.pk
    ), made


def write(made: list[Any], channels: list[Any]) -> None:
    """As the product itself writes them: with the folded columns, and the names learnt."""
    from customers.models import Address, Customer
    from customers.search import fill
    from customers.search.similar import learn_names

    home = {one.country: one for one in channels}
    customers = Customer.objects.bulk_create(
        fill(
            Customer(
                channel=home.get(one.land.code, channels[one.place % 3]),
                number=one.number,
                first_name=one.first,
                last_name=one.last,
                email=one.email,
                phone=one.phone,
                mobile=one.mobile,
            ),
            postal_code=one.postal,
            city=one.city,
            home_country=one.land.code,
        )
        for one in made
    )
    Address.objects.bulk_create(
        Address(
            customer=customer,
            first_name=one.first,
            last_name=one.last,
            street="Main Street 1",
            postal_code=one.postal,
            city=one.city,
            country=one.land.code,
            default_shipping=True,
        )
        for customer, one in zip(customers, made, strict=True)
    )
    _write_orders(made, customers)
    learn_names()


def _write_orders(made: list[Any], customers: list[Any]) -> None:
    from orders.models import Order, OrderAddress, Shipment
    from orders.search import fill
    from returns.models import Return
    from returns.search import fill as fill_return

    addresses = [
        OrderAddress(first_name=one.first, last_name=one.last, street="Main Street 1", postal_code=one.postal, city=one.city, country=one.land.code)
        for one in made
    ]
    orders = Order.objects.bulk_create(
        fill(
            Order(
                channel=customer.channel, customer=customer, number=one.order, currency="EUR", email=one.email, phone=one.phone, subtotal=1, total=1
            ),
            address,
            address,
        )
        for one, customer, address in zip(made, customers, addresses, strict=True)
    )
    Shipment.objects.bulk_create(Shipment(order=order, tracking=one.tracking) for one, order in zip(made, orders, strict=True))
    Return.objects.bulk_create(
        fill_return(Return(order=order, channel=order.channel, customer=order.customer, number=one.rma, currency="EUR"), order)
        for one, order in zip(made, orders, strict=True)
    )


def measure(actor: Any, made: list[Any], *, asked: int, seed: int, kinds: Iterable[Any] = ()) -> dict[str, Tally]:
    """Each kind typed about so many of the people it fits, drawn by the seed."""
    from bench.typed import KINDS

    table: dict[str, Tally] = {}
    for kind in kinds or KINDS:
        dice, tally = random.Random(f"{seed} {kind.name}"), Tally()
        for person in dice.sample(made, len(made)):
            if tally.asked < asked and (text := kind.typed(person, dice)):
                _ask(actor, kind, person, text, tally)
        table[kind.name] = tally
    return table


def _ask(actor: Any, kind: Any, person: Any, text: str, tally: Tally) -> None:
    from console.offers import offers
    from customers.search import find_customers
    from orders.search import find_orders
    from returns.search import find_returns

    find, number = {
        "customer": (find_customers, person.number), "order": (find_orders, person.order), "return": (find_returns, person.rma),
    }[kind.record]  # fmt: skip
    found = find(actor, text, limit=25)
    numbers = [row.number for row in found.rows]
    offered = kind.offer and number not in numbers and any(_is_meant(one, person) for one in offers(actor, kind.record, text, "/", found))
    tally.asked += 1
    tally.early += number in numbers[:10] or offered
    if number in numbers or offered:
        tally.found += 1
    elif len(tally.missed) < 5:
        tally.missed.append(f"{text} ⇒ {person.first} {person.last}")


def _is_meant(offer: Any, person: Any) -> bool:
    from search.terms import fold

    last = fold(person.last).replace(" ", "")
    return offer.number == person.number or last in fold(offer.text).replace(" ", "") or person.email in (offer.text, offer.detail)


def print_table(table: dict[str, Tally]) -> None:
    print(f"{'kind':24} {'asked':>6} {'page':>7} {'first 10':>9}")
    for name, tally in table.items():
        early = tally.early / tally.asked if tally.asked else 1.0
        print(f"{name:24} {tally.asked:6} {tally.share:7.1%} {early:9.1%}  {'; '.join(tally.missed[:3]) if tally.share < 0.99 else ''}")


if __name__ == "__main__":
    main()
