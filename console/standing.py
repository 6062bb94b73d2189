"""How a customer stands: everything that is wrong on their orders and returns, and the returns themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Now
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.models import Tab
from agents.troubles import DECLINED, KINDS, LATE, OTHER, RETURN, UNPAID, WAITS, Trouble, newest_first
from customers.models import Message
from orders.models import Order, Payment, Shipment
from orders.troubles import order_troubles, read_for_troubles
from returns.models import Return
from returns.troubles import return_troubles

MOST = 50
"""Of each: newer ones go before older ones."""
REMEMBERED = timedelta(days=30)
"""For so long an order that failed is what a caller may call about."""

_ENDED = "ended"
"""What is said of returns one of which is open no more, and still to see: its refund failed."""


@dataclass(frozen=True)
class Brief:
    """Troubles of one kind in two words, for the session bar; record and number: where they are solved; title: the sentences."""

    words: str
    record: str
    number: str
    title: str
    wrong: bool


@dataclass(frozen=True)
class Standing:
    """troubles: newest first; returns: the newest, of return_count in all."""

    troubles: list[Trouble]
    returns: list[Return]
    return_count: int = 0

    def briefs(self, customer_number: str) -> list[Brief]:
        """One for each kind of trouble, that which a caller asks about soonest first."""
        ended = {one.number for one in self.returns if not one.is_open}
        found = [(kind, [one for one in self.troubles if one.kind == kind]) for kind in KINDS]
        return [_brief(kind, some, customer_number, ended) for kind, some in found if some]

    @property
    def open_returns(self) -> int:
        return sum(one.is_open for one in self.returns)


def _brief(kind: str, some: list[Trouble], customer_number: str, ended: set[str]) -> Brief:
    """ended: the returns that are open no more."""
    places = {(each.record, each.number) for each in some}
    record, number = places.pop() if len(places) == 1 else (str(Tab.Kind.CUSTOMER), customer_number)
    count = len({each.number for each in some})
    worded = _ENDED if kind == RETURN and any(each.number in ended for each in some) else kind
    one = {
        DECLINED: _("payment declined"),
        UNPAID: _("unpaid %(number)s"),
        LATE: _("late parcel"),
        RETURN: _("1 open return"),
        _ENDED: _("1 return to see"),
        WAITS: _("%(number)s waits"),
        OTHER: _("%(number)s: look"),
    }
    several = {
        DECLINED: _("%(n)s payments declined"),
        UNPAID: _("%(n)s unpaid"),
        LATE: _("%(n)s late parcels"),
        RETURN: _("%(n)s open returns"),
        _ENDED: _("%(n)s returns to see"),
        WAITS: _("%(n)s orders wait"),
        OTHER: _("%(n)s more to see"),
    }
    words = (one if count == 1 else several)[worded] % {"n": count, "number": some[0].number}
    title = "\n".join(f"{each.label}: {each.words}" for each in some)
    return Brief(words, record, number, title, any(each.wrong for each in some))


def standing_of(actor: Actor, customer_id: int) -> Standing:
    """Of a customer whom the actor may see."""
    returns = list(_returns(customer_id))
    today = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    orders = list(_suspects(customer_id, today))
    read_for_troubles(orders)
    asked = [return_troubles(one) for one in returns]
    troubles = newest_first(*asked, *(order_troubles(one, actor) for one in orders))
    return Standing(troubles, returns, len(returns) if len(returns) < MOST else Return.objects.filter(customer=customer_id).count())


def _returns(customer_id: int) -> "QuerySet[Return]":
    """Each with `order_number`."""
    returns = Return.objects.filter(customer=customer_id).annotate(order_number=F("order__number")).prefetch_related("lines")
    return returns.order_by("-created_at", "-pk")[:MOST]


def _suspects(customer_id: int, today: datetime) -> "QuerySet[Order]":
    """The customer's orders that may be in trouble: more than are, never fewer, but for what failed long ago.

    What is wrong is said by `order_troubles` alone. A payment status is asked only where there is no payment: an import may tell any.
    """
    states, paid, nothing = Order.Status, Order.PaymentStatus, Q(status__in=Order.CAME_TO_NOTHING)
    under_way = Shipment.objects.filter(order=OuterRef("pk")).exclude(status__in=[Shipment.Status.DELIVERED, Shipment.Status.CANCELLED])
    late = under_way.filter(Q(status=Shipment.Status.BACKORDER) | Q(promised_on__lte=Cast(Now(), DateField())))
    unsent = Message.objects.filter(order=OuterRef("pk"), status=Message.Status.FAILED)
    failed = Q(status__in=[states.FAILED, states.FAILED_APPROVAL], placed_at__gte=today - REMEMBERED)
    stands = ~Q(status__in=[states.NO_PENDING_ACTION, states.SUBMITTED, states.PROCESSING, states.BEING_AMENDED, *Order.CAME_TO_NOTHING])
    owed = Q(collected__lt=F("total"), held=0) | Q(collected=None, payment_status=paid.PENDING)
    unpaid = owed & ~nothing & (Q(placed_at__lt=today) | Q(declined__gt=0))
    kept = Q(collected__gt=F("given_back")) | Q(collected=None, imported=True, payment_status=paid.PAID)
    too_much = Q(collected__gt=F("given_back") + F("total")) | kept & nothing
    orders = Order.objects.filter(customer=customer_id).annotate(
        collected=Sum("payments__collected"), given_back=Sum("payments__refunded"),
        held=Count("payments", filter=Q(payments__status=Payment.Status.AUTHORIZED)),
        declined=Count("payments", filter=Q(payments__status=Payment.Status.DECLINED)),
    )  # fmt: skip
    return orders.filter(failed | stands | unpaid | too_much | Exists(late) | Exists(unsent)).with_status_since().newest_first()[:MOST]
