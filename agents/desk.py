"""What can lie on a desk: a record of any noun, described without knowing the noun."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from contactcenter.dates import Dates
from contactcenter.errors import Conflict

if TYPE_CHECKING:
    from agents.models import CallSession


@dataclass(frozen=True)
class Record:
    """A customer, an order or a return that a tab shows.

    owner_id, owner_label: the customer it belongs to; for a guest's order no id, the guest's name, and `guest_order_id`.
    """

    kind: str
    number: str
    label: str
    owner_id: int | None
    owner_label: str
    guest_order_id: int | None = None

    def is_of(self, session: "object") -> bool:
        """Whether this record belongs to the person the session is about."""
        if self.owner_id is not None:
            return bool(getattr(session, "customer_id", None) == self.owner_id)
        return bool(getattr(session, "guest_order_id", None) == self.guest_order_id)


UNFINISHED: list[Callable[[Collection[int]], set[int]]] = []
"""What lies half done for customers: each takes ids of customers and returns those of them for whom it does. The apps above register."""


def has_unfinished_work(customer_ids: Collection[int]) -> set[int]:
    """Those of these customers for whom something was begun that nobody has finished: a cart with lines."""
    return {one for look in UNFINISHED for one in look(customer_ids)}


class SessionEnded(Conflict):
    """The contact that a page shows, or that an act belongs to, has ended. It can be opened again."""

    page, fragment = "console/ended.html", "console/_ended.html"

    def __init__(self, session: "CallSession") -> None:
        super().__init__("session_closed", _("This contact ended at %(time)s. Nothing was changed.") % {"time": ended_at(session)})
        self.session = session


def ended_at(session: "CallSession") -> str:
    """When it ended, as its agent reads it: the time, and the day where that was not today."""
    if session.closed_at is None:
        return ""
    local = localtime(session.closed_at)
    return f"{local:%H:%M}" if local.date() == localtime(now()).date() else Dates.of_page().exactly(session.closed_at)


_signer = signing.Signer(salt="agents.desk")


def session_token(agent_id: int, session_id: int) -> str:
    """What a page sends with each act to say in which session it is done; signed, so that it costs no query to believe."""
    return _signer.sign(f"{agent_id}:{session_id}")


def read_session_token(agent_id: int, token: str) -> int | None:
    """The session that the token names, if it was made for this agent."""
    try:
        owner, session_id = _signer.unsign(token).split(":")
    except (signing.BadSignature, ValueError):
        return None
    return int(session_id) if owner == str(agent_id) else None
