"""The mail that brings a customer their code (P2)."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from contactcenter.dates import Dates
from customers.jobs import queue_message
from customers.mail_kinds import MAILS, MailKind, register, written
from customers.models import MailText, Message
from promotions.models import Coupon, Promotion
from promotions.offers import with_terms
from promotions.sentences import told_to_customers

KIND = "coupon"


def register_mail() -> None:
    register(
        MailKind(
            KIND,
            gettext_lazy("coupon code"),
            {"name": "Mina Harker", "code": "SORRY-7KQ4XM", "offer": "15 %", "until": "31.12.2026", "shop": "Northwind"},
            gettext_lazy("Your code at {shop}"),
            gettext_lazy("Hello {name},\n\nhere is your code: {code}\n\n{offer}\nValid: {until}\n\n{shop}\n"),
        )
    )


def send_code(coupon: Coupon) -> Message:
    """Write the mail in the customer's language and queue it, in the caller's transaction."""
    customer = coupon.customer
    assert customer is not None
    channel, language = customer.channel, customer.language or customer.channel.language
    text = MailText.objects.filter(channel=channel, kind=KIND).first()
    promotion = with_terms(Promotion.objects.filter(pk=coupon.promotion_id)).select_related("channel").get()
    with override(language):
        until = Dates.of_page().day(localtime(coupon.expires_at).date()) if coupon.expires_at else _("without an end")
        values = {"name": customer.name, "code": coupon.code, "offer": told_to_customers(promotion), "until": until, "shop": channel.name}
    subject, body = written(MAILS[KIND], text, language, values)
    message = Message.objects.create(
        customer=customer,
        coupon=coupon,
        kind=KIND,
        sender=channel.email_from,
        recipient=customer.email,
        language=language,
        subject=subject,
        body=body,
    )
    queue_message(message)
    return message
