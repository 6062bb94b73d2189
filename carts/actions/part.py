"""A part of a cart is placed (O8): the rest waits in a cart of its own, and comes back when the part has become an order."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.models import Approval
from agents.permissions import Can
from agents.states import move
from agents.verbs import Verb
from agents.versions import bump_version
from carts.contents import PRICE_OVERRIDE, Contents, check_cart, contents_of, lock_current_cart
from carts.groups import copy_of, drop_copies
from carts.models import Cart, CartAddress, CartCode, CartLine, CartShippingGroup
from carts.pricing import price_anew
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError


@action(Can.EDIT_CART)
def set_lines_aside(actor: Actor, cart: Cart, *, lines: Collection[int], version: int) -> Cart:
    """Keep these lines, by their ids, in the cart, so that they can be placed by themselves; the others wait in a saved cart (`rest`).

    What is cheaper by the number of its pieces is priced anew where it lies in both. Lines keep how and where they go, a price that was agreed
    on and what waits for approval; a code goes with the rest unless it counts for the part. Raises RuleError at `lines` where none are chosen,
    or all, or some of a product that has a price that was agreed on.
    """
    cart = _locked(cart)
    check_cart(actor, cart, version)
    contents = contents_of(cart)
    bought = {line.pk: line for line in contents.lines if not line.gift_of_id}
    if not set(lines) <= bought.keys():
        raise Conflict("line_gone", _("This line is no longer in the cart."))
    others = [line for pk, line in bought.items() if pk not in set(lines)]
    if not lines:
        raise RuleError("none_chosen", _("Choose what is placed now."), field="lines")
    if not others:
        raise RuleError("all_chosen", _("All lines are chosen. Place the order as it is, or leave out what has to wait."), field="lines")
    _check_deals([bought[pk] for pk in lines], others)
    together = cart.total
    rest = _rest_of(actor, contents)
    _move_lines(contents, rest, others)
    promoted = price_anew(contents, actor)
    _move_codes(contents, rest, [one for one in contents.codes if promoted.why_not(one.coupon.promotion_id)])
    price_anew(rest, actor)
    drop_copies(contents)
    apart = cart.total + rest.cart.total
    cart.rest, cart.apart = rest.cart, apart if apart > together else None
    cart.save(update_fields=["rest"])
    record(actor, Verb.LINES_SET_ASIDE, cart, also=rest.cart, number=cart.number, rest=rest.cart.number, lines=len(others))
    return cart


@action(Can.EDIT_CART)
def take_lines_back(actor: Actor, cart: Cart, *, version: int) -> Cart:
    """Put what was set aside back into the cart. Raises Conflict where it was placed, emptied or resumed since, RuleError where prices of one
    product were agreed on in both."""
    cart = _locked(cart)
    check_cart(actor, cart, version)
    rest = waiting_rest(cart)
    if rest is None:
        raise Conflict("rest_gone", _("What was set aside has been gone on with, or is back already."), fresh=cart)
    contents, others = contents_of(cart), contents_of(rest)
    _check_deals([one for one in contents.lines if one.is_overridden], [one for one in others.lines if one.is_overridden])
    _move_lines(others, contents, [line for line in others.lines if not line.gift_of_id])
    _move_codes(others, contents, list(others.codes))
    cart.rest, rest.rest = rest.rest, None  # what waits for both of them waits for one
    for one in (cart, rest):
        one.save(update_fields=["rest"])
    others.lines.clear()
    price_anew(others, actor)
    price_anew(contents, actor)
    move(actor, rest, Cart.Status.EMPTIED)
    record(actor, Verb.LINES_TAKEN_BACK, cart, also=rest, number=cart.number, rest=rest.number)
    return cart


def _check_deals(here: Collection[CartLine], there: Collection[CartLine]) -> None:
    """Raises RuleError where a price of a product was agreed on, or is asked for, that would then lie in both, or come from both: what may be
    given up is counted over all its pieces in a cart, and a quantity price is agreed on for all of them."""
    both = [line for line in [*here, *there] if line.is_overridden or line.waiting]
    apart = {line.variant_id for line in here} & {line.variant_id for line in there}
    skus = sorted({line.variant.sku for line in both if line.variant_id in apart})
    if skus:
        text = _("A price of %(skus)s was agreed on: all of it goes together. Place it as a whole, or use the list price.")
        raise RuleError("deal_apart", text % {"skus": ", ".join(skus)}, field="lines")


def waiting_rest(cart: Cart) -> Cart | None:
    """What was set aside of a cart and still waits, under its lock, after that of its customer."""
    if cart.rest_id is None:
        return None
    return Cart.objects.locked().filter(pk=cart.rest_id, customer=cart.customer_id, status=Cart.Status.OPEN, is_current=False).first()


def bring_rest_back(actor: Actor, cart: Cart) -> None:
    """Make what was set aside of a cart that has just been placed the current one, unless another has been begun."""
    rest = waiting_rest(cart)
    if rest is not None and cart.customer is not None and lock_current_cart(cart.customer) is None:
        rest.is_current = True
        bump_version(actor, rest, "is_current")


def _locked(cart: Cart) -> Cart:
    """The cart under its lock, after its customer's: whoever locks two carts of a customer holds it."""
    if cart.customer is not None:
        lock(cart.customer)
    return Cart.objects.locked().get(pk=cart.pk)


def _rest_of(actor: Actor, contents: Contents) -> Contents:
    """A saved cart beside this one, as empty as it can be: it is billed and paid alike."""
    cart = contents.cart
    whose = ("channel", "customer", "account", "placed_by", "approver", "source")
    same = (*whose, "payment_method", "po_number", "currency", "prices_include_tax", "properties", "rest")
    copied = {name: getattr(cart, name) for name in same}
    rest = Cart.objects.create(is_current=False, created_by_id=actor.agent_id, version=0, changed_by_id=actor.agent_id, **copied)
    made = Contents(rest, [], [], [], {})
    if contents.billing is not None:
        copy_of(made, contents.billing, CartAddress.Kind.BILLING)
    return made


def _move_lines(source: Contents, target: Contents, lines: Iterable[CartLine]) -> None:
    """Lines lie in another cart from now on, and go as they went. Both carts have to be reckoned and saved, the target first."""
    lines = list(lines)
    asked = Approval.objects.filter(kind=PRICE_OVERRIDE, thing_type=CartLine._meta.label, thing_id__in=[line.pk for line in lines])
    asked.update(thing_number=target.cart.number)
    for line in lines:
        line.group = _group_like(target, line.group)
        line.cart = target.cart
        line.save(update_fields=["cart", "group"])
        source.lines.remove(line)
        source.stored.pop((CartLine, line.pk))  # else it would be taken for one that was taken out
        target.lines.append(line)
    target.lines.sort(key=lambda one: one.pk or 0)
    for variant in {line.variant_id for line in lines}:
        if not source.bought_of(variant) and not target.bought.get(variant):
            target.bought[variant] = target.bought_of(variant)  # as many as before, at the price that was said


def _group_like(contents: Contents, group: CartShippingGroup) -> CartShippingGroup:
    """The group of a cart that goes as one of another cart does, made where there is none."""
    address = copy_of(contents, group.address, CartAddress.Kind.SHIPPING) if group.address else None
    way = {"method": group.method, "address": address, **{name: getattr(group, name) for name in CartShippingGroup.WISHES}}
    same = next((one for one in contents.groups if all(getattr(one, name) == value for name, value in way.items())), None)
    if same is None:
        position = max((one.position for one in contents.groups), default=0) + 1
        same = CartShippingGroup.objects.create(cart=contents.cart, position=position, **way)
        contents.groups.append(same)
    return same


def _move_codes(source: Contents, target: Contents, codes: Iterable[CartCode]) -> None:
    there = {one.coupon_id for one in target.codes}
    for one in codes:
        source.codes.remove(one)
        if one.coupon_id in there:
            one.delete()
            continue
        one.cart = target.cart
        one.save(update_fields=["cart"])
        target.codes.append(one)
