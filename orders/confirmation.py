"""The mail that confirms an order: written with the order, in the customer's language, and sent by the worker."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.jobs import queue_message
from customers.models import Message
from orders.figures import adjustments_of, lines_by_group, shipping_of, taxes_of
from orders.models import Order
from orders.parts import read_parts

KIND = "order_confirmation"


def send_confirmation(order: Order) -> Message | None:
    """Write the mail and queue its sending, in the caller's transaction. None where the customer has no e-mail."""
    if not order.email:
        return None
    read_parts(order)
    with override(order.language):
        context = {
            "order": order,
            "groups": lines_by_group(order),
            "adjustments": adjustments_of(order),
            "shipping_parts": shipping_of(order),
            "taxes": taxes_of(order),
            "billing": order.billing_address,
        }
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
