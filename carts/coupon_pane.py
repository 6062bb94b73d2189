"""What the dock's pane "Coupon" shows: what can be given to the caller and what it would do, and the codes that they hold (P1-P3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, TextField
from django.db.models.functions import Cast
from django.utils.timezone import now

from agents.actors import Actor
from agents.permissions import Can
from carts.contents import Contents, contents_of
from carts.dock import current_cart
from carts.models import Cart
from carts.promoting import basket_of, buyer_of
from contactcenter.changes import shows
from contactcenter.money import ZERO
from customers.models import Customer, Message
from promotions.basket import Basket
from promotions.engine import Offer, Skipped, run
from promotions.guesses import said, wait_of
from promotions.models import Coupon, Promotion
from promotions.offers import NEVER, Buyer, Used, offer_of, offers_for, used_of, with_terms
from promotions.sentences import sentence_of

SHOWN = 20
"""So many promotions, and codes, are shown; more by typing."""
MOST_ASKED, MOST_WORDS = 60, 6
"""So many characters, and words, of what is typed to find a promotion are looked at."""


@dataclass(frozen=True)
class Choice:
    """A promotion that can be given. sentence: what it gives, when and to whom; off: what it would change the cart by, as the channel shows
    prices, zero or below, None where it does not count; why: of these, why not; held: the customer's unused code of it."""

    promotion: Promotion
    sentence: str
    off: Decimal | None
    why: str
    held: str


@dataclass(frozen=True)
class Held:
    """A code of the customer. on_cart: it is entered for the cart; mail: the last that told it."""

    coupon: Coupon
    state: Coupon.State
    on_cart: bool
    mail: Message | None


def pane_context(actor: Actor, customer: Customer, **more: Any) -> dict[str, Any]:
    """`more` overrides: the form with errors, `chosen`: the code that acts are about, else the newest unused one; `asked`: what was typed to
    find a promotion."""
    cart = current_cart(customer)
    if cart is not None:
        cart.customer, cart.channel = customer, customer.channel
    contents = contents_of(cart) if cart else None
    held = _held(customer, contents)
    chosen = more.pop("chosen", "") or next((one.coupon.code for one in held if one.state == Coupon.State.OPEN), "")
    choices, are_more = _choices(actor, customer, contents, held, more.get("asked", "")) if Can.GIVE_COUPONS in actor.rights else ([], False)
    wait = wait_of(actor, customer)
    return {
        "customer": customer,
        "cart": cart,
        "coupon_live": shows(f"customer:{customer.number}"),
        "held": held,
        "held_in_all": customer.coupons.count() if len(held) >= SHOWN else len(held),
        "chosen": next((one for one in held if one.coupon.code == chosen), None),
        "typed_code": chosen,
        "choices": choices,
        "are_more": are_more,
        "wait": said(wait) if wait else "",
        "may_lift": Can.DECIDE_APPROVALS in actor.rights,
        "code_errors": [],
        "choice_errors": [],
        "asked": "",
        **more,
    }


def _held(customer: Customer, contents: Contents | None) -> list[Held]:
    """The newest codes, unused ones first."""
    mails = Prefetch("messages", Message.objects.order_by("-pk"))
    found = list(
        customer.coupons.select_related("promotion__channel", "given_by").prefetch_related(mails).order_by("-created_at", "-pk")[: 2 * SHOWN]
    )
    at, entered = now(), {one.coupon_id for one in contents.codes} if contents else set()
    held = [Held(one, one.state_at(at), one.pk in entered, next(iter(one.messages.all()), None)) for one in found]
    return sorted(held, key=lambda one: one.state != Coupon.State.OPEN)[:SHOWN]


def _choices(actor: Actor, customer: Customer, contents: Contents | None, held: Iterable[Held], asked: str) -> tuple[list[Choice], bool]:
    """The promotions of the customer's channel whose codes agents may make, and whether there are more: first what counts for this cart, of these
    what runs out first."""
    buyer = buyer_of(contents.cart if contents else Cart(channel=customer.channel, customer=customer))
    offered = Promotion.objects.visible_to(actor).running(buyer.at).filter(channel=customer.channel, needs_code=True, code_groups__by_agents=True)
    offered = offered.filter(where__in=(Promotion.Where.CONTACT_CENTRE, Promotion.Where.BOTH)).distinct()
    for word in asked[:MOST_ASKED].split()[:MOST_WORDS]:
        offered = offered.alias(told=Cast("translations", TextField())).filter(
            Q(name__icontains=word) | Q(code__icontains=word) | Q(told__icontains=word)
        )
    ids = list(offered.order_by("ends_at", "code").values_list("pk", flat=True)[: SHOWN + 1])
    found = list(with_terms(Promotion.objects.filter(pk__in=ids[:SHOWN])).select_related("channel").order_by("ends_at", "code"))
    used, codes = used_of(found, customer.pk), {one.coupon.promotion_id: one.coupon.code for one in held if one.state == Coupon.State.OPEN}
    told = [(one, used.get(one.pk, NEVER), codes.get(one.pk, "")) for one in found]
    offers = [replace(offer_of(one, buyer, its), entered=code or "?") for one, its, code in told]
    asks = _asked_of(contents, buyer, offers) if contents and contents.lines else None
    choices = [_choice(one, its, code, offer, asks) for (one, its, code), offer in zip(told, offers, strict=True)]
    return sorted(choices, key=lambda one: bool(one.why)), len(ids) > SHOWN


@dataclass(frozen=True)
class _Asked:
    """A cart; beside: what could apply to it already, whatever else does; off: what that takes off in all."""

    basket: Basket
    beside: list[Offer]
    off: Decimal


def _asked_of(contents: Contents, buyer: Buyer, choices: list[Offer]) -> _Asked:
    offers = offers_for(buyer, [one.coupon for one in contents.codes])
    basket = basket_of(contents, [*offers, *choices])
    outcome = run(basket, offers)
    never = {key for key, skip in outcome.skipped.items() if skip.why in (Skipped.CODE, Skipped.BARRED, Skipped.CONDITIONS)}
    return _Asked(basket, [one for one in offers if one.id not in never], sum((one.amount for one in outcome.taken), ZERO))


def _choice(promotion: Any, used: Used, held: str, offer: Offer, asks: _Asked | None) -> Choice:
    """What it would change of the cart: with what it takes off itself, what others would then take off no more."""
    off, why = None, offer.barred
    if asks is not None and not why:
        beside = [one for one in asks.beside if one.id != offer.id]
        outcome = run(asks.basket, [*beside, offer])
        if offer.id in outcome.applied:
            before = asks.off if len(beside) == len(asks.beside) else sum((one.amount for one in run(asks.basket, beside).taken), ZERO)
            off = before - sum((one.amount for one in outcome.taken), ZERO)
        else:
            why = outcome.skipped[offer.id].words
    return Choice(promotion, sentence_of(promotion, used), off, why, held)
