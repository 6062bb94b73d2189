"""The demo world while it is being made: what is settled so far, and the rows that wait to be written."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import Model

from agents.models import Agent, Channel, Organization, Reason
from catalog.models import Price, ShippingMethod, Stock, TaxRate, Variant
from customers.models import Account, AccountMember, Address, Customer, CustomerSet, Login, Segment
from interchange.copying import copy_rows
from orders.models import (
    Order,
    OrderAddress,
    OrderAdjustment,
    OrderLine,
    OrderNote,
    OrderStep,
    Payment,
    PaymentInteraction,
    Shipment,
    ShipmentLine,
)
from promotions.models import Coupon
from returns.models import Return, ReturnLine

PILES = (
    Order, OrderAddress, OrderLine, OrderStep, OrderAdjustment, OrderNote, Payment, PaymentInteraction, Shipment, ShipmentLine, Return, ReturnLine,
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
    segments: list[Segment] = field(default_factory=list)
    rates: dict[tuple[int, str], TaxRate] = field(default_factory=dict)
    methods: dict[int, list[ShippingMethod]] = field(default_factory=dict)
    shelves: dict[int, Shelf] = field(default_factory=dict)
    stock: dict[int, Stock] = field(default_factory=dict)
    customers: dict[int, list[Customer]] = field(default_factory=dict)
    addresses: dict[int, list[Address]] = field(default_factory=dict)
    members: dict[str, list[tuple[Customer, str]]] = field(default_factory=dict)
    coupons: dict[int, list[Coupon]] = field(default_factory=dict)
    waiting: dict[type[Model], list[Model]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def add(self, row: Model) -> None:
        """Put a row on the pile of its kind."""
        self.waiting.setdefault(type(row), []).append(row)

    def write(self, kind: type[Model]) -> int:
        """Write the pile of one kind; keys and numbers are given in the order of adding."""
        rows = self.waiting.pop(kind, [])
        if kind in COPIED:
            copy_rows(kind, rows)
        else:
            kind._base_manager.bulk_create(rows, batch_size=BATCH)
        return len(rows)
