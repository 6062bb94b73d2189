"""How the things that a page shows stand now, in the words of a notice, for who may see them: for pages that may have missed one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, Subquery

from agents.actors import Actor
from agents.models import AuditEntry, Export
from agents.models.approval import QUEUE
from agents.permissions import Can
from carts.models import Cart
from console.timeline import acts_for, newest_act
from contactcenter.changes import Notice
from customers.models import Customer
from orders.models import Order
from returns.models import Return


def notices_now(actor: Actor, watched: Iterable[str]) -> Iterator[Notice]:
    """For what of it there is; of what an actor may not see, nothing."""
    numbers = defaultdict(list)
    for key in watched:
        kind, _colon, number = key.partition(":")
        numbers[kind].append(number)
    if found := numbers["carts-of"]:
        yield from _carts(actor, found)
    for model, noun in ((Order, "order"), (Return, "return")):
        if found := numbers[noun]:
            yield from _newest_acts(model.objects.visible_to(actor).filter(number__in=found), noun)
    for customer in Customer.objects.visible_to(actor).filter(number__in=numbers["customer"]) if numbers["customer"] else ():
        yield Notice("customer", customer.number, newest_act(acts_for(customer.pk)), customer.channel_id, customer=customer.number)
    if numbers["approval"] and actor.may(Can.DECIDE_APPROVALS):
        yield Notice("approval", QUEUE)  # which reads itself again
    for export in Export.objects.visible_to(actor).filter(pk__in=filter(str.isdecimal, numbers["export"])) if numbers["export"] else ():
        if export.is_finished:
            yield Notice("export", str(export.pk), agent=export.agent_id)


def _carts(actor: Actor, customers: list[str]) -> Iterator[Notice]:
    """Of each customer the current cart, without a number where there is none."""
    theirs = FilteredRelation("carts", condition=Q(carts__status=Cart.Status.OPEN, carts__is_current=True))
    found = Customer.objects.visible_to(actor).filter(number__in=customers).annotate(theirs=theirs)
    for number, channel, cart, version in found.values_list("number", "channel_id", "theirs__number", "theirs__version"):
        yield Notice("cart", cart or "", version or 0, channel, customer=number)


def _newest_acts(things: Any, noun: str) -> Iterator[Notice]:
    acts = AuditEntry.objects.filter(thing_type=things.model._meta.label, thing_id=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    for number, channel, act in things.annotate(newest_act=Subquery(acts)).values_list("number", "channel_id", "newest_act"):
        yield Notice(noun, number, act or 0, channel)
