"""What waits for somebody's decision, as those who decide look at it."""

from dataclasses import dataclass
from decimal import Decimal

from agents.actors import Actor
from agents.approvals import KINDS
from agents.models import Approval
from carts.models import CartLine
from customers.models import Customer

MOST = 100
"""So many are shown at once."""


@dataclass(frozen=True)
class Asked:
    """A request. what: in words; share: of one, where the kind has it; is_own: whether who looks has asked for it."""

    approval: Approval
    customer: Customer | None
    what: str
    share: Decimal | None
    is_own: bool


def queue_of(actor: Actor) -> list[Asked]:
    """What waits in the actor's channels, oldest first, at most `MOST`."""
    waiting = list(Approval.objects.visible_to(actor).waiting()[:MOST])
    lines = [one.thing_id for one in waiting if one.thing_type == CartLine._meta.label]
    found = CartLine.objects.filter(pk__in=lines).select_related("cart__customer") if lines else ()
    customers = {line.pk: line.cart.customer for line in found}
    return [_asked(actor, one, customers.get(one.thing_id) if one.thing_type == CartLine._meta.label else None) for one in waiting]


def _asked(actor: Actor, approval: Approval, customer: Customer | None) -> Asked:
    kind = KINDS.get(approval.kind)
    what = (kind.describe(approval) or str(kind.label)) if kind else approval.kind
    share = None if approval.percent is None else approval.percent / 100
    return Asked(approval, customer, what, share, (approval.requested_by_kind, approval.requested_by_id) == (actor.kind, actor.id))
