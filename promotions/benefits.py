"""What a promotion gives: one small class for each kind. Pure: no database.

A kind has `label`, `help`, `needs` (the figures of its `Terms` that it reads), `sentence(terms, currency)` and `take(terms, left)`, which gives what
it takes off lines and ways to ship, by their places, without changing what is left.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contactcenter.money import ZERO, format_money, format_percent
from promotions.basket import Left, Terms
from promotions.words import named

Shares = tuple[dict[int, Decimal], dict[int, Decimal]]
"""Off lines, and off ways to ship, each by its place."""


class Benefit(Protocol):
    @property
    def label(self) -> Promise | str: ...
    @property
    def help(self) -> Promise | str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    def sentence(self, terms: Terms, currency: str) -> str: ...
    def take(self, terms: Terms, left: Left) -> Shares: ...


class Percentage:
    label, needs = gettext_lazy("Percentage"), ("percent", "goods")
    help = gettext_lazy("So much per cent off the goods that are meant.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("%(percent)s off %(goods)s") % {"percent": format_percent(terms.percent / 100), "goods": named(terms.goods)}

    def take(self, terms: Terms, left: Left) -> Shares:
        """Rounded once on the sum of what is left."""
        places = left.of(terms.goods)
        whole = sum((left.lines[at] for at in places), ZERO)
        return left.shared(left.rounded(whole * terms.percent / 100), places), {}


class Amount:
    label, needs = gettext_lazy("Amount"), ("amount", "goods")
    help = gettext_lazy("An amount off the goods that are meant, once for the whole cart.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("%(amount)s off %(goods)s") % {"amount": format_money(terms.amount, currency), "goods": named(terms.goods)}

    def take(self, terms: Terms, left: Left) -> Shares:
        """No more than what is left."""
        places = left.of(terms.goods)
        return left.shared(min(terms.amount, sum((left.lines[at] for at in places), ZERO)), places), {}


class FixedPrice:
    label, needs = gettext_lazy("Fixed price"), ("amount", "goods")
    help = gettext_lazy("The amount is what each piece of the goods costs.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("%(goods)s at %(amount)s each") % {"amount": format_money(terms.amount, currency), "goods": named(terms.goods)}

    def take(self, terms: Terms, left: Left) -> Shares:
        """Never makes anything dearer."""
        lines = left.basket.lines
        return {at: max(ZERO, left.lines[at] - terms.amount * lines[at].quantity) for at in left.of(terms.goods)}, {}


class Shipping:
    label, needs = gettext_lazy("Shipping"), ("amount",)
    help = gettext_lazy("The amount is what each way to ship costs at most; 0 ships free.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("shipping at %(amount)s") % {"amount": format_money(terms.amount, currency)} if terms.amount else _("free shipping")

    def take(self, terms: Terms, left: Left) -> Shares:
        return {}, {at: max(ZERO, cost - terms.amount) for at, cost in enumerate(left.ways)}


class XForY:
    """Of so many pieces bought, so many more are free: the cheapest of all lines, at equal price those that come first."""

    label, needs = gettext_lazy("Buy X, get Y free"), ("quantity", "free", "goods")
    help = gettext_lazy("For so many pieces bought, so many more are free: the cheapest ones.")

    def sentence(self, terms: Terms, currency: str) -> str:
        bought = ngettext("%(n)d piece", "%(n)d pieces", terms.quantity) % {"n": terms.quantity}
        return _("for every %(bought)s of %(goods)s, %(free)d more free") % {"bought": bought, "goods": named(terms.goods), "free": terms.free}

    def take(self, terms: Terms, left: Left) -> Shares:
        places, lines = left.of(terms.goods), left.basket.lines
        free = sum(lines[at].quantity for at in places) // (terms.quantity + terms.free) * terms.free
        taken = {}
        for at in sorted(places, key=lambda one: Fraction(left.lines[one]) / lines[one].quantity):  # stable: the earlier of equals first
            pieces = min(free, lines[at].quantity)
            free -= pieces
            taken[at] = left.rounded(Fraction(left.lines[at]) * pieces / lines[at].quantity)
        return taken, {}


class Gift:
    """So many of one variation, which the cart then holds on a line of its own."""

    label, needs = gettext_lazy("Gift"), ("sku", "quantity")
    help = gettext_lazy("So many pieces of one SKU are put into the cart for nothing.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("%(quantity)d × %(sku)s as a gift") % {"quantity": terms.quantity, "sku": terms.sku}

    def take(self, terms: Terms, left: Left) -> Shares:
        """The lines that the cart holds of it are told apart by the engine, which knows whose they are."""
        return {}, {}


BENEFITS: dict[str, Benefit] = {
    "percentage": Percentage(), "amount": Amount(), "fixed_price": FixedPrice(), "shipping": Shipping(), "x_for_y": XForY(), "gift": Gift(),
}  # fmt: skip
