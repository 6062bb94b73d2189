"""What staff do about customers as such; what a caller wants is done in the console."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.models import Channel
from agents.once import once
from agents.permissions import Can
from agents.verbs import Verb
from agents.versions import bump_version, check_version
from contactcenter.actions import action, lock
from contactcenter.errors import RuleError
from customers.models import Address, Customer, PriceGroup
from customers.newcomers import as_dialled, check_newcomer, has_place, likely_twins
from customers.search import fill
from customers.search.similar import learn_name


@action(Can.CREATE_CUSTOMERS)
@once
def create_customer(actor: Actor, channel: Channel, *, email: str, anyway: bool = False, **fields: Any) -> Customer:
    """Make somebody who calls for the first time a customer of a channel, with one address if it is known (C9).

    fields: of a `PostalAddress`; anyway: whoever looks like them is somebody else. Raises RuleError at the first field that is wrong,
    "email_taken" where a customer of the channel has the e-mail, and "likely_twins" where somebody whom the actor sees may be the same.
    """
    values: dict[str, Any] = {**fields, "email": email}
    for field, message in check_newcomer(values).items():
        raise RuleError("bad_customer", message, field=field)
    if not anyway and likely_twins(actor, channel, values):
        raise RuleError("likely_twins", _("They may be a customer already. Open whom you know, or create them anyway."))
    customer = _write_newcomer(channel, values)
    personal = {name: value for name, value in values.items() if value}
    record(actor, Verb.CUSTOMER_CREATED, customer, personal=personal, number=customer.number, anyway=anyway)
    return customer


def _write_newcomer(channel: Channel, values: dict[str, Any]) -> Customer:
    """The customer, findable, with the address, for shipping and billing, if there is one."""
    own = {name: values[name] for name in ("first_name", "last_name", "company", "email")}
    phone = as_dialled(values["phone"], values["country"])
    customer, address = Customer(channel=channel, phone=phone, language=channel.language, **own), None
    if has_place(values):
        address = Address(is_billing=True, default_billing=True, default_shipping=True, **{name: values[name] for name in Address.FIELDS})
        fill(customer, postal_code=address.postal_code, city=address.city, home_country=address.country)
    else:
        fill(customer)
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as error:
        if "customer_email_once" not in str(error):
            raise
        raise RuleError("email_taken", _("A customer of this channel has this e-mail already."), field="email") from error
    customer.refresh_from_db(fields=["number"])
    if address is not None:
        address.customer = customer
        address.save()
    learn_name(customer)
    return customer


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
