"""What promotions look at and what they give: plain facts of a cart, no database.

All amounts are as the channel shows prices, with tax or without, in the currency of the cart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from contactcenter.money import ZERO, round_money


@dataclass(frozen=True)
class BasketLine:
    """So many pieces of a variation. amount: what they come to before discounts; reduced: sold below the list price; gift_of: the id of
    the promotion that gives it, 0 for what is bought."""

    sku: str
    product_sku: str
    category: str
    quantity: int
    amount: Decimal
    reduced: bool = False
    gift_of: int = 0


@dataclass(frozen=True)
class Basket:
    """What lies in a cart. ways: what each way to ship costs; first_order: the buyer has not ordered before; segments: codes of those the
    buyer belongs to, customer_set: the code of theirs."""

    currency: str
    lines: tuple[BasketLine, ...]
    ways: tuple[Decimal, ...] = ()
    first_order: bool = False
    segments: frozenset[str] = frozenset()
    customer_set: str = ""

    @cached_property
    def in_order(self) -> list[int]:
        """The places of what is bought, in the order in which shares are dealt out: by SKU, so that it does not matter how it was made."""
        bought = (at for at, line in enumerate(self.lines) if not line.gift_of)
        return sorted(bought, key=lambda at: (self.lines[at].sku, at))


@dataclass(frozen=True)
class Goods:
    """Which products are meant: by SKU, of a product or of one variation, or by category; without either all. unreduced: none that is sold
    below its list price."""

    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    except_skus: frozenset[str] = frozenset()
    except_categories: frozenset[str] = frozenset()
    unreduced: bool = False

    def take(self, line: BasketLine) -> bool:
        names = {line.sku, line.product_sku}
        named = not (self.skus or self.categories) or bool(names & self.skus) or line.category in self.categories
        excepted = bool(names & self.except_skus) or line.category in self.except_categories
        return named and not excepted and not (self.unreduced and line.reduced)

    @property
    def are_all(self) -> bool:
        return self == Goods()


@dataclass(frozen=True)
class Terms:
    """One row of a promotion, a condition or a benefit, of the kind that says what its figures mean; see `conditions` and `benefits`.

    percent: of a hundred; quantity, free: pieces; sku: of a gift; codes: of customer sets or segments.
    """

    kind: str
    goods: Goods = Goods()
    amount: Decimal = ZERO
    percent: Decimal = ZERO
    quantity: int = 0
    free: int = 0
    sku: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What one promotion takes off one line or one way to ship, by its place: more than zero."""

    promotion: int
    amount: Decimal
    line: int | None = None
    way: int | None = None


@dataclass
class Left:
    """What is left of each line and each way to ship while one promotion after the other takes from it."""

    basket: Basket
    lines: list[Decimal] = field(default_factory=list)
    ways: list[Decimal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = [line.amount for line in self.basket.lines]
        self.ways = list(self.basket.ways)

    def of(self, goods: Goods) -> list[int]:
        """The places of the lines that are meant, in the order in which shares are dealt out."""
        return [at for at in self.basket.in_order if goods.take(self.basket.lines[at])]

    def rounded(self, amount: Decimal | Fraction) -> Decimal:
        exact = Fraction(amount)
        return round_money(Decimal(exact.numerator) / Decimal(exact.denominator), self.basket.currency)

    def shared(self, amount: Decimal, places: Iterable[int]) -> dict[int, Decimal]:
        """The amount over the lines by what is left of each: differences of rounded sums, so that the parts are the whole."""
        places = list(places)
        whole, so_far, given = sum((self.lines[at] for at in places), ZERO), ZERO, ZERO
        shares = {}
        for at in places if whole else ():
            so_far += self.lines[at]
            up_to_here = self.rounded(Fraction(amount) * Fraction(so_far) / Fraction(whole))
            shares[at], given = up_to_here - given, up_to_here
        return shares
