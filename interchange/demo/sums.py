"""What an order of the demo world costs; the arithmetic is that of the carts."""

from collections.abc import Mapping
from decimal import Decimal

from carts.totals import LineIn, ShippingIn, amounts_of, compute
from catalog.models import Parcel, ShippingMethod, rate_for
from catalog.taxes import rate_of_shipping
from contactcenter.money import ZERO
from interchange.demo.offers import promote
from interchange.demo.world import World
from orders.models import Order, OrderLine, OrderShippingGroup
from promotions.models import Coupon


def add_up(
    world: World, order: Order, lines: list[OrderLine], groups: list[OrderShippingGroup], method: ShippingMethod, *, coupon: Coupon | None
) -> ShippingMethod:
    """Set the amounts of the order, its lines and its groups, taxed where each goes, and put what promotions take off on the pile.

    Gives the method that it goes by: where the one that was wished does not lead, the channel's first.
    """
    for line in lines:
        line.rate = _taxes(world, order, line.group)[line.variant.product.tax_class_id if line.variant else 0]
    entered = [LineIn(line.quantity, line.unit_price, line.rate, groups.index(line.group)) for line in lines]
    subtotal = sum(amounts_of(entered, order.currency), ZERO)
    if any(rate_for(world.ways[method.pk], _parcel(group, lines, subtotal)) is None for group in groups):
        method = world.methods[order.channel.pk][0]
    ways = [_way(world, order, method, group, lines, subtotal) for group in groups]
    promoted = promote(world, order, lines, (entered, ways), coupon)
    totals = compute(entered, ways, order.currency, includes_tax=order.prices_include_tax, taken=promoted.outcome.taken)
    for line, priced in zip(lines, totals.lines, strict=True):
        line.net, line.tax, line.gross = priced.net, priced.tax, priced.gross
    for group, cost in zip(groups, totals.groups, strict=True):
        group.method_code, group.method_name = method.code, method.name_in(order.language)
        group.net, group.tax, group.gross, group.rate = cost.net, cost.tax, cost.gross, cost.rate
    order.subtotal, order.discount, order.shipping = totals.subtotal, totals.discount, totals.shipping
    order.tax, order.total = totals.tax, totals.total
    promoted.write_down(world, order, totals.adjustments, (lines, groups))
    return method


def _taxes(world: World, order: Order, group: OrderShippingGroup) -> Mapping[int, Decimal]:
    return world.taxes_in(order.channel, group.address.country if group.address else "")


def _parcel(group: OrderShippingGroup, lines: list[OrderLine], subtotal: Decimal) -> Parcel:
    weight = sum(line.quantity * line.variant.weight for line in lines if line.group is group and line.variant)
    return Parcel(group.address.country if group.address else "", "", subtotal, weight)


def _way(world: World, order: Order, method: ShippingMethod, group: OrderShippingGroup, lines: list[OrderLine], subtotal: Decimal) -> ShippingIn:
    found = rate_for(world.ways[method.pk], _parcel(group, lines, subtotal))
    carried = [line.rate for line in lines if line.group is group]
    return ShippingIn(found.price if found else ZERO, rate_of_shipping(order.channel, method, _taxes(world, order, group), carried))
