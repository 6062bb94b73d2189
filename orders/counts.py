"""How many orders a customer has: one definition, in numbers and in words, for head, session bar, list and check."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from orders.models import Order


@dataclass(frozen=True)
class OrderCount:
    """counted: the customer's orders; besides: those that came to nothing, by status. Written "8 + 1 removed"."""

    counted: int
    besides: tuple[tuple[str, int], ...] = ()

    @property
    def all(self) -> int:
        """Every order there is: as many as a list or a search shows."""
        return self.counted + sum(number for _status, number in self.besides)

    def __str__(self) -> str:
        words: dict[str, str] = {
            Order.Status.REMOVED: _("%(n)s removed"),
            Order.Status.FAILED: _("%(n)s failed"),
            Order.Status.FAILED_APPROVAL: _("%(n)s refused"),
        }
        return " + ".join([str(self.counted), *(words[status] % {"n": number} for status, number in self.besides)])


def order_count(counted: int, besides: Iterable[str]) -> OrderCount:
    """counted: what is stored with the customer; besides: the statuses of the other orders (`besides_of`)."""
    found = Counter(besides)
    return OrderCount(counted, tuple((str(status), found[status]) for status in Order.CAME_TO_NOTHING if found[status]))


def besides_of(customer: str) -> ArraySubquery:
    """Annotation: the statuses of the orders that came to nothing of the customer whose id stands in this column."""
    return ArraySubquery(Order.objects.not_counted().filter(customer=OuterRef(customer)).values("status"))


COUNTED = f"status NOT IN ({', '.join(repr(str(status)) for status in Order.CAME_TO_NOTHING)})"
"""The same as a condition of SQL, for checks and for sums of whole sets."""
PAYMENT_STATUS = f"""CASE WHEN count(*) = 0 THEN 'none'
  WHEN sum(refunded) > 0 AND sum(refunded) = sum(collected) THEN 'refunded'
  WHEN NOT (o.{COUNTED}) AND sum(collected) > 0 THEN 'owed_back'
  WHEN sum(refunded) > greatest(0, sum(collected) - o.total) THEN 'partially_refunded'
  WHEN sum(collected) >= o.total THEN 'paid'
  WHEN sum(collected) > 0 THEN 'partially_paid'
  WHEN bool_or(status IN ('new', 'pending')) THEN 'pending'
  WHEN bool_or(status = 'authorized') THEN 'authorized'
  WHEN bool_or(status = 'declined') THEN 'declined' ELSE 'void' END"""
"""The payment status that follows from all payments of the order `o`, as SQL; `figures.payment_status` in sets."""
