"""Placing an order (O7): the cart becomes an order in one transaction, before anybody outside is called."""

from decimal import Decimal

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.permissions import Can
from agents.states import move
from agents.verbs import Verb
from carts.actions.lines import check_stock, reckon_cart
from carts.actions.part import bring_rest_back
from carts.contents import Contents, billed_to, check_cart, contents_of, save
from carts.faults import check_faults
from carts.models import Cart, CartAddress, CartAdjustment, CartLine, CartShippingGroup
from carts.models.shape import Amounts
from carts.pricing import LABEL, price, refresh_prices, refresh_rates
from carts.promoting import Promoted
from catalog.models import Stock
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, Refusal, RuleError
from contactcenter.money import ZERO
from customers.models import Customer
from orders.confirmation import send_confirmation
from orders.figures import payment_status
from orders.models import Order, OrderAddress, OrderAdjustment, OrderLine, OrderShippingGroup, Payment
from orders.redeeming import redeem
from orders.search import fill


def place_at_todays_prices(actor: Actor, cart: Cart, *, version: int) -> Order:
    """Place the order; where it is refused, bring taxes, discounts and what the ways cost to today's, so that whoever places again has seen the
    new total. Other prices than those that were said to the customer are taken over by the agent's word alone.

    Two actions, each in its own transaction: placing is refused as a whole, and the new sums stay. Raises as `place_order` does.
    """
    try:
        return place_order(actor, cart, version=version)
    except Refusal as refused:
        if isinstance(refused, RuleError) or refused.code in ("sums_changed", "code_used_up"):
            reckon_cart(actor, cart, version=version)
        raise


@action(Can.PLACE_ORDER)
def place_order(actor: Actor, cart: Cart, *, version: int) -> Order:
    """Place what lies in the cart, as the agent sees it (O7). The order keeps the cart's number.

    Placing a cart again gives the order it already became. Raises Conflict("cart_changed") when the cart, or a price in it, is
    no longer what the page showed; RuleError with all that stands in the way, see `carts.faults`.
    """
    if cart.customer is not None:
        lock(cart.customer)  # whose numbers change at the end: a customer is locked before their carts, everywhere
    cart = Cart.objects.locked().get(pk=cart.pk)
    if cart.status == Cart.Status.PLACED:
        return Order.objects.get(cart=cart)
    check_cart(actor, cart, version)
    contents = contents_of(cart)
    check_faults(contents)
    promoted = _check_figures(contents)
    order = _write(actor, contents, billed_to(contents), _reserve(contents.lines))
    redeem(order, promoted, [one.coupon for one in contents.codes])
    move(actor, cart, Cart.Status.PLACED)
    if cart.rest_id is not None:
        bring_rest_back(actor, cart)
    count_order(order)
    record(actor, Verb.ORDER_PLACED, order, number=order.number, total=order.total, currency=order.currency, lines=len(contents.lines))
    send_confirmation(order)
    return order


def count_order(order: Order) -> None:
    """Add an order that is its customer's from now on to what is stored with them, who are locked."""
    if order.customer is not None and not order.came_to_nothing:
        counted = {"order_count": F("order_count") + 1, "lifetime_value": F("lifetime_value") + order.total}
        Customer.objects.filter(pk=order.customer.pk).update(**counted)


def _check_figures(contents: Contents) -> Promoted:
    """Bring the cart to today's taxes and promotions; each figure must be the one that the agent has read out."""
    seen = _figures(contents)
    refresh_prices(contents, contents.today, all_of_it=True)
    refresh_rates(contents)
    promoted = price(contents)
    if _figures(contents) != seen:
        raise Conflict("sums_changed", _("Discounts or taxes have changed since this page was shown. Check the sums and place again."))
    save(contents)
    return promoted


def _figures(contents: Contents) -> list[tuple[Decimal, ...]]:
    parts: list[Amounts] = [*contents.lines, *contents.groups, *contents.adjustments]
    return [(contents.cart.total,), *((one.net, one.tax) for one in parts)]


def _reserve(lines: list[CartLine]) -> dict[int, int]:
    """Reserve what is available, under the stock rows' locks in one order; what is back-ordered is not reserved.

    Gives how many of each line are, by its id.
    """
    reserved: dict[int, int] = {}
    stocks = {one.pk: one for one in _locked_stocks({line.variant_id for line in lines})}
    for line in lines:
        stock = stocks.get(line.variant_id)
        line.variant.stock = stock or Stock(variant=line.variant)
        check_stock(line.variant, line.quantity)
        reserved[line.pk] = min(line.quantity, max(0, line.variant.available))
        if stock is not None:
            stock.reserved += reserved[line.pk]
    Stock.objects.bulk_update(stocks.values(), ["reserved"])
    return reserved


def _locked_stocks(variants: set[int]) -> "QuerySet[Stock]":
    return Stock.objects.select_for_update(no_key=True).filter(pk__in=variants).order_by("pk")


def _write(actor: Actor, contents: Contents, billing: CartAddress | None, reserved: dict[int, int]) -> Order:
    """The order with its write-once copies: addresses, shipping groups, lines, payment. It goes as the first group does."""
    order, carrying = _order(actor, contents.cart, _codes(contents)), contents.carrying
    fill(order, billing, carrying[0].address)
    order.save(force_insert=True)
    groups = _groups(order, carrying, _addresses(order, billing, carrying))
    lines = [_line(order, nth, line, groups[line.group_id], reserved[line.pk]) for nth, line in enumerate(contents.lines, 1)]
    OrderLine.objects.bulk_create(lines)
    sold = {line.pk: copy for line, copy in zip(contents.lines, lines, strict=True)}
    OrderAdjustment.objects.bulk_create(_adjustment(order, one, sold, groups) for one in contents.adjustments)
    Payment.objects.create(order=order, method=Payment.Method.INVOICE, status=Payment.Status.PENDING, amount=order.total)
    return order


def _addresses(order: Order, billing: CartAddress | None, groups: list[CartShippingGroup]) -> dict[int, OrderAddress]:
    """Written: who is billed, and where the groups go, by the cart's own address of each."""
    kinds, to = OrderAddress.Kind, dict.fromkeys(group.address for group in groups if group.address)
    copies = {one.pk: _copy(order, one, kinds.SHIPPING, nth) for nth, one in enumerate(to)}
    billed = [_copy(order, billing, kinds.BILLING, 0)] if billing else []
    OrderAddress.objects.bulk_create([*billed, *copies.values()])
    return copies


def _copy(order: Order, address: CartAddress, kind: str, position: int) -> OrderAddress:
    return OrderAddress(order=order, kind=kind, position=position, source_id=address.source_id, **address.facts())


def _groups(order: Order, groups: list[CartShippingGroup], addresses: dict[int, OrderAddress]) -> dict[int, OrderShippingGroup]:
    """Written: how what goes together goes, by the cart's own group of each."""
    same = ("wished_on", "delivery_note", "gift_message", "shows_prices", "net", "tax", "gross")
    copies = {
        group.pk: OrderShippingGroup(
            order=order,
            position=position,
            method_code=group.method.code if group.method else "",
            method_name=group.method.name_in(order.language) if group.method else "",
            address=addresses.get(group.address_id or 0),
            rate=ZERO if order.tax_exempt else group.rate,
            **{name: getattr(group, name) for name in same},
        )
        for position, group in enumerate(groups, 1)
    }
    OrderShippingGroup.objects.bulk_create(copies.values())
    return copies


def _codes(contents: Contents) -> list[str]:
    """Those that took something off."""
    taken = {one.promotion_id for one in contents.adjustments}
    return [one.coupon.code for one in contents.codes if one.coupon.promotion_id in taken]


def _adjustment(order: Order, one: CartAdjustment, lines: dict[int, OrderLine], groups: dict[int, OrderShippingGroup]) -> OrderAdjustment:
    label = one.promotion.name_in(order.language)[:LABEL] if one.promotion else one.label
    return OrderAdjustment(
        order=order,
        line=lines[one.line.pk] if one.line else None,
        group=groups[one.group.pk] if one.group else None,
        label=label,
        rate=ZERO if order.tax_exempt else one.rate,
        **{name: getattr(one, name) for name in ("kind", "source", "net", "tax", "gross")},
    )


def _order(actor: Actor, cart: Cart, codes: list[str]) -> Order:
    customer = cart.customer
    language = (customer.language if customer else "") or cart.channel.language
    same = ("number", "channel", "customer", "account", "placed_by", "approver", "payment_method", "po_number", "currency", "prices_include_tax")
    amounts = ("subtotal", "discount", "shipping", "tax", "total")
    return Order(
        cart=cart,
        agent_id=actor.agent_id,
        type=Order.Type.OFFLINE,
        status=Order.Status.SUBMITTED,
        payment_status=payment_status(cart.total, [Payment(amount=cart.total, status=Payment.Status.PENDING)]),
        email=customer.email if customer else cart.guest_email,
        phone=(customer.phone or customer.mobile) if customer else cart.guest_phone,
        language=language,
        tax_exempt=cart.tax_exempt,
        coupon_codes=codes,
        properties=cart.properties,
        **{name: getattr(cart, name) for name in (*same, *amounts)},
    )


def _line(order: Order, position: int, line: CartLine, group: OrderShippingGroup, reserved: int) -> OrderLine:
    same = (
        *("quantity", "list_price", "unit_price", "price_source", "price_reason", "price_set_by_id", "properties"),
        *("net", "tax", "gross"),
    )
    return OrderLine(
        order=order,
        position=position,
        group=group,
        variant=line.variant,
        sku=line.variant.sku,
        title=line.variant.title_in(order.language),
        reserved=reserved,
        returnable=line.variant.product.returnable,
        rate=ZERO if order.tax_exempt else line.rate,
        **{name: getattr(line, name) for name in same},
    )
