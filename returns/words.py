"""A return's texts in its reader's language."""

from django.utils.translation import get_language

from agents.models import Reason
from orders.words import name_products
from returns.models import Return


def read_aloud(rma: Return) -> None:
    """Say reasons and products of a return that was read to be shown, never to be saved; a reason on the list no more stays as it was called."""
    lines = list(rma.lines.all())
    listed = Reason.objects.filter(organization=rma.channel.organization_id, kind=Reason.Kind.RETURN, code__in={one.reason_code for one in lines})
    reasons = {one.code: str(one) for one in listed}
    for line in lines:
        line.reason = reasons.get(line.reason_code, line.reason)
    language = get_language() or "en"
    if language[:2] != rma.order.language[:2]:
        name_products([line.line for line in lines], language, rma.order.language)
