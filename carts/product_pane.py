"""What the dock's pane "Product" tells of a product before anything of it is in a cart (O12): prices, stock, variations, returns, delivery."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext, ngettext

from agents.actors import Actor
from agents.models import Channel
from carts.dock import Offer, offer_for
from carts.forms import AddItemForm
from carts.models import CartLine
from catalog.called import find_told
from catalog.models import Parcel, Price, Product, ShippingMethod, Variant, rates_as_json, rates_from_json
from catalog.prices import PriceNow, lowest_before, price_of, tiers_of
from catalog.search import ProductRow, find_products
from contactcenter.choices import language_name
from customers.models import Address, Customer
from customers.postal import place_of
from search.terms import plain

MOST_ACROSS = 3
"""So many values of an option stand beside each other in a grid; where both options have more, the variations stand below each other."""


@dataclass(frozen=True)
class Sold:
    """A variation that is sold here. price: of one piece to this customer; tiers: from how many pieces on it costs what; lowest: what the
    channel tells beside a reduced price, the lowest of the 30 days before."""

    variant: Variant
    price: PriceNow
    tiers: list[tuple[int, Decimal]]
    lowest: Decimal | None = None

    @property
    def is_out(self) -> bool:
        """Whether none can be promised, not even later."""
        return self.variant.available <= 0 and not self.variant.backorderable

    @property
    def source(self) -> str:
        """What kind of price it is, in words; "" for the list's."""
        return "" if self.price.source == CartLine.PriceSource.LIST else str(CartLine.PriceSource(self.price.source).label)

    @property
    def is_late(self) -> bool:
        """Whether the next delivery should have come already."""
        stock = getattr(self.variant, "stock", None)
        return bool(stock and stock.next_delivery and stock.next_delivery < localdate())

    @property
    def told(self) -> tuple[object, ...]:
        """What it costs, in all: what tells the prices of two variations apart."""
        return self.price, self.lowest, *self.tiers


@dataclass(frozen=True)
class Grid:
    """The variations by their options: rows of (value, cells), a cell None where there is no such one. across: the values above the columns,
    none where the variations stand below each other."""

    across: list[str]
    rows: list[tuple[str, list[Sold | None]]]


@dataclass(frozen=True)
class About:
    """What is told of a product. one: the variation that is meant, or the only one; cheapest: of what is sold; not_sold: the SKU of one that
    was asked for and is not sold here, "" for none; place: where the ways to ship lead, in words; weighed: what they carry."""

    product: Product
    one: Sold | None
    sold: list[Sold]
    not_sold: str
    ways: list[Offer]
    place: str

    @property
    def cheapest(self) -> Sold | None:
        return min(self.sold, key=lambda one: one.price.amount, default=None)

    @property
    def shown(self) -> Sold | None:
        """Whose price is shown above: of the one that is meant, or of all where they cost the same."""
        return self.one or (self.cheapest if len({one.told for one in self.sold}) == 1 else None)

    @property
    def may_be_added(self) -> bool:
        return any(not one.is_out for one in self.sold)

    @property
    def grid(self) -> Grid:
        return grid_of(self.product.options, self.sold)


def product_context(actor: Actor, customer: Customer, asked: str, **more: Any) -> dict[str, Any]:
    """asked: a SKU or a name, as it was typed; where several products match, these to choose from. `more` overrides: a form with errors;
    picked: the SKU of the variation that was chosen."""
    about = about_product(customer, asked, seen=actor.channel_ids) if asked else None
    found: list[ProductRow] = []
    if asked and about is None:
        found = find_products(customer.channel, asked, group_id=customer.price_group_id)
        if len(found) == 1:
            about = about_product(customer, found[0].sku, seen=actor.channel_ids)
    return {
        "customer": customer,
        "channel": customer.channel,
        "currency": customer.channel.currency,
        "asked": asked,
        "about": about,
        "found": [] if about else found,
        "said": _said(asked, found) if asked and about is None else "",
        "description": about.product.text_in("description", get_language() or "en") if about else "",
        "returns": returns_in(about.product, customer.channel) if about else "",
        "own_words": _own_words(about.product, customer) if about else None,
        "picked": about.one.variant.sku if about and about.one else "",
        "product_form": AddItemForm(initial={"quantity": 1}),
        **more,
    }


def about_product(customer: Customer, text: str, *, seen: Collection[int]) -> About | None:
    """What is told of what is called so, to an agent who sees these channels; None where nothing is, or several products are."""
    told = find_told(text, customer.channel, seen=seen)
    meant = told[0] if told and told[0].sku.casefold() == plain(text).casefold() else None
    if not told or (meant is None and len({one.product_id for one in told}) > 1):
        return None
    product = told[0].product
    sold = sold_of(product, customer)
    one = next((each for each in sold if meant and each.variant.pk == meant.pk), None) or (sold[0] if len(sold) == 1 and not meant else None)
    not_sold = meant.sku if meant and one is None else ""
    weighed = one or min(sold, key=lambda each: each.price.amount, default=None)
    return About(product, one, sold, not_sold, *(_delivery(customer, weighed) if weighed else ([], "")))


def sold_of(product: Product, customer: Customer) -> list[Sold]:
    """The variations of a product that are sold in the customer's channel, at their prices."""
    channel, group_id = customer.channel, customer.price_group_id
    variants = list(Variant.objects.sold_in(channel).filter(product=product).select_related("stock"))
    rows: defaultdict[int, list[Price]] = defaultdict(list)
    for one in variants:
        one.product = product
    for row in Price.objects.that_may_count(channel, [one.pk for one in variants], group_id):
        rows[row.variant_id].append(row)
    priced = [(one, price) for one in variants if (price := price_of(rows[one.pk], 1, group_id))]
    reduced = [one.pk for one, price in priced if price.source == Price.Source.SALE]
    lowest = lowest_before(channel, reduced) if channel.shows_lowest_price and reduced else {}
    return [Sold(one, price, tiers_of(rows[one.pk], group_id), lowest.get(one.pk)) for one, price in priced]


def _delivery(customer: Customer, weighed: Sold) -> tuple[list[Offer], str]:
    """What the channel's ways to ship cost for one piece of it to the customer's main address, and where that is; without one, at home."""
    channel = customer.channel
    main = Address.objects.filter(customer=customer).book().first()
    if main is not None:
        main.customer = customer
    parcel = Parcel(main.country if main else channel.country, main.region if main else "", weighed.price.amount, weighed.variant.weight)
    methods = ShippingMethod.objects.filter(channel=channel, active=True).annotate(told_rates=rates_as_json("pk"))
    return [offer_for(one, rates_from_json(one.told_rates), parcel) for one in methods], place_of(main) if main else ""


def grid_of(options: Sequence[str], sold: Sequence[Sold]) -> Grid:
    """Of two options a table, the one with fewer values across, if its columns have room; else one variation a row."""
    values = [tuple(str(one.variant.attributes.get(name, "")) for name in options) for one in sold]
    if len(options) == 2 and len(set(values)) == len(values) and len(sold) > 1:
        both = [list(dict.fromkeys(one[at] for one in values)) for at in (0, 1)]
        wide = 0 if len(both[0]) < len(both[1]) else 1
        across, down = both[wide], both[1 - wide]
        if len(across) <= MOST_ACROSS:
            cells = {(one[1 - wide], one[wide]): each for one, each in zip(values, sold, strict=True)}
            return Grid(across, [(value, [cells.get((value, column)) for column in across]) for value in down])
    return Grid([], [(" · ".join(map(str, one.variant.attributes.values())) or one.variant.sku, [one]) for one in sold])


def _own_words(product: Product, customer: Customer) -> dict[str, str] | None:
    """Name and description in the customer's language, where the page is in another one and they differ."""
    language = customer.language or customer.channel.language
    told = {column: product.text_in(column, language) for column in product.TEXTS}
    if told == {column: product.text_in(column, get_language() or "en") for column in product.TEXTS}:
        return None
    return {**told, "language": language, "called": language_name(language)}


def _said(asked: str, found: Sequence[ProductRow]) -> str:
    """Why no product is shown."""
    if not found:
        return gettext("No product is called “%(text)s”.") % {"text": asked}
    return ngettext("A product matches “%(text)s”.", "Several products match “%(text)s”.", len(found)) % {"text": asked}


def returns_in(product: Product, channel: Channel) -> str:
    """Whether a product can be sent back, and for how long."""
    if not product.returnable:
        return (
            gettext("Cannot be sent back: %(why)s") % {"why": product.non_returnable_reason}
            if product.non_returnable_reason
            else gettext("Cannot be sent back")
        )
    return ngettext("Can be sent back within %(days)s day", "Can be sent back within %(days)s days", channel.return_days) % {
        "days": channel.return_days
    }
