"""Coupon codes on the cart (P2, P3): applied, replaced, taken off."""

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.once import once
from agents.permissions import Can
from agents.verbs import Verb
from carts.contents import Contents, contents_of, lock_current_cart, locked_cart
from carts.models import Cart, CartCode
from carts.pricing import price_anew
from carts.promoting import Promoted, buyer_of
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from contactcenter.names import shown
from customers.models import Customer
from promotions.engine import Skipped
from promotions.guesses import count_code, forgive_code
from promotions.models import Coupon
from promotions.offers import why_code_not, why_not

GUESSED = ("unknown_code", "code_of_another")
"""Refusals by which somebody who tries codes would learn nothing, and which therefore count as wrong."""


def try_code(actor: Actor, customer: Customer, *, code: str, instead: bool = False, key: str = "") -> Cart:
    """Apply a code that was typed. Wrong ones are counted, before they are looked at; too many are refused for a while.

    Raises as `apply_code` does, and RuleError("too_many_codes").
    """
    count_code(actor, customer)
    try:
        cart: Cart = apply_code(actor, customer, code=code, instead=instead, key=key)
    except RuleError as refused:
        if refused.code not in GUESSED:
            forgive_code(actor, customer)
        raise
    forgive_code(actor, customer)
    return cart


@action(Can.EDIT_CART)
@once
def apply_code(actor: Actor, customer: Customer, *, code: str, instead: bool = False) -> Cart:
    """Put a coupon code on the customer's current cart, which takes off what its promotion gives; a second code of one promotion takes the
    place of the first.

    instead: it takes the place of the codes that are there. Raises RuleError at `code`, saying exactly why it does not count; where it would
    but for another code, with the code "not_together".
    """
    lock(customer)
    cart = lock_current_cart(customer)
    coupon = _coupon(actor, customer, code)
    contents = contents_of(cart) if cart else None
    if cart is None or contents is None or not contents.lines:
        raise RuleError("empty_cart", _("Put a product in the cart first, then apply the code."), field="code")
    if any(one.coupon_id == coupon.pk for one in contents.codes):
        return cart
    counted = {one.promotion_id for one in contents.adjustments}
    replaced = [one for one in contents.codes if instead or one.coupon.promotion_id == coupon.promotion_id]
    CartCode.objects.filter(pk__in=[one.pk for one in replaced]).delete()
    kept = [one for one in contents.codes if one not in replaced]
    contents.codes[:] = [*kept, CartCode.objects.create(cart=cart, coupon=coupon, entered_by_id=actor.agent_id)]
    promoted = price_anew(contents, actor)
    _check_counts(coupon, promoted)
    lost = [one.coupon.code for one in kept if one.coupon.promotion_id in counted and one.coupon.promotion_id not in promoted.outcome.applied]
    if lost:
        raise _not_together(coupon, lost[0])
    record(actor, Verb.CODE_APPLIED, cart, coupon=coupon.code)
    return cart


def _coupon(actor: Actor, customer: Customer, typed: str) -> Coupon:
    """The coupon with this code. Raises RuleError for none, one of another customer, and one that counts no more or not here."""
    found = Coupon.objects.visible_to(actor).called(typed).select_related("promotion").first() if typed.strip() else None
    if found is None:
        text = _("There is no code “%(code)s”. Have the caller read it again, letter by letter.")
        raise RuleError("unknown_code", text % {"code": shown(typed.strip())}, field="code")
    buyer = buyer_of(Cart(channel=customer.channel, customer=customer))
    if why := why_code_not(found, buyer):
        is_other = found.customer_id not in (None, customer.pk)
        raise _refused("code_of_another" if is_other else "code_refused", found, why)
    if why := why_not(found.promotion, buyer):
        raise _refused("code_refused", found, why)
    return found


def _refused(code: str, coupon: Coupon, why: str) -> RuleError:
    return RuleError(code, _("“%(code)s” does not count: %(why)s.") % {"code": coupon.code, "why": why}, field="code")


def _check_counts(coupon: Coupon, promoted: Promoted) -> None:
    why = promoted.why_not(coupon.promotion_id)
    if not why:
        return
    skip = promoted.outcome.skipped.get(coupon.promotion_id)
    entered = [one.entered for one in promoted.offers if one.id in promoted.outcome.applied and one.entered]
    if skip is not None and skip.why == Skipped.EXCLUSIVE and entered:
        raise _not_together(coupon, entered[0])
    raise _refused("code_refused", coupon, why)


def _not_together(coupon: Coupon, other: str) -> RuleError:
    return RuleError("not_together", _("“%(code)s” does not count together with “%(other)s”.") % {"code": coupon.code, "other": other}, field="code")


@action(Can.EDIT_CART)
def remove_code(actor: Actor, cart: Cart, *, coupon: int, version: int) -> Cart:
    """Take a coupon, by its id, off the cart. Raises Conflict where somebody did."""
    cart = locked_cart(actor, cart, version)
    contents: Contents = contents_of(cart)
    off = next((one for one in contents.codes if one.coupon_id == coupon), None)
    if off is None:
        raise Conflict("code_gone", _("This code is no longer on the cart."))
    contents.codes.remove(off)
    off.delete()
    price_anew(contents, actor)
    record(actor, Verb.CODE_REMOVED, cart, coupon=off.coupon.code)
    return cart
