"""Prices that somebody agrees on with a customer: how much is given up, who may do so alone, and what a yes to a request does (O6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.actors import Actor
from agents.approvals import Kind, ceiling_of, withdraw, within_ceiling
from agents.audit import record
from agents.kinds import ActorKind
from agents.models import Approval
from agents.permissions import Can
from agents.verbs import Verb
from agents.versions import bump_version
from carts.contents import PRICE_OVERRIDE, Contents, check_open, contents_of
from carts.models import Cart, CartLine
from carts.pricing import price_anew, prices_today
from contactcenter.errors import Conflict, RuleError
from contactcenter.money import ZERO, format_money, format_percent, round_money, wrong_amount
from contactcenter.names import what_turns

IS_LINK = URLValidator(schemes=["http", "https"])


def gives_up(contents: Contents, line: CartLine, price: Decimal, quantity: int) -> tuple[Decimal, Decimal]:
    """What selling so many at this price gives up against the list price: the amount, and the share of a hundred.

    With the amount counts what is given up on other lines of the same variant, so that nobody splits a line to give up more. Nothing where it
    is no less than a piece costs today anyway: a price may be raised. The share is rounded up, to what a ceiling can say.
    """
    today = prices_today(contents).get(line.variant_id)
    listed = today.list_amount if today else line.list_price or line.unit_price
    if price >= (today.amount if today else listed):
        return ZERO, ZERO
    percent = ((listed - price) / listed * 100).quantize(Decimal("0.01"), rounding=ROUND_CEILING)
    amount = (listed - price) * quantity + sum(max(ZERO, listed - one.unit_price) * one.quantity for one in _beside(contents, line))
    return round_money(amount, contents.cart.currency), percent


def _beside(contents: Contents, line: CartLine) -> list[CartLine]:
    """The other lines of its variant with a price that was agreed on."""
    return [one for one in contents.lines if one is not line and one.variant_id == line.variant_id and one.is_overridden]


def check_ceiling(actor: Actor, contents: Contents, line: CartLine, price: Decimal) -> None:
    """Raises RuleError("above_ceiling"), which says the ceiling, where somebody else has to decide on this price."""
    currency = contents.cart.currency
    amount, percent = gives_up(contents, line, price, line.quantity)
    if within_ceiling(actor, PRICE_OVERRIDE, amount, currency, percent):
        return
    most, most_percent = ceiling_of(actor, PRICE_OVERRIDE, currency)
    said = {"amount": format_money(amount, currency), "percent": format_percent(percent / 100)}
    if most and most_percent:
        said |= {"most": format_money(most, currency), "most_percent": format_percent(most_percent / 100)}
        text = _("This gives up %(amount)s (%(percent)s). Alone you may give up %(most)s and %(most_percent)s on a line.")
    else:
        text = _("This gives up %(amount)s (%(percent)s). Alone you may not lower a price.")
    raise RuleError("above_ceiling", text % said, field="price")


def check_growth(actor: Actor, contents: Contents, line: CartLine, quantity: int) -> None:
    """Refuse more pieces than a price was agreed on, or asked, for: an override stays per piece, and more pieces give up more.

    They are refused, so that the line never falls back to a price that nobody said to the customer. Raises RuleError.
    """
    if quantity <= line.quantity:
        return
    said = {"sku": line.variant.sku}
    if line.waiting and quantity > line.waiting["quantity"]:
        text = _("%(sku)s: its price waits for approval, for %(pieces)s pieces. Take the request back, then change the quantity.")
        raise RuleError("waits_for_approval", text % {**said, "pieces": line.waiting["quantity"]}, field="quantity")
    beside = sum(one.quantity for one in _beside(contents, line) if one.unit_price == line.unit_price)
    if not line.is_overridden or quantity + beside <= _approved_for(line):
        return
    amount, percent = gives_up(contents, line, line.unit_price, quantity)
    may = actor.may(Can.OVERRIDE_PRICE) or not amount
    if not (may and within_ceiling(actor, PRICE_OVERRIDE, amount, contents.cart.currency, percent)):
        text = _("%(sku)s: so many at this price are above your ceiling. Use the list price, or ask for the price again.")
        raise RuleError("above_ceiling", text % said, field="quantity")


def given_up(contents: Contents, variant_id: int) -> tuple[Decimal, Decimal]:
    """What a variant's lines give up in all by prices that were agreed on, and the greatest share, as of `gives_up`."""
    told = [
        gives_up(contents, line, line.unit_price, line.quantity) for line in contents.lines if line.variant_id == variant_id and line.is_overridden
    ]
    return max((amount for amount, _percent in told), default=ZERO), max((percent for _amount, percent in told), default=ZERO)


def check_fewer(actor: Actor, contents: Contents, variant_id: int, before: Decimal) -> None:
    """Refuse that fewer pieces give up more than before: a price that is no less than a quantity price gives up nothing until there are too few
    for that. Raises RuleError."""
    amount, percent = given_up(contents, variant_id)
    lines = [line for line in contents.lines if line.variant_id == variant_id and line.is_overridden]
    if amount <= before or all(_approved_for(line) >= line.quantity for line in lines):
        return
    if not within_ceiling(actor, PRICE_OVERRIDE, amount, contents.cart.currency, percent):
        text = _("%(sku)s: for so few the price that was agreed on is above your ceiling. Use the list price first, or ask for the price again.")
        raise RuleError("above_ceiling", text % {"sku": lines[0].variant.sku}, field="quantity")


def _approved_for(line: CartLine) -> int:
    """For how many pieces somebody approved the price that the line has."""
    given = _requests(line).filter(status=Approval.Status.APPROVED, details__price=as_text(line.unit_price)).values_list("details", flat=True)
    return max((details["quantity"] for details in given), default=0)


def drop_request(actor: Actor, line: CartLine) -> None:
    """Take back what waits for the line, whoever asked for it: the line goes, or has its price by now."""
    if line.waiting and (asked := waiting_request(line)):
        withdraw(actor, asked, line)
        line.request = None


def drop_requests(actor: Actor, cart: Cart) -> None:
    """The same for all lines of a cart that is put away."""
    lines = {line.pk: line for line in cart.lines.select_related("cart")}
    waits = Approval.objects.filter(kind=PRICE_OVERRIDE, thing_type=CartLine._meta.label, thing_id__in=lines, status=Approval.Status.WAITING)
    for asked in waits.select_for_update(no_key=True).order_by("pk"):
        withdraw(actor, asked, lines[asked.thing_id])


def waiting_request(line: CartLine) -> Approval | None:
    """What waits for the line, under its lock."""
    return _requests(line).filter(status=Approval.Status.WAITING).select_for_update(no_key=True).first()


def _requests(line: CartLine) -> Any:
    return Approval.objects.filter(kind=PRICE_OVERRIDE, thing_type=CartLine._meta.label, thing_id=line.pk)


def as_text(price: Decimal) -> str:
    """A price as a request keeps it: "8", "7.95"."""
    return f"{price.normalize():f}"


@dataclass(frozen=True)
class Sale:
    """A line's other price, and how it came to that. why: in words; because: the code of its reason; set_by: the agent who wanted it; proof: of a
    price match, see `proof_of`, else nothing."""

    price: Decimal
    why: str
    because: str
    set_by: int | None
    proof: Mapping[str, str]


def sell_at(actor: Actor, contents: Contents, line: CartLine, sale: Sale) -> None:
    """Sell the line so, and save and tell it."""
    cart, before = contents.cart, line.unit_price
    line.price_source = CartLine.PriceSource.MATCH if sale.proof else CartLine.PriceSource.OVERRIDE
    line.unit_price, line.price_reason, line.price_set_by_id = sale.price, sale.why, sale.set_by
    price_anew(contents, actor)
    told: dict[str, Any] = {"sku": line.variant.sku, "before": before, "after": sale.price, "currency": cart.currency, **sale.proof}
    record(actor, Verb.PRICE_OVERRIDDEN, cart, because=sale.because, personal={"why": sale.why}, **told)


def proof_of(price: Decimal, link: str, their_price: Decimal | None, currency: str) -> dict[str, str]:
    """What a price match goes by, as requests and the trail keep it: where somebody else sells it, which nobody here ever fetches, and at what
    price; nothing where neither is told. Raises RuleError at `link`, `their_price` or, for a price below theirs, `price`."""
    if not link and their_price is None:
        return {}
    try:
        IS_LINK(link)
    except ValidationError:
        raise RuleError("no_link", _("Paste the address of the page, which begins with https:// or http://."), field="link") from None
    if wrong := what_turns(link):
        raise RuleError("no_link", wrong, field="link")
    if their_price is None:
        raise RuleError("no_price", _("Type the price that is asked there."), field="their_price")
    if wrong := wrong_amount(their_price, currency):
        raise RuleError("wrong_price", wrong, field="their_price")
    if price < their_price:
        raise RuleError("below_theirs", _("A price match is not below what is asked there."), field="price")
    return {"link": link, "their_price": as_text(their_price)}


def _lock_line(line: CartLine) -> CartLine:
    """The line, with its cart under lock. Raises Conflict where somebody took it out while the lock was waited for."""
    cart = Cart.objects.locked().get(pk=line.cart_id)
    found = cart.lines.filter(pk=line.pk).first()
    if found is None:
        raise Conflict("thing_gone", _("What this was about is no longer there."))
    found.cart = cart
    return found


def _execute(actor: Actor, line: CartLine, approval: Approval) -> None:
    """Sell the line at the price that was asked for, if there are no more of it than it was asked for."""
    check_open(line.cart)
    contents = contents_of(line.cart)
    found = next(one for one in contents.lines if one.pk == line.pk)
    if found.quantity > approval.details["quantity"]:
        raise Conflict("more_pieces", _("There are more pieces of it by now than this was asked for. Decline it."), fresh=approval)
    by = approval.requested_by_id if approval.requested_by_kind == ActorKind.AGENT else None
    found.request = None
    told = approval.details
    proof = {name: told[name] for name in ("link", "their_price") if name in told}
    sell_at(actor, contents, found, Sale(Decimal(told["price"]), approval.why[:REASON], told["reason"], by, proof))


def _decline(actor: Actor, line: CartLine, approval: Approval) -> None:
    """Nothing changes but that the cart waits no more, which the pages that show it hear by its version."""
    bump_version(actor, line.cart)


def _describe(approval: Approval) -> str:
    """ "2 × LAMP-1 at €8.00 instead of €10.00"."""
    told = approval.details
    said = {name: format_money(Decimal(told[name]), approval.currency) for name in ("price", "list_price")}
    return _("%(quantity)s × %(sku)s at %(price)s instead of %(list_price)s") % {**told, **said}


def _cart_of(line: CartLine) -> Cart:
    return line.cart


REASON: int = CartLine._meta.get_field("price_reason").max_length or 0
KIND = Kind(
    PRICE_OVERRIDE,
    gettext_lazy("Price override"),
    _execute,
    _decline,
    lock_thing=_lock_line,
    has_percent=True,
    whole=_cart_of,
    describe=_describe,
)
