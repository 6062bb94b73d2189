"""What lies in a cart and how it goes: read once, changed by acts, written where it has changed; and who may change it now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from agents import versions
from agents.actors import Actor
from agents.models import Approval
from carts.models import Cart, CartAddress, CartAdjustment, CartCode, CartLine, CartShippingGroup
from catalog.models import ShippingMethod, ShippingRate, rates_as_json, rates_from_json
from catalog.prices import PriceNow
from contactcenter.errors import Conflict
from customers.models import Customer

Key = tuple[type[object], int | None]
"""A group or a line, by its kind and id."""
Values = tuple[object, ...]


@dataclass(frozen=True)
class Contents:
    """What lies in a cart and how it goes. groups: by their positions, at least one; lines: oldest first, each with its group among these;
    addresses: the cart's own; rates: what the ways cost that it goes by, by their ids; codes: that were entered; adjustments: what promotions
    take off, in their order; stored: what the database holds of the groups and lines that were read; bought: how many of each variant it was read
    with, gifts left out; today: what a piece of each costs now, once that was asked for."""

    cart: Cart
    groups: list[CartShippingGroup]
    lines: list[CartLine]
    addresses: list[CartAddress]
    rates: dict[int, list[ShippingRate]]
    codes: list[CartCode] = field(default_factory=list)
    adjustments: list[CartAdjustment] = field(default_factory=list)
    stored: dict[Key, Values] = field(default_factory=dict)
    stored_adjustments: list[Values] = field(default_factory=list)
    bought: Mapping[int, int] = field(default_factory=dict)
    today: dict[int, PriceNow] = field(default_factory=dict)

    @property
    def main(self) -> CartShippingGroup:
        """How the cart itself goes, and a new line in it: the first group that carries something, so that nobody is billed, or told, where
        nothing goes. Of an empty cart the first."""
        return next((group for group in self.groups if any(line.group is group for line in self.lines)), self.groups[0])

    @property
    def billing(self) -> CartAddress | None:
        """Who is billed, where that is not where it is shipped."""
        return next((one for one in self.addresses if one.kind == CartAddress.Kind.BILLING), None)

    @property
    def carrying(self) -> list[CartShippingGroup]:
        """The groups that carry something."""
        carrying = {line.group.position for line in self.lines}
        return [group for group in self.groups if group.position in carrying]

    @property
    def is_changed(self) -> bool:
        """Whether a group, a line or a discount is other than when it was read."""
        parts: list[CartShippingGroup | CartLine] = [*self.groups, *self.lines]
        return bool(self.gone) or self.adjustments_changed or any(self.stored.get(_key(one)) != _values(one) for one in parts)

    @property
    def adjustments_changed(self) -> bool:
        return self.stored_adjustments != [_facts(one) for one in self.adjustments]

    @property
    def gone(self) -> list[int]:
        """The ids of lines that were read and lie in the cart no more."""
        kept = {line.pk for line in self.lines}
        return [pk for kind, pk in self.stored if kind is CartLine and pk is not None and pk not in kept]

    def carried_by(self, group: CartShippingGroup) -> list[CartLine]:
        return [line for line in self.lines if line.group is group]

    @property
    def ways(self) -> list[ShippingMethod]:
        """All ways to ship of the cart's channel, with their rates; read once for a channel, also where an act and its answer ask."""
        channel = self.cart.channel
        prefetch_related_objects([channel], Prefetch("shipping_methods", ShippingMethod.objects.annotate(told_rates=rates_as_json("pk"))))
        return list(channel.shipping_methods.all())

    def rates_of(self, method: ShippingMethod) -> list[ShippingRate]:
        if method.pk not in self.rates:
            self.rates.update({one.pk: rates_from_json(one.told_rates) for one in self.ways})  # type: ignore[attr-defined]
        return self.rates[method.pk]

    def pieces_of(self, variant_id: int) -> int:
        """How many of a variant lie in the cart, on however many lines, gifts too."""
        return sum(line.quantity for line in self.lines if line.variant_id == variant_id)

    def bought_of(self, variant_id: int) -> int:
        """The same without gifts, which make nothing cheaper."""
        return sum(line.quantity for line in self.lines if line.variant_id == variant_id and not line.gift_of_id)


def lock_current_cart(customer: Customer) -> Cart | None:
    """The current cart under its row lock, of a customer who has been locked."""
    cart = Cart.objects.current_of(customer.pk).select_for_update(no_key=True).first()
    if cart is not None:
        cart.customer, cart.channel = customer, customer.channel
    return cart


def locked_cart(actor: Actor, cart: Cart, version: int) -> Cart:
    """The cart under lock, if it is still open and the version that the page showed; else Conflict."""
    cart = Cart.objects.locked().get(pk=cart.pk)
    check_cart(actor, cart, version)
    return cart


def check_cart(actor: Actor, cart: Cart, version: int) -> None:
    """Raises Conflict for a cart that was placed or emptied, or changed by somebody since the page was shown."""
    check_open(cart)
    versions.check_version(actor, cart, version)


def check_open(cart: Cart) -> None:
    """Raises Conflict for a cart that was placed or emptied."""
    if not cart.is_editable:
        raise Conflict("cart_closed", _("This cart is closed: the order was placed or the cart was emptied."), fresh=cart)


PRICE_OVERRIDE = "price_override"
"""The kind of what is asked for where a price is above a ceiling, and of the list of its reasons."""
_ASKED = Approval.objects.filter(kind=PRICE_OVERRIDE, thing_type=CartLine._meta.label, thing_id=OuterRef("pk")).order_by("-pk")
_TOLD = {"by": "requested_by", "by_id": "requested_by_id", "status": "status", "decided_by": "decided_by", "note": "note"}
_REQUEST = Subquery(_ASKED.values(told=JSONObject(price="details__price", quantity="details__quantity", **_TOLD))[:1])


def contents_of(cart: Cart) -> Contents:
    """What lies in a cart, with all that pricing and showing it needs."""
    read_lines = cart.lines.select_related("variant__product", "variant__stock", "group__method", "price_set_by")
    lines: list[CartLine] = [*read_lines.annotate(told_rates=rates_as_json("group__method"), asked=_REQUEST)]
    addresses = {one.pk: one for one in cart.addresses.all()}
    groups = {line.group_id: line.group for line in lines}
    if not any(group.position == 1 for group in groups.values()):  # one that carries nothing may be there; it goes when the cart is saved
        groups = {group.pk: group for group in cart.groups.select_related("method")} | groups
    for group in groups.values():
        group.cart, group.address = cart, addresses.get(group.address_id or 0)
    for one in addresses.values():
        one.cart = cart
    for line in lines:
        line.cart, line.group = cart, groups[line.group_id]
        line.request = line.asked  # type: ignore[attr-defined]
    ordered = sorted(groups.values(), key=lambda one: one.position)
    read: list[CartShippingGroup | CartLine] = [*ordered, *lines]
    rates = {one.group.method_id: rates_from_json(one.told_rates) for one in lines if one.group.method_id}  # type: ignore[attr-defined]
    codes = list(cart.codes.select_related("coupon__promotion"))
    adjustments = _adjustments(cart, lines, ordered) if cart.discount else []  # each of them takes something off
    stored = {_key(one): _values(one) for one in read}
    bought: Counter[int] = Counter()
    for line in lines:
        bought[line.variant_id] += 0 if line.gift_of_id else line.quantity
    facts = [_facts(one) for one in adjustments]
    return Contents(cart, ordered, lines, list(addresses.values()), rates, codes, adjustments, stored, facts, bought)


def _adjustments(cart: Cart, lines: list[CartLine], groups: list[CartShippingGroup]) -> list[CartAdjustment]:
    """Each with its line or its group among these."""
    found = list(cart.adjustments.select_related("promotion"))
    by_id, groups_by_id = {line.pk: line for line in lines}, {group.pk: group for group in groups}
    for one in found:
        one.line, one.group = by_id.get(one.line_id or 0), groups_by_id.get(one.group_id or 0)
    return found


def billed_to(contents: Contents) -> CartAddress | None:
    """Who is billed; where it is shipped where nobody is chosen."""
    return contents.billing or contents.main.address


def _key(part: CartShippingGroup | CartLine) -> Key:
    return type(part), part.pk


def _values(part: CartShippingGroup | CartLine) -> Values:
    return tuple(getattr(part, field.attname) for field in part._meta.concrete_fields)


def _facts(one: CartAdjustment) -> Values:
    """What tells an adjustment from another: of a line or a group that is not written yet it is of none that was read."""
    of = one.line.pk if one.line else None, one.group.pk if one.group else None
    return (*of, one.promotion_id, one.kind, one.source, one.net, one.tax, one.gross, one.rate)


def save(contents: Contents) -> None:
    """Write what is new, and what has changed since it was read, and leave it with the cart for the answer that shows it.

    Groups that carry nothing any more go; of an empty cart the first stays.
    """
    if contents.adjustments_changed:
        contents.cart.adjustments.all().delete()
    CartLine.objects.filter(pk__in=contents.gone).delete()
    for group in contents.groups:
        if contents.stored.get(_key(group)) != _values(group):
            group.save()
    changed = [line for line in contents.lines if contents.stored.get(_key(line)) != _values(line)]
    CartLine.objects.bulk_update([line for line in changed if line.pk is not None], _COLUMNS)
    for line in changed:
        if line.pk is None:
            line.save()
    kept = contents.carrying or [contents.main]
    for group in contents.groups:
        if group not in kept:
            group.delete()
    contents.groups[:] = kept
    if contents.adjustments_changed:
        CartAdjustment.objects.bulk_create(contents.adjustments)
        contents.stored_adjustments[:] = [_facts(one) for one in contents.adjustments]
    contents.cart.contents = contents


_COLUMNS = [field.name for field in CartLine._meta.concrete_fields if not field.primary_key]
