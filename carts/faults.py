"""What stands between a cart and its order: all of it at once, each with where it is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carts.aloud import first_day
from carts.contents import Contents, billed_to
from carts.models import CartLine
from carts.parcels import not_offered
from carts.pricing import new_prices, prices_today
from carts.wishes import is_past
from contactcenter.dates import Dates
from contactcenter.errors import RuleError
from contactcenter.money import format_money


@dataclass(frozen=True)
class Fault:
    """text: what is wrong, and what to do about it; field: of the cart's forms; line: which it is about, or which goes so where the cart itself
    goes otherwise; left: of a line that is more than there is, how many of it there are."""

    code: str
    text: str
    field: str | None = None
    line: CartLine | None = None
    left: int = 0


def faults_of(contents: Contents) -> list[Fault]:
    """What an order cannot be placed with, in the order in which the page shows what it is about."""
    contents.today.update(contents.today or prices_today(contents))
    asked: tuple[Callable[[Contents], Iterator[Fault]], ...] = (_of_lines, _of_prices, _of_ways, _of_billing, _of_limit)
    return [fault for ask in asked for fault in ask(contents)]


def check_faults(contents: Contents) -> None:
    """Raises RuleError with all that is wrong, as the first thing is called."""
    if faults := faults_of(contents):
        raise RuleError(faults[0].code, " ".join(fault.text for fault in faults), field=faults[0].field)


def _of_lines(contents: Contents) -> Iterator[Fault]:
    if not contents.lines:
        yield Fault("empty_cart", _("The cart is empty. Add a product first."), "sku")
    for line in contents.lines:
        said = {"sku": line.variant.sku}
        if not line.variant.is_sold or line.variant_id not in contents.today:
            yield Fault("not_sold", _("%(sku)s is no longer sold here. Remove it.") % said, "sku", line)
            continue
        if line.waiting:
            text = _("The price of %(sku)s waits for approval, asked by %(name)s. Place the order when it is decided, or take the request back.")
            yield Fault("waits_for_approval", text % {**said, "name": line.waiting["by"]}, line=line)
        elsewhere = contents.pieces_of(line.variant_id) - line.quantity
        if line.quantity + elsewhere > line.variant.available and not line.variant.backorderable:
            left = max(0, line.variant.available - elsewhere)
            text = _("%(sku)s: only %(available)s available.") if left else _("%(sku)s is out of stock.")
            yield Fault("out_of_stock", text % {**said, "available": line.variant.available}, "quantity", line, left=left)


def _of_prices(contents: Contents) -> Iterator[Fault]:
    if new := new_prices(contents):
        currency, lines = contents.cart.currency, [line for line in contents.lines if line.pk in new]
        prices = ((line, format_money(line.unit_price, currency), format_money(new[line.pk], currency)) for line in lines)
        changes = ", ".join(f"{line.variant.sku} {old} → {now}" for line, old, now in prices)
        yield Fault("new_prices", _("The price list has changed: %(changes)s. Say the new prices, then use them.") % {"changes": changes})


def _of_ways(contents: Contents) -> Iterator[Fault]:
    for group in contents.carrying:
        line = None if group is contents.main else contents.carried_by(group)[0]
        if group.address is None:
            yield Fault("no_address", _("Choose where to ship to, or add an address."), "shipping", line)
        if group.method is None:
            yield Fault("no_method", _("Choose a shipping method."), "method", line)
        elif not group.method.active:
            text = _("“%(method)s” is no longer offered. Choose another shipping method.")
            yield Fault("method_gone", text % {"method": group.method}, "method", line)
        elif why := not_offered(contents, group):
            yield Fault("not_offered", why, "method", line)
        if group.wished_on and is_past(group.wished_on, contents.cart.channel):
            text = _("The wished date, %(day)s, is past. Ask for another one.") % {"day": Dates.of_page().day(group.wished_on)}
            yield Fault("past_day", text, "wished_on", contents.carried_by(group)[0])
        elif group.wished_on and (first := first_day(contents, group)) and group.wished_on < first:
            text = _("By %(method)s it arrives on %(first)s at the earliest, not on %(day)s as wished.")
            days = {"first": Dates.of_page().day(first), "day": Dates.of_page().day(group.wished_on)}
            yield Fault("too_early", text % {"method": group.method, **days}, "wished_on", contents.carried_by(group)[0])


def _of_billing(contents: Contents) -> Iterator[Fault]:
    if contents.lines and billed_to(contents) is None and contents.main.address is not None:
        yield Fault("nobody_billed", _("Choose who is billed, or an address to ship to."), "billing")


def _of_limit(contents: Contents) -> Iterator[Fault]:
    """More than the account may order without an approver, whom nothing can ask yet."""
    cart = contents.cart
    if cart.over_limit and cart.order_limit is not None:
        shown = {"limit": cart.order_limit, "total": cart.total, "over": cart.over_limit}
        text = _("The order limit of %(account)s is %(limit)s: this order of %(total)s is %(over)s over it. Lower it to place it.")
        amounts = {name: format_money(amount, cart.currency) for name, amount in shown.items()}
        yield Fault("over_limit", text % {"account": cart.account, **amounts})
