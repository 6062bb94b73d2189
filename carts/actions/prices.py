"""Other prices than those of the list (O6)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.approvals import ask
from agents.audit import record
from agents.models import Approval, Reason
from agents.permissions import Can
from agents.verbs import Verb
from carts.actions.lines import line_of
from carts.contents import PRICE_OVERRIDE, Contents, contents_of, locked_cart
from carts.models import Cart, CartLine
from carts.overrides import REASON, Sale, as_text, check_ceiling, drop_request, gives_up, proof_of, sell_at, waiting_request
from carts.pricing import price_anew, prices_today
from contactcenter.actions import action
from contactcenter.errors import Conflict, NotAllowed, RuleError
from contactcenter.money import ZERO, format_money, wrong_amount


@dataclass(frozen=True)
class _Wish:
    """A line, and why it is to have another price: in words, which the line keeps; proof: of a price match, see `carts.overrides.proof_of`."""

    contents: Contents
    line: CartLine
    why: str
    proof: dict[str, str]


@action(Can.OVERRIDE_PRICE)
def override_price(
    actor: Actor,
    cart: Cart,
    *,
    line: int,
    price: Decimal,
    reason: str,
    note: str = "",
    link: str = "",
    their_price: Decimal | None = None,
    version: int,
) -> Cart:
    """Sell a line, by its id, at another price than the list's, up to the actor's ceiling (O6).

    price: of one piece, as the channel shows prices; reason: the code of one of staff's list; link, their_price: of a price match, where
    somebody else sells it, and for how much. Raises RuleError("above_ceiling") at `price` where somebody else has to decide, see
    `ask_for_price`. What waits for the line is taken back.
    """
    wish = _wish(actor, cart, line, price, version)
    wish = _with_reason(wish, price, reason, note, link, their_price)
    check_ceiling(actor, wish.contents, wish.line, price)
    drop_request(actor, wish.line)
    sell_at(actor, wish.contents, wish.line, Sale(price, wish.why, reason, actor.agent_id, wish.proof))
    return wish.contents.cart


@action(Can.OVERRIDE_PRICE)
def ask_for_price(
    actor: Actor,
    cart: Cart,
    *,
    line: int,
    price: Decimal,
    reason: str,
    note: str = "",
    link: str = "",
    their_price: Decimal | None = None,
    version: int,
) -> Cart:
    """Have somebody else decide on another price of a line; until then the old one counts, and the cart cannot be placed.

    The details are those of `override_price`. Raises Conflict("already_asked") where a price waits for the line already.
    """
    wish = _wish(actor, cart, line, price, version)
    wish = _with_reason(wish, price, reason, note, link, their_price)
    contents, asked = wish.contents, wish.line
    amount, percent = gives_up(contents, asked, price, asked.quantity)
    price_anew(contents, actor)
    listed = asked.unit_price if asked.list_price is None else asked.list_price
    details = {
        "price": as_text(price),
        "list_price": as_text(listed),
        "quantity": asked.quantity,
        "sku": asked.variant.sku,
        "reason": reason,
        **wish.proof,
    }
    ask(actor, PRICE_OVERRIDE, asked, amount, contents.cart.currency, wish.why, percent=percent, details=details)
    asked.request = {**details, "by": actor.name, "by_id": actor.id, "status": Approval.Status.WAITING}
    return contents.cart


@action(Can.OVERRIDE_PRICE)
def withdraw_price_request(actor: Actor, cart: Cart, *, line: int, version: int) -> Cart:
    """Take back the price that oneself asked for. Raises NotAllowed for another's request, Conflict where nothing waits any more."""
    contents = contents_of(locked_cart(actor, cart, version))
    asked_for = line_of(contents, line)
    asked = waiting_request(asked_for)
    if asked is None:
        raise Conflict("nothing_waits", _("Nothing waits for this line any more."))
    if (asked.requested_by_kind, asked.requested_by_id) != (actor.kind, actor.id):
        raise NotAllowed("not_yours", _("%(name)s asked for this; only they can take it back.") % {"name": asked.requested_by})
    price_anew(contents, actor)
    drop_request(actor, asked_for)
    return contents.cart


@action(Can.OVERRIDE_PRICE)
def use_list_price(actor: Actor, cart: Cart, *, line: int, version: int) -> Cart:
    """Take an override back: the line costs what the list says today."""
    contents = contents_of(locked_cart(actor, cart, version))
    changed = line_of(contents, line)
    if not changed.is_overridden:
        return contents.cart
    before = changed.unit_price
    changed.price_source, changed.price_reason, changed.price_set_by = CartLine.PriceSource.LIST, "", None
    today = prices_today(contents).get(changed.variant_id)
    if today is not None:
        changed.unit_price, changed.list_price, changed.price_source = today.amount, today.list_amount, today.source
    elif changed.list_price is not None:
        changed.unit_price = changed.list_price  # the product is sold here no more
    price_anew(contents, actor)
    sku, after, currency = changed.variant.sku, changed.unit_price, contents.cart.currency
    record(actor, Verb.LIST_PRICE_USED, contents.cart, sku=sku, before=before, after=after, currency=currency)
    return contents.cart


def _wish(actor: Actor, cart: Cart, line: int, price: Decimal, version: int) -> _Wish:
    """What is wished, with the cart under lock, not yet why. Raises RuleError at `price` for what cannot be written down."""
    contents = contents_of(locked_cart(actor, cart, version))
    found = line_of(contents, line)
    if found.variant_id not in prices_today(contents):
        raise RuleError("not_sold", _("%(sku)s is no longer sold here. Remove it.") % {"sku": found.variant.sku}, field="price")
    if wrong := wrong_amount(price, contents.cart.currency):
        raise RuleError("wrong_price", wrong, field="price")
    return _Wish(contents, found, "", {})


def _with_reason(wish: _Wish, price: Decimal, reason: str, note: str, link: str, their_price: Decimal | None) -> _Wish:
    """With why, in words. Raises RuleError at the field that says too little or too much of it."""
    cart = wish.contents.cart
    listed = Reason.objects.filter(organization=cart.organization_id, kind=PRICE_OVERRIDE, active=True, code=reason).first()
    if listed is None:
        raise RuleError("no_reason", _("Choose a reason."), field="reason")
    proof = proof_of(price, link.strip(), their_price, cart.currency)
    seen = _("%(price)s at %(link)s") % {"price": format_money(their_price or ZERO, cart.currency), "link": proof["link"]} if proof else ""
    why = ": ".join(filter(None, [str(listed), note.strip(), seen]))
    if len(why) > REASON:
        text = _("At most %(most)s characters, with the reason.") if not proof else _("At most %(most)s characters, with reason and note.")
        raise RuleError("note_too_long", text % {"most": REASON}, field="link" if proof else "note")
    return replace(wish, why=why, proof=proof)
