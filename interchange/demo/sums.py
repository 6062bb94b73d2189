"""What an order of the demo world costs; the arithmetic is that of the carts."""

from decimal import Decimal

from carts.totals import LineIn, ShippingIn, compute, taxed
from catalog.models import ShippingMethod
from contactcenter.money import ZERO, round_money
from interchange.demo.world import World
from orders.models import Order, OrderAdjustment, OrderLine

HUNDRED = Decimal(100)


def add_up(world: World, order: Order, lines: list[OrderLine], method: ShippingMethod, *, coupon: bool) -> None:
    """Set the amounts of the order and its lines, and put its adjustments on the pile."""
    rate = world.rates[order.channel.pk, "standard"]
    entered = [LineIn(line.quantity, line.unit_price, line.rate) for line in lines]
    way = ShippingIn(method.price, rate.rate, method.free_from)
    totals = compute(entered, [way], order.currency, includes_tax=order.prices_include_tax)
    for line, priced in zip(lines, totals.lines, strict=True):
        line.net, line.tax, line.gross = priced.net, priced.tax, priced.gross
    order.shipping_method_code, order.shipping_method_name = method.code, method.name_in(order.language)
    order.subtotal, order.shipping, order.tax, order.total = totals.subtotal, totals.shipping, totals.tax, totals.total
    kinds = OrderAdjustment.Kind
    if totals.shipping:
        adjust(world, order, kinds.SHIPPING, method.code, order.shipping_method_name, totals.shipping)
        adjust(world, order, kinds.TAX, method.code, rate.label, totals.shipping_tax)
    if coupon:
        take_off(world, order, rate.rate, rate.label)


def adjust(world: World, order: Order, kind: str, source: str, label: str, amount: Decimal) -> None:
    world.add(OrderAdjustment(order=order, kind=kind, source=source, label=label, amount=amount))


def take_off(world: World, order: Order, rate: Decimal, tax_label: str) -> None:
    """Take a promotion that ran on that day off the order, with the tax that was in it."""
    running = [
        offer
        for offer in world.coupons[order.channel.pk]
        if offer.promotion.starts_at <= order.placed_at
        and (offer.promotion.ends_at is None or order.placed_at <= offer.promotion.ends_at)
        and order.subtotal >= offer.promotion.minimum
    ]
    if not running:
        return
    coupon = world.random.choice(running)
    promotion = coupon.promotion
    by_share = promotion.benefit == promotion.Benefit.PERCENTAGE
    amount = round_money(order.subtotal * promotion.value / HUNDRED, order.currency) if by_share else promotion.value
    tax = taxed(amount, rate, order.currency, includes_tax=order.prices_include_tax).tax
    order.discount, order.tax = -amount, order.tax - tax
    order.total -= amount + (ZERO if order.prices_include_tax else tax)
    order.coupon_codes = [coupon.code]
    label = promotion.name_de if order.language == "de" else promotion.name
    adjust(world, order, OrderAdjustment.Kind.DISCOUNT, coupon.code, label, -amount)
    adjust(world, order, OrderAdjustment.Kind.TAX, coupon.code, tax_label, -tax)
