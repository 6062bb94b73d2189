"""The parts of an order, each with those that it belongs to."""

from django.db.models import prefetch_related_objects

from agents.actors import Actor
from orders.models import Order

PARTS = ("addresses", "groups", "lines", "adjustments")
"""For `prefetch_related`."""


def read_parts(order: Order) -> None:
    """Read them, where that was not done before, and join them: each line knows its group, each group its address, each adjustment what it is of."""
    prefetch_related_objects([order], *PARTS)
    groups, addresses = {group.pk: group for group in order.groups.all()}, {one.pk: one for one in order.addresses.all()}
    for group in groups.values():
        group.address = addresses.get(group.address_id or 0)
    lines = {line.pk: line for line in order.lines.all()}
    for line in lines.values():
        line.group = groups[line.group_id]
    for one in order.adjustments.all():
        one.line, one.group = lines.get(one.line_id or 0), groups.get(one.group_id or 0)


def guest_facts(actor: Actor, order: Order) -> dict[str, str]:
    """What a guest's order tells of them, as the fields of a new customer: who is billed, by e-mail and phone, as far as the actor sees it."""
    billed = order.billing_address
    facts = billed.facts() if billed else {"country": ""}
    if not actor.sees_in_full:
        return {name: value for name, value in facts.items() if name in ("first_name", "last_name", "company", "country")}
    return {**facts, "email": order.email, "phone": facts.get("phone") or order.phone}
