"""A customer's carts as wholes (O8, O11): emptied and brought back, saved for later and resumed."""

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.permissions import Can
from agents.states import may_move, move
from agents.verbs import Verb
from agents.versions import bump_version, check_version
from carts.contents import check_cart, lock_current_cart
from carts.models import Cart
from carts.overrides import drop_requests
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from customers.models import Customer


@action(Can.EDIT_CART)
def empty_cart(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Put the cart away as a whole (O11): what lies in it stays on it, so that `restore_cart` brings it back; the next line begins another.

    Raises RuleError where nothing lies in it.
    """
    cart = _locked(cart)
    check_cart(actor, cart, version)
    _check_filled(cart)
    _put_away(actor, cart)
    record(actor, Verb.CART_EMPTIED, cart, number=cart.number)
    return cart


@action(Can.EDIT_CART)
def restore_cart(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Bring an emptied cart back with all that lay in it (O11): as the current one, or where another has lines by now, as a saved one.

    Its prices are those that it had. Raises Conflict for one that was brought back, or changed, since the page was shown.
    """
    cart = _locked(cart)
    check_version(actor, cart, version)
    if not may_move(cart, Cart.Status.OPEN):
        raise Conflict("not_emptied", _("This cart is not an emptied one."), fresh=cart)
    current = lock_current_cart(cart.customer) if cart.customer else None
    cart.is_current = current is None or not current.lines.exists()
    if cart.is_current and cart.customer is not None:
        leave_current(actor, cart.customer)
    cart.save(update_fields=["is_current"])
    move(actor, cart, Cart.Status.OPEN)
    record(actor, Verb.CART_RESTORED, cart, number=cart.number)
    return cart


@action(Can.EDIT_CART)
def save_for_later(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Let the cart stay open without being the current one (O8): the next line begins another. Raises RuleError where nothing lies in it."""
    cart = _locked(cart)
    check_cart(actor, cart, version)
    _check_filled(cart)
    if not cart.is_current:
        return cart
    _save(actor, cart)
    record(actor, Verb.CART_SAVED, cart, number=cart.number)
    return cart


@action(Can.EDIT_CART)
def resume_cart(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Make a saved or emptied cart the current one, at the prices that it had (O8). The one before is saved if it has lines (`left`).

    Raises Conflict for one that was changed, or placed, since the page was shown.
    """
    cart = _locked(cart)
    check_version(actor, cart, version)
    if cart.is_editable and cart.is_current:
        return cart
    cart.left = leave_current(actor, cart.customer) if cart.customer else None
    cart.is_current = True
    if cart.is_editable:
        bump_version(actor, cart, "is_current")
    else:
        cart.save(update_fields=["is_current"])
        move(actor, cart, Cart.Status.OPEN)
    record(actor, Verb.CART_RESUMED, cart, number=cart.number, left=cart.left.number if cart.left else None)
    return cart


def leave_current(actor: Actor, customer: Customer) -> Cart | None:
    """Make room for another current cart of a customer who has been locked: the one that is saved for later, where it has lines."""
    current = lock_current_cart(customer)
    if current is None:
        return None
    if not current.lines.exists():
        _put_away(actor, current)
        return None
    _save(actor, current)
    return current


def _save(actor: Actor, cart: Cart) -> None:
    cart.is_current = False
    bump_version(actor, cart, "is_current")


def _locked(cart: Cart) -> Cart:
    """The cart under its lock, after its customer's, which keeps their current cart the only one."""
    if cart.customer is not None:
        lock(cart.customer)
    return Cart.objects.locked().get(pk=cart.pk)


def _check_filled(cart: Cart) -> None:
    if not cart.lines.exists():
        raise RuleError("empty_cart", _("There is nothing in this cart."))


def _put_away(actor: Actor, cart: Cart) -> None:
    """Emptied, and current no more: both are saved with its status. What waits for approval on its lines is taken back."""
    drop_requests(actor, cart)
    cart.is_current = False
    cart.save(update_fields=["is_current"])
    move(actor, cart, Cart.Status.EMPTIED)
