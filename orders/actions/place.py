"""Placing an order (O7): the cart becomes an order in one transaction, before anybody outside is called."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import Verb, record
from agents.permissions import Can
from carts.actions.lines import check_stock, reprice_cart
from carts.models import Cart, CartLine
from carts.pricing import (
    ShippingGroup,
    bump_version,
    check_version,
    lines_of,
    names_of,
    price,
    refresh_prices,
    save_lines,
    shipping_groups,
)
from carts.totals import Totals
from catalog.models import Stock
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from contactcenter.money import ZERO, format_money
from contactcenter.states import move
from customers.models import Customer
from orders.confirmation import send_confirmation
from orders.figures import payment_status
from orders.models import Order, OrderAddress, OrderAdjustment, OrderLine, OrderStep, Payment
from orders.search import fill


def place_at_todays_prices(actor: Actor, cart: Cart, *, version: int) -> Order:
    """Place the order; where a price has changed, bring the cart to today's, so that whoever places again has seen the new total.

    Two actions, each in its own transaction: placing is refused as a whole, and the new prices stay. Raises as `place_order` does.
    """
    try:
        return place_order(actor, cart, version=version)
    except Conflict as conflict:
        if conflict.code == "price_changed":
            reprice_cart(actor, cart, version=version)
        raise


@action(Can.PLACE_ORDER)
def place_order(actor: Actor, cart: Cart, *, version: int) -> Order:
    """Place what lies in the cart, as the agent sees it (O7). The order keeps the cart's number.

    Placing a cart again gives the order it already became. Raises Conflict("cart_changed") when the cart, or a price in it, is
    no longer what the page showed; RuleError for an empty cart, a missing address, or stock that is gone.
    """
    lock(cart.customer)  # whose numbers change at the end: a customer is locked before their carts, everywhere
    cart = Cart.objects.locked().get(pk=cart.pk)
    if cart.status == Cart.Status.PLACED:
        return Order.objects.get(cart=cart)
    check_version(actor, cart, version)
    lines = lines_of(cart)
    _check_complete(cart, lines)
    totals = _check_prices(cart, lines, actor)
    _check_limit(cart)
    _reserve(lines)
    groups = shipping_groups(cart, lines)
    order = _write(actor, cart, groups, totals)
    move(cart, Cart.Status.PLACED)
    Customer.objects.filter(pk=cart.customer_id).update(order_count=F("order_count") + 1, lifetime_value=F("lifetime_value") + order.total)
    record(actor, Verb.ORDER_PLACED, order, number=order.number, total=order.total, currency=order.currency, lines=len(lines))
    send_confirmation(order, groups, totals)
    return order


def _check_complete(cart: Cart, lines: list[CartLine]) -> None:
    """What an order cannot do without, each with what to do about it."""
    if not lines:
        raise RuleError("empty_cart", _("The cart is empty. Add a product first."), field="sku")
    for group in shipping_groups(cart, lines):
        if group.address is None:
            raise RuleError("no_address", _("Choose where to ship to, or add an address."), field="shipping")
        if group.method is None:
            raise RuleError("no_method", _("Choose a shipping method."), field="method")
        if not group.method.active:
            text = _("“%(method)s” is no longer offered. Choose another shipping method.")
            raise RuleError("method_gone", text % {"method": group.method}, field="method")
    if cart.bills_to is None:
        raise RuleError("nobody_billed", _("Choose who is billed, or an address to ship to."), field="billing")
    for line in lines:
        if not line.variant.is_sold or getattr(line, "price_today", None) is None:
            raise RuleError("not_sold", _("%(sku)s is no longer sold here. Remove it.") % {"sku": line.variant.sku}, field="sku")


def _check_limit(cart: Cart) -> None:
    """Raises RuleError for more than the account may order without an approver, whom nothing can ask yet."""
    if cart.over_limit and cart.order_limit is not None:
        shown = {"limit": cart.order_limit, "total": cart.total, "over": cart.over_limit}
        text = _("The order limit of %(account)s is %(limit)s: this order of %(total)s is %(over)s over it. Lower it to place it.")
        amounts = {name: format_money(amount, cart.currency) for name, amount in shown.items()}
        raise RuleError("over_limit", text % {"account": cart.account, **amounts})


def _check_prices(cart: Cart, lines: list[CartLine], actor: Actor) -> Totals:
    """The totals at today's prices, which must be those that the agent has read out."""
    seen = (cart.total, cart.subtotal, cart.shipping, cart.tax)
    refresh_prices(lines)
    totals = price(cart, lines)
    if totals.total != seen[0]:
        raise Conflict("price_changed", _("Prices have changed since this page was shown. Check the new total and place again."))
    if seen != (cart.total, cart.subtotal, cart.shipping, cart.tax):
        bump_version(cart, actor)
    save_lines(lines, totals)
    return totals


def _reserve(lines: list[CartLine]) -> None:
    """Reserve what is available, under the stock rows' locks in one order; what is back-ordered is not reserved."""
    wanted = sorted(lines, key=lambda line: line.variant_id)
    stocks = {one.pk: one for one in _locked_stocks([line.variant_id for line in wanted])}
    for line in wanted:
        stock = stocks.get(line.variant_id)
        line.variant.stock = stock or Stock(variant=line.variant)
        check_stock(line.variant, line.quantity)
        line.reserve = min(line.quantity, max(0, line.variant.available))  # type: ignore[attr-defined]
        if stock is not None:
            stock.reserved += line.reserve  # type: ignore[attr-defined]
    Stock.objects.bulk_update(stocks.values(), ["reserved"])


def _locked_stocks(variants: list[int]) -> "QuerySet[Stock]":
    return Stock.objects.select_for_update(no_key=True).filter(pk__in=variants).order_by("pk")


def _write(actor: Actor, cart: Cart, groups: list[ShippingGroup], totals: Totals) -> Order:
    """The order with its write-once copies: addresses, lines, adjustments, payment, first step. It goes as the first group does."""
    order = _order(actor, cart, groups[0])
    fill(order, cart.bills_to, groups[0].address)
    order.save(force_insert=True)
    ship_to = _addresses(order, cart, groups)
    group_of = {line.pk: group for group in groups for line in group.lines}
    lines = sorted((line for group in groups for line in group.lines), key=lambda line: line.pk)
    OrderLine.objects.bulk_create(_line(order, position, line, group_of[line.pk], ship_to) for position, line in enumerate(lines, 1))
    OrderAdjustment.objects.bulk_create(_adjustments(order, groups, totals))
    OrderStep.objects.create(order=order, before="", after=order.status)
    Payment.objects.create(order=order, method=Payment.Method.INVOICE, status=Payment.Status.PENDING, amount=order.total)
    return order


def _addresses(order: Order, cart: Cart, groups: list[ShippingGroup]) -> dict[int, OrderAddress]:
    """Written: who is billed, where the first group goes, and by the address of the customer's book where others go instead."""
    main = groups[0].address
    further = list(dict.fromkeys(group.address for group in groups if group.address != main))
    kinds = OrderAddress.Kind
    wanted = [(kinds.BILLING, 0, cart.bills_to), (kinds.SHIPPING, 0, main), *((kinds.FURTHER, nth, one) for nth, one in enumerate(further, 1))]
    written = [(one.pk, OrderAddress(order=order, kind=kind, position=nth, **one.facts())) for kind, nth, one in wanted if one is not None]
    OrderAddress.objects.bulk_create(copy for _pk, copy in written)
    return {pk: copy for pk, copy in written if copy.kind == kinds.FURTHER}


def _order(actor: Actor, cart: Cart, group: ShippingGroup) -> Order:
    customer, method = cart.customer, group.method
    language = customer.language or cart.channel.language
    same = ("number", "channel", "customer", "account", "placed_by", "approver", "payment_method", "po_number", "currency", "prices_include_tax")
    amounts = ("subtotal", "discount", "shipping", "tax", "total")
    return Order(
        cart=cart,
        agent_id=actor.agent_id,
        type=Order.Type.OFFLINE,
        status=Order.Status.SUBMITTED,
        payment_status=payment_status(cart.total, [Payment(amount=cart.total, status=Payment.Status.PENDING)]),
        email=customer.email,
        phone=customer.phone or customer.mobile,
        language=language,
        tax_exempt=cart.is_tax_exempt,
        shipping_method_code=method.code if method else "",
        shipping_method_name=method.name_in(language) if method else "",
        **{name: getattr(cart, name) for name in (*same, *amounts)},
    )


def _line(order: Order, position: int, line: CartLine, group: ShippingGroup, ship_to: dict[int, OrderAddress]) -> OrderLine:
    product, method = line.variant.product, group.method
    otherwise = method if method and method.code != order.shipping_method_code else None
    return OrderLine(
        order=order,
        position=position,
        variant=line.variant,
        sku=line.variant.sku,
        title=line.variant.title_in(order.language),
        reserved=line.reserve,  # type: ignore[attr-defined]
        returnable=product.returnable,
        ship_to=ship_to.get(group.address.pk) if group.address else None,
        shipping_method_code=otherwise.code if otherwise else "",
        shipping_method_name=otherwise.name_in(order.language) if otherwise else "",
        rate=ZERO if order.tax_exempt else line.rate,
        **{name: getattr(line, name) for name in ("quantity", "unit_price", "net", "tax", "gross")},
    )


def _adjustments(order: Order, groups: list[ShippingGroup], totals: Totals) -> list[OrderAdjustment]:
    """What shipping costs: of each group, also of one of several that costs nothing."""
    found = []
    for group, label, cost in zip(groups, names_of(groups, order.language), totals.groups, strict=True):
        code = group.method.code if group.method else ""
        if cost.fee or len(groups) > 1:
            found.append(OrderAdjustment(order=order, kind="shipping", source=code, label=label[:120], amount=cost.fee))
        if cost.tax:
            found.append(OrderAdjustment(order=order, kind="tax", source="shipping", label=_("Tax on shipping"), amount=cost.tax))
    return found
