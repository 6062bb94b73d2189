"""A guest becomes a customer (C9), and the order by which they are known becomes theirs."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.models import CallSession, Channel
from agents.permissions import Can
from agents.verbs import Verb
from agents.versions import bump_version
from contactcenter.actions import action, lock
from contactcenter.errors import Conflict, RuleError
from customers.actions import create_customer
from customers.models import Customer
from orders.actions.place import count_order
from orders.models import Order
from search.terms import fold_email


def create_customer_of(actor: Actor, order: Order, channel: Channel, *, theirs: bool = False, **fields: Any) -> Customer:
    """Make a guest a customer of a channel, and the order theirs where it has their e-mail, or where the agent says so (`theirs`).

    Two actions in one transaction: both are done or neither. fields: of `create_customer`. Raises as both do.
    """
    with transaction.atomic():
        customer = create_customer(actor, channel, **fields)
        if theirs or (order.channel_id == channel.pk and has_email_of(order, customer)):
            give_order(actor, order, customer=customer, theirs=theirs)
    return customer


@action(Can.CREATE_CUSTOMERS)
def give_order(actor: Actor, order: Order, *, customer: Customer, theirs: bool) -> Order:
    """Make an order that was placed as a guest that of a customer who has just been made, with its returns, what was taken off it and the
    calls about it; it counts for them from now on. Giving it twice is giving it once.

    theirs: also where the e-mail is another. Raises RuleError at `theirs` where it is not said, and for another channel's customer;
    Conflict where the order is somebody's by now.
    """
    customer, order = lock(customer), lock(order)
    if order.customer_id == customer.pk:
        return order
    if order.customer_id is not None:
        raise Conflict(
            "not_a_guests", _("Order %(number)s belongs to a customer by now. Nothing was created.") % {"number": order.number}, fresh=order
        )
    _check_theirs(order, customer, theirs=theirs)
    order.customer = customer
    bump_version(actor, order, "customer")
    order.returns.update(customer=customer)
    order.redemptions.update(customer=customer)
    CallSession.objects.filter(guest_order=order).update(customer=customer, guest_order=None)
    count_order(order)
    record(actor, Verb.ORDER_GIVEN, order, also=customer, number=order.number, customer=customer.number)
    return order


def has_email_of(order: Order, customer: Customer) -> bool:
    return bool(order.email) and fold_email(order.email) == fold_email(customer.email)


def _check_theirs(order: Order, customer: Customer, *, theirs: bool) -> None:
    if order.channel_id != customer.channel_id:
        said = {"number": order.number, "channel": order.channel.name}
        raise RuleError("other_channel", _("Order %(number)s is of %(channel)s: it can be theirs there alone.") % said, field="theirs")
    if not theirs and not has_email_of(order, customer):
        raise RuleError("other_email", _("Order %(number)s has another e-mail.") % {"number": order.number}, field="theirs")
