"""What of a cart goes together, as arithmetic and shipping rates take it, and what that costs."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from carts.contents import Contents
from carts.models import CartAddress, CartLine, CartShippingGroup
from carts.totals import LineIn, ShippingIn, amounts_of
from catalog.models import Parcel, nearest, rate_for
from contactcenter.money import ZERO
from customers.postal import place_of


def lines_in(contents: Contents) -> list[LineIn]:
    places = {id(group): place for place, group in enumerate(contents.groups)}
    return [LineIn(line.quantity, line.unit_price, line.rate, places[id(line.group)]) for line in contents.lines]


def shipping_in(contents: Contents, group: CartShippingGroup) -> ShippingIn | None:
    """What the way of a group costs. None where it carries nothing, has no way yet, or one that is not offered for it, which placing says."""
    lines = contents.carried_by(group)
    found = rate_for(contents.rates_of(group.method), parcel_of(contents, group.address, lines)) if group.method and lines else None
    return ShippingIn(found.price, group.rate) if found else None


def parcel_of(contents: Contents, address: CartAddress | None, lines: Iterable[CartLine]) -> Parcel:
    """These lines on their way to an address, as shipping rates ask about them; what counts as bought is all that lies in the cart but gifts."""
    country, region = (address.country, address.region) if address else ("", "")
    bought = [one for one in zip(contents.lines, amounts_of(lines_in(contents), contents.cart.currency), strict=True) if not one[0].gift_of_id]
    subtotal = sum((amount for _line, amount in bought), ZERO)
    weight = sum(line.quantity * line.variant.weight for line in lines)
    return Parcel(country or contents.cart.channel.country, region, subtotal, weight)


def not_offered(contents: Contents, group: CartShippingGroup) -> str:
    """Why the way of a group that carries something is not offered for it, and what to do about it; "" where it is."""
    method, address = group.method, group.address
    if method is None or address is None:
        return ""
    rates, parcel = contents.rates_of(method), parcel_of(contents, address, contents.carried_by(group))
    if rate_for(rates, parcel):
        return ""
    shown = {"method": method, "place": place_of(address)}
    if nearest(rates, parcel.country, parcel.region):
        return _("“%(method)s” to %(place)s is for more than this. Choose another shipping method, or add to the order.") % shown
    return _("“%(method)s” is not offered to %(place)s. Choose another shipping method, or another address.") % shown
