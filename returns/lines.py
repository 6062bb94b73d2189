"""Where the pieces of an order's line are: cancelled, on their way back, delivered. From rows that were read before; no queries of its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orders.models import Order, OrderLine, Shipment
from returns.models import Return, ReturnLine

_UNDONE = frozenset({Return.Status.CANCELLED, Return.Status.REJECTED})


@dataclass(frozen=True)
class LineState:
    """So many pieces of a line; meaning: as of a badge; rma: the number of the return they are in."""

    pieces: int
    words: str
    meaning: str
    rma: str = ""


def states_of(line: OrderLine, order: Order) -> list[LineState]:
    """All pieces of the line, those that ask for attention first. Lines, shipments and returns of the order must have been read."""
    back = [(rma, one) for rma in order.returns.all() if rma.status not in _UNDONE for one in rma.lines.all() if one.line_id == line.pk]
    found = [LineState(one.quantity, *_way_back(rma, one), rma.number) for rma, one in back]
    if line.cancelled:
        found.append(LineState(line.cancelled, _("cancelled"), "quiet"))
    kept = line.quantity - sum(one.pieces for one in found)
    return [*found, *_way_there(line, order, kept, returned=sum(one.quantity for _rma, one in back))]


def _way_back(rma: Return, one: ReturnLine) -> tuple[str, str]:
    if rma.status == Return.Status.COMPLETE or one.received >= one.quantity:
        return _replaced(rma) if rma.type == Return.Type.REPLACE else _refunded(rma)
    if one.received:
        return _("returning, %(n)s received") % {"n": one.received}, "attention"
    return _("returning"), "attention"


def _refunded(rma: Return) -> tuple[str, str]:
    """What was refunded, whatever state the return ended in."""
    states = Return.RefundStatus
    if rma.refund_status == states.FAILED:
        return _("returned, refund failed"), "wrong"
    if rma.refund_status == states.REFUNDED:
        return _("returned, refunded"), "informative"
    if rma.refund_status == states.PARTIALLY_REFUNDED:
        return _("returned, refunded in part"), "informative"
    return (_("returned, refund waits"), "attention") if rma.is_open else (_("returned"), "informative")


def _replaced(rma: Return) -> tuple[str, str]:
    states = Return.ReplaceStatus
    if rma.replace_status == states.REPLACED:
        return _("returned, replaced"), "informative"
    if rma.is_open:
        return _("returned, replacement waits"), "attention"
    return (_("returned, not replaced"), "attention") if rma.replace_status == states.NOT_REPLACED else (_("returned"), "informative")


def _way_there(line: OrderLine, order: Order, kept: int, *, returned: int) -> Iterator[LineState]:
    """Of the pieces the customer keeps. What goes back had been delivered."""
    if kept <= 0 or order.came_to_nothing:
        return
    sent: Counter[str] = Counter()
    for shipment in order.shipments.all():
        for part in shipment.lines.all():
            if part.line_id == line.pk:
                sent[shipment.status] += part.quantity
    if not sent and order.imported:
        return  # nobody told
    delivered = min(kept, max(0, sent[Shipment.Status.DELIVERED] - returned))
    shipped = min(kept - delivered, sent[Shipment.Status.SHIPPED])
    late = min(kept - delivered - shipped, sent[Shipment.Status.BACKORDER])
    rest = kept - delivered - shipped - late
    parts = (
        (late, _("waiting for stock"), "attention"),
        (rest, _("not shipped"), "quiet"),
        (shipped, _("shipped"), "informative"),
        (delivered, _("delivered"), "good"),
    )
    yield from (LineState(*part) for part in parts if part[0])
