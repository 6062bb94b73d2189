"""How orders were paid, with every exchange about it. Tokens and last digits only, as everywhere."""

from datetime import datetime, timedelta
from decimal import Decimal

from contactcenter.money import round_money
from interchange.demo.fates import S
from interchange.demo.sale import Sale
from interchange.demo.world import World
from orders.figures import payment_status
from orders.models import Payment, Transaction

M, P, K = Payment.Method, Payment.Status, Transaction.Kind
WAYS = {"DE": ((M.INVOICE, 34), (M.PAYPAL, 30), (M.CARD, 22), (M.DIRECT_DEBIT, 14)), "GB": ((M.CARD, 62), (M.PAYPAL, 32), (M.GIFT_CARD, 6))}
BRANDS = (("Visa", "4242"), ("Visa", "1881"), ("Mastercard", "4444"), ("Mastercard", "3222"), ("Amex", "0005"))
WHY_DECLINED = ("Insufficient funds", "Card expired", "Declined by the issuer")


def pay(world: World, sale: Sale) -> None:
    """Put the payments on the pile and derive the order's payment status."""
    order = sale.order
    ways, weights = zip(*WAYS[order.channel.country], strict=True)
    method = M.INVOICE if order.account else world.random.choices(ways, weights)[0]
    if sale.fate.why == "declined":
        method = M.CARD
    if sale.fate.why == "in_advance":
        method = M.INVOICE
    order.payment_method = method
    amounts = [order.total]
    if method == M.GIFT_CARD and order.total > 30:
        part = round_money(Decimal(world.random.choice((10, 20, 25))), order.currency)
        amounts = [part, order.total - part]
    for amount, way in zip(amounts, (method, M.CARD), strict=False):
        if amount:
            sale.payments.append(one_payment(world, sale, way, amount))
    order.payment_status = payment_status(order.total, sale.payments, came_to_nothing=order.came_to_nothing)


def one_payment(world: World, sale: Sale, method: str, amount: Decimal) -> Payment:
    payment = Payment(order=sale.order, method=method, amount=amount, currency=sale.order.currency, created_at=sale.at)
    if method == M.CARD:
        payment.brand, payment.last_four = world.random.choice(BRANDS)
    if method != M.INVOICE:
        payment.reference = f"tok_{world.random.getrandbits(48):012x}"
    world.add(payment)
    begin(world, sale, payment)
    if payment.status == P.DECLINED:
        return payment
    if sale.order.status in (S.REMOVED, S.FAILED, S.FAILED_APPROVAL):
        undo(world, sale, payment)
    elif (when := collected_at(world, sale, payment)) and when <= world.now and payment.status != P.COLLECTED:
        collect(world, payment, when)
    return payment


def begin(world: World, sale: Sale, payment: Payment) -> None:
    """What happened while the order was placed."""
    if payment.method == M.CARD:
        if sale.fate.why == "declined":
            payment.status = P.DECLINED
            interact(world, payment, K.AUTHORIZATION, sale.at, success=False, note=world.random.choice(WHY_DECLINED))
            return
        payment.status = P.AUTHORIZED
        interact(world, payment, K.AUTHORIZATION, sale.at)
    elif payment.method in (M.PAYPAL, M.GIFT_CARD):
        collect(world, payment, sale.at)
    else:
        payment.status = P.PENDING
        interact(world, payment, K.REQUEST, sale.at)


def collected_at(world: World, sale: Sale, payment: Payment) -> datetime | None:
    """When the money came: cards with the parcel, debits two days later, invoices when people get round to it."""
    if not sale.shipped:
        return None
    left = min(parcel.leaves for parcel in sale.fate.parcels)
    if payment.method == M.CARD:
        return left
    if payment.method == M.DIRECT_DEBIT:
        return left + timedelta(days=2)
    return left + timedelta(days=world.random.triangular(3, 34, 12)) if world.random.random() < 0.985 else None


def collect(world: World, payment: Payment, at: datetime) -> None:
    payment.status, payment.collected = P.COLLECTED, payment.amount
    interact(world, payment, K.CAPTURE, at, manual=payment.method == M.INVOICE)


def undo(world: World, sale: Sale, payment: Payment) -> None:
    """The order came to nothing: give back what was collected, void the rest."""
    at = sale.fate.steps[-1][1]
    if payment.collected:
        payment.status, payment.refunded = P.CREDITED, payment.collected
        interact(world, payment, K.REFUND, at)
    else:
        payment.status = P.VOIDED
        interact(world, payment, K.VOID, at)


def give_back(world: World, sale: Sale, amount: Decimal, at: datetime) -> Decimal:
    """Refund to the payments in turn, never more than was collected. Returns what could be refunded."""
    left = amount
    for payment in sale.payments:
        part = min(left, payment.collected - payment.refunded)
        if part > 0:
            payment.refunded += part
            payment.status = P.CREDITED if payment.refunded == payment.collected else payment.status
            interact(world, payment, K.REFUND, at, amount=part, manual=payment.method == M.INVOICE)
            left -= part
    sale.order.payment_status = payment_status(sale.order.total, sale.payments, came_to_nothing=sale.order.came_to_nothing)
    return amount - left


def interact(
    world: World,
    payment: Payment,
    kind: str,
    at: datetime,
    *,
    amount: Decimal | None = None,
    success: bool = True,
    note: str = "",
    manual: bool = False,
) -> None:
    given = payment.amount if amount is None else amount
    state = Transaction.State.SUCCEEDED if success else Transaction.State.DECLINED
    said = {"kind": kind, "state": state, "amount": given, "answer": note, "manual": manual, "asked_at": at, "answered_at": at}
    world.add(Transaction(payment=payment, currency=payment.currency, **said))
