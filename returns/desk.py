"""A return as something that can lie on a desk."""

from agents.desk import Record
from agents.models import Tab
from agents.models.session import numbered
from returns.models import Return


def return_on_desk(rma: Return) -> Record:
    order = rma.order
    label = numbered(Tab.Kind.RETURN, rma.number)
    return Record(Tab.Kind.RETURN, rma.number, label, order.customer_id, order.caller_name, None if order.customer_id else order.pk)
