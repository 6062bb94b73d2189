"""The named cast. Ada takes calls, Sam supervises, Rhea may only look, Otto works for another channel, Grace administers.

Mina is a customer with orders and a return, Bo one without, Uma belongs to Otto's channel.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.db import transaction
from django.db.models import Model

from agents.actors import Actor, actor_of
from agents.models import Agent, Channel, Organization, Role, RoleRight
from agents.permissions import ADMINISTRATOR, AGENT, SEEDED_ROLES, SUPERVISOR, Can
from catalog.models import Product, Variant
from customers.models import Customer
from orders.models import Order
from returns.models import Return, ReturnLine
from returns.search import fill as fill_return
from tests.factories import AddressFactory, customer_of, placed, product_of, sellable, ships, taxed, variant_of
from tests.kept import Kept, rows, since

PASSWORD = "correct horse 42"  # noqa: S105  the cast's
CAST = {"ada": AGENT, "sam": SUPERVISOR, "rhea": "reader", "otto": AGENT, "grace": ADMINISTRATOR}
"""The agents and the code of each one's role."""


@dataclass
class World:
    """Channels de (EUR, prices with tax) and uk (GBP, prices without); people; a small shop."""

    organization: Organization
    de: Channel
    uk: Channel
    ada: Agent
    sam: Agent
    rhea: Agent
    otto: Agent
    grace: Agent
    mina: Customer
    bo: Customer
    uma: Customer
    lamp: Variant
    mug: Variant
    rare: Variant
    sofa: Variant
    shirt: Product
    order: Order
    guest_order: Order
    uma_order: Order
    rma: Return
    uma_rma: Return

    def as_(self, agent: Agent) -> Actor:
        """The actor that an agent is now."""
        return actor_of(Agent.objects.get(pk=agent.pk))


def build() -> World:
    """Write the world into the database."""
    kept, ids = made_once()
    kept.write()
    things: dict[str, Model] = {}
    for model, names in ids.items():
        there = model._base_manager.in_bulk(list(names.values()))
        things |= {name: there[pk] for name, pk in names.items()}
    world = World(**things)
    _give_roles(world)
    return world


@cache
def made_once() -> tuple[Kept, dict[type[Model], dict[str, int]]]:
    """The world's rows but for the roles, which other tests may have emptied; and of each model the names and keys.

    Most tests want this world: it is made once in a process, undone, and written again for each of them.
    """
    ids: dict[type[Model], dict[str, int]] = {}
    with transaction.atomic():
        before = rows()
        for name, thing in _make().items():
            ids.setdefault(type(thing), {})[name] = thing.pk
        kept = since(before)
        transaction.set_rollback(True)
    return kept, ids


def _make() -> dict[str, Model]:
    organization = Organization.objects.begin(name="Northwind Outfitters")
    de = Channel.objects.create(
        organization=organization,
        code="de",
        name="Shop DE",
        country="DE",
        currency="EUR",
        language="de",
        timezone="Europe/Berlin",
        email_from="shop@example.com",
    )  # noqa: E501
    uk = Channel.objects.create(
        organization=organization,
        code="uk",
        name="Shop UK",
        country="GB",
        currency="GBP",
        language="en",
        timezone="Europe/London",
        prices_include_tax=False,
    )  # noqa: E501
    for channel, rate in ((de, "0.19"), (uk, "0.20")):
        taxed(channel, rate)
        ships(channel, "parcel", "4.90", free_from="100", position=1)
        ships(channel, "express", "12.90", position=2)
    people = _people(organization, uk)
    mina = customer_of(de, first_name="Mina", last_name="Harker", email="mina@example.com", phone="+49 30 23125123", language="en")
    bo = customer_of(de, first_name="Bo", last_name="Møller", email="bo@example.com", phone="+49 30 23125456")
    uma = customer_of(uk, first_name="Uma", last_name="Patel", email="uma@example.com", phone="+44 1632 960123")
    AddressFactory.create(customer=mina, default_billing=True)
    AddressFactory.create(
        customer=uma, first_name="Uma", last_name="Patel", street="1 High Street", postal_code="LS1 1AA", city="Leeds", country="GB"
    )  # noqa: E501
    goods = _goods(organization, de, uk)
    order = placed(mina, de, status=Order.Status.NO_PENDING_ACTION)
    uma_order = placed(uma, uk, name=("Uma", "Patel"))
    return {
        "organization": organization, "de": de, "uk": uk, **people, "mina": mina, "bo": bo, "uma": uma, **goods, "order": order,
        "guest_order": placed(None, de, name=("Gil", "Guest"), email="gil@example.org"),
        "uma_order": uma_order, "rma": _return(order), "uma_rma": _return(uma_order),
    }  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is undone, so that one test can try many things in one world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def limit(agent: Agent, *channels: Channel) -> None:
    """Have the agent see only these channels."""
    agent.all_channels = False
    agent.save(update_fields=["all_channels"])
    agent.channels.set(channels)


def seed_roles() -> None:
    """The roles that a migration makes, again: a test with real transactions empties all tables after it."""
    there = set(Role.objects.values_list("code", flat=True))
    for code, (name, rights) in SEEDED_ROLES.items():
        if code not in there:
            role = Role.objects.create(code=code, name=name)
            RoleRight.objects.bulk_create(RoleRight(role=role, right=str(right)) for right in sorted(rights))


def _people(organization: Organization, uk: Channel) -> dict[str, Model]:
    people = {}
    for name in CAST:
        own = {"organization": organization, "display_name": name.title(), "all_channels": name != "otto"}
        people[name] = Agent.objects.create_user(name, f"{name}@example.net", PASSWORD, **own)
    people["otto"].channels.add(uk)
    return people


def _give_roles(world: World) -> None:
    seed_roles()
    reader = Role.objects.create(code="reader", name="Reader")
    RoleRight.objects.create(role=reader, right=Can.USE_CONSOLE)
    roles = {one.code: one for one in Role.objects.all()}
    given = Agent.roles.through
    given.objects.bulk_create(given(agent=getattr(world, name), role=roles[code]) for name, code in CAST.items())


def _goods(organization: Organization, de: Channel, uk: Channel) -> dict[str, Model]:
    shirt = product_of(organization, sku="SHIRT", name="Field shirt", translations={"de": {"name": "Feldhemd"}}, options=["Size"])
    for size in ("S", "M"):
        variant_of(shirt, de, f"SHIRT-{size}", "30.00", Size=size)
    return {
        "lamp": sellable(de, "LAMP-1", "10.00", name="Desk lamp", translations={"de": {"name": "Schreibtischlampe"}}),
        "mug": sellable(de, "MUG-1", "7.95", name="Enamel mug"),
        "rare": sellable(de, "RARE-1", "99.00", stock=1, name="Rare print"),
        "sofa": sellable(de, "SOFA-1", "499.00", stock=0, backorderable=True, name="Sofa"),
        "shirt": shirt,
    }


def _return(order: Order) -> Return:
    rma = Return(
        order=order, channel=order.channel, customer=order.customer, currency=order.currency,
        status=Return.Status.PENDING_CUSTOMER_ACTION, refund_amount=Decimal("10.00"),
    )  # fmt: skip
    fill_return(rma, order).save()
    line = order.lines.get()
    ReturnLine.objects.create(request=rma, line=line, quantity=1, reason_code="damaged", reason="Damaged", refund=Decimal("10.00"))
    return rma
