"""An order of the demo while it is being made."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from interchange.demo.fates import Fate
from orders.models import Order, OrderLine, Payment


@dataclass
class Sale:
    """One order on its way into the books."""

    order: Order
    fate: Fate
    at: datetime
    lines: list[OrderLine] = field(default_factory=list)
    shipped: Counter[int] = field(default_factory=Counter)
    """Units that have left, by place of the line."""
    payments: list[Payment] = field(default_factory=list)
    delivered_at: datetime | None = None
    backordered: bool = False
