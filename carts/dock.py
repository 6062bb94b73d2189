"""What the dock shows of a customer's cart."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from agents.actors import Actor
from agents.models import Reason
from agents.permissions import Can
from carts.aloud import read_aloud
from carts.contents import PRICE_OVERRIDE, Contents, billed_to, contents_of
from carts.deliveries import deliveries_of, is_for, properties_of, ways_in_words
from carts.desk import equal_order
from carts.faults import faults_of
from carts.forms import (
    AddItemForm,
    AddItemsForm,
    LineForm,
    LineShippingForm,
    OverrideForm,
    PropertiesForm,
    QuantityForm,
    SplitForm,
    WishesForm,
    held_wishes,
)
from carts.groups import AS_CHANGED
from carts.models import Cart, CartAddress, CartAdjustment, CartLine
from carts.models.shape import names_of_ways, tax_by_place
from carts.parcels import not_offered, parcel_of
from carts.pricing import new_prices, totals_of
from carts.promoting import promote
from catalog.models import Parcel, Product, ShippingMethod, ShippingRate, Variant, free_from, nearest, rate_for
from catalog.prices import lowest_before, prices_for
from contactcenter.changes import shows
from contactcenter.forms import ActionForm
from contactcenter.money import ZERO
from customers.models import Address, Customer
from customers.models.address import PostalAddress
from customers.postal import place_of
from promotions.models import Coupon

MOST_ADDRESSES = 100
"""So many addresses can be chosen from: of a customer with thousands the two defaults, the newest, and what is chosen already."""
FIELDS_SHOWN = {"method", "shipping", "billing", "po_number", "wished_on", "delivery_note", "gift_message", "shows_prices"}
"""Those that show their own errors wherever there are lines; a line shows those of its quantity."""


@dataclass(frozen=True)
class Way:
    """How and where a line goes, as its form chooses it: what was chosen last, also where that was refused, which the form then says.

    is_own: whether it goes otherwise than the cart does, or elsewhere; was_method, was_address: what the cart holds; methods: to choose from;
    split: what was refused of splitting it.
    """

    is_own: bool
    was_method: str
    was_address: str
    methods: Callable[[], list["Offer"]]
    refused: ActionForm | None = None
    split: SplitForm | None = None

    @property
    def method(self) -> str:
        return str(self.refused["method"].value() if self.refused else self.was_method)

    @property
    def address(self) -> str:
        return str(self.refused["shipping"].value() if self.refused else self.was_address)


@dataclass(frozen=True)
class Offer:
    """A way to ship that can be chosen. price: what it costs for this, None where it is not offered; leads: whether it would be for more than
    this; free_from: the subtotal of the order from which it would cost nothing, if there is one."""

    method: ShippingMethod
    price: Decimal | None
    leads: bool
    free_from: Decimal | None


@dataclass(frozen=True)
class AddressOption:
    """An address that can be chosen; key: by what (`chosen_address`); is_changed: as the book has it now, where the cart holds it as it was."""

    key: str
    address: PostalAddress
    is_changed: bool = False


@dataclass(frozen=True)
class Discount:
    """What one promotion takes off the cart, as the channel shows prices. code: the one that was entered for it, "" for none."""

    name: str
    code: str
    coupon: int | None
    amount: Decimal


@dataclass(frozen=True)
class IdleCode:
    """A code that was entered and takes nothing off now. why: in words."""

    coupon: Coupon
    why: str


@dataclass(frozen=True)
class Removed:
    """A line that was just taken out, to be put back; before: the id of the line that stood behind it, if any; apart: whether there is another
    of the same."""

    line: CartLine
    before: int | None
    apart: bool


def dock_context(customer: Customer, cart: Cart | None = None, **more: Any) -> dict[str, Any]:
    """The current cart (or none yet), its lines, and what can be chosen for it. `more` overrides: forms with errors, a conflict.

    way_of: the id of the line whose way to ship is being chosen; wishes_of: of the group whose wishes are; taken_out: the line that the act
    took out, if it took one out; aside: the cart that was emptied or saved for later on this page, with the way back until another is begun;
    insists: whether placing was just refused.
    """
    refused: ActionForm | None = more.get("refused")
    if cart is None or not cart.is_editable or not cart.is_current:  # what was done under a key may be placed by now, or put aside
        cart = current_cart(customer)
    if cart is not None:
        cart.customer, cart.channel = customer, customer.channel
    contents = (cart.contents or contents_of(cart)) if cart else None
    lines = contents.lines if contents else []
    sums = _sums(contents) if contents else {}
    if more.get("insists") and sums.get("faults"):
        refused = more["refused"] = None  # all that is wrong stands in the list of faults
    _tell_lowest(customer, lines)
    billing = contents.billing if contents else None
    version = cart.version if cart else 0
    return {
        "customer": customer,
        "cart": cart,
        "cart_live": shows(f"carts-of:{customer.number}", f"orders-of:{customer.number}"),
        "cart_main": contents.main if contents else None,
        "cart_ship_to": contents.main.address.key if contents and contents.main.address else "",
        "cart_bill_to": billing.key if billing else "",
        "cart_billed_place": place_of(billed) if contents and (billed := billed_to(contents)) else "",
        "lines_in_cart": [(line, way_of(contents, line, refused)) for line in lines if contents],
        "refused_line": next((line for line in lines if _is_about(refused, line)), None),
        "override": refused if isinstance(refused, OverrideForm) else None,
        "overridden_line": next((line.pk for line in lines if _is_price_of(refused, line)), None),
        "version": version,
        "removed": _removed(more.pop("taken_out", None), contents),
        **sums,
        "add_form": AddItemForm(initial={"quantity": 1, "version": version}),
        "items_form": AddItemsForm(initial={"version": version}),
        **_asked_for(customer, cart, contents, refused),
        "way_of": str(cart.split_off.pk) if cart and cart.split_off else "",
        "split_off": cart.split_off if cart else None,
        "conflict": "",
        "errors_apart": _errors_apart(refused, lines) if refused and not more.get("conflict") else [],
        **more,
        **({"aside": None} if lines else {}),
        # its errors stand in the line, or in the fold of the delivery, not below all lines
        **({"refused": None} if isinstance(refused, (LineShippingForm, OverrideForm, WishesForm, PropertiesForm)) else {}),
    }


def _asked_for(customer: Customer, cart: Cart | None, contents: Contents | None, refused: ActionForm | None) -> dict[str, Any]:
    """What is asked only by a template that shows it, and once."""
    lines = contents.lines if contents else []
    return {
        "price_reasons": cache(lambda: list(_price_reasons(customer))),
        "cart_rest": cache(lambda: rest_of(cart)),
        "said_aloud": cache(lambda: read_aloud(contents) if contents and lines else ""),
        "equal_order": cache(lambda: equal_order(customer.pk, lines)),
        "methods": cache(lambda: _offers(contents, contents.main.address, contents.carried_by(contents.main)) if contents else []),
        "cart_addresses": cache(lambda: _addresses(customer, contents)),
        "addresses_in_all": cache(lambda: len(_book(customer))),
        "most_addresses": MOST_ADDRESSES,
        "properties_form": cache(lambda: properties_of(cart, refused) if cart else None),
        "deliveries": cache(lambda: deliveries_of(contents, refused) if contents else []),
    }


def _tell_lowest(customer: Customer, lines: list[CartLine]) -> None:
    """Beside reduced prices the lowest of the 30 days before, where the channel tells that."""
    reduced = [line for line in lines if line.price_source == CartLine.PriceSource.SALE]
    if reduced and customer.channel.shows_lowest_price:
        lowest = lowest_before(customer.channel, {line.variant_id for line in reduced})
        for line in reduced:
            line.lowest = lowest.get(line.variant_id)


def _sums(contents: Contents) -> dict[str, Any]:
    """What the totals show; lines learn what a piece of theirs costs by now."""
    lines = contents.lines
    faults, new = faults_of(contents) if lines else [], new_prices(contents) if lines else {}
    for line in lines:
        line.new_price = new.get(line.pk)
    return {
        "cart_rates": _rates(contents),
        "cart_pieces": sum(line.quantity for line in lines),
        "cart_ways": len({line.group.method for line in lines}),
        "cart_places": _places(lines),
        "cart_shipping": _shipping_parts(contents),
        "cart_discounts": discounts_of(contents),
        "idle_codes": idle_codes(contents),
        "all_ways_chosen": all(group.method_id for group in contents.carrying),
        "are_ways_offered": not any(fault.code == "not_offered" for fault in faults),
        "faults": faults,
        "has_new_prices": any(fault.code == "new_prices" for fault in faults),
    }


def _removed(line: CartLine | None, contents: Contents | None) -> Removed | None:
    """The line that an act was to take out, where it did."""
    if line is None or contents is None or any(one.pk == line.pk for one in contents.lines):
        return None
    apart = any(one.variant_id == line.variant_id and not one.gift_of_id for one in contents.lines)
    return Removed(line, next((one.pk for one in contents.lines if one.pk > line.pk), None), apart)


def _rates(contents: Contents) -> list[tuple[Decimal, str, Decimal]]:
    """The tax at each rate, by the names of the countries that things go to."""
    off = [(one, one.line.group if one.line else one.group) for one in contents.adjustments]
    return tax_by_place([*((line, line.group) for line in contents.lines), *((group, group) for group in contents.groups), *off])


def discounts_of(contents: Contents) -> list[Discount]:
    """By promotion, in the order in which they were reckoned; each line that is concerned knows what is taken off it, `taken_off`."""
    entered, within = {one.coupon.promotion_id: one.coupon for one in contents.codes}, contents.cart.prices_include_tax
    sums: dict[int, Decimal] = {}
    for line in contents.lines:
        line.taken_off = ZERO  # type: ignore[attr-defined]
    for one in contents.adjustments:
        amount = one.shown(includes_tax=within)
        sums[one.promotion_id or 0] = sums.get(one.promotion_id or 0, ZERO) + amount
        if one.line is not None:
            one.line.taken_off += amount  # type: ignore[attr-defined]
    names = {one.promotion_id or 0: _name_of(one) for one in contents.adjustments}
    return [_discount(names[promotion], entered.get(promotion), amount) for promotion, amount in sums.items()]


def _name_of(one: CartAdjustment) -> str:
    """What is taken off, in the reader's language: by the promotion where it was read too, else as the act has just said it to them."""
    return str(one.promotion) if CartAdjustment._meta.get_field("promotion").is_cached(one) else one.label


def _discount(name: str, coupon: Coupon | None, amount: Decimal) -> Discount:
    return Discount(name, coupon.code if coupon else "", coupon.pk if coupon else None, amount)


def idle_codes(contents: Contents) -> list[IdleCode]:
    counting = {one.promotion_id for one in contents.adjustments}
    if all(one.coupon.promotion_id in counting for one in contents.codes):
        return []
    promoted = promote(contents)
    return [IdleCode(one.coupon, why) for one in contents.codes if (why := promoted.why_not(one.coupon.promotion_id))]


def _places(lines: list[CartLine]) -> list[str]:
    """The towns that the lines go to, one for each address, in the order of the lines."""
    return [place_of(one) for one in dict.fromkeys(line.group.address for line in lines) if one]


def _shipping_parts(contents: Contents) -> list[tuple[str, Decimal | None]]:
    """How the cart goes, with what each way costs, where there are several; None for one that is not offered.

    None where they are not what the cart's sum was made of: a way has another price since, which placing will say.
    """
    groups = contents.carrying
    if len(groups) < 2 or any(group.method is None for group in groups):
        return []
    if totals_of(contents).shipping != contents.cart.shipping:
        return []
    within = contents.cart.prices_include_tax
    fees = [None if not_offered(contents, group) else group.shown(includes_tax=within) for group in groups]
    return list(zip(names_of_ways(ways_in_words(groups)), fees, strict=True))


def line_context(actor: Actor, cart: Cart, customer: Customer, pk: str) -> dict[str, Any] | None:
    """What can be chosen for one line, of those who may change the cart; None where there is nothing to choose."""
    if not cart.is_editable or Can.EDIT_CART not in actor.rights:
        return None
    shown = dock_context(customer, cart)
    return next(({**shown, "line": line, "way": way} for line, way in shown["lines_in_cart"] if str(line.pk) == pk), None)


def price_context(actor: Actor, cart: Cart, customer: Customer, pk: str) -> dict[str, Any] | None:
    """What the form for another price of one line shows, to those who may set one; None where there is nothing to set."""
    if not cart.is_editable or Can.OVERRIDE_PRICE not in actor.rights:
        return None
    shown = dock_context(customer, cart)
    return next(({**shown, "line": line} for line, _way in shown["lines_in_cart"] if str(line.pk) == pk and not line.gift_of_id), None)


def _price_reasons(customer: Customer) -> QuerySet[Reason]:
    return Reason.objects.filter(organization=customer.channel.organization_id, kind=PRICE_OVERRIDE, active=True)


def held_values(cart: Cart, form: ActionForm) -> dict[str, str]:
    """What the cart holds of the fields of a change of it, as the form's own values are written; of those that can say it themselves."""
    contents = contents_of(cart)
    billing = contents.billing
    line = next((one for one in contents.lines if _names(form, one)), None)
    way = way_of(contents, line) if line is not None and isinstance(form, LineShippingForm) else None
    main = contents.main
    group = next((one for one in contents.groups if isinstance(form, WishesForm) and is_for(form, one)), None)
    held = {
        "quantity": str(line.quantity if line else ""),
        "price": "",
        "po_number": cart.po_number,
        "method": way.was_method if way else main.method.code if main.method else "",
        "shipping": way.was_address if way else main.address.key if main.address else "",
        "billing": billing.key if billing else "",
        **(held_wishes(group) if group else {}),
        **(form.beside(cart.properties).initial if isinstance(form, PropertiesForm) else {}),
    }
    return {name: value for name, value in held.items() if name in form.fields and not form.fields[name].widget.is_hidden}


def _names(form: ActionForm | None, line: CartLine) -> bool:
    """Whether a form changes this line."""
    return isinstance(form, LineForm) and form["line"].value() == str(line.pk)


def _is_about(refused: ActionForm | None, line: CartLine) -> bool:
    """Whether what was refused is how many of this line."""
    return isinstance(refused, QuantityForm) and "quantity" in refused.errors and _names(refused, line)


def _is_price_of(refused: ActionForm | None, line: CartLine) -> bool:
    """Whether what was refused is another price of this line."""
    return isinstance(refused, OverrideForm) and _names(refused, line)


def _is_way_of(refused: ActionForm | None, line: CartLine) -> bool:
    """Whether what was refused is how or where this line goes."""
    return isinstance(refused, LineShippingForm) and _names(refused, line)


def way_of(contents: Contents, line: CartLine, refused: ActionForm | None = None) -> Way:
    main, group = contents.main, line.group
    method = group.method.code if group.method and group.method_id != main.method_id else ""
    address = group.address.key if group.address and group.address_id != main.address_id else ""
    is_refused = refused is not None and _is_way_of(refused, line)
    split = refused if isinstance(refused, SplitForm) and _names(refused, line) else None
    return Way(group is not main, method, address, lambda: _offers(contents, group.address, [line]), refused if is_refused else None, split)


def _errors_apart(refused: ActionForm, lines: list[CartLine]) -> list[str]:
    """What no field says: it belongs to none, or its field is not shown."""
    own = any(_is_way_of(refused, line) for line in lines) or not isinstance(refused, LineShippingForm)
    shown = FIELDS_SHOWN | {name for name in refused.fields if isinstance(refused, PropertiesForm)} if lines and own else set()
    if any(_is_about(refused, line) or (isinstance(refused, SplitForm) and _names(refused, line)) for line in lines):
        shown = shown | {"quantity"}
    if any(_is_price_of(refused, line) for line in lines):
        shown = shown | {"price", "reason", "note", "link", "their_price"}
    return [str(error) for name, errors in refused.errors.items() if name not in shown for error in errors]


def _offers(contents: Contents, address: CartAddress | None, lines: list[CartLine]) -> list[Offer]:
    """The channel's ways to ship for these lines, and what the cart goes by even where that was taken off, so that the page never shows
    another one as chosen."""
    chosen = {group.method.pk: group.method for group in contents.groups if group.method}
    parcel = parcel_of(contents, address, lines)
    methods = {**{one.pk: one for one in contents.ways if one.active}, **chosen}
    return [offer_for(one, contents.rates_of(one), parcel) for one in sorted(methods.values(), key=lambda one: (one.position, one.pk))]


def offer_for(method: ShippingMethod, rates: Collection[ShippingRate], parcel: Parcel) -> Offer:
    """What a way to ship, which has these rates, costs for a parcel."""
    found, leads = rate_for(rates, parcel), bool(nearest(rates, parcel.country, parcel.region))
    return Offer(method, found.price if found else None, leads, free_from(rates, parcel))


def _addresses(customer: Customer, contents: Contents | None) -> list[AddressOption]:
    """Those of the customer's book, at most so many, and the cart's own: what it goes to, as it stands there, and what was typed for it."""
    own: dict[str, PostalAddress] = {}
    for one in contents.addresses if contents else []:
        if one.source_id or not any(one.facts() == other.facts() for other in own.values()):
            own[one.key] = one
    book = {str(one.pk): one for one in sorted(Address.some_of(_book(customer), MOST_ADDRESSES), key=lambda one: one.pk)}
    shown = [AddressOption(key, one) for key, one in {**book, **own}.items()]
    now = [(key, one) for key, one in book.items() if key in own and own[key].facts() != one.facts()]
    return [*shown, *(AddressOption(AS_CHANGED + key, one, is_changed=True) for key, one in now)]


def _book(customer: Customer) -> list[Address]:
    prefetch_related_objects([customer], "addresses")  # once, also where the page of the customer has read them
    return Address.book_of(customer.addresses.all())


def rest_of(cart: Cart | None) -> Cart | None:
    """What was set aside of a cart and waits until it is placed, to be shown."""
    if cart is None or cart.rest_id is None:
        return None
    return Cart.objects.filter(pk=cart.rest_id, status=Cart.Status.OPEN, is_current=False).annotate(lines_in_it=Count("lines")).first()


def current_cart(customer: Customer) -> Cart | None:
    """The customer's current cart, to be shown."""
    return Cart.objects.current_of(customer.pk).first()


def placed_cart(customer: Customer, number: str) -> Cart | None:
    """The customer's cart that a page showed, where it has become an order since."""
    gone = gone_cart(customer, number)
    return gone if gone and gone.status == Cart.Status.PLACED else None


def gone_cart(customer: Customer, number: str) -> Cart | None:
    """The customer's cart that a page showed, where it was placed, emptied or saved for later since."""
    is_current = Q(status=Cart.Status.OPEN, is_current=True)
    return Cart.objects.filter(~is_current, customer=customer, number=number).first() if number.isalnum() else None


def variations_of(product: Product, customer: Customer) -> list[Variant]:
    """What a customer can buy of a product, each with `price`, what one piece costs them, and stock."""
    channel = customer.channel
    found = list(Variant.objects.sold_in(channel).filter(product=product).select_related("product", "stock"))
    prices = prices_for(channel, {one.pk: 1 for one in found}, customer.price_group_id)
    for one in found:
        one.price = prices[one.pk].amount  # type: ignore[attr-defined]
    return found
