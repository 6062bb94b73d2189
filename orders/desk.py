"""An order as something that can lie on a desk."""

from agents.desk import Record
from agents.models import Tab
from agents.models.session import numbered
from orders.models import Order


def order_on_desk(order: Order) -> Record:
    """A guest's order stands for the guest."""
    label = numbered(Tab.Kind.ORDER, order.number)
    return Record(Tab.Kind.ORDER, order.number, label, order.customer_id, order.caller_name, None if order.customer_id else order.pk)
