"""The parts of an order, each with those that it belongs to."""

from django.db.models import prefetch_related_objects

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
