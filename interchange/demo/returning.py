"""What came back, or is on its way."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from agents.models import Reason
from contactcenter.money import ZERO, split
from interchange.demo.fates import S
from interchange.demo.folk import MINA
from interchange.demo.paying import give_back
from interchange.demo.sales import Sale
from interchange.demo.world import World
from orders.models import Order, OrderLine
from returns.models import Return, ReturnLine
from returns.search import fill

R = Return.Status
SHARE = 0.065
SHARE_NOW = 0.17  # of the last forty days, so that there is work to do
CONDITIONS = ("Unworn", "As new", "Opened", "Worn", "Damaged")
BACK_ON_THE_SHELF = CONDITIONS[:2]
OPEN_STATES = (R.PENDING_CUSTOMER_ACTION, R.PARTIAL_RETURN, R.FULL_RETURN, R.PENDING_REFUND, R.MANUAL_REFUND)
HAS_ARRIVED = OPEN_STATES[1:]
ENDINGS = ((R.COMPLETE, 86), (R.CANCELLED, 6), (R.REJECTED, 4), (R.INCOMPLETE, 1), (R.MANUAL_REFUND, 2), (R.PENDING_REFUND, 1))


@dataclass
class Parts:
    """The lines of a return and what comes back of each."""

    request: Return
    lines: list[ReturnLine]


def take_back(world: World, sales: list[Sale]) -> Counter[int]:
    """Make the returns. Gives the units put back on the shelf by variant."""
    restocked: Counter[int] = Counter()
    share_of = {True: SHARE_NOW, False: SHARE}
    minas = [sale for sale in sales if sale.order.email == MINA.email]
    for sale in sales:
        wanted = sale is minas[-2] if sale in minas else world.random.random() < share_of[sale.at > world.ago(40)]
        lines = [line for line in sale.lines if line.returnable]
        if wanted and lines and sale.order.status == S.NO_PENDING_ACTION and sale.delivered_at:
            ask(world, sale, lines, restocked, by_mina=sale in minas)
    return restocked


def ask(world: World, sale: Sale, lines: list[OrderLine], restocked: Counter[int], *, by_mina: bool) -> None:
    """One return request and how far it has come."""
    assert sale.delivered_at is not None
    at = sale.delivered_at + timedelta(days=world.random.uniform(0.5, 3 if by_mina else 18))
    if at >= world.now:
        return
    order = sale.order
    status = R.PENDING_CUSTOMER_ACTION if by_mina else state_after(world, at)
    exchange = not by_mina and world.random.random() < 0.12
    request = Return(
        channel=order.channel,
        order=order,
        customer=order.customer,
        currency=order.currency,
        status=status,
        type=Return.Type.REPLACE if exchange else Return.Type.REFUND,
        created_at=at,
        comment=world.random.choice(("", "", "Wants the next size.", "Asked for a quick refund.")),
    )
    chosen = world.random.sample(lines, world.random.randint(1, len(lines)))
    parts = Parts(request, [line_of(world, request, line) for line in chosen])
    if status in HAS_ARRIVED and sum(part.quantity for part in parts.lines) > 1:
        request.status = R.PARTIAL_RETURN  # several pieces, some of which are still on their way
    receive(world, parts, restocked)
    refund(world, sale, parts)
    request.action_required = request.status in (R.FULL_RETURN, R.MANUAL_REFUND, R.PENDING_REFUND)
    order.return_status = status_of(sale, parts)
    world.add(fill(request, order))
    for part in parts.lines:
        world.add(part)


def state_after(world: World, at: datetime) -> str:
    """Where a request made then stands today: young ones are open, old ones have ended."""
    age = (world.now - at).days
    if age < 3:
        return R.PENDING_CUSTOMER_ACTION
    if age < 20:
        return world.random.choice(OPEN_STATES)
    states, weights = zip(*ENDINGS, strict=True)
    return str(world.random.choices(states, weights)[0])


def line_of(world: World, request: Return, line: OrderLine) -> ReturnLine:
    reason: Reason = world.random.choice(world.reasons["return"])
    quantity = line.quantity if world.random.random() < 0.7 else world.random.randint(1, line.quantity)
    units = split(line.gross, [Decimal(1)] * line.quantity, request.currency)
    label = reason.name_in(request.order.language)
    return ReturnLine(request=request, line=line, quantity=quantity, reason_code=reason.code, reason=label, refund=sum(units[:quantity], ZERO))


def receive(world: World, parts: Parts, restocked: Counter[int]) -> None:
    """What has arrived, and what of it can be sold again."""
    request, states = parts.request, Return.ReceiveStatus
    if request.status not in (R.PARTIAL_RETURN, R.FULL_RETURN, R.PENDING_REFUND, R.MANUAL_REFUND, R.COMPLETE, R.REJECTED):
        return
    for part in parts.lines:
        part.received = part.quantity
        part.condition = "Damaged" if request.status == R.REJECTED else world.random.choices(CONDITIONS, (50, 25, 12, 8, 5))[0]
    if request.status == R.PARTIAL_RETURN and len(parts.lines) + parts.lines[0].quantity < 3:
        request.status = R.FULL_RETURN
    elif request.status == R.PARTIAL_RETURN:
        last = parts.lines[-1]
        last.received = last.quantity - 1
        last.condition = last.condition if last.received else ""
    for part in parts.lines:
        if part.condition in BACK_ON_THE_SHELF and part.line.variant_id:
            part.restocked = part.received
            restocked[part.line.variant_id] += part.received
    request.receive_status = states.RECEIVED if request.status != R.PARTIAL_RETURN else states.PARTIALLY_RECEIVED


def refund(world: World, sale: Sale, parts: Parts) -> None:
    """Pay the money back, or send the replacement, once the request is complete."""
    request = parts.request
    ended = request.created_at + timedelta(days=world.random.uniform(4, 12))
    request.closed_at = min(ended, world.now) if not request.is_open else None
    if request.status in (R.CANCELLED, R.REJECTED):
        for part in parts.lines:
            part.refund = ZERO
        return
    if request.type == Return.Type.REPLACE:
        for part in parts.lines:
            part.refund = ZERO
        request.replace_status = Return.ReplaceStatus.REPLACED if request.status == R.COMPLETE else Return.ReplaceStatus.NOT_REPLACED
        return
    collected = sum((payment.collected - payment.refunded for payment in sale.payments), ZERO)
    spent = ZERO
    for part in parts.lines:
        part.refund = min(part.refund, collected - spent) if request.status == R.COMPLETE else part.refund
        spent += part.refund
    request.refund_amount = spent
    if request.status == R.COMPLETE and request.closed_at:
        give_back(world, sale, spent, request.closed_at)
        request.refund_status = Return.RefundStatus.REFUNDED if spent else Return.RefundStatus.NOT_REFUNDED
    elif request.status == R.PENDING_REFUND:
        request.refund_status = Return.RefundStatus.FAILED


def status_of(sale: Sale, parts: Parts) -> str:
    """The order's return status that follows from the request."""
    states = Order.ReturnStatus
    if parts.request.status in (R.CANCELLED, R.REJECTED, R.INCOMPLETE):
        return states.NONE
    received = sum(part.received for part in parts.lines)
    if not received:
        return states.REQUESTED
    return states.RETURNED if received == sum(line.quantity for line in sale.lines) else states.PARTIALLY_RETURNED
