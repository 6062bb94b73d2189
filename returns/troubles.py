"""What an open return waits for, in words."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agents.models import Tab
from agents.troubles import RETURN, Trouble
from contactcenter.templatetags.console import day, money
from returns.models import Return


def return_troubles(rma: Return) -> list[Trouble]:
    """Of a return that is open, or whose refund failed: what has to happen next, and who has to do it."""
    failed = rma.refund_status == Return.RefundStatus.FAILED
    if not rma.is_open and not failed:
        return []
    words = _failed(rma) if failed else _waits_for(rma)
    note = f"“{rma.comment}”" if rma.comment else ""
    wrong = failed or rma.action_required
    return [Trouble(RETURN, Tab.Kind.RETURN, rma.number, rma.number, "refund" if failed else "items", words, rma.created_at, wrong, note)]


def _failed(rma: Return) -> str:
    return _("The refund of %(amount)s failed: somebody here has to try it again.") % {"amount": money(rma.refund_amount, rma.currency)}


def _waits_for(rma: Return) -> str:
    states, asked = Return.Status, day(localdate(rma.created_at))
    said = {"day": asked, "amount": money(rma.refund_amount, rma.currency), "received": rma.received, "pieces": rma.pieces}
    if rma.status == states.INCOMPLETE:
        return _("Asked for on %(day)s, not complete: somebody here has to finish the request.") % said
    if rma.status == states.PENDING_CUSTOMER_ACTION:
        return _("Approved %(day)s, parcel not received: the customer has to send it.") % said
    if rma.status == states.PARTIAL_RETURN:
        return (
            ngettext(
                "%(received)s of %(pieces)s piece received, asked for on %(day)s.",
                "%(received)s of %(pieces)s pieces received, asked for on %(day)s.",
                rma.pieces,
            )
            % said
        )
    if rma.type == Return.Type.REPLACE:
        return _("Received: somebody here has to check it and send the replacement.") % said
    if rma.status == states.MANUAL_REFUND:
        return _("Received: somebody here has to refund %(amount)s by hand.") % said
    if rma.status == states.PENDING_REFUND:
        return _("Received: the refund of %(amount)s waits to be paid.") % said
    return _("Received: somebody here has to check it and refund %(amount)s.") % said
