"""What a cart or order costs. Pure arithmetic: lines in, totals out, no database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from contactcenter.money import ZERO, round_money
from promotions.basket import Taken


@dataclass(frozen=True)
class LineIn:
    """So many at a unit price; rate is the home tax rate of its class as a fraction (0.19); group: which of the ways to ship it goes by."""

    quantity: int
    unit_price: Decimal
    rate: Decimal
    group: int = 0


@dataclass(frozen=True)
class ShippingIn:
    """The price of a way to ship, and its tax rate."""

    price: Decimal
    rate: Decimal


@dataclass(frozen=True)
class LineOut:
    """net + tax = gross, of the whole line, rounded to the currency."""

    net: Decimal
    tax: Decimal
    gross: Decimal

    def shown(self, *, includes_tax: bool) -> Decimal:
        """As a channel shows prices: with tax or without."""
        return self.gross if includes_tax else self.net


@dataclass(frozen=True)
class ShippingOut(LineOut):
    """What a way to ship costs, and the rate at which it is taxed."""

    rate: Decimal


@dataclass(frozen=True)
class AdjustmentOut(LineOut):
    """What a promotion, by its id, takes off one line or one way to ship, by its place: zero or below, at the rate of what it is taken off."""

    promotion: int
    line: int | None
    way: int | None
    rate: Decimal


@dataclass(frozen=True)
class Totals:
    """total = subtotal + discount + shipping, plus tax where prices do not include it. discount is zero or negative.

    subtotal and shipping are amounts before discounts, as the channel shows prices (with or without tax), for the exempt without; tax is all
    tax, of lines, shipping and discounts; groups: what each way to ship costs; adjustments: what discount is made of.
    """

    lines: list[LineOut]
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    groups: list[ShippingOut]
    adjustments: list[AdjustmentOut]


def taxed(amount: Decimal, rate: Decimal, currency: str, *, includes_tax: bool, exempt: bool = False) -> LineOut:
    """Split a shown amount into net and tax. The tax of an amount that includes it is within, else on top.

    The exempt pay the net amount: of one that includes tax, what is left without the tax of this rate.
    """
    if includes_tax:
        net = round_money(amount / (1 + rate), currency)
        return LineOut(net, ZERO, net) if exempt else LineOut(net, amount - net, amount)
    tax = ZERO if exempt else round_money(amount * rate, currency)
    return LineOut(amount, tax, amount + tax)


def compute(
    lines: Sequence[LineIn],
    groups: Sequence[ShippingIn | None],
    currency: str,
    *,
    includes_tax: bool,
    exempt: bool = False,
    taken: Iterable[Taken] = (),
) -> Totals:
    """Totals of these lines, each going by one of these ways to ship (None: not chosen yet); what carries nothing costs nothing.

    exempt: the customer pays no tax; taken: what promotions take off.
    """
    amounts, fees = amounts_of(lines, currency), fees_of(lines, groups, currency)
    rates = [line.rate for line in lines], [way.rate if way else ZERO for way in groups]
    split = partial(taxed, currency=currency, includes_tax=includes_tax, exempt=exempt)
    priced = [split(amount, rate) for amount, rate in zip(amounts, rates[0], strict=True)]
    costs = [split(fee, rate) for fee, rate in zip(fees, rates[1], strict=True)]
    off = _taken_off(taken, (amounts, fees), rates, split)
    subtotal, shipping, discount = (sum((one.shown(includes_tax=includes_tax) for one in parts), ZERO) for parts in (priced, costs, off))
    tax = sum((one.tax for one in (*priced, *costs, *off)), ZERO)
    total = subtotal + discount + shipping + (ZERO if includes_tax else tax)
    shipped = [ShippingOut(cost.net, cost.tax, cost.gross, rate) for cost, rate in zip(costs, rates[1], strict=True)]
    return Totals(priced, subtotal, discount, shipping, tax, total, shipped, off)


def _taken_off(
    taken: Iterable[Taken], amounts: tuple[list[Decimal], list[Decimal]], rates: tuple[list[Decimal], list[Decimal]], split: Callable[..., LineOut]
) -> list[AdjustmentOut]:
    """Each as the difference between what was left before and after it, and the taxes of these. amounts, rates: of the lines, of the ways."""
    left, off = (list(amounts[0]), list(amounts[1])), []
    for one in taken:
        kind, at = (0, one.line) if one.line is not None else (1, one.way)
        assert at is not None
        before, after = split(left[kind][at], rates[kind][at]), split(left[kind][at] - one.amount, rates[kind][at])
        left[kind][at] -= one.amount
        less = after.net - before.net, after.tax - before.tax, after.gross - before.gross
        if any(less):  # of the exempt a cent of the price may be none of the net
            off.append(AdjustmentOut(*less, one.promotion, one.line, one.way, rates[kind][at]))
    return off


def fees_of(lines: Sequence[LineIn], groups: Sequence[ShippingIn | None], currency: str) -> list[Decimal]:
    """What each way to ship costs, before discounts; nothing where it carries nothing."""
    carrying = {line.group for line in lines}
    return [round_money(way.price, currency) if way and number in carrying else ZERO for number, way in enumerate(groups)]


def amounts_of(lines: Iterable[LineIn], currency: str) -> list[Decimal]:
    """Of each line what it comes to as its channel shows prices, before discounts; their sum is what thresholds count."""
    return [round_money(line.unit_price * line.quantity, currency) for line in lines]


def tax_by_rate(taxes: Iterable[tuple[Decimal, str, Decimal]]) -> list[tuple[Decimal, str, Decimal]]:
    """What tax there is at each rate, the highest first; where things go to several countries, in each of them, also none, else in "".

    taxes: (rate, country, tax) of each line, shipping group and adjustment.
    """
    told = list(taxes)
    several = len({country for _rate, country, _tax in told if country}) > 1
    sums: dict[tuple[Decimal, str], Decimal] = {}
    for rate, country, tax in told:
        if tax or (several and country):
            at = rate.normalize(), country if several else ""
            sums[at] = sums.get(at, ZERO) + tax
    taxed = {country for (_rate, country), tax in sums.items() if tax}
    found = [(rate, country, tax) for (rate, country), tax in sums.items() if tax or country not in taxed]
    return sorted(found, key=lambda one: (-one[0], one[1]))
