"""What a promotion asks before it gives: one small class for each kind. Pure: no database.

A kind has `label`, `help`, `needs` (the figures of its `Terms` that it reads), `sentence(terms, currency)` and `missing(terms, basket)`: "" where it
holds, else what is missing, in words that can be read aloud.
"""

from decimal import Decimal
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contactcenter.money import ZERO, format_money
from promotions.basket import Basket, Terms
from promotions.words import named


class Condition(Protocol):
    @property
    def label(self) -> Promise | str: ...
    @property
    def help(self) -> Promise | str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    def sentence(self, terms: Terms, currency: str) -> str: ...
    def missing(self, terms: Terms, basket: Basket) -> str: ...


class Subtotal:
    """Counts prices before discounts, as the channel shows them."""

    label, needs = gettext_lazy("Subtotal"), ("amount", "goods")
    help = gettext_lazy("The goods that are meant come to the amount, before discounts.")

    def sentence(self, terms: Terms, currency: str) -> str:
        amount = format_money(terms.amount, currency)
        if terms.goods.are_all:
            return _("from %(amount)s on") % {"amount": amount}
        return _("from %(amount)s of %(goods)s on") % {"amount": amount, "goods": named(terms.goods)}

    def missing(self, terms: Terms, basket: Basket) -> str:
        bought: Decimal = sum((basket.lines[at].amount for at in basket.in_order if terms.goods.take(basket.lines[at])), ZERO)
        if bought >= terms.amount:
            return ""
        short = format_money(terms.amount - bought, basket.currency)
        if terms.goods.are_all:
            return _("%(amount)s short of its minimum") % {"amount": short}
        return _("%(amount)s of %(goods)s short of its minimum") % {"amount": short, "goods": named(terms.goods)}


class Quantity:
    label, needs = gettext_lazy("Number of pieces"), ("quantity", "goods")
    help = gettext_lazy("So many pieces of the goods that are meant are bought.")

    def sentence(self, terms: Terms, currency: str) -> str:
        pieces = ngettext("%(n)d piece", "%(n)d pieces", terms.quantity) % {"n": terms.quantity}
        return _("from %(pieces)s of %(goods)s on") % {"pieces": pieces, "goods": named(terms.goods)}

    def missing(self, terms: Terms, basket: Basket) -> str:
        short = terms.quantity - sum(basket.lines[at].quantity for at in basket.in_order if terms.goods.take(basket.lines[at]))
        if short <= 0:
            return ""
        pieces = ngettext("%(n)d piece", "%(n)d pieces", short) % {"n": short}
        return _("%(pieces)s of %(goods)s too few") % {"pieces": pieces, "goods": named(terms.goods)}


class FirstOrder:
    label, needs = gettext_lazy("First order"), ()
    help = gettext_lazy("The customer has not ordered before; nothing else to fill in.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("on the first order")

    def missing(self, terms: Terms, basket: Basket) -> str:
        return "" if basket.first_order else _("for first orders only")


class Segments:
    label, needs = gettext_lazy("Customer segment"), ("codes",)
    help = gettext_lazy("The customer is in one of these segments.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("for customers of the segment %(codes)s") % {"codes": ", ".join(terms.codes)}

    def missing(self, terms: Terms, basket: Basket) -> str:
        return "" if basket.segments & set(terms.codes) else _("only for customers of the segment %(codes)s") % {"codes": ", ".join(terms.codes)}


class CustomerSets:
    label, needs = gettext_lazy("Customer set"), ("codes",)
    help = gettext_lazy("The customer is in one of these sets.")

    def sentence(self, terms: Terms, currency: str) -> str:
        return _("for customers of the set %(codes)s") % {"codes": ", ".join(terms.codes)}

    def missing(self, terms: Terms, basket: Basket) -> str:
        return "" if basket.customer_set in terms.codes else _("only for customers of the set %(codes)s") % {"codes": ", ".join(terms.codes)}


CONDITIONS: dict[str, Condition] = {
    "subtotal": Subtotal(), "quantity": Quantity(), "first_order": FirstOrder(), "segments": Segments(), "customer_sets": CustomerSets(),
}  # fmt: skip
