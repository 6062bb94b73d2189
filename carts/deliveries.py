"""What the dock shows of the deliveries of a cart: each way that something goes, and what is wished of it; and of the cart's properties."""

from dataclasses import dataclass

from django.utils.translation import get_language

from carts.contents import Contents
from carts.forms import PropertiesForm, WishesForm, held_wishes
from carts.models import Cart, CartShippingGroup
from carts.models.shape import names_of_ways
from carts.wishes import is_past
from contactcenter.forms import ActionForm
from customers.models.address import PostalAddress


@dataclass(frozen=True)
class Delivery:
    """What goes together, with what is wished of it. name: how and where to, of one of several; is_past: whether the wished day is over."""

    group: CartShippingGroup
    name: str
    is_past: bool
    form: WishesForm


def deliveries_of(contents: Contents, refused: ActionForm | None) -> list[Delivery]:
    """Of each group that carries something."""
    groups, channel = contents.carrying, contents.cart.channel
    names = names_of_ways(ways_in_words(groups)) if len(groups) > 1 else [""]
    return [Delivery(one, name, is_past(one.wished_on, channel), _wishes(one, refused)) for one, name in zip(groups, names, strict=True)]


def ways_in_words(groups: list[CartShippingGroup]) -> list[tuple[str, PostalAddress | None]]:
    return [(group.method.name_in(get_language() or "en") if group.method else "", group.address) for group in groups]


def _wishes(group: CartShippingGroup, refused: ActionForm | None) -> WishesForm:
    """The form that shows what the group holds, or what was refused of it."""
    if isinstance(refused, WishesForm) and is_for(refused, group):
        return refused.beside(group)
    return WishesForm(initial=held_wishes(group)).beside(group)


def is_for(form: WishesForm, group: CartShippingGroup) -> bool:
    return bool(form["group"].value() == str(group.pk))


def properties_of(cart: Cart, refused: ActionForm | None) -> PropertiesForm:
    """The form that shows those of the cart, or what was refused of them."""
    return (refused if isinstance(refused, PropertiesForm) else PropertiesForm()).beside(cart.properties)
