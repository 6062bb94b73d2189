"""What can lie on a desk: a record of any noun, described without knowing the noun."""

from dataclasses import dataclass

from django.core import signing


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
