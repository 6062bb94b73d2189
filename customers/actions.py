"""What staff do about customers as such; what a caller wants is done in the console."""

from agents.actors import Actor
from agents.audit import Verb, record
from agents.permissions import Can
from contactcenter.actions import action, lock
from customers.models import Customer


@action(Can.MANAGE_CUSTOMERS)
def deactivate_customer(actor: Actor, customer: Customer) -> Customer:
    """Close the shopper's log-in; by phone they still order. Closing it twice is closing it once."""
    return _set_active(actor, customer, Verb.CUSTOMER_DEACTIVATED, active=False)


@action(Can.MANAGE_CUSTOMERS)
def activate_customer(actor: Actor, customer: Customer) -> Customer:
    """Open the shopper's log-in again."""
    return _set_active(actor, customer, Verb.CUSTOMER_ACTIVATED, active=True)


def _set_active(actor: Actor, customer: Customer, verb: Verb, *, active: bool) -> Customer:
    customer = lock(customer)
    if customer.active != active:
        customer.active = active
        customer.save(update_fields=["active"])
        record(actor, verb, customer, number=customer.number)
    return customer
