"""Who acts: one frozen object, built once at the door and handed to every action as its first argument."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from agents.kinds import ActorKind
from agents.permissions import OWN_ACCOUNT
from contactcenter.masking import sees

if TYPE_CHECKING:
    from agents.models import Agent  # whose rows are seen by actors: the models import this file


@dataclass(frozen=True)
class OnBehalfOf:
    """The customer for whom somebody else acts; number: the one by which people know them."""

    customer_id: int
    number: str


@dataclass(frozen=True)
class Actor:
    """An agent, a shopper, the key of another program, or the system itself.

    customer_id, cart_id: of a shopper, the customer that logged in or the one cart whose id they carry; on_behalf_of: the customer for
    whom an agent acts in the customer's own shop; rights: the codes of `Can`; channel_ids: the channels whose rows this actor may see;
    all_channels: whether those are all of the organisation, future ones too; countries: theirs, where they were read with the agent;
    request_id: of the request that asks; ip: where it came from.
    """

    kind: ActorKind
    name: str
    agent_id: int | None = None
    customer_id: int | None = None
    cart_id: int | None = None
    api_key_id: int | None = None
    on_behalf_of: OnBehalfOf | None = None
    organization_id: int | None = None
    rights: frozenset[str] = frozenset()
    channel_ids: tuple[int, ...] = ()
    all_channels: bool = False
    countries: tuple[str, ...] = ()
    call_session_id: int | None = None
    request_id: UUID | None = None
    ip: str | None = None
    timezone: str = "UTC"
    agent: "Agent | None" = field(default=None, compare=False, repr=False)

    def may(self, right: str) -> bool:
        """Whether this kind of act is the actor's at all."""
        return right in self.rights

    @property
    def id(self) -> int | None:
        """Of the row that acts: an agent's, a customer's or a key's, as `kind` says; None of the system and of who has no account."""
        return self.agent_id or self.customer_id or self.api_key_id

    @property
    def sees_in_full(self) -> bool:
        """Whether personal data is shown whole, and found by a part of it (`contactcenter.masking`)."""
        return sees(self)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


NOBODY = Actor(kind=ActorKind.NOBODY, name="")


def actor_of(agent: "Agent", *, call_session_id: int | None = None, request_id: UUID | None = None, ip: str | None = None) -> Actor:
    """The actor that an agent's account makes today."""
    return Actor(
        kind=ActorKind.AGENT,
        name=str(agent),
        agent_id=agent.pk,
        organization_id=agent.organization_id,
        rights=agent.rights() | {OWN_ACCOUNT} if agent.is_active else frozenset(),
        channel_ids=agent.channel_ids(),
        all_channels=agent.all_channels,
        countries=agent.countries(),
        call_session_id=call_session_id,
        request_id=request_id,
        ip=ip,
        timezone=agent.timezone,
        agent=agent,
    )


def system(name: str, *, rights: frozenset[str] = frozenset(), channel_ids: tuple[int, ...] = ()) -> Actor:
    """The system's own hand: a job or a command, named after what runs."""
    return Actor(kind=ActorKind.SYSTEM, name=name, rights=rights, channel_ids=channel_ids)
