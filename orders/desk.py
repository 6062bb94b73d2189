"""An order as something that can lie on a desk."""

from django.utils.translation import gettext as _

from agents.desk import Record
from agents.models import Tab
from contactcenter.masking import Eyes
from orders.models import Order


def order_on_desk(order: Order, eyes: Eyes | None = None) -> Record:
    """A guest's order stands for the guest."""
    label = _("Order %(number)s") % {"number": order.number}
    return Record(Tab.Kind.ORDER, order.number, label, order.customer_id, order.caller_name_for(eyes), None if order.customer_id else order.pk)
