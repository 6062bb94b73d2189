"""The demo world while it is being made: what is settled so far, and the rows that wait to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Model

from agents.models import Agent, Channel, Organization, Reason, Step
from catalog.models import Price, ShippingMethod, ShippingRate, Stock, TaxClass, Variant
from catalog.taxes import rates_for
from customers.models import Account, AccountMember, Address, Customer, CustomerSet, Login, PriceGroup, Segment
from interchange.copying import copy_rows
from orders.models import (
    Order,
    OrderAddress,
    OrderAdjustment,
    OrderLine,
    OrderNote,
    OrderShippingGroup,
    Payment,
    Shipment,
    ShipmentLine,
    Transaction,
)
from promotions.models import Coupon, Promotion, Redemption
from returns.models import Return, ReturnLine

PILES = (
    Order, OrderAddress, OrderShippingGroup, OrderLine, OrderAdjustment, Redemption, OrderNote, Payment, Transaction,
    Shipment, ShipmentLine, Return, ReturnLine,
)  # fmt: skip
"""What sales and returns consist of, in the order of writing."""

SEED = 20240229
BATCH = 2000
COPIED = (*PILES, Account, Customer, AccountMember, Address, Login, Price, Stock)


@dataclass
class Shelf:
    """What a channel sells: variants with their price, the popular ones first."""

    variants: list[Variant] = field(default_factory=list)
    prices: dict[int, Price] = field(default_factory=dict)
    ranks: list[float] = field(default_factory=list)


@dataclass
class World:
    """Everything later steps look up. now: the moment of loading, from which all dates are told back."""

    now: datetime
    random: Random = field(default_factory=lambda: Random(SEED))
    organization: Organization = field(default_factory=Organization)
    channels: dict[str, Channel] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    reasons: dict[str, list[Reason]] = field(default_factory=dict)
    sets: list[CustomerSet] = field(default_factory=list)
    price_groups: list[PriceGroup] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    classes: dict[str, TaxClass] = field(default_factory=dict)
    methods: dict[int, list[ShippingMethod]] = field(default_factory=dict)
    ways: dict[int, list[ShippingRate]] = field(default_factory=dict)
    """What each method costs, by the method's id."""
    taxes: dict[tuple[int, str], Mapping[int, Decimal]] = field(default_factory=dict)
    shelves: dict[int, Shelf] = field(default_factory=dict)
    stock: dict[int, Stock] = field(default_factory=dict)
    customers: dict[int, list[Customer]] = field(default_factory=dict)
    addresses: dict[int, list[Address]] = field(default_factory=dict)
    members: dict[str, list[tuple[Customer, str]]] = field(default_factory=dict)
    offers: dict[int, list[Promotion]] = field(default_factory=dict)
    """By the channel's id, with their conditions and benefits, as `promotions.offers.with_terms` reads them."""
    coupons: dict[int, list[Coupon]] = field(default_factory=dict)
    """The codes that anybody may use, by the channel's id."""
    used: Coupon | None = None
    """The code that one of Mina's orders uses."""
    gifts: set[int] = field(default_factory=set)
    """The ids of the variants that promotions give."""
    belongs: dict[int, set[str]] = field(default_factory=dict)
    """The codes of each customer's segments, by the customer's id."""
    ordered: set[int] = field(default_factory=set)
    """The ids of the customers who have ordered by now."""
    waiting: dict[type[Model], list[Model]] = field(default_factory=dict)
    steps: list[tuple[Order, Step]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.date()

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def taxes_in(self, channel: Channel, country: str) -> Mapping[int, Decimal]:
        """The rate of each tax class there, as a fraction."""
        if (channel.pk, country) not in self.taxes:
            self.taxes[channel.pk, country] = rates_for(channel, country)
        return self.taxes[channel.pk, country]

    def add(self, row: Model) -> None:
        """Put a row on the pile of its kind."""
        self.waiting.setdefault(type(row), []).append(row)

    def write_steps(self) -> None:
        """What the orders went through, once they are written."""
        for order, step in self.steps:
            step.organization_id, step.thing_type, step.thing_id = self.organization.pk, order._meta.label, order.pk
            self.add(step)
        self.write(Step)

    def write(self, kind: type[Model]) -> int:
        """Write the pile of one kind; keys and numbers are given in the order of adding."""
        rows = self.waiting.pop(kind, [])
        if kind in COPIED:
            copy_rows(kind, rows)
        else:
            kind._base_manager.bulk_create(rows, batch_size=BATCH)
        return len(rows)
