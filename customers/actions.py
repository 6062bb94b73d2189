"""What staff do about customers as such; what a caller wants is done in the console."""

from typing import Any

from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.permissions import Can
from agents.verbs import Verb
from agents.versions import bump_version, check_version
from contactcenter.actions import action, lock
from contactcenter.errors import RuleError
from customers.models import Customer, PriceGroup


@action(Can.MANAGE_CUSTOMERS)
def deactivate_customer(actor: Actor, customer: Customer, *, version: int) -> Customer:
    """Close the shopper's log-in; by phone they still order. Closing it twice is closing it once.

    version: of the customer, as the page showed it. Raises Conflict("customer_changed") where somebody changed them since.
    """
    return _set_active(actor, customer, Verb.CUSTOMER_DEACTIVATED, version, active=False)


@action(Can.MANAGE_CUSTOMERS)
def activate_customer(actor: Actor, customer: Customer, *, version: int) -> Customer:
    """Open the shopper's log-in again; the rest as of `deactivate_customer`."""
    return _set_active(actor, customer, Verb.CUSTOMER_ACTIVATED, version, active=True)


@action(Can.MANAGE_CATALOG)
def set_price_group(actor: Actor, customer: Customer, *, price_group: PriceGroup | None, version: int) -> Customer:
    """Let a customer pay the prices of a group; None: everybody's. Whoever decides what things cost decides who pays which price.

    What lies in their cart costs what it does until it is priced anew; placing says that it has changed. Raises RuleError("unknown_group")
    for a group of another organisation; Conflict("customer_changed") where somebody changed the customer since the page was shown.
    """
    customer = lock(customer)
    if price_group is not None and price_group.organization_id != customer.channel.organization_id:
        raise RuleError("unknown_group", _("Choose one of the price groups."), field="price_group")
    before = customer.price_group
    if before != price_group:
        check_version(actor, customer, version)
        customer.price_group = price_group
        bump_version(actor, customer, "price_group")
        told: dict[str, Any] = {name: one.code if one else "—" for name, one in (("before", before), ("after", price_group))}
        record(actor, Verb.CUSTOMER_PRICE_GROUP, customer, number=customer.number, **told)
    return customer


def _set_active(actor: Actor, customer: Customer, verb: Verb, version: int, *, active: bool) -> Customer:
    customer = lock(customer)
    if customer.active != active:
        check_version(actor, customer, version)
        customer.active = active
        bump_version(actor, customer, "active")
        record(actor, verb, customer, number=customer.number)
    return customer
