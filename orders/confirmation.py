"""The mail that confirms an order: written with the order, in the customer's language, and sent by the worker."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from carts.pricing import ShippingGroup, names_of
from carts.totals import Totals
from customers.jobs import queue_message
from customers.models import Message
from orders.models import Order

KIND = "order_confirmation"


def send_confirmation(order: Order, groups: list[ShippingGroup], totals: Totals) -> Message | None:
    """Write the mail and queue its sending, in the caller's transaction. None where the customer has no e-mail."""
    if not order.email:
        return None
    with override(order.language):
        fees = [one.fee for one in totals.groups]
        parts = list(zip(names_of(groups, order.language), fees, strict=True))
        context = {"order": order, "groups": groups, "shipping_parts": parts, "billing": order.cart and order.cart.bills_to}
        message = Message.objects.create(
            customer_id=order.customer_id,
            order=order,
            kind=KIND,
            sender=order.channel.email_from,
            recipient=order.email,
            language=order.language,
            subject=_("Your order %(number)s at %(shop)s") % {"number": order.number, "shop": order.channel.name},
            body=render_to_string("mail/order_confirmation.txt", context),
        )
    queue_message(message)
    return message
