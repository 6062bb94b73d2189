"""Codes for customers: made, revoked, and tried again (P2, P3)."""

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.once import once
from agents.permissions import Can
from agents.verbs import Verb
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from customers.models import Customer, Message
from promotions.guesses import allow_guesses
from promotions.mail import send_code
from promotions.models import CodeGroup, Coupon, Promotion
from promotions.models.coupon import DRAWN
from promotions.offers import NEVER, Buyer, used_of, why_not, why_not_for

AGAIN_AFTER = timedelta(minutes=1)
"""So long a code that was sent is not sent again: whoever asks so soon means the same."""
LETTERS = "ABCDEFGHJKMNPQRTUVWXY346789"
"""None that is taken for another one when it is read aloud or by hand: no 0 and O, 1, I and L, 2 and Z, 5 and S."""


@action(Can.GIVE_COUPONS)
@once
def generate_coupon(actor: Actor, customer: Customer, *, promotion: int) -> Coupon:
    """Make a code for this customer from the promotion's pattern (P2).

    promotion: the id of one that is for the contact centre, in the customer's channel, and whose codes agents may make. Raises RuleError
    where it runs no more, is used up, the customer holds an unused code of it, or the agent has made as many today as one may.
    """
    lock(customer)  # of whom at most one unused code of a promotion is made
    offered = Promotion.objects.visible_to(actor).filter(channel=customer.channel_id, where__in=_BY_AGENTS, needs_code=True, pk=promotion).first()
    group = offered.code_groups.filter(by_agents=True).first() if offered else None
    if offered is None or group is None:
        raise RuleError("unknown_promotion", _("Choose one of the promotions that are offered here."), field="promotion")
    offered, at = lock(offered), now()
    buyer = Buyer(customer.channel, Promotion.Where.CONTACT_CENTRE, customer.pk, at)
    why = why_not(offered, buyer, used_of([offered], customer.pk).get(offered.pk, NEVER)) or why_not_for(offered, customer)
    if why:
        raise RuleError("promotion_refused", _("“%(name)s” cannot be given: %(why)s.") % {"name": offered, "why": why}, field="promotion")
    _check_unheld(customer, offered)
    _check_a_day(actor, offered, group)
    expires = at + timedelta(days=group.days_valid) if group.days_valid else None
    if offered.ends_at is not None:
        expires = min(offered.ends_at, expires or offered.ends_at)
    facts = {"customer": customer, "given_by_id": actor.agent_id, "most_uses": group.most_uses, "created_at": at, "expires_at": expires}
    coupon = _make(group, promotion=offered, **facts)
    record(actor, Verb.COUPON_MADE, customer, coupon=coupon.code, promotion=str(offered))
    return coupon


_BY_AGENTS = (Promotion.Where.CONTACT_CENTRE, Promotion.Where.BOTH)


def _check_unheld(customer: Customer, promotion: Promotion) -> None:
    for held in customer.coupons.filter(promotion=promotion):
        if held.state == Coupon.State.OPEN:
            text = _("The customer holds an unused code of “%(name)s” already: %(code)s.")
            raise RuleError("held_already", text % {"name": promotion, "code": held.code}, field="promotion")


def _check_a_day(actor: Actor, promotion: Promotion, group: CodeGroup) -> None:
    if group.a_day is None:
        return
    morning = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if Coupon.objects.filter(promotion=promotion, given_by=actor.agent_id, created_at__gte=morning).count() >= group.a_day:
        text = _("You have made %(n)s codes of “%(name)s” today, as many as one may. Ask a colleague.")
        raise RuleError("as_many_a_day", text % {"n": group.a_day, "name": promotion}, field="promotion")


def draw(pattern: str) -> str:
    """A code of this pattern: each # a letter or a figure by lot."""
    return "".join(secrets.choice(LETTERS) if sign == DRAWN else sign for sign in pattern)


def _make(group: CodeGroup, **facts: object) -> Coupon:
    """A coupon with a code that there is not yet."""
    for _try in range(20):
        try:
            with transaction.atomic():
                return Coupon.objects.create(code=draw(group.pattern), **facts)
        except IntegrityError:
            continue
    raise RuleError("no_code_left", _("No new code could be drawn: the promotion's pattern has too few #."), field="promotion")


@action(Can.GIVE_COUPONS)
@once
def send_coupon(actor: Actor, coupon: Coupon) -> Coupon:
    """Send a customer their unused code by e-mail, in their language; again where that failed or was asked for anew (P2).

    Raises RuleError without an e-mail address, Conflict where it is used, revoked or expired, or waits to be sent already.
    """
    coupon = _lock_held(coupon)
    customer = coupon.customer
    assert customer is not None
    if not customer.email:
        raise RuleError("no_email", _("The customer has no e-mail address. Read the code aloud."), field="code")
    told = coupon.messages.exclude(status=Message.Status.FAILED)
    if told.filter(Q(status=Message.Status.WAITING) | Q(created_at__gt=now() - AGAIN_AFTER)).exists():
        raise Conflict("waits_already", _("This code is on its way already."), fresh=coupon)
    send_code(coupon)
    record(actor, Verb.COUPON_SENT, customer, coupon=coupon.code)
    return coupon


@action(Can.GIVE_COUPONS)
def revoke_coupon(actor: Actor, coupon: Coupon) -> Coupon:
    """Take back a customer's code that was not used. Raises Conflict("not_open") where it was, or is revoked or expired already."""
    coupon = _lock_held(coupon)
    coupon.revoked_at = now()
    coupon.save(update_fields=["revoked_at"])
    record(actor, Verb.COUPON_REVOKED, coupon.customer, coupon=coupon.code)
    return coupon


def _lock_held(coupon: Coupon) -> Coupon:
    """A customer's unused code under lock. Raises Conflict("not_open") for any other."""
    if coupon.customer is not None:
        lock(coupon.customer)
    coupon = lock(coupon)
    if coupon.customer is None or coupon.state != Coupon.State.OPEN or coupon.redemptions.filter(released_at=None).exists():
        raise Conflict("not_open", _("Only an unused code of one customer can be sent or revoked."), fresh=coupon)
    return coupon


@action(Can.DECIDE_APPROVALS)
def allow_codes_again(actor: Actor, customer: Customer) -> Customer:
    """Lift what stopped a customer's codes after too many wrong ones, and those of the agents who have them on the line."""
    allow_guesses(customer)
    record(actor, Verb.CODES_UNLOCKED, customer)
    return customer
