"""What a cart or order costs. Pure arithmetic: lines in, totals out, no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from contactcenter.money import ZERO, round_money


@dataclass(frozen=True)
class LineIn:
    """So many at a unit price; rate is the home tax rate of its class as a fraction (0.19); group: which of the ways to ship it goes by."""

    quantity: int
    unit_price: Decimal
    rate: Decimal
    group: int = 0


@dataclass(frozen=True)
class ShippingIn:
    """The price of a way to ship, free from a subtotal of the whole order on, and its tax rate."""

    price: Decimal
    rate: Decimal
    free_from: Decimal | None = None


@dataclass(frozen=True)
class LineOut:
    """net + tax = gross, of the whole line, rounded to the currency."""

    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True)
class ShippingOut:
    """fee: as the channel shows prices, without tax where nobody pays any; tax: within it or on top."""

    fee: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Totals:
    """total = subtotal + discount + shipping, plus tax where prices do not include it. discount is zero or negative.

    subtotal and shipping are amounts as the channel shows prices (with or without tax), for the exempt without; tax is all tax, of
    lines and shipping; tax_by_rate holds it per rate; groups: what each way to ship costs.
    """

    lines: list[LineOut]
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    shipping_tax: Decimal
    tax: Decimal
    total: Decimal
    tax_by_rate: dict[Decimal, Decimal] = field(default_factory=dict)
    groups: list["ShippingOut"] = field(default_factory=list)


def taxed(amount: Decimal, rate: Decimal, currency: str, *, includes_tax: bool, exempt: bool = False) -> LineOut:
    """Split a shown amount into net and tax. The tax of an amount that includes it is within, else on top.

    The exempt pay the net amount: of one that includes tax, what is left without the tax of this rate.
    """
    if includes_tax:
        net = round_money(amount / (1 + rate), currency)
        return LineOut(net, ZERO, net) if exempt else LineOut(net, amount - net, amount)
    tax = ZERO if exempt else round_money(amount * rate, currency)
    return LineOut(amount, tax, amount + tax)


def compute(lines: Sequence[LineIn], groups: Sequence[ShippingIn | None], currency: str, *, includes_tax: bool, exempt: bool = False) -> Totals:
    """Totals of these lines, each going by one of these ways to ship (None: not chosen yet); what carries nothing costs nothing.

    exempt: the customer pays no tax. What shipping is free from is the subtotal of all lines, however they go, as the price list shows it.
    """
    amounts = [round_money(line.unit_price * line.quantity, currency) for line in lines]
    priced = [taxed(amount, line.rate, currency, includes_tax=includes_tax, exempt=exempt) for amount, line in zip(amounts, lines, strict=True)]
    listed = sum(amounts, ZERO)
    subtotal = sum((part.gross if includes_tax else part.net for part in priced), ZERO)
    by_rate: dict[Decimal, Decimal] = {}
    for line, part in zip(lines, priced, strict=True):
        _add_tax(by_rate, line.rate, part.tax)
    shipped = []
    for number, way in enumerate(groups):
        carries = any(line.group == number for line in lines)
        fee, rate = shipping_fee(way, listed, currency) if carries else ZERO, way.rate if way else ZERO
        cost = taxed(fee, rate, currency, includes_tax=includes_tax, exempt=exempt)
        shipped.append(ShippingOut(cost.gross if includes_tax else cost.net, cost.tax))
        _add_tax(by_rate, rate, shipped[-1].tax)
    shipping, shipping_tax = sum((one.fee for one in shipped), ZERO), sum((one.tax for one in shipped), ZERO)
    tax = sum(by_rate.values(), ZERO)
    total = subtotal + shipping + (ZERO if includes_tax else tax)
    return Totals(priced, subtotal, ZERO, shipping, shipping_tax, tax, total, by_rate, shipped)


def _add_tax(by_rate: dict[Decimal, Decimal], rate: Decimal, tax: Decimal) -> None:
    if tax:
        by_rate[rate] = by_rate.get(rate, ZERO) + tax


def shipping_fee(shipping: ShippingIn | None, subtotal: Decimal, currency: str) -> Decimal:
    """The method's price, or nothing from its free-of-charge subtotal on."""
    if shipping is None or (shipping.free_from is not None and subtotal >= shipping.free_from):
        return ZERO
    return round_money(shipping.price, currency)
