"""A line whose pieces go to several addresses (O2)."""

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.permissions import Can
from agents.verbs import Verb
from carts.actions.lines import line_of
from carts.contents import contents_of, locked_cart
from carts.models import Cart, CartLine
from carts.pricing import price_anew
from contactcenter.actions import action
from contactcenter.errors import RuleError


@action(Can.EDIT_CART)
def split_line(actor: Actor, cart: Cart, *, line: int, quantity: int, version: int) -> Cart:
    """Let so many pieces of a line, by its id, be a line of their own, which can go elsewhere (O2): `split_off`.

    Both keep the price, one that was agreed on too, since together they give up what the one line gave up. Raises RuleError for a gift,
    for none or all of its pieces, and where its price waits for approval, which is asked for all of them.
    """
    contents = contents_of(locked_cart(actor, cart, version))
    whole = line_of(contents, line)
    _check_split(whole, quantity)
    same = ("cart", "variant", "group", "list_price", "unit_price", "price_source", "price_reason", "price_set_by", "properties", "rate")
    part = CartLine(quantity=quantity, **{name: getattr(whole, name) for name in same})
    whole.quantity -= quantity
    contents.lines.append(part)
    price_anew(contents, actor)
    record(actor, Verb.LINE_SPLIT, contents.cart, sku=whole.variant.sku, quantity=quantity, left=whole.quantity)
    contents.cart.split_off = part
    return contents.cart


def _check_split(line: CartLine, quantity: int) -> None:
    if line.waiting:
        text = _("%(sku)s: its price waits for approval, for all %(pieces)s pieces. Take the request back, then split it.")
        raise RuleError("waits_for_approval", text % {"sku": line.variant.sku, "pieces": line.quantity}, field="quantity")
    if line.quantity == 1:
        raise RuleError("one_piece", _("A single piece cannot be split."), field="quantity")
    if not 1 <= quantity < line.quantity:
        raise RuleError("bad_split", _("Enter a number between 1 and %(most)s.") % {"most": line.quantity - 1}, field="quantity")
